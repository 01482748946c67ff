import type { BarBlock } from '#shared/model/broker-bars.ts';
import { randomUUID } from 'node:crypto';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { SUPERVISION_WIRE } from '#shared/ipc/codec.ts';
import { supervisionRequests } from '#shared/ipc/contract.ts';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { serve, type Handlers } from '#shared/ipc/server.ts';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { unixMillis } from '#shared/kernel/time.ts';
import { workerPort } from '#shared/node/port-transport.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import { FileGrants } from '../files/file-grants.ts';
import {
  FIRST_BACKOFF_MS,
  HUNG_AFTER_MS,
  MAX_QUICK_FAILURES,
  PING_EVERY_MS,
} from '../processes/supervisor.ts';
import { Research, type ResearchState } from './research.ts';

/** The supervisor over real ports; the process is played by the test, and time stands still until it is advanced. */
const NO_BARS = Object.fromEntries(
  ['time', 'open', 'high', 'low', 'close', 'volume'].map((name) => [name, new Float64Array()]),
) as BarBlock;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

test('says ready when the process does, and windows get ports then and not before', async () => {
  const bed = open();
  bed.supervisor.start();
  expect(bed.supervisor.openRendererPort()).toBeNull();
  await bed.becomes('ready');
  expect(bed.readyCount()).toBe(1);
  expect(bed.supervisor.openRendererPort()).toBe('port of process 1');
});

test('a library that cannot be opened is down at once, with the reason, and is not tried again', async () => {
  const bed = open({
    ready: () => err(failure('file-in-use', 'research.db is in use.', 'Close that program.')),
  });
  bed.supervisor.start();
  expect(await bed.becomes('down')).toEqual({
    state: 'down',
    detail: 'research.db is in use. Close that program.',
  });
  expect(bed.children).toHaveLength(1);
  expect(bed.children[0]!.isRunning).toBe(false);
  bed.timers.advance(60_000);
  expect(bed.children).toHaveLength(1);
});

test('a process that ends is started again after a pause that doubles, and says why in between', async () => {
  const bed = open();
  bed.supervisor.start();
  for (let life = 0; life < 3; life++) {
    await bed.becomes('ready');
    bed.children[life]!.end('exit code 9');
    expect(bed.supervisor.state).toEqual({ state: 'restarting', detail: 'It ended: exit code 9.' });
    expect(bed.supervisor.openRendererPort()).toBeNull();
    bed.timers.advance(FIRST_BACKOFF_MS * 2 ** life - 1);
    expect(bed.children).toHaveLength(life + 1);
    bed.timers.advance(1);
    expect(bed.children).toHaveLength(life + 2);
  }
  await bed.becomes('ready');
  expect(bed.readyCount()).toBe(4);
});

test('too many ends within a minute and it gives up; the user can have it tried again', async () => {
  const bed = open();
  bed.supervisor.start();
  for (let life = 0; life < MAX_QUICK_FAILURES; life++) {
    await bed.becomes('ready');
    bed.children[life]!.end('exit code 1');
    bed.timers.advance(5_000);
  }
  expect(bed.supervisor.state).toEqual({
    state: 'down',
    detail: `It ended ${MAX_QUICK_FAILURES} times within a minute; the last time: exit code 1.`,
  });
  expect(bed.children).toHaveLength(MAX_QUICK_FAILURES);
  expect(bed.supervisor.restart()).toEqual(ok(null));
  await bed.becomes('ready');
  bed.children.at(-1)!.end('exit code 1');
  expect(bed.supervisor.state.state).toBe('restarting');
});

test('ends that are far apart are no reason to give up', async () => {
  const bed = open();
  bed.supervisor.start();
  for (let life = 0; life < 3 * MAX_QUICK_FAILURES; life++) {
    await bed.becomes('ready');
    bed.now += 30_000;
    bed.children[life]!.end('exit code 1');
    bed.timers.advance(FIRST_BACKOFF_MS * 8);
  }
  await bed.becomes('ready');
});

test('a process that does not answer is killed and started again', async () => {
  const bed = open({ ping: () => new Promise(() => undefined) });
  bed.supervisor.start();
  await bed.becomes('ready');
  bed.timers.advance(PING_EVERY_MS);
  bed.timers.advance(HUNG_AFTER_MS - 1);
  expect(bed.children[0]!.isRunning).toBe(true);
  bed.timers.advance(1);
  await bed.becomes('restarting');
  expect(bed.children[0]!.isRunning).toBe(false);
  bed.timers.advance(FIRST_BACKOFF_MS);
  await bed.becomes('ready');
});

test('a process that answers lives on', async () => {
  const bed = open();
  bed.supervisor.start();
  await bed.becomes('ready');
  for (let ping = 1; ping <= 5; ping++) {
    bed.timers.advance(PING_EVERY_MS);
    await bed.pinged(ping);
    // Answers keep their order: after this one the ping's has been heard too.
    await bed.supervisor.shareFile(bed.grants.add('/data/a.csv', 'read'));
  }
  expect(bed.children).toHaveLength(1);
});

