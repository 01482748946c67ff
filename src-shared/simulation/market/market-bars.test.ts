import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from '../../kernel/time.ts';
import { BAR_SIZES, barSizeMs, type BarSize } from '../../model/bar-size.ts';
import type { BarPrices, MarketBars } from './bars.ts';
import { SCENARIOS } from '../../model/market-scenario.ts';
import { ALL, ANCHOR_DAY, RECENT_START_DAY, syntheticMarket } from './testing/synthetic.ts';

const COUNT = process.env.TRADEWIND_COUNTS === 'full' ? 500 : 7;
const market = syntheticMarket({
  scenarios: [{ at: (ANCHOR_DAY - 3) * MS_PER_DAY + 15 * MS_PER_HOUR, scenario: 'crisis' }],
});
const ids = ALL.map(({ id }) => id);
const prices: readonly BarPrices[] = ['TRADES', 'MIDPOINT', 'BID', 'ASK'];

function fold(bars: MarketBars) {
  return {
    open: bars.open[0],
    high: Math.max(...bars.high),
    low: Math.min(...bars.low),
    close: bars.close.at(-1),
    volume: Math.round(bars.volume.reduce((sum, x) => sum + x, 0) * 1e6) / 1e6,
    count: bars.count.reduce((sum, x) => sum + x, 0),
  };
}

