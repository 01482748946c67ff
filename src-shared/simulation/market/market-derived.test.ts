import { describe, expect, test } from 'vitest';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '../../kernel/time.ts';
import type { CorporateAction } from './instrument.ts';
import { ANCHOR_DAY, option, RECENT_START_DAY, stock, syntheticMarket } from './testing/synthetic.ts';

const startDay = RECENT_START_DAY;
const market = syntheticMarket({ startDay });
const NOON = (ANCHOR_DAY + 1) * MS_PER_DAY + 17 * MS_PER_HOUR;
const times = Array.from({ length: 40 }, (_, i) => NOON - 20 * MS_PER_DAY + i * (MS_PER_DAY / 2) + i * 1_000);
const middle = (id: string, time: number) => {
  const { bid, ask } = market.snapshot(id, time).quote!;
  return (bid + ask) / 2;
};

describe('instruments that follow others', () => {
  test('currency triangles close at every second, to the rounding of the quotes', () => {
    for (const time of times) {
      if (!market.snapshot('EUR.JPY', time).isOpen) continue;
      const expectedYen = middle('EUR.USD', time) * middle('USD.JPY', time);
      expect(Math.abs(middle('EUR.JPY', time) - expectedYen)).toBeLessThan(0.02);
      const expectedPound = middle('EUR.USD', time) / middle('GBP.USD', time);
      expect(Math.abs(middle('EUR.GBP', time) - expectedPound)).toBeLessThan(0.0002);
    }
  });

  test('a cross has the range of its own path, within what its legs allow', () => {
    const day = (id: string) => {
      const from = NOON - 3 * MS_PER_DAY;
      return market.bars(id, { size: '1 hour', what: 'MIDPOINT', regularOnly: true, from, to: NOON });
    };
    const [cross, euro, yen] = ['EUR.JPY', 'EUR.USD', 'USD.JPY'].map(day);
    for (let i = 0; i < cross!.length; i++) {
      expect(cross!.high[i]!).toBeLessThanOrEqual(euro!.high[i]! * yen!.high[i]! + 0.02);
      expect(cross!.low[i]!).toBeGreaterThanOrEqual(euro!.low[i]! * yen!.low[i]! - 0.02);
      expect(Math.abs(cross!.close[i]! - euro!.close[i]! * yen!.close[i]!)).toBeLessThan(0.02);
    }
  });

  test('an ETF and a future stay with their index; the future carries its financing until expiry', () => {
    for (const time of times) {
      const index = market.snapshot('SPX', time);
      if (!index.isOpen) continue;
      expect(Math.abs(middle('SPY', time) * 10 - index.last!.price)).toBeLessThan(0.2);
      const days = ANCHOR_DAY + 74 - Math.floor(time / MS_PER_DAY);
      const fair = index.last!.price * Math.exp((0.03 * days) / 365);
      expect(Math.abs(middle('ES', time) - fair)).toBeLessThan(0.6);
    }
    const expiry = (ANCHOR_DAY + 74) * MS_PER_DAY + 14.5 * MS_PER_HOUR;
    expect(market.trades('ES', expiry - MS_PER_MINUTE, expiry).length).toBeGreaterThan(0);
    expect(market.trades('ES', expiry, expiry + MS_PER_MINUTE)).toEqual([]);
  });

  test('the index opens where its future has gone overnight', () => {
    const open = (ANCHOR_DAY + 2) * MS_PER_DAY + 14.5 * MS_PER_HOUR;
    const before = middle('ES', open - 1) / Math.exp((0.03 * 72) / 365);
    const after = market.snapshot('SPX', open + 1).last!.price;
    expect(Math.abs(after / before - 1)).toBeLessThan(0.0005);
    expect(Math.abs(after / market.snapshot('SPX', open).previousClose! - 1)).toBeGreaterThan(0.0005);
  });

  test('crypto trades on Sunday night, stocks do not', () => {
    const sunday = (ANCHOR_DAY - 1) * MS_PER_DAY + 3 * MS_PER_HOUR;
    expect(market.trades('BTC', sunday, sunday + MS_PER_MINUTE).length).toBeGreaterThan(20);
    expect(market.snapshot('AAA', sunday).isOpen).toBe(false);
  });
});

