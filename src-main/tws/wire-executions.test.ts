import { expect, test } from 'vitest';
import { SecType, type Contract, type Execution } from '@stoqey/ib';
import { fromWireCommission, fromWireExecution } from './wire-executions.ts';

const NOW = Date.UTC(2026, 0, 6, 15);
const apple: Contract = {
  ...{ conId: 265_598, symbol: 'AAPL', secType: SecType.STK, currency: 'USD', exchange: 'SMART' },
};
const bought: Execution = {
  ...{ execId: '0000e0d5.63a5b2a1.01.01', time: '20260106 09:59:00 America/New_York', acctNumber: 'DU1' },
  ...{ side: 'BOT', shares: 0.5, price: 187.12, permId: 7, clientId: 7, orderId: 3, orderRef: 'a' },
};
const read = (changed: object) => fromWireExecution(apple, { ...bought, ...changed }, NOW);

test('an execution is read with its side, a fraction of a unit and its price', () => {
  expect(read({})).toMatchObject({ side: 'buy', quantity: 500_000, price: 18_712_000_000 });
  expect(read({ side: 'SLD' })).toMatchObject({ side: 'sell' });
  // A bust: the correction says that nothing was traded.
  expect(read({ execId: '0000e0d5.63a5b2a1.01.02', shares: 0 })).toMatchObject({ quantity: 0 });
  expect(read({ price: -37.63 })).toMatchObject({ price: -3_763_000_000 });
});

test.each([
  ...[{ side: undefined }, { side: '' }, { side: '???' }],
  ...[undefined, NaN, -1, Infinity, Number.MAX_VALUE, 1e10].map((shares) => ({ shares })),
  ...[undefined, NaN, -Infinity, Number.MAX_VALUE, 1e9].map((price) => ({ price })),
  ...[{ execId: '' }, { execId: undefined }, { acctNumber: undefined }],
])('what says nothing sound is no execution, and keeps the others from nothing: %j', (changed) => {
  expect(read(changed)).toBeNull();
});

test('a commission without an amount is none, and a result that is not set is not told', () => {
  const report = { execId: bought.execId!, commission: 1.05, currency: 'USD', realizedPNL: -3.5 };
  expect(fromWireCommission(report)).toMatchObject({ commission: 1_050_000, realizedPnl: -3_500_000 });
  for (const realizedPNL of [undefined, NaN, Number.MAX_VALUE, 1e12, -Infinity])
    expect(fromWireCommission({ ...report, realizedPNL } as typeof report)).toMatchObject({
      realizedPnl: null,
    });
  for (const commission of [undefined, NaN, Number.MAX_VALUE, 1e12, Infinity])
    expect(fromWireCommission({ ...report, commission } as typeof report)).toBeNull();
});
