import { expect, test } from 'vitest';
import { PriceGrid } from '#shared/simulation/exchange/instrument.ts';
import { toOrderPrice } from '#shared/model/order-price.ts';
import { Universe } from '#shared/simulation/universe/universe.ts';
import { exchangeInstrument } from './exchange-instrument.ts';

const listings = new Universe().listedAt(Date.UTC(2026, 0, 6, 15));

test('the exchange takes in every contract that can be traded, and no index', () => {
  for (const { details } of listings) {
    const instrument = exchangeInstrument(details);
    expect(instrument === null).toBe(details.contract.secType === 'IND');
  }
});

test('sizes of every contract are whole steps above zero, and its smallest tick is on its grid', () => {
  for (const { details } of listings) {
    const instrument = exchangeInstrument(details);
    if (instrument === null) continue;
    expect(instrument.sizeIncrement).toBeGreaterThan(0);
    expect(instrument.minSize % instrument.sizeIncrement).toBe(0);
    expect(new PriceGrid(instrument.bands).holds(toOrderPrice(details.minTick))).toBe(true);
  }
});

test('a contract has one market rule at all of its exchanges', () => {
  for (const { details } of listings) expect(new Set(details.marketRuleIds).size).toBe(1);
});
