import { beforeEach, expect, test } from 'vitest';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import type { Synchronise, SynchroniseContext } from '../ports/synchronise.ts';
import { PART_WITHIN_MS, Synchronisation } from './synchronisation.ts';
import { scriptedSession } from './testing/scripted-session.ts';

const silentLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let timers: ManualTimers;
let all: Synchronisation;
let calls: string[];

beforeEach(() => {
  timers = new ManualTimers();
  all = new Synchronisation(timers, silentLog);
  calls = [];
});

const session = () => scriptedSession(timers, () => 0);

/** A participant that notes what it was called with. */
function noting(word: (context: SynchroniseContext) => string): Synchronise {
  return (context) => {
    calls.push(word(context));
    return Promise.resolve();
  };
}

test('asks in its own order, one after another, whatever the order of registration', async () => {
  all.register(
    'market-data',
    noting(() => 'market-data'),
  );
  all.register('orders', async () => {
    await Promise.resolve();
    calls.push('orders');
  });
  all.register(
    'portfolio',
    noting(() => 'portfolio'),
  );
  await all.run(session(), false);
  expect(calls).toEqual(['orders', 'portfolio', 'market-data']);
  expect(timers.waitingCount).toBe(0);
});

test('a part that fails is named, and the others are asked all the same', async () => {
  all.register('orders', () => Promise.reject(new Error('TWS did not answer within 10 s')));
  all.register(
    'market-data',
    noting(() => 'market-data'),
  );
  await expect(all.run(session(), false)).rejects.toThrow(
    'orders and executions: TWS did not answer within 10 s',
  );
  expect(calls).toEqual(['market-data']);
});

test('what was subscribed stays so over a second try and over 1102, and not over 1101 or a new session', async () => {
  let isOrdersBroken = true;
  all.register('orders', () => (isOrdersBroken ? Promise.reject(new Error('no')) : Promise.resolve()));
  all.register(
    'market-data',
    noting(({ isDataKept }) => String(isDataKept)),
  );
  const first = session();
  await expect(all.run(first, false)).rejects.toThrow();
  isOrdersBroken = false;
  await all.run(first, true);
  await all.run(first, true);
  await all.run(first, false);
  await all.run(session(), true);
  expect(calls).toEqual(['false', 'true', 'true', 'false', 'false']);
});

test('a run that is overtaken ends, and says so to its participant', async () => {
  const contexts: SynchroniseContext[] = [];
  all.register('orders', (context) => {
    contexts.push(context);
    return contexts.length === 1 ? new Promise(() => undefined) : Promise.resolve();
  });
  const only = session();
  const first = all.run(only, false);
  await expect.poll(() => contexts.length).toBe(1);
  const overtaken = expect(first).rejects.toThrow('another comparison began');
  await all.run(only, true);
  await overtaken;
  expect(contexts.map(({ signal }) => signal.aborted)).toEqual([true, false]);
});

test('of three that come at once only the last one runs', async () => {
  let running = 0;
  all.register('orders', async () => {
    calls.push('began');
    expect(++running).toBe(1);
    await Promise.resolve();
    running--;
  });
  const only = session();
  const runs = await Promise.allSettled([all.run(only, false), all.run(only, true), all.run(only, true)]);
  expect(runs.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  expect(calls).toEqual(['began']);
});

test('a participant that says nothing fails', async () => {
  all.register('portfolio', () => {
    setImmediate(() => timers.advance(PART_WITHIN_MS));
    return new Promise(() => undefined);
  });
  await expect(all.run(session(), false)).rejects.toThrow('positions and cash took longer than 60 s');
});

test('a place is taken once', () => {
  all.register('orders', () => Promise.resolve());
  expect(() => all.register('orders', () => Promise.resolve())).toThrow('two participants');
});
