import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '../../kernel/time.ts';
import type { BarSize } from '../../model/bar-size.ts';
import type { BarPrices } from './bars.ts';
import type { Market, MarketSpec } from './market.ts';
import { SCENARIOS } from '../../model/market-scenario.ts';
import type { ScenarioEntry } from './scenario.ts';
import { ALL, ANCHOR_DAY, RECENT_START_DAY, syntheticMarket } from './testing/synthetic.ts';

const COUNT = process.env.TRADEWIND_COUNTS === 'full' ? 60 : 2;
const OPEN = ANCHOR_DAY * MS_PER_DAY + 14.5 * MS_PER_HOUR;

const question = fc.record({
  id: fc.constantFrom(...ALL.map(({ id }) => id)),
  size: fc.constantFrom<BarSize>(
    '1 sec',
    '30 secs',
    '1 min',
    '5 mins',
    '1 hour',
    '8 hours',
    '1 day',
    '1 week',
  ),
  what: fc.constantFrom<BarPrices>('TRADES', 'MIDPOINT', 'BID', 'ASK', 'BID_ASK'),
  regularOnly: fc.boolean(),
  startMinute: fc.integer({ min: -20_000, max: 20_000 }),
  seconds: fc.integer({ min: 1, max: 2_000 }),
});
type Question = typeof question extends fc.Arbitrary<infer Q> ? Q : never;

function recentMarket(spec: Partial<MarketSpec> = {}): Market {
  return syntheticMarket({ startDay: RECENT_START_DAY, ...spec });
}

function ask(market: Market, { id, size, what, regularOnly, startMinute, seconds }: Question) {
  const from = OPEN + startMinute * MS_PER_MINUTE;
  const long = size === '1 day' || size === '1 week' ? 200 : 1;
  const bars = market.bars(id, { size, what, regularOnly, from, to: from + seconds * 1_000 * long });
  const snapshot = market.snapshot(id, from);
  return { bars, snapshot, depth: market.depth(id, from), trades: market.trades(id, from, from + 20_000) };
}

const logEntry = fc.record({
  at: fc.integer({ min: -3 * 1_440, max: 2 * 1_440 }).map((minute) => OPEN + minute * MS_PER_MINUTE),
  scenario: fc.constantFrom(...SCENARIOS),
});
const scenarioLog = fc
  .array(logEntry, { maxLength: 5 })
  .map((log): ScenarioEntry[] => [...log].sort((a, b) => a.at - b.at));

describe('a market is its seed and its scenario log', () => {
  test('two instances answer alike, whatever else they were asked, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(question, { minLength: 2, maxLength: 6 }), scenarioLog, (questions, scenarios) => {
        const first = recentMarket({ scenarios });
        const second = recentMarket({ scenarios });
        const forwards = questions.map((asked) => ask(first, asked));
        const backwards = [...questions]
          .reverse()
          .map((asked) => ask(second, asked))
          .reverse();
        expect(backwards).toEqual(forwards);
        expect(questions.map((asked) => ask(first, asked))).toEqual(forwards);
      }),
      { numRuns: COUNT },
    );
  });

  test('answers survive everything that was kept being dropped', () => {
    const market = recentMarket();
    const asked = {
      id: 'AAA',
      size: '1 sec',
      what: 'TRADES',
      regularOnly: false,
      startMinute: 3,
      seconds: 90,
    } as const;
    const before = ask(market, asked);
    for (let minute = 0; minute < 700; minute++) {
      const time = OPEN - 5 * MS_PER_HOUR + minute * MS_PER_MINUTE;
      market.trades('AAA', time, time + 1_000);
    }
    expect(ask(market, asked)).toEqual(before);
  });

  test('a scenario switched on later gives the same as one known from the start, and leaves the past alone', () => {
    fc.assert(
      fc.property(scenarioLog, logEntry, fc.array(question, { maxLength: 4 }), (log, entry, warmUp) => {
        const earlier = log.filter(({ at }) => at <= entry.at);
        const grown = recentMarket({ scenarios: earlier });
        for (const asked of warmUp) ask(grown, asked);
        const change = Math.ceil(entry.at / MS_PER_MINUTE) * MS_PER_MINUTE;
        const past = (market: Market, id: string) => ({
          minutes: market.bars(id, {
            ...{ size: '1 min', what: 'TRADES', regularOnly: false },
            ...{ from: change - 5 * MS_PER_HOUR, to: change },
          }),
          days: market.bars(id, {
            ...{ size: '1 day', what: 'BID', regularOnly: false },
            ...{ from: change - 10 * MS_PER_DAY, to: change },
          }),
          trades: market.trades(id, change - 90_000, change),
          snapshot: market.snapshot(id, change - 1),
        });
        const ids = ['AAA', 'BTC', 'ES', 'EUR.JPY', 'THIN'];
        const before = ids.map((id) => past(grown, id));
        grown.addScenario(entry);
        expect(ids.map((id) => past(grown, id))).toEqual(before);
        const known = recentMarket({ scenarios: [...earlier, entry] });
        expect(ids.map((id) => past(known, id))).toEqual(before);
        const later = { size: '5 mins', what: 'TRADES', regularOnly: false, from: change - MS_PER_HOUR, to: change + MS_PER_DAY } as const; // prettier-ignore
        for (const id of ids) expect(grown.bars(id, later)).toEqual(known.bars(id, later));
      }),
      { numRuns: COUNT },
    );
  });

  test('another seed is another market', () => {
    const closes = [7, 8].map((seed) => recentMarket({ seed }).snapshot('AAA', OPEN).last?.price);
    expect(closes[0]).not.toBe(closes[1]);
  });

  test('a switch in the middle of the day changes what follows at once', () => {
    const at = OPEN + 90 * MS_PER_MINUTE;
    const range = (scenarios: ScenarioEntry[]) => {
      const bars = recentMarket({ scenarios }).bars('AAA', {
        ...{ size: '1 hour', what: 'TRADES', regularOnly: true },
        ...{ from: at + 30 * MS_PER_MINUTE, to: at + 210 * MS_PER_MINUTE },
      });
      return Math.max(...bars.high) / Math.min(...bars.low) - 1;
    };
    expect(range([{ at, scenario: 'crisis' }])).toBeGreaterThan(2 * range([]));
    expect(range([{ at, scenario: 'quiet' }])).toBeLessThan(range([]));
  });
});