describe('options', () => {
  test('call less put is the forward less the strike, within their spreads', () => {
    const spot = middle('SPY', NOON);
    const years = (option('call', 600).expiry - NOON) / (365 * MS_PER_DAY);
    const forward = spot * Math.exp(-0.012 * years) - 600 * Math.exp(-0.04 * years);
    expect(Math.abs(middle('call-600', NOON) - middle('put-600', NOON) - forward)).toBeLessThan(0.06);
  });

  test('greeks go with the price shown, and low strikes are dearer in volatility', () => {
    const call = market.greeks('call-600', NOON)!;
    const [put, low] = [market.greeks('put-600', NOON)!, market.greeks('put-560', NOON)!];
    expect(Math.abs(call.price - middle('call-600', NOON))).toBeLessThan(0.03);
    expect(call.delta - put.delta).toBeCloseTo(1, 1);
    expect(call.impliedVolatility).toBe(put.impliedVolatility);
    expect(low.impliedVolatility).toBeGreaterThan(put.impliedVolatility);
    expect(call.gamma > 0 && call.vega > 0 && call.theta < 0).toBe(true);
    expect(market.greeks('AAA', NOON)).toBeNull();
  });

  test('after expiry there is nothing to trade', () => {
    const { expiry } = option('call', 600);
    expect(market.trades('call-600', expiry - MS_PER_MINUTE, expiry).length).toBeGreaterThan(0);
    expect(market.bars('call-600', { size: '1 day', what: 'TRADES', regularOnly: true, from: expiry, to: expiry + 9 * MS_PER_DAY }).length).toBe(0);
    expect(market.greeks('call-600', expiry)).toBeNull();
  }); // prettier-ignore

  test('implied volatility rises in a crisis', () => {
    const crisis = syntheticMarket({ startDay, scenarios: [{ at: NOON - MS_PER_HOUR, scenario: 'crisis' }] });
    expect(crisis.greeks('call-600', NOON)!.impliedVolatility).toBeGreaterThan(
      1.5 * market.greeks('call-600', NOON)!.impliedVolatility,
    );
  });
});

describe('splits and dividends', () => {
  const exDay = ANCHOR_DAY + 3;
  const split: CorporateAction = { kind: 'split', day: exDay, ratio: 4 };
  const dividend: CorporateAction = { kind: 'dividend', day: ANCHOR_DAY + 2, amount: 9 };
  const withSplit = syntheticMarket({ startDay, instruments: [stock('AAA', { actions: [split] })] });
  const without = syntheticMarket({ startDay, instruments: [stock('AAA')] });
  const days = (of: typeof market, to: number, asOf = to - 1) =>
    of.bars('AAA', {
      size: '1 day',
      what: 'TRADES',
      regularOnly: true,
      from: (ANCHOR_DAY - 5) * MS_PER_DAY,
      to,
      asOf,
    });

  test('history is adjusted for the splits that have happened, and not for those to come', () => {
    const before = days(withSplit, exDay * MS_PER_DAY);
    expect(before).toEqual(days(without, exDay * MS_PER_DAY));
    const after = days(withSplit, exDay * MS_PER_DAY, (exDay + 1) * MS_PER_DAY);
    for (let i = 0; i < before.length; i++) {
      expect(after.close[i]! * 4).toBeCloseTo(before.close[i]!, 6);
      expect(after.volume[i]! / 4).toBeCloseTo(before.volume[i]!, 6);
    }
  });

  test('the price on the ex-day is a quarter, and the adjusted series has no jump', () => {
    const time = exDay * MS_PER_DAY + 16 * MS_PER_HOUR;
    const [whole, quarter] = [without, withSplit].map((of) => of.snapshot('AAA', time).last!.price);
    expect(quarter! * 4).toBeCloseTo(whole!, 0);
    const series = days(withSplit, (exDay + 1) * MS_PER_DAY);
    const last = series.length - 1;
    expect(Math.abs(series.open[last]! / series.close[last - 1]! - 1)).toBeLessThan(0.05);
    expect(withSplit.snapshot('AAA', time).previousClose).toBeCloseTo(series.close[last - 1]!, 2);
  });

  test('a dividend takes its amount off the price on its day, and the schedule can be asked for', () => {
    const paying = syntheticMarket({ startDay, instruments: [stock('AAA', { actions: [split, dividend] })] });
    const price = (of: typeof market, day: number) =>
      of.bars('AAA', { size: '1 day', what: 'MIDPOINT', regularOnly: true, from: day * MS_PER_DAY, to: (day + 1) * MS_PER_DAY }).open[0]!;
    expect(price(paying, ANCHOR_DAY + 1)).toBe(price(without, ANCHOR_DAY + 1));
    expect(price(without, ANCHOR_DAY + 2) - price(paying, ANCHOR_DAY + 2)).toBeCloseTo(9, 0);
    expect(paying.corporateActions('AAA', ANCHOR_DAY, ANCHOR_DAY + 30)).toEqual([dividend, split]);
    expect(paying.corporateActions('AAA', ANCHOR_DAY + 3, ANCHOR_DAY + 30)).toEqual([split]);
  }); // prettier-ignore
});
