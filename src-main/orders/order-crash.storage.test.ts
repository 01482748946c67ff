import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isLive } from '#shared/model/order.ts';
import { bundleProgram } from '#shared/node/testing/child-program.ts';
import { startGateway, type TestGateway } from '../../src-worker/paper-gateway/testing/test-gateway.ts';
import { OrderBench } from '../app/testing/order-bench.ts';

/**
 * kill -9 at a step of the journal or the socket, a restart, and the paper gateway as the judge: nothing was sent twice, and
 * nothing is there that we do not know of. The campaign dies at every step, and a second time while it recovers.
 */

const isCampaign = process.env['TRADEWIND_COUNTS'] === 'full';
const SEEDS = isCampaign ? 20 : 1;

let program: string;
let root: string;
beforeAll(async () => {
  program = await bundleProgram('src-main/app/testing/crash.program.ts', 'crash');
  root = mkdtempSync(join(tmpdir(), 'order-crash-'));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** One installation with a gateway of its own. */
class Trial {
  readonly path: string;
  readonly gateway: TestGateway;

  constructor(gateway: TestGateway, name: string) {
    this.gateway = gateway;
    this.path = join(root, `${name}.db`);
  }

  static async open(seed: number, name: string): Promise<Trial> {
    return new Trial(await startGateway({ seed }), name);
  }

  /** @param crashAt a step counted from 1, or the first of a name; 0: none @returns the names of its steps, null when it died */
  async run(crashAt: number | string, mode: 'trade' | 'recover'): Promise<readonly string[] | null> {
    const { gateway } = this;
    const now = String(gateway.gateway.world.now());
    const child = fork(program, [String(gateway.port), this.path, now, String(crashAt), mode], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const begunAt = performance.now();
    const told: { readonly names: readonly string[] }[] = [];
    child.on('message', (message) => told.push(message as (typeof told)[number]));
    const clock = setInterval(() => gateway.advance(20), 5);
    // Not its exit, which may come before its last message.
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    clearInterval(clock);
    if (told.length === 0 && signal !== 'SIGKILL')
      throw new Error(`the program was to be killed, and ended by itself with ${String(code ?? signal)}`);
    while (gateway.gateway.sessions.all.length > 0) await new Promise(setImmediate);
    // What was sent last must be old enough for the lists to prove something. The program went by the machine's clock, which may
    // have got ahead of the market's where cores are short.
    gateway.advance(10_000 + Math.ceil(performance.now() - begunAt));
    return told[0]?.names ?? null;
  }

  /** Starts again and compares with the gateway. */
  async judge(): Promise<void> {
    const { gateway } = this;
    const bench = new OrderBench({
      ...{ port: gateway.port, path: this.path, now: () => gateway.gateway.world.now() },
    });
    try {
      await bench.ready();
      for (let second = 0; second < 8; second++) {
        gateway.advance(1_000);
        bench.manual.advance(1_000);
        await bench.settled();
      }
      const theirs = [...gateway.gateway.orders.tickets.live, ...gateway.gateway.orders.tickets.completed];
      const refs = theirs.map(({ order }) => order.orderRef);
      expect(new Set(refs).size, `sent once each: ${refs.join()}`).toBe(refs.length);
      for (const { order, end } of theirs) {
        const { state, permId } = bench.order(order.orderRef);
        expect({ ref: order.orderRef, isLive: isLive(state) }).toEqual({
          ref: order.orderRef,
          isLive: end === null,
        });
        expect(permId).toBeGreaterThan(0);
      }
      const ours = bench.desk.book.live.map(({ ref }) => ref as string);
      for (const ref of ours) expect(refs).toContain(ref);
      const { reconciliation, unknownOrders } = bench.desk.control.status;
      expect({ ...reconciliation, unknownOrders }).toMatchObject({
        state: 'clean',
        differences: [],
        unknownOrders: 0,
      });
    } finally {
      bench.close();
      while (gateway.gateway.sessions.all.length > 0) await new Promise(setImmediate);
    }
  }

  close(): Promise<void> {
    return this.gateway.gateway.close();
  }
}

/** The two that matter most: on the disk and not on the wire, on the wire and not on the disk. */
const CHOSEN = ['after order commit', 'after send'];

// Side by side: most of a trial is programs that start, and waiting for the market.
test.concurrent.for(Array.from({ length: SEEDS }, (_, index) => index + 1))(
  'killed at any step, it starts again with every order once and none unknown, with seed %i',
  { timeout: isCampaign ? 4 * 3_600_000 : 60_000 },
  async (seed) => {
    for (const [index, crashAt] of (isCampaign ? await everyStep(seed) : CHOSEN).entries()) {
      const trial = await Trial.open(seed, `crash-${seed}-${index}`);
      try {
        const names = await trial.run(crashAt, 'trade');
        // What comes together is written together: a run may have fewer steps than the one that they were counted in.
        if (names !== null) expect(names.length).toBeLessThan(Number(crashAt));
        if (isCampaign) await trial.run(1 + (index % 6), 'recover');
        await trial.judge();
      } catch (cause) {
        throw new Error(`seed ${seed}, killed at step ${crashAt}`, { cause });
      } finally {
        await trial.close();
      }
    }
  },
);

/** Of a run that nobody kills, which has to end well itself. */
async function everyStep(seed: number): Promise<number[]> {
  const whole = await Trial.open(seed, `whole-${seed}`);
  const names = await whole.run(0, 'trade');
  await whole.judge();
  await whole.close();
  expect(names!.length).toBeGreaterThan(20);
  return names!.map((_, index) => index + 1);
}
