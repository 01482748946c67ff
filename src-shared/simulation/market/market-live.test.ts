import { describe, expect, test } from 'vitest';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from '../../kernel/time.ts';
import {
  ANCHOR_DAY,
  ALL,
  RECENT_START_DAY,
  stock,
  STOCK_HOURS,
  syntheticMarket,
} from './testing/synthetic.ts';

const startDay = RECENT_START_DAY;
const market = syntheticMarket({ startDay });
const NOON = (ANCHOR_DAY + 1) * MS_PER_DAY + 17 * MS_PER_HOUR;
const OPEN = (ANCHOR_DAY + 1) * MS_PER_DAY + 14.5 * MS_PER_HOUR;

describe('the live feed reads the path that bars are made of', () => {
  test.each(['AAA', 'THIN', 'SPY', 'ES', 'BTC', 'call-600', 'put-560'])('trades of %s make its bars, second by second', (id) => {
    const from = NOON - 2 * MS_PER_MINUTE;
    const bars = market.bars(id, { size: '5 secs', what: 'TRADES', regularOnly: true, from, to: NOON });
    expect(bars.length).toBe(24);
    for (let i = 0; i < bars.length; i++) {
      const trades = market.trades(id, bars.time[i]!, bars.time[i]! + 5_000);
      expect(bars.count[i]).toBe(trades.length);
      expect(bars.volume[i]).toBeCloseTo(trades.reduce((sum, { size }) => sum + size, 0), 6);
      if (trades.length === 0) continue;
      const prices = trades.map(({ price }) => price);
      expect([bars.open[i], bars.high[i], bars.low[i], bars.close[i]]).toEqual(
        [prices[0], Math.max(...prices), Math.min(...prices), prices.at(-1)],
      );
    }
  }); // prettier-ignore

  test.each(['AAA', 'EUR.USD', 'EUR.JPY', 'ES'])('quotes of %s make its bid and ask bars', (id) => {
    const request = { size: '1 sec', regularOnly: true, from: NOON, to: NOON + 30_000 } as const;
    const [bid, ask] = (['BID', 'ASK'] as const).map((what) => market.bars(id, { ...request, what }));
    for (let i = 0; i < 30; i++) {
      const quotes = market.quotes(id, NOON + i * 1_000, NOON + (i + 1) * 1_000);
      expect(Math.max(...quotes.map((quote) => quote.bid))).toBe(bid!.high[i]);
      expect(Math.min(...quotes.map((quote) => quote.ask))).toBe(ask!.low[i]);
      expect(quotes.at(-1)!.ask).toBe(ask!.close[i]);
    }
  });

  test('every trade lies within the quote in force, on tick, in whole lots, with an exchange of the instrument', () => {
    for (const id of ['AAA', 'THIN', 'BTC', 'put-560']) {
      const instrument = ALL.find((candidate) => candidate.id === id)!;
      for (const trade of market.trades(id, NOON, NOON + 120_000)) {
        const { quote } = market.snapshot(id, trade.time);
        expect(trade.price >= quote!.bid && trade.price <= quote!.ask).toBe(true);
        expect(trade.size).toBeGreaterThan(0);
        expect(Math.abs(trade.size / instrument.lot - Math.round(trade.size / instrument.lot))).toBeLessThan(
          1e-6,
        );
        expect(instrument.exchanges ?? ['']).toContain(trade.exchange);
      }
    }
  });

  test('a snapshot agrees with the day bar so far, whether asked step by step or at once', () => {
    const stepped = syntheticMarket({ startDay });
    for (let time = OPEN; time <= OPEN + 5 * MS_PER_MINUTE; time += 777) {
      const snapshot = stepped.snapshot('AAA', time);
      if (time % 7 === 0) expect(syntheticMarket({ startDay }).snapshot('AAA', time)).toEqual(snapshot);
    }
    const time = OPEN + 5 * MS_PER_MINUTE;
    const snapshot = market.snapshot('AAA', time - 1);
    const day = (regularOnly: boolean) =>
      market.bars('AAA', { size: '1 day', what: 'TRADES', regularOnly, from: time - MS_PER_DAY / 2, to: time });
    const [liquid, all] = [day(true), day(false)];
    expect([snapshot.open, snapshot.high, snapshot.low, snapshot.last?.price]).toEqual(
      [liquid.open[0], liquid.high[0], liquid.low[0], liquid.close[0]],
    );
    expect(snapshot.volume).toBe(all.volume[0]);
  }); // prettier-ignore

  test('the previous close is the last price of the session before', () => {
    const { previousClose } = market.snapshot('AAA', NOON);
    const days = market.bars('AAA', {
      size: '1 day',
      what: 'TRADES',
      regularOnly: true,
      from: NOON - 2 * MS_PER_DAY,
      to: NOON,
    });
    expect(previousClose).toBe(days.close[0]);
  });

  test('events come in order, none twice and none missing however the span is cut', () => {
    const ids = ['AAA', 'ES', 'EUR.USD'];
    const whole = market.events(ids, OPEN - 5_000, OPEN + 5_000);
    const parts = Array.from({ length: 40 }, (_, i) =>
      market.events(ids, OPEN - 5_000 + i * 250, OPEN - 4_750 + i * 250),
    ).flat();
    expect(parts).toEqual(whole);
    expect(whole.every((event, i) => i === 0 || event.time >= whole[i - 1]!.time)).toBe(true);
    expect(whole.filter(({ id }) => id === 'AAA').length).toBeGreaterThan(40);
  });

  test('sessions open and close, and a closed instrument shows what it last had', () => {
    const start = (ANCHOR_DAY + 1) * MS_PER_DAY;
    const changes = [1, 9, 14.5, 21].flatMap((hour) =>
      market.events(['AAA', 'SPX'], start + hour * MS_PER_HOUR - 1_000, start + hour * MS_PER_HOUR + 1_000),
    );
    const states = changes.filter(({ kind }) => kind === 'opened' || kind === 'closed');
    expect(states.map(({ kind, id, time }) => `${id} ${kind} ${(time - start) / MS_PER_HOUR}`)).toEqual([
      'AAA closed 1', 'AAA opened 9', 'SPX opened 14.5', 'SPX closed 21',
    ]); // prettier-ignore
    const night = market.snapshot('AAA', start + 5 * MS_PER_HOUR);
    expect(night.isOpen).toBe(false);
    expect(night.last).toEqual(market.snapshot('AAA', start + MS_PER_HOUR).last);
    expect(market.trades('AAA', start + 5 * MS_PER_HOUR, start + 5 * MS_PER_HOUR + 60_000)).toEqual([]);
    expect(market.snapshot('SPX', NOON).quote).toBeNull();
  });

  test('spreads widen at the open, after hours and in a crisis', () => {
    const spread = (scenario: 'normal' | 'crisis', time: number) => {
      const wide = syntheticMarket({
        startDay,
        instruments: [stock('AAA', { spreadTicks: 4 })],
        scenarios: [{ at: OPEN, scenario }],
      });
      const { bid, ask } = wide.snapshot('AAA', time).quote!;
      return ask - bid;
    };
    expect(spread('normal', OPEN + 30_000)).toBeGreaterThan(1.9 * spread('normal', NOON));
    expect(spread('normal', OPEN - MS_PER_HOUR)).toBeGreaterThan(1.9 * spread('normal', NOON));
    expect(spread('crisis', NOON)).toBeGreaterThan(1.9 * spread('normal', NOON));
  });

  test('ten levels of depth lie behind the quote, each worse than the one before, the same on every ask', () => {
    const depth = market.depth('AAA', NOON)!;
    const { quote } = market.snapshot('AAA', NOON);
    expect(depth).toEqual(syntheticMarket({ startDay }).depth('AAA', NOON));
    expect([depth.bids.length, depth.asks.length]).toEqual([10, 10]);
    expect(depth.bids[0]).toEqual({ price: quote!.bid, size: quote!.bidSize });
    expect(depth.asks[0]).toEqual({ price: quote!.ask, size: quote!.askSize });
    for (let level = 1; level < 10; level++) {
      expect(depth.bids[level]!.price).toBeLessThan(depth.bids[level - 1]!.price);
      expect(depth.asks[level]!.price).toBeGreaterThan(depth.asks[level - 1]!.price);
      expect(depth.bids[level]!.size).toBeGreaterThan(0);
    }
  });
});