test('a process that is started anew knows the files the user has chosen before', async () => {
  const bed = open();
  bed.supervisor.start();
  await bed.becomes('ready');
  const granted = bed.grants.add('/data/a.csv', 'read');
  expect(await bed.supervisor.shareFile(granted)).toEqual(ok(null));
  bed.children[0]!.end('exit code 9');
  const later = bed.grants.add('/data/b.csv', 'write');
  expect(await bed.supervisor.shareFile(later)).toEqual(ok(null)); // not there now: told when it starts
  bed.timers.advance(FIRST_BACKOFF_MS);
  await bed.becomes('ready');
  expect(bed.children[0]!.granted).toEqual(['/data/a.csv']);
  expect(bed.children[1]!.granted).toEqual(['/data/a.csv', '/data/b.csv']);
});

test('restarting is refused while there is nothing to restart', async () => {
  const bed = open();
  bed.supervisor.start();
  await bed.becomes('ready');
  expect(bed.supervisor.restart()).toMatchObject({ ok: false, error: { code: 'research-not-down' } });
});

test('closing lets it finish, ends it, and starts nothing again', async () => {
  const bed = open();
  bed.supervisor.start();
  await bed.becomes('ready');
  await bed.supervisor.close();
  expect(bed.children[0]).toMatchObject({ isRunning: false, hasClosed: true });
  bed.timers.advance(60_000);
  expect(bed.children).toHaveLength(1);
});

test('closing ends a process that hangs, after a while', async () => {
  const bed = open({ close: () => new Promise(() => undefined) });
  bed.supervisor.start();
  await bed.becomes('ready');
  const closed = bed.supervisor.close();
  expect(bed.children[0]!.isRunning).toBe(true);
  bed.timers.advance(10_000);
  await closed;
  expect(bed.children[0]!.isRunning).toBe(false);
});

test('closing does not wait for ever for a process whose end is never told', async () => {
  const bed = open({ endsUntold: true });
  bed.supervisor.start();
  await bed.becomes('ready');
  let isClosed = false;
  void bed.supervisor.close().then(() => (isClosed = true));
  await expect
    .poll(() => {
      bed.timers.advance(1_000);
      return isClosed;
    })
    .toBe(true);
});

test('closing while it is down, or between two lives, is done at once', async () => {
  const bed = open();
  bed.supervisor.start();
  await bed.becomes('ready');
  bed.children[0]!.end('exit code 9');
  await bed.supervisor.close();
  bed.timers.advance(60_000);
  expect(bed.children).toHaveLength(1);
});

type Answer = Result<Record<string, never>, ServiceFailure>;
interface Behaviour {
  readonly ready?: () => Answer;
  readonly ping?: () => Promise<Answer>;
  readonly close?: () => Promise<Answer>;
  /** Killing it has no effect that is told. */
  readonly endsUntold?: boolean;
}

interface Child {
  isRunning: boolean;
  hasClosed: boolean;
  readonly granted: string[];
  end(reason: string): void;
}

function open(behaviour: Behaviour = {}) {
  const timers = new ManualTimers();
  const grants = new FileGrants(randomUUID);
  const children: Child[] = [];
  const log: Logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
  };
  let readyCount = 0;
  let pingCount = 0;
  let changed: () => void = () => undefined;
  const until = async (isTrue: () => boolean) => {
    while (!isTrue()) await new Promise<void>((resolve) => (changed = resolve));
  };

  const bed = { now: 1_000_000 };
  const supervisor = new Research<string>({
    launcher: {
      launch() {
        const { port1, port2 } = new MessageChannel();
        let onExit: (reason: string) => void = () => undefined;
        const child: Child = {
          isRunning: true,
          hasClosed: false,
          granted: [],
          end(reason) {
            if (!child.isRunning) return;
            child.isRunning = false;
            server.close();
            onExit(reason);
            changed();
          },
        };
        const handlers: Handlers<typeof supervisionRequests> = {
          'supervision.ready': behaviour.ready ?? (() => ok({})),
          'supervision.ping': () => {
            pingCount++;
            changed();
            return behaviour.ping?.() ?? ok({});
          },
          'supervision.grantFile': ({ path }) => {
            child.granted.push(path);
            return ok({});
          },
          'library.keepBrokerBars': () => ok({ seriesId: null }),
          'library.readBrokerBars': () => ok({ seriesId: null, covered: [], bars: NO_BARS }),
          'supervision.close': () => {
            child.hasClosed = true;
            return behaviour.close?.() ?? ok({});
          },
        };
        const server = serve({ port: workerPort(port1), wire: SUPERVISION_WIRE, requests: supervisionRequests, streams: {}, handlers, timers: new ManualTimers(), log }); // prettier-ignore
        children.push(child);
        closers.push(() => {
          child.end('test over');
        });
        const name = `port of process ${children.length}`;
        return {
          supervision: workerPort(port2),
          openRendererPort: () => name,
          onExit: (listener) => (onExit = listener),
          kill: () => {
            if (behaviour.endsUntold !== true) child.end('killed');
          },
        };
      },
    },
    clock: { now: () => unixMillis(bed.now) },
    timers,
    newId: randomUUID,
    log,
    grants: () => grants.all(),
    onState: () => {
      changed();
    },
    onReady: () => {
      readyCount++;
    },
  });
  return Object.assign(bed, {
    supervisor,
    timers,
    grants,
    children,
    readyCount: () => readyCount,
    async becomes(state: ResearchState['state']) {
      await until(() => supervisor.state.state === state);
      return supervisor.state;
    },
    pinged: (count: number) => until(() => pingCount >= count),
  });
}
