import { expect, test } from 'vitest';
import type { Port } from '#shared/ipc/port.ts';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import { ok } from '#shared/kernel/result.ts';
import { unixMillis } from '#shared/kernel/time.ts';
import type { ChildProcess } from '../ports/child-process.ts';
import { FIRST_BACKOFF_MS, Supervisor, type SupervisionClient } from './supervisor.ts';

/** Stopping at the user's wish and starting again; how a process is kept alive is tested with research, over real ports. */

test('is stopped until it is started, and goes through its states in order', async () => {
  const { supervisor, states, lives } = open();
  expect(supervisor.state.state).toBe('stopped');
  expect(lives).toHaveLength(0);
  supervisor.start();
  await settled();
  await supervisor.stop();
  expect(states).toEqual(['starting', 'ready', 'stopping', 'stopped']);
  expect(lives[0]).toEqual({ isRunning: false, asked: ['ready', 'close'] });
});

test('a process that was stopped can be started again', async () => {
  const { supervisor, lives } = open();
  for (let round = 1; round <= 3; round++) {
    supervisor.start();
    await settled();
    expect(supervisor.state.state).toBe('ready');
    expect(lives).toHaveLength(round);
    await supervisor.stop();
    expect(supervisor.life).toBeNull();
  }
});

test('one that runs is not started twice', async () => {
  const { supervisor, lives } = open();
  supervisor.start();
  supervisor.start();
  await settled();
  supervisor.start();
  expect(lives).toHaveLength(1);
});

test('stopping twice waits for the same end', async () => {
  const { supervisor, states } = open();
  supervisor.start();
  await settled();
  await Promise.all([supervisor.stop(), supervisor.stop()]);
  expect(states).toEqual(['starting', 'ready', 'stopping', 'stopped']);
});

test('stopped between two lives, it is not started again by itself', async () => {
  const { supervisor, timers, lives, crash } = open();
  supervisor.start();
  await settled();
  crash();
  expect(supervisor.state.state).toBe('restarting');
  await supervisor.stop();
  timers.advance(100 * FIRST_BACKOFF_MS);
  expect(lives).toHaveLength(1);
  expect(supervisor.state.state).toBe('stopped');
});

test('closed, it is never started again', async () => {
  const { supervisor, lives } = open();
  supervisor.start();
  await settled();
  await supervisor.close();
  supervisor.start();
  expect(lives).toHaveLength(1);
  expect(supervisor.state.state).toBe('stopped');
});

interface PlayedLife {
  isRunning: boolean;
  readonly asked: string[];
}

function open() {
  const timers = new ManualTimers();
  const states: string[] = [];
  const lives: PlayedLife[] = [];
  let onExit: (reason: string) => void = () => undefined;
  const quiet = () => undefined;
  const supervisor = new Supervisor<ChildProcess, SupervisionClient>({
    name: 'a process',
    launch() {
      const life: PlayedLife = { isRunning: true, asked: [] };
      lives.push(life);
      return {
        supervision: {} as Port, // the client below does not use it
        onExit: (listener) => {
          onExit = listener;
        },
        kill() {
          life.isRunning = false;
          onExit('killed');
        },
      };
    },
    connect: () => ({
      invoke(name) {
        lives.at(-1)!.asked.push(name.replace('supervision.', ''));
        return Promise.resolve(ok({}));
      },
      close: quiet,
    }),
    clock: { now: () => unixMillis(1_000_000) },
    timers,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    onState: ({ state }) => states.push(state),
  });
  return { supervisor, timers, states, lives, crash: () => onExit('exit code 9') };
}

/** Everything that has been answered has been heard. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
