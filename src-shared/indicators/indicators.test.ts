import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rsiInto, RsiStream } from './rsi.ts';
import { smaInto, SmaStream } from './sma.ts';

/** The first closes of the quotes that Stock.Indicators (Apache-2.0) publishes its expected values for. */
const CLOSES = [
  212.8, 214.06, 213.89, 214.66, 213.95, 213.95, 214.55, 214.02, 214.51, 213.75, 214.22, 213.43, 214.21, 213.66, 215.03,
  216.89, 216.66, 216.32, 214.98, 214.96, 215.05,
]; // prettier-ignore

const anyCloses = fc.array(fc.double({ min: 0.01, max: 100_000, noNaN: true }), { maxLength: 120 });
const anyPeriod = fc.integer({ min: 1, max: 40 });

test('SMA 20 of the published quotes starts at 214.5250', () => {
  const sma = smaOf(CLOSES, 20);
  expect(sma.slice(0, 19).every(Number.isNaN)).toBe(true);
  expect(sma[19]).toBeCloseTo(214.525, 9);
  expect(sma[20]).toBeCloseTo(214.6375, 9);
});

test('RSI 14 of the published quotes starts at 62.0541', () => {
  const rsi = rsiOf(CLOSES, 14);
  expect(rsi.slice(0, 14).every(Number.isNaN)).toBe(true);
  expect(rsi[14]).toBeCloseTo(62.0541, 4);
});

test('RSI is 100 without losses, 0 without gains, and 100 where nothing has moved', () => {
  expect(rsiOf([1, 2, 3, 4], 3)[3]).toBe(100);
  expect(rsiOf([4, 3, 2, 1], 3)[3]).toBe(0);
  expect(rsiOf([5, 5, 5, 5], 3)[3]).toBe(100);
});

test('columns and streams of the SMA agree to the last bit', () => {
  fc.assert(
    fc.property(anyCloses, anyPeriod, (closes, period) => {
      const stream = new SmaStream(period);
      expect(closes.map((close) => stream.next(close))).toEqual(smaOf(closes, period));
    }),
  );
});

test('columns and streams of the RSI agree to the last bit', () => {
  fc.assert(
    fc.property(anyCloses, anyPeriod, (closes, period) => {
      const stream = new RsiStream(period);
      expect(closes.map((close) => stream.next(close))).toEqual(rsiOf(closes, period));
    }),
  );
});

test('each SMA is the mean of its window, and the first period - 1 are missing', () => {
  fc.assert(
    fc.property(anyCloses, anyPeriod, (closes, period) => {
      smaOf(closes, period).forEach((value, i) => {
        if (i < period - 1) return expect(value).toBeNaN();
        const window = closes.slice(i - period + 1, i + 1);
        return expect(value).toBeCloseTo(window.reduce((sum, close) => sum + close, 0) / period, 6);
      });
    }),
  );
});

test('each RSI lies between 0 and 100, and the first period are missing', () => {
  fc.assert(
    fc.property(anyCloses, anyPeriod, (closes, period) => {
      rsiOf(closes, period).forEach((value, i) => {
        if (i < period) return expect(value).toBeNaN();
        return expect(value >= 0 && value <= 100).toBe(true);
      });
    }),
  );
});

test.each([0, -1, 2.5, NaN])('refuses a period of %d', (period) => {
  expect(() => smaOf([1, 2], period)).toThrow('period must be an integer >= 1');
  expect(() => rsiOf([1, 2], period)).toThrow('period must be an integer >= 1');
  expect(() => new SmaStream(period)).toThrow('period must be an integer >= 1');
  expect(() => new RsiStream(period)).toThrow('period must be an integer >= 1');
});

// The whole of the published vectors, where a folder of reference data lies beside the checkout.
const vectors = new URL('../../../shared/data/indicators/stock_indicators/', import.meta.url);
if (existsSync(vectors)) {
  describe('against 502 published values of Stock.Indicators', () => {
    const closes = columnOf('INPUT_default.csv', 'close');
    test.each([
      ['SMA 20', 'sma.csv', 'sma', () => smaOf(closes, 20)],
      ['RSI 14', 'rsi.csv', 'rsi', () => rsiOf(closes, 14)],
    ] as const)('%s agrees to 1e-9', (_name, file, column, compute) => {
      const expected = columnOf(file, column);
      const actual = compute();
      expect(actual.length).toBe(expected.length);
      const differences = actual.map((value, i) =>
        Number.isNaN(value) && Number.isNaN(expected[i]!) ? 0 : Math.abs(value - expected[i]!),
      );
      expect(Math.max(...differences)).toBeLessThan(1e-9);
    });
  });
}

function columnOf(file: string, name: string): number[] {
  const [header, ...rows] = readFileSync(new URL(file, vectors), 'utf8').trim().split(/\r?\n/);
  const at = header!.split(',').indexOf(name);
  return rows.map((row) => row.split(',')[at]!).map((text) => (text === '' ? NaN : Number(text)));
}

function smaOf(closes: readonly number[], period: number): number[] {
  const out = new Float64Array(closes.length);
  smaInto(out, Float64Array.from(closes), period);
  return [...out];
}

function rsiOf(closes: readonly number[], period: number): number[] {
  const out = new Float64Array(closes.length);
  rsiInto(out, Float64Array.from(closes), period);
  return [...out];
}
