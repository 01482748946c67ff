import { expect, test } from 'vitest';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import { closeInOrder, STAGE_WITHIN_MS, type ClosingStage } from './shut-down.ts';

test('each stage begins when the one before it has ended, and the log says so', async () => {
  const { run, lines } = open();
  let finish = () => {};
  const slow = new Promise<void>((resolve) => (finish = resolve));
  const ended = run([
    { name: 'orders', run: () => void lines.push('orders are written') },
    { name: 'research', run: () => slow },
    { name: 'database', run: () => void lines.push('database is closed') },
  ]);
  await Promise.resolve();
  expect(lines).toEqual([
    'info orders closing',
    'orders are written',
    'info orders closed',
    'info research closing',
  ]);
  finish();
  await ended;
  expect(lines.slice(4)).toEqual([
    'info research closed',
    'info database closing',
    'database is closed',
    'info database closed',
  ]);
});

test('a stage that hangs is said and passed over, one that throws or rejects too', async () => {
  const { run, lines, timers } = open();
  const ended = run([
    {
      name: 'portfolio',
      run() {
        throw new Error('no');
      },
    },
    { name: 'connection', run: () => Promise.reject(new Error('no')) },
    { name: 'research', run: () => new Promise(() => undefined) },
    { name: 'database', run: () => void lines.push('database is closed') },
  ]);
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  expect(lines.at(-1)).toBe('info research closing');
  timers.advance(STAGE_WITHIN_MS - 1);
  await Promise.resolve();
  expect(lines.at(-1)).toBe('info research closing');
  timers.advance(1);
  await ended;
  expect(lines).toEqual([
    'info portfolio closing',
    'error portfolio was not closed as it should be',
    'info connection closing',
    'error connection was not closed as it should be',
    'info research closing',
    'error research does not close and is passed over',
    'info database closing',
    'database is closed',
    'info database closed',
  ]);
});

test('the log is on the disk before a stage begins', async () => {
  const { run, lines, flushed } = open();
  await run([
    { name: 'orders', run: () => expect(flushed()).toEqual(lines) },
    { name: 'database', run: () => expect(flushed()).toEqual(lines) },
  ]);
  expect(flushed()).toHaveLength(4);
});

function open() {
  const timers = new ManualTimers();
  const lines: string[] = [];
  let flushed: string[] = [];
  const write = (level: string) => (fields: object, message: string) =>
    void lines.push(`${level} ${(fields as { stage: string }).stage} ${message}`);
  const logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  const log = {
    ...{ logger, child: () => logger, recentLines: () => lines },
    flush: () => void (flushed = [...lines]),
  };
  return {
    ...{ timers, lines, flushed: () => flushed },
    run: (stages: readonly ClosingStage[]) => closeInOrder(stages, { log, timers, monotonicMs: () => 0 }),
  };
}