describe('a flash crash', () => {
  const at = NOON;
  const crash = syntheticMarket({ startDay, scenarios: [{ at, scenario: 'flash-crash' }] });
  const minutes = (id: string) =>
    crash.bars(id, {
      size: '1 min',
      what: 'TRADES',
      regularOnly: true,
      from: at - 10 * MS_PER_MINUTE,
      to: at + 60 * MS_PER_MINUTE,
    });

  test('falls within minutes and takes most of it back within half an hour', () => {
    const { low, close, time } = minutes('SPX');
    const before = close[9]!;
    const bottom = Math.min(...low);
    const bottomAt = time[low.indexOf(bottom)]! - at;
    expect(bottom / before).toBeLessThan(0.955);
    expect(bottomAt).toBeGreaterThan(2 * MS_PER_MINUTE);
    expect(bottomAt).toBeLessThan(14 * MS_PER_MINUTE);
    expect(close[10 + 31]! / before).toBeGreaterThan(0.975);
  });

  test('halts the stocks it throws out of their bands: no trades, no bars, then trading goes on', () => {
    const halted = ['AAA', 'BBB', 'CCC'].map((id) => {
      const events = [0, 1, 2, 3].flatMap((i) => crash.events([id], at + i * 600_000, at + (i + 1) * 600_000));
      return { id, halt: events.find(({ kind }) => kind === 'halted'), resumed: events.find(({ kind }) => kind === 'resumed') };
    });
    expect(halted.some(({ halt }) => halt !== undefined)).toBe(true);
    for (const { id, halt, resumed } of halted) {
      if (halt === undefined) continue;
      expect(resumed!.time - halt.time).toBe(5 * MS_PER_MINUTE);
      const during = crash.snapshot(id, halt.time + 90_000);
      expect([during.isHalted, during.isOpen]).toEqual([true, false]);
      expect(crash.trades(id, halt.time, resumed!.time)).toEqual([]);
      const bars = minutes(id);
      expect([...bars.time].some((time) => time >= halt.time && time < resumed!.time)).toBe(false);
      const day = crash.bars(id, { size: '1 day', what: 'TRADES', regularOnly: true, from: at - 12 * MS_PER_HOUR, to: at + MS_PER_DAY / 3 });
      const all = crash.bars(id, { size: '1 min', what: 'TRADES', regularOnly: true, from: at - 12 * MS_PER_HOUR, to: at + MS_PER_DAY / 3 });
      expect(day.low[0]).toBe(Math.min(...all.low));
      expect(day.volume[0]).toBe(all.volume.reduce((sum, x) => sum + x, 0));
    }
  }); // prettier-ignore
});

test('a market without halts and exchanges is asked as any other', () => {
  const plain = stock('PLAIN', { sessions: STOCK_HOURS });
  const { haltBand: _, exchanges: __, ...rest } = plain;
  const bare = syntheticMarket({ startDay, instruments: [rest] });
  expect(bare.trades('PLAIN', NOON, NOON + MS_PER_SECOND)[0]!.exchange).toBe('');
});
