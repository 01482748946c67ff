import { expect, test } from 'vitest';
import { MS_PER_HOUR } from '#shared/kernel/time.ts';
import { contractOf, ES, useOrderBench } from '../orders/testing/order-bench.ts';
import { OPEN_TIME } from '../testing/test-gateway.ts';
import { WATCH_MS } from './margin-watch.ts';

const bench = useOrderBench({ accounts: ['DU1000001'] });
const ACCOUNT = 'DU1000001';
const DU = { account: ACCOUNT } as const;

/** The market is a function of its seed: the first hour, within regular ones, at which ES has moved by so much. */
function whenMoved(share: number): { readonly at: number; readonly sign: number } {
  const { market, universe } = bench.gateway.gateway.world;
  const { details } = universe
    .listedAt(OPEN_TIME)
    .find(({ details: { contract } }) => contract.localSymbol === 'ESH6')!;
  const id = details.marketId;
  const from = market.snapshot(id, OPEN_TIME).last!.price;
  for (let at = OPEN_TIME; at < OPEN_TIME + 60 * 24 * MS_PER_HOUR; at += MS_PER_HOUR) {
    const { last, isRegular } = market.snapshot(id, at);
    const moved = last!.price / from - 1;
    if (isRegular && Math.abs(moved) > share) return { at, sign: Math.sign(moved) };
  }
  throw new Error(`ES does not move by ${share} in sixty days`);
}

test('short of margin: a warning, the account’s orders back, positions closed until it is met, told like any trade', async () => {
  const { gateway } = bench.gateway;
  const trader = await bench.trader();
  await trader.place({ ...DU, totalQuantity: 1 }, ES);
  const { at, sign } = whenMoved(0.04);
  const against = sign > 0 ? 'SELL' : 'BUY';
  const figures = () => gateway.accounts.figures(ACCOUNT);
  const heldOf = () =>
    Math.abs(
      gateway.books.positions(ACCOUNT).find(({ contract }) => contract.localSymbol === 'ESH6')?.quantity ?? 0,
    );
  const perContract = figures().initialMargin;
  const most = Math.floor(figures().availableFunds / perContract) - 2;
  await trader.place({ ...DU, action: against, totalQuantity: most }, ES);
  await trader.place({ ...DU, action: 'BUY', totalQuantity: 100 });
  const waiting = await trader.place(
    { ...DU, totalQuantity: 1, orderType: 'LMT', lmtPrice: 1, tif: 'GTC' },
    contractOf('KO'),
  );
  trader.client.ask({ kind: 'reqPositions' });
  await trader.advance(60_000);
  const before = heldOf();
  expect(before).toBe(most - 1);
  trader.forget();

  gateway.world.clock.jumpTo(at);
  await trader.client.settled();
  expect(figures().excessLiquidity).toBeLessThan(0);
  const warnings = () => trader.all('errorMessage').filter(({ id, code }) => id === -1 && code === 399);
  expect(warnings().map(({ text }) => text)).toEqual([expect.stringContaining('will be liquidated')]);
  expect(heldOf()).toBe(before);
  expect(trader.status(waiting)).toBe('Submitted');

  for (let i = 0; i < 60 && figures().excessLiquidity < 0; i++) await trader.advance(WATCH_MS);
  await trader.advance(2 * WATCH_MS);
  expect(figures().excessLiquidity).toBeGreaterThanOrEqual(0);
  expect(trader.status(waiting)).toBe('Cancelled');
  expect(warnings().at(-1)!.text).toContain('meets its maintenance margin again');
  const fills = trader.all('execDetails');
  const closed = fills.reduce((sum, { shares }) => sum + shares, 0);
  expect(heldOf()).toBe(before - closed);
  for (const fill of fills)
    expect(fill).toMatchObject({ side: against === 'SELL' ? 'BOT' : 'SLD', liquidation: 1, clientId: 0 });
  expect(trader.all('commissionReport').map(({ execId }) => execId)).toEqual(
    fills.map(({ execId }) => execId),
  );
  expect(trader.all('position').at(-1)).toMatchObject({ contract: { localSymbol: 'ESH6' } });

  // Nothing of it is a client's: not to be cancelled, and nothing works any more.
  const { orderId } = fills[0]!;
  await trader.cancel(orderId);
  expect(trader.codes(orderId)).toEqual([10147]);
  expect(gateway.orders.liquidations.areWorking(ACCOUNT)).toBe(false);
  const done = await trader.ask({
    ...{ kind: 'reqExecutions', reqId: 9, clientId: 0, acctCode: '', time: '', symbol: 'ES' },
    ...{ secType: '', exchange: '', side: '', lastNDays: undefined, specificDates: [] },
  } as unknown as Parameters<typeof trader.ask>[0]);
  expect(done.filter((each) => each.kind === 'execDetails' && each.liquidation === 1)).toHaveLength(
    fills.length,
  );
});
