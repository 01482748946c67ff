import { describe, expect, test } from 'vitest';
import { MS_PER_DAY, MS_PER_SECOND } from '#shared/kernel/time.ts';
import { RawClient } from '../testing/raw-client.ts';
import { OPEN_TIME, startGateway } from '../testing/test-gateway.ts';
import { World } from '../world/world.ts';
import { contractOf, Trader, useOrderBench, type OrderBench } from './testing/order-bench.ts';

const at = (text: string) => Date.parse(`${text}Z`);
const cents = (price: number) => Math.round(price * 100) / 100;
const resting = (bench: OrderBench) => ({
  ...{ orderType: 'LMT', totalQuantity: 10 },
  lmtPrice: cents(bench.quote().bid - 5),
});

describe('shortly before a close', () => {
  // 15:59:50 in New York.
  const bench = useOrderBench({}, at('2026-01-06T20:59:50'));

  test('day orders end with their hours, others stay, auctions happen', async () => {
    const trader = await bench.trader();
    const day = await trader.place(resting(bench));
    const late = await trader.place({ ...resting(bench), outsideRth: true });
    const lasting = await trader.place({ ...resting(bench), tif: 'GTC' });
    const atClose = await trader.place({ orderType: 'MOC', totalQuantity: 10 });
    const dated = await trader.place({
      ...{ ...resting(bench), tif: 'GTD', goodTillDate: '20260106 15:59:55 US/Eastern' },
    });
    const delayed = await trader.place({ totalQuantity: 10, goodAfterTime: '20260106-20:59:57' });
    await trader.advance(4_000);
    expect([trader.status(dated), trader.status(delayed)]).toEqual(['Submitted', 'PreSubmitted']);
    await trader.advance(3_000);
    expect([trader.status(dated), trader.status(delayed)]).toEqual(['Cancelled', 'Filled']);
    await trader.advance(10_000);
    const statuses = [day, late, lasting, atClose].map((id) => trader.status(id));
    expect(statuses).toEqual(['Cancelled', 'Submitted', 'PreSubmitted', 'Filled']);
    expect(trader.all('execDetails').at(-1)).toMatchObject({ orderId: atClose, lastLiquidity: 0 });
    expect(trader.story(day).slice(-2)).toEqual(['Cancelled', '202']);
    const completed = await trader.ask({ kind: 'reqCompletedOrders', apiOnly: false });
    const ends = completed.flatMap((each) =>
      each.kind === 'completedOrder' ? each.orderState.completedStatus : [],
    );
    expect(ends).toContain('Cancelled: its day is over');

    // After the close: what wants regular hours waits, and says until when.
    const waits = await trader.place({ totalQuantity: 10 });
    expect(trader.story(waits)).toEqual(['399', 'open:PreSubmitted', 'PreSubmitted']);
    expect(trader.all('errorMessage').at(-1)!.text).toContain('2026-01-07 09:30:00 America/New_York');
    const ignored = await trader.place({ totalQuantity: 10, outsideRth: true });
    expect(trader.codes(ignored)).toContain(2109);
  });
});

describe('shortly before an opening', () => {
  const bench = useOrderBench({}, at('2026-01-07T14:29:55'));

  test('orders for the opening fill in it, those for the day after it', async () => {
    const trader = await bench.trader();
    const onOpen = await trader.place({ totalQuantity: 10, tif: 'OPG' });
    const low = await trader.place({ ...resting(bench), lmtPrice: 1, tif: 'OPG' });
    const day = await trader.place({ totalQuantity: 10 });
    expect([onOpen, low, day].map((id) => trader.status(id))).toEqual(Array(3).fill('PreSubmitted'));
    await trader.advance(30_000);
    expect([onOpen, low, day].map((id) => trader.status(id))).toEqual(['Filled', 'Cancelled', 'Filled']);
    expect(trader.all('execDetails').every(({ price }) => price > 0)).toBe(true);
  });
});

describe('in the market', () => {
  const bench = useOrderBench();

  test('a limit at the bid fills in time at its price, and a trailing stop follows', async () => {
    const trader = await bench.trader();
    const { bid } = bench.quote();
    const id = await trader.place({ orderType: 'LMT', lmtPrice: bid, totalQuantity: 100 });
    const trail = await trader.place({ orderType: 'TRAIL', auxPrice: 3, action: 'SELL', totalQuantity: 1 });
    for (let i = 0; i < 60 && trader.status(id) !== 'Filled'; i++) await trader.advance(10 * MS_PER_SECOND);
    expect(trader.status(id)).toBe('Filled');
    const fills = trader.all('execDetails').filter(({ orderId }) => orderId === id);
    expect(fills.reduce((sum, { shares }) => sum + shares, 0)).toBe(100);
    for (const { price } of fills) expect(price).toBeLessThanOrEqual(bid);
    // Each fill is told of with what is left of the order.
    const told = trader.all('orderStatus').filter(({ orderId, filled }) => orderId === id && filled > 0);
    expect(new Set(told.map(({ filled }) => filled))).toEqual(new Set(fills.map(({ cumQty }) => cumQty)));
    const [open] = await trader.ask({ kind: 'reqOpenOrders' });
    expect(open).toMatchObject({ orderId: trail, order: { orderType: 'TRAIL', auxPrice: 3 } });
    expect((open as { order: { trailStopPrice: number } }).order.trailStopPrice).toBeGreaterThan(bid - 10);
  });

  test('what is shown is there once: a second order does not take it again', async () => {
    const trader = await bench.trader();
    const { ask } = bench.quote('KO');
    const contract = contractOf('KO');
    const all = { orderType: 'LMT', lmtPrice: ask, totalQuantity: 3_000, tif: 'IOC' };
    await trader.place(all, contract);
    const taken = trader.all('execDetails').length;
    const second = await trader.place(all, contract);
    expect(taken).toBeGreaterThan(0);
    expect(trader.status(second)).toBe('Cancelled');
    expect(trader.all('execDetails')).toHaveLength(taken);
  });

  test('only markets with orders are followed, and the last one some time longer', async () => {
    const trader = await bench.trader();
    trader.client.ask({ kind: 'reqGlobalCancel', extOperator: '', manualOrderIndicator: undefined });
    const { feed } = bench.gateway.gateway.world;
    await trader.advance(1_000);
    expect(feed.watchedCount).toBeGreaterThan(0);
    await trader.advance(150 * MS_PER_SECOND);
    expect(feed.watchedCount).toBe(0);
  });
});

test.each(['DAY', 'GTC'])('in a world that never closes a day ends all the same: %s', async (tif) => {
  // The last seconds before the session of the next day begins.
  const { universe } = new World({ seed: 7, alwaysOpen: true, startTime: OPEN_TIME, scenarios: [] });
  const { details } = universe.lasting.find((each) => each.details.contract.symbol === 'AAPL')!;
  const end = universe.sessionsOf(details).sessionAt(OPEN_TIME)!.end;
  const gateway = await startGateway({ alwaysOpen: true }, end - 5_000);
  const trader = new Trader(await RawClient.started(gateway.port, 1), gateway, 1);
  const { bid } = gateway.gateway.world.feed.state('AAPL');
  const id = await trader.place({ orderType: 'LMT', lmtPrice: cents(bid! * 0.8), tif });
  expect(trader.status(id)).toBe('Submitted');
  await trader.advance(10_000);
  expect(trader.status(id)).toBe(tif === 'DAY' ? 'Cancelled' : 'Submitted');
  expect(end).toBeLessThan(OPEN_TIME + 2 * MS_PER_DAY);
  trader.client.close();
  await gateway.gateway.close();
});
