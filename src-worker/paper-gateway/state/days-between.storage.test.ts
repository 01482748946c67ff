import { expect, test } from 'vitest';
import { toMicros } from '#shared/model/money.ts';
import { contractOf } from '../orders/testing/order-bench.ts';
import { useKeptGateways } from './testing/kept-gateway.ts';

const bench = useKeptGateways();
const FRIDAY = Date.UTC(2026, 5, 5, 14);
/** After the split of Monday the 8th and the pay day of Monday the 22nd. */
const TWO_WEEKS_LATER = Date.UTC(2026, 5, 23, 14);
const ACCOUNT = 'DU1000001';

test('a gateway that was off passes the days in between: splits, dividends, orders that cannot go on', async () => {
  const path = bench.newPath();
  const first = await bench.start(path, FRIDAY);
  const trader = await first.trader();
  for (const symbol of ['GE', 'KO']) await trader.place({ totalQuantity: 100 }, contractOf(symbol));
  await trader.advance(20_000);
  const far = { orderType: 'LMT', lmtPrice: 5, totalQuantity: 10, tif: 'GTC' } as const;
  const [inGe, inKo] = [await trader.place(far, contractOf('GE')), await trader.place(far, contractOf('KO'))];
  await first.end();

  const second = await bench.start(path, TWO_WEEKS_LATER);
  const { gateway } = second;
  const held = gateway.books.positions(ACCOUNT).map(({ contract, quantity }) => [contract.symbol, quantity]);
  expect(held.sort()).toEqual([
    ['GE', 50],
    ['KO', 100],
  ]);
  expect(gateway.accounts.figures(ACCOUNT).accruedDividends).toBe(0);
  expect(gateway.accounts.snapshot().accounts[0]!.positions.every(({ dayFlow }) => dayFlow === 0)).toBe(true);
  const again = await second.trader();
  const open = await again.ask({ kind: 'reqAllOpenOrders' });
  expect(open.flatMap((each) => (each.kind === 'openOrder' ? [each.orderId] : []))).toEqual([inKo]);
  expect(inGe).toBeLessThan(inKo);
  // The same days as if it had run all along.
  const third = await bench.start(bench.newPath(), FRIDAY);
  const other = await third.trader();
  for (const symbol of ['GE', 'KO']) await other.place({ totalQuantity: 100 }, contractOf(symbol));
  await other.advance(20_000);
  for (let day = 1; day <= 18; day++) third.gateway.world.clock.jumpTo(FRIDAY + day * 24 * 3_600_000);
  expect(third.gateway.accounts.figures(ACCOUNT)).toEqual(gateway.accounts.figures(ACCOUNT));
  expect(third.gateway.accounts.pnl(ACCOUNT)).toEqual(gateway.accounts.pnl(ACCOUNT));
});

test('a fresh start is kept, and so is an account that came along', async () => {
  const path = bench.newPath();
  const first = await bench.start(path, FRIDAY);
  const trader = await first.trader();
  await trader.place({ totalQuantity: 10 });
  await trader.advance(5_000);
  first.gateway.resetAccounts();
  await first.end();

  const accounts = [ACCOUNT, 'DU1000009'];
  const settings = { ...bench.settings, accounts };
  const second = await bench.start(path, FRIDAY + 60_000, { settings, addsAccounts: true });
  expect(second.gateway.accounts.ids).toEqual(accounts);
  expect(second.gateway.accounts.figures(ACCOUNT).totalCash).toBe(toMicros(1_000_000));
  expect(second.gateway.books.positions(ACCOUNT)).toEqual([]);
  expect(second.gateway.orders.executions.snapshot()).toEqual([]);
  expect(second.gateway.orders.tickets.completed).toEqual([]);
  await second.end();
  const third = await bench.start(path, FRIDAY + 120_000);
  expect(third.gateway.accounts.ids).toEqual(accounts);
});
