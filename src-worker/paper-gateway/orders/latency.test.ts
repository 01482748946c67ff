import { expect, test } from 'vitest';
import { useOrderBench } from './testing/order-bench.ts';

const bench = useOrderBench({ submitMs: 200, cancelMs: 500, commissionPlan: 'tiered' });

test('an order is on its way for as long as it takes, and its cancellation too', async () => {
  const trader = await bench.trader();
  const { bid } = bench.quote();
  const id = await trader.place({ orderType: 'LMT', lmtPrice: Math.round(bid * 90) / 100 });
  expect(trader.status(id)).toBe('PendingSubmit');
  await trader.advance(199);
  expect(trader.status(id)).toBe('PendingSubmit');
  await trader.advance(1);
  expect(trader.status(id)).toBe('Submitted');
  await trader.cancel(id);
  await trader.advance(499);
  expect(trader.status(id)).toBe('PendingCancel');
  await trader.advance(1);
  expect(trader.status(id)).toBe('Cancelled');
});

test('the tiered plan charges less for a hundred shares than the dollar that the fixed one asks at least', async () => {
  const trader = await bench.trader();
  await trader.place({ totalQuantity: 100 });
  await trader.advance(1_000);
  const cost = trader.all('commissionReport').reduce((sum, { commission }) => sum + commission, 0);
  expect(cost).toBeGreaterThan(0.35);
  expect(cost).toBeLessThan(1);
});