describe('bars of all sizes are one path', () => {
  test('a larger bar is what its smaller ones make together, to the tick and the lot', () => {
    const sizes = BAR_SIZES.filter((size) => barSizeMs(size) <= 8 * MS_PER_HOUR);
    const pair = fc.tuple(fc.constantFrom(...sizes), fc.constantFrom(...sizes));
    fc.assert(
      fc.property(
        fc.constantFrom(...ids), fc.constantFrom(...prices), pair, fc.boolean(), fc.nat(23), fc.integer({ min: -12, max: 8 }),
        (id, what, [a, b], regularOnly, hour, dayOffset) => {
          const [small, large] = barSizeMs(a) < barSizeMs(b) ? [a, b] : [b, a];
          if (barSizeMs(large) % barSizeMs(small) !== 0 || barSizeMs(large) / barSizeMs(small) > 2_000) return;
          const span = Math.max(barSizeMs(large), 5 * MS_PER_MINUTE);
          const midnight = (ANCHOR_DAY + dayOffset) * MS_PER_DAY;
          const from = midnight + Math.floor((hour * MS_PER_HOUR) / span) * span;
          const ask = (size: BarSize) => market.bars(id, { size, what, regularOnly, from, to: from + span });
          const [fine, coarse] = [ask(small), ask(large)];
          if (fine.length === 0) return;
          expect(fold(coarse)).toEqual(fold(fine));
        },
      ),
      { numRuns: COUNT * 4 },
    ); // prettier-ignore
  });

  test('a day is its minutes, a week and a month are their days', () => {
    for (const id of ['AAA', 'ES', 'BTC', 'EUR.USD', 'call-600']) {
      const common = { what: id === 'EUR.USD' ? 'MIDPOINT' : 'TRADES', regularOnly: false } as const;
      const from = (ANCHOR_DAY - 20) * MS_PER_DAY;
      const days = market.bars(id, { ...common, size: '1 day', from, to: from + 18 * MS_PER_DAY });
      const sessions = ALL.find((instrument) => instrument.id === id)!.sessions;
      for (let i = 0; i < days.length; i += 4) {
        const session = sessions.sessionOfDay(days.time[i]! / MS_PER_DAY)!;
        const minutes = market.bars(id, { ...common, size: '1 min', from: session.start, to: session.end });
        const [open, high, low, close, volume] = [
          days.open,
          days.high,
          days.low,
          days.close,
          days.volume,
        ].map((c) => c[i]);
        expect({ open, high, low, close, volume, count: days.count[i] }).toEqual(fold(minutes));
      }
      for (const size of ['1 week', '1 month'] as const) {
        const long = market.bars(id, { ...common, size, from: from - 90 * MS_PER_DAY, to: from });
        const all = market.bars(id, {
          ...common,
          size: '1 day',
          from: long.time[0]! - 2 * MS_PER_HOUR,
          to: from,
        });
        expect(fold(long)).toEqual(fold(all));
        expect(long.length).toBeGreaterThan(size === '1 week' ? 11 : 1);
      }
    }
  });

  test('bars lie on their grid, ascending, high and low around open and close, on tick, positive', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ids), fc.constantFrom(...prices), fc.constantFrom(...BAR_SIZES), fc.boolean(),
        fc.integer({ min: -3_600, max: 20 }), fc.integer({ min: 1, max: 600 }),
        (id, what, size, regularOnly, dayOffset, barCount) => {
          const from = (ANCHOR_DAY + dayOffset) * MS_PER_DAY + 15 * MS_PER_HOUR;
          const bars = market.bars(id, { size, what, regularOnly, from, to: from + barCount * Math.min(barSizeMs(size), MS_PER_DAY) });
          const { tick } = ALL.find((instrument) => instrument.id === id)!;
          const grid = what === 'MIDPOINT' ? tick / 2 : tick;
          for (let i = 0; i < bars.length; i++) {
            const [o, h, l, c] = [bars.open[i]!, bars.high[i]!, bars.low[i]!, bars.close[i]!];
            expect(l > 0 && l <= Math.min(o, c) && Math.max(o, c) <= h).toBe(true);
            for (const price of [o, h, l, c]) expect(Math.abs(price / grid - Math.round(price / grid))).toBeLessThan(1e-4);
            if (i > 0) expect(bars.time[i]!).toBeGreaterThan(bars.time[i - 1]!);
          }
        },
      ),
      { numRuns: COUNT * 2 },
    ); // prettier-ignore
  });

  test('the first bar of a session begins with the session, the others on the hour', () => {
    const from = ANCHOR_DAY * MS_PER_DAY;
    const bars = market.bars('SPX', {
      size: '1 hour',
      what: 'TRADES',
      regularOnly: true,
      from,
      to: from + MS_PER_DAY,
    });
    expect([...bars.time].map((time) => (time - from) / MS_PER_HOUR)).toEqual([14.5, 15, 16, 17, 18, 19, 20]);
  });

  test('a bar in progress holds what has happened so far', () => {
    for (const id of ['AAA', 'THIN', 'call-600']) {
      const from = (ANCHOR_DAY + 1) * MS_PER_DAY + 16 * MS_PER_HOUR;
      for (const seconds of [1, 7, 59, 61, 200]) {
        const to = from + seconds * MS_PER_SECOND;
        const request = { what: 'TRADES', regularOnly: true, from, to } as const;
        const trades = market.trades(id, from, to);
        const bars = market.bars(id, { ...request, size: '5 mins' });
        if (trades.length === 0) continue;
        expect(bars.length).toBe(1);
        expect(bars.high[0]).toBe(Math.max(...trades.map(({ price }) => price)));
        expect(bars.close[0]).toBe(trades.at(-1)!.price);
        expect(bars.volume[0]).toBeCloseTo(
          trades.reduce((sum, { size }) => sum + size, 0),
          6,
        );
        expect(bars.count[0]).toBe(trades.length);
      }
    }
  });

  test('history reaches back ten years, without holes, from the head time on', () => {
    const head = market.headTime('AAA', true);
    const bars = market.bars('AAA', {
      size: '1 day',
      what: 'TRADES',
      regularOnly: true,
      from: 0,
      to: ANCHOR_DAY * MS_PER_DAY,
    });
    expect(bars.time[0]).toBeLessThanOrEqual(head);
    expect(head - bars.time[0]!).toBeLessThan(MS_PER_DAY);
    expect(bars.length).toBeGreaterThan(2_600);
    expect(Math.max(...bars.time.slice(1).map((time, i) => time - bars.time[i]!))).toBe(3 * MS_PER_DAY);
  });

  test('a bar of bid and ask spans from the lowest bid to the highest ask', () => {
    const from = ANCHOR_DAY * MS_PER_DAY + 14.5 * MS_PER_HOUR;
    const request = { size: '5 mins', regularOnly: true, from, to: from + 2 * MS_PER_HOUR } as const;
    const [both, bid, ask] = (['BID_ASK', 'BID', 'ASK'] as const).map((what) =>
      market.bars('AAA', { ...request, what }),
    );
    expect(both!.low).toEqual(bid!.low);
    expect(both!.high).toEqual(ask!.high);
    for (let i = 0; i < both!.length; i++) expect(both!.open[i]!).toBeLessThan(both!.close[i]!);
  });

  test('prices stay positive and on tick in every scenario, for cents and for thousands', () => {
    for (const scenario of SCENARIOS) {
      const stressed = syntheticMarket({ startDay: RECENT_START_DAY, scenarios: [{ at: (ANCHOR_DAY - 600) * MS_PER_DAY, scenario }] });
      for (const id of ['THIN', 'BTC']) {
        const bars = stressed.bars(id, { size: '1 week', what: 'BID', regularOnly: true, from: (ANCHOR_DAY - 600) * MS_PER_DAY, to: ANCHOR_DAY * MS_PER_DAY });
        expect(Math.min(...bars.low)).toBeGreaterThan(0);
        expect(bars.close.every(Number.isFinite)).toBe(true);
      }
    }
  }); // prettier-ignore
});
