import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ContractDetails, ContractMatch } from '#shared/model/contract.ts';
import {
  daysUntil,
  derivativesOf,
  expiriesOf,
  futuresOf,
  type OptionChain,
  strikeNear,
} from './derivatives.ts';

const chain = (changes: Partial<OptionChain>): OptionChain => ({
  ...{ exchange: 'SMART', tradingClass: 'SPX', multiplier: 100 },
  ...{ expiries: ['2026-01-16'], strikes: [6000, 5900] },
  ...changes,
});

test('a stock with options, an index with both, and a future found by its name can be opened; a currency cannot', () => {
  const match = (securityType: string, derivatives: string[]) =>
    derivativesOf({ securityType, derivatives } as unknown as ContractMatch);
  expect(match('STK', ['OPT', 'WAR', 'CFD'])).toEqual(['OPT']);
  expect(match('IND', ['FOP', 'OPT', 'FUT'])).toEqual(['FUT', 'OPT', 'FOP']);
  expect(match('FUT', [])).toEqual(['FUT']);
  expect(match('CASH', [])).toEqual([]);
});

test('the same contracts on other exchanges are left out, two classes of one day are told apart', () => {
  const expiries = expiriesOf([
    chain({ exchange: 'CBOE' }),
    chain({ expiries: ['2026-02-20', '2026-01-16'] }),
    chain({ tradingClass: 'SPXW' }),
  ]);
  expect(expiries.map(({ id }) => id)).toEqual(['2026-01-16 SPX', '2026-01-16 SPXW', '2026-02-20 SPX']);
  expect(expiries[0]!.strikes).toEqual([5900, 6000]);
  expect(expiriesOf([chain({ exchange: 'EUREX' })])).toHaveLength(1);
  expect(expiriesOf([])).toEqual([]);
});

test('no strike is nearer to the price than the one that is offered', () => {
  const strikes = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(strikes, fc.double({ min: 0, max: 2_000, noNaN: true }), (all, price) => {
      const near = strikeNear(all, price)!;
      expect(all.every((strike) => Math.abs(strike - price) >= Math.abs(near - price))).toBe(true);
    }),
  );
  expect(strikeNear([1, 2, 3], null)).toBe(2);
  expect(strikeNear([], 5)).toBeUndefined();
});

test('a future that is listed once for each exchange stands there once, the nearest first', () => {
  const future = (contractId: number, expiry: string) =>
    ({ contract: { contractId, expiry } }) as unknown as ContractDetails;
  expect(
    futuresOf([future(2, '2026-06-19'), future(1, '2026-03-20'), future(2, '2026-06-19')]).map(
      ({ contract }) => contract.contractId,
    ),
  ).toEqual([1, 2]);
});

test('days to an expiry are whole ones, none on the day itself or after', () => {
  const evening = Date.parse('2026-11-21T23:30:00Z');
  expect(
    ['2026-11-21', '2026-11-22', '2027-01-15', '2026-11-20'].map((day) => daysUntil(day, evening)),
  ).toEqual([0, 1, 55, 0]);
});
