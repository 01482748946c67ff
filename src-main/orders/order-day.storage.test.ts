import { beforeEach, expect, test } from 'vitest';
import { MS_PER_DAY } from '#shared/kernel/time.ts';
import { startGateway } from '../../src-worker/paper-gateway/testing/test-gateway.ts';
import type { OrderBench } from '../app/testing/order-bench.ts';
import { useTradingFloor } from '../app/testing/trading-floor.ts';

/** What counts for a day, with a computer's clock that somebody sets: the real path, journal and gateway. */

const floor = useTradingFloor(startGateway);
/** By how much the computer's clock is ahead. */
let jump = 0;

beforeEach(() => {
  jump = 0;
});

async function open(): Promise<OrderBench> {
  const market = () => floor.gateway.gateway.world.now();
  const bench = floor.open({ clientId: 7, now: () => market() + jump, monotonicMs: market });
  await bench.ready();
  return bench;
}
const marksOf = (bench: OrderBench) => bench.desk.risk.activityOf(bench.account).equity.snapshot();

test('a clock that jumps ahead by a day and back neither ends the day nor counts one twice, also over a restart', async () => {
  const bench = await open();
  const apple = await bench.contract('AAPL');
  await floor.advance(bench, 2_000);
  const place = (its: OrderBench, units: number) =>
    its.place(its.limit(apple, 'buy', its.bid(apple) - 5, units, `o-${units}`)).kind;
  const today = (its: OrderBench) => its.desk.risk.usage(its.account).ordersToday;
  expect(place(bench, 10)).toBe('sent');
  const before = marksOf(bench);

  jump = MS_PER_DAY;
  await floor.advance(bench, 2_000);
  expect(place(bench, 11)).toBe('sent');
  expect([today(bench), marksOf(bench).dayStart]).toEqual([2, before.dayStart]);
  expect(bench.tradingClock.localAheadMs).toBe(MS_PER_DAY);
  await floor.advance(bench, 1_000);
  bench.close();

  // A week and a half: rows as old as that would be purged.
  jump = 11 * MS_PER_DAY;
  const again = await open();
  await again.contract('AAPL');
  await floor.advance(again, 2_000);
  expect([today(again), marksOf(again).dayStart]).toEqual([2, before.dayStart]);
  jump = 0;
  await floor.advance(again, 2_000);
  expect(place(again, 12)).toBe('sent');
  expect([today(again), marksOf(again).dayStart]).toEqual([3, before.dayStart]);
  again.close();

  const last = await open();
  await floor.advance(last, 1_000);
  expect([today(last), marksOf(last).dayStart]).toEqual([3, before.dayStart]);
});
