import { expect, test } from 'vitest';
import { failure } from '#shared/ipc/errors.ts';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { unixMillis } from '#shared/kernel/time.ts';
import type { JournalStep, NewDenied, OrderJournal } from '../ports/order-journal.ts';
import { JournalWriter } from './journal-writer.ts';

const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const audit = (text: string) => ({
  audit: [
    {
      at: unixMillis(1),
      kind: 'placed' as const,
      by: 'x',
      correlationId: null,
      account: null,
      ref: null,
      text,
      facts: {},
    },
  ],
});

class Bench {
  readonly timers = new ManualTimers();
  isBroken = false;
  readonly written: [string, string[]][] = [];
  readonly told: (string[] | null)[] = [];
  readonly deniedRows: (readonly NewDenied[])[] = [];
  readonly shown: string[] = [];
  readonly shownDenied: NewDenied[] = [];
  readonly troubles: (string | null)[] = [];
  readonly writer: JournalWriter;

  constructor() {
    const commit = (bookId: string, step: JournalStep) => {
      if (this.isBroken) return err(failure('disk-full', 'The disk is full.'));
      this.written.push([bookId, textsOf(step)]);
      this.deniedRows.push(step.denied ?? []);
      return ok({ denied: [], audit: [] });
    };
    const journal = {
      commit,
      commitOrders: (bookId: string, step: JournalStep, orders: readonly unknown[]) => {
        const done = commit(bookId, step);
        return done.ok ? ok({ ...done.value, committed: orders }) : done;
      },
    } as unknown as OrderJournal;
    this.writer = new JournalWriter({
      ...{ journal, timers: this.timers, log },
      onStep: (step, ids) => {
        this.shown.push(...textsOf(step));
        this.shownDenied.push(...(step.denied ?? []));
        this.told.push(ids === null ? null : textsOf(step));
      },
      onTrouble: (trouble) => this.troubles.push(trouble?.code ?? null),
    });
    this.writer.begin('p');
  }
}

function textsOf(step: JournalStep): string[] {
  return (step.audit ?? []).map(({ text }) => text);
}

test('what came in one turn is written in one transaction, before what is sent after it', async () => {
  const { writer, written } = new Bench();
  writer.queue(audit('a'));
  writer.queue(audit('b'));
  expect(written).toEqual([]);
  expect(writer.commitOrders(audit('order'), ['o'])).toEqual({ ok: true, value: ['o'] });
  expect(written).toEqual([['p', ['a', 'b', 'order']]]);
  writer.queue(audit('c'));
  await Promise.resolve();
  expect(written[1]).toEqual(['p', ['c']]);
});

test('a denial holds up no order: it stays behind, and is written and told when the order is out', async () => {
  const bench = new Bench();
  const { writer, written, deniedRows } = bench;
  const denied = { ref: 'denied before' } as unknown as NewDenied;
  writer.queueLazily({ ...audit('denied'), denied: [denied] });
  writer.commitOrders(audit('order'), ['o']);
  expect([written, deniedRows]).toEqual([[['p', ['denied', 'order']]], [[]]]);
  await Promise.resolve();
  expect([written.length, deniedRows[1], bench.shownDenied]).toEqual([2, [denied], [denied]]);
  bench.timers.advance(1_000);
  expect(bench.shownDenied).toEqual([denied]);
});

test('a disk that fails then keeps the denial for later', async () => {
  const bench = new Bench();
  const denied = { ref: 'denied before' } as unknown as NewDenied;
  bench.writer.queueLazily({ denied: [denied] });
  bench.isBroken = true;
  expect(bench.writer.commitOrders(audit('order'), ['o']).ok).toBe(false);
  bench.isBroken = false;
  await Promise.resolve();
  bench.timers.advance(1_000);
  expect(bench.deniedRows).toEqual([[denied]]);
});

test('denials wait a moment and go together', () => {
  const { writer, written, timers } = new Bench();
  for (const text of ['a', 'b', 'c']) writer.queueLazily(audit(text));
  timers.advance(99);
  expect(written).toEqual([]);
  timers.advance(1);
  expect(written).toEqual([['p', ['a', 'b', 'c']]]);
});

test('a disk that cannot be written: what was to be sent is not in the journal later, what has happened is', () => {
  const bench = new Bench();
  const { writer, written, timers, troubles, told } = bench;
  bench.isBroken = true;
  writer.queueLazily(audit('happened'));
  expect(writer.commitOrders(audit('order'), ['o'])).toMatchObject({
    ok: false,
    error: { code: 'disk-full' },
  });
  expect(troubles).toEqual(['disk-full']);
  expect(told).toEqual([null]);
  timers.advance(5_000);
  bench.isBroken = false;
  timers.advance(1_000);
  expect(written).toEqual([['p', ['happened']]]);
  expect(troubles.at(-1)).toBeNull();
  expect(writer.trouble).toBeNull();
  timers.advance(60_000);
  expect(written).toHaveLength(1);
});

test('rows of one profile are written before those of the next begin', () => {
  const { writer, written } = new Bench();
  writer.queueLazily(audit('first'));
  writer.begin('q');
  writer.commit(audit('second'));
  expect(written).toEqual([
    ['p', ['first']],
    ['q', ['second']],
  ]);
});

test('a listener that fails keeps no order that was journalled from being sent', () => {
  const { writer, told, written } = new Bench();
  told.push = () => {
    throw new Error('the window is gone');
  };
  expect(writer.commitOrders(audit('order'), ['o'])).toEqual({ ok: true, value: ['o'] });
  expect(written).toEqual([['p', ['order']]]);
});

test('rows that could not be written never become those of another profile', () => {
  const bench = new Bench();
  const { writer, written, timers } = bench;
  bench.isBroken = true;
  writer.queueLazily(audit('of p'));
  expect(() => writer.begin('q')).toThrow('cannot be journalled yet: The disk is full.');
  bench.isBroken = false;
  timers.advance(1_000);
  writer.begin('q');
  expect(written).toEqual([['p', ['of p']]]);
});

test('while the disk cannot be written each row is shown once, however often it is tried', () => {
  const bench = new Bench();
  const { writer, timers, shown } = bench;
  bench.isBroken = true;
  writer.queueLazily(audit('a'));
  timers.advance(5_000);
  writer.queueLazily(audit('b'));
  timers.advance(5_000);
  expect(shown).toEqual(['a', 'b']);
});
