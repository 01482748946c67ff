import { expect, test } from 'vitest';
import { BrokerFigures } from './broker-figures.ts';
import { DifferenceWatch } from './difference-watch.ts';

const line = (key: string, value: string, currency = '') => ({ account: 'DU1', key, value, currency });

test('takes the account’s own figure, its base and each currency’s cash and rate', () => {
  const figures = new BrokerFigures();
  for (const one of [
    line('NetLiquidation', '1000.50', 'USD'),
    line('UnrealizedPnL', '7.00', 'BASE'),
    line('UnrealizedPnL', '9.00', 'EUR'),
    line('TotalCashBalance', '-20.25', 'EUR'),
    line('ExchangeRate', '1.25', 'EUR'),
    line('Billable', 'nonsense', 'USD'),
  ])
    figures.take(one, 5);
  expect(figures.figures).toMatchObject({
    netLiquidation: 1_000_500_000,
    unrealizedPnl: 7e6,
    totalCash: null,
  });
  expect([figures.baseCurrency, figures.rate('USD'), figures.rate('EUR'), figures.rate('JPY')]).toEqual([
    ...['USD', 1, 1.25, NaN],
  ]);
  expect(figures.currencies.get('EUR' as never)?.cash).toBe(-20_250_000);
});

test('figures that TWS itself calls not ready, or that are no numbers, are not taken', () => {
  const figures = new BrokerFigures();
  figures.take(line('BuyingPower', '5', 'USD'), 1);
  figures.take(line('AccountReady', 'false'), 1);
  figures.take(line('BuyingPower', '0.00', 'USD'), 1);
  expect(figures.figures.buyingPower).toBe(5e6);
  figures.take(line('AccountReady', 'true'), 1);
  figures.take(line('BuyingPower', '1.7976931348623157E308', 'USD'), 1);
  expect(figures.figures.buyingPower).toBeNull();
});

test('a difference is told when it has lasted, at once when proven, and not after it is gone', () => {
  const watch = new DifferenceWatch();
  const found = { key: 'k', about: 'quantity', account: 'DU1', contractId: 1, name: 'A', currency: 'USD' as never, ours: 1, brokers: 2 } as const; // prettier-ignore
  expect([watch.see([found], 0), watch.see([found], 2_999), watch.isWaiting]).toEqual([false, false, true]);
  expect([watch.see([found], 3_000), watch.told[0]?.since]).toEqual([true, 0]);
  expect(watch.see([{ ...found, ours: 3 }], 3_001), 'its figures have changed').toBe(true);
  expect([watch.see([], 3_002), watch.told]).toEqual([true, []]);
  expect([watch.see([found], 4_000, true), watch.told.length]).toEqual([true, 1]);
});

test('what is no amount or rate is not known, and no account fills the memory with currencies', () => {
  const figures = new BrokerFigures();
  for (const [cash, rate] of [
    ['much', 'dear'],
    ['999999999999999', '-1'],
  ] as const) {
    figures.take(line('TotalCashBalance', '5', 'EUR'), 1);
    figures.take(line('TotalCashBalance', cash, 'EUR'), 1);
    figures.take(line('ExchangeRate', '1.25', 'EUR'), 1);
    figures.take(line('ExchangeRate', rate, 'EUR'), 1);
    expect(figures.currencies.get('EUR' as never)).toEqual({ cash: null, rate: NaN });
  }
  const letter = (index: number) => String.fromCharCode(65 + (index % 26));
  for (let index = 0; index < 200; index++)
    figures.take(line('TotalCashBalance', '1', `X${letter(Math.floor(index / 26))}${letter(index)}`), 1);
  expect(figures.currencies.size).toBe(50);
});

test('differences are bounded, and one is told anew when the broker’s word has changed', () => {
  const watch = new DifferenceWatch();
  const found = (number: number, brokers: number) =>
    ({ key: `k${number}`, about: 'cash', account: 'DU1', contractId: null, name: 'USD', currency: 'USD' as never, ours: 1, brokers }) as const; // prettier-ignore
  watch.see(
    Array.from({ length: 1_001 }, (_, index) => found(index, 2)),
    0,
    true,
  );
  expect(watch.told).toHaveLength(1_000);
  expect(watch.see([found(0, 2)], 1, true)).toBe(true);
  expect([watch.see([found(0, 2)], 2, true), watch.see([found(0, 3)], 3, true)]).toEqual([false, true]);
});
