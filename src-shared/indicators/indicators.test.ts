import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { adx } from './adx.ts';
import { atr } from './atr.ts';
import { beta } from './beta.ts';
import { bollinger } from './bollinger.ts';
import { cci } from './cci.ts';
import { choppiness } from './choppiness.ts';
import { correlation } from './correlation.ts';
import { streamInto, type IndicatorDefinition, type IndicatorInput } from './definition.ts';
import { donchian } from './donchian.ts';
import { ema } from './ema.ts';
import { keltner } from './keltner.ts';
import { INDICATORS } from './library.ts';
import { macd } from './macd.ts';
import { obv } from './obv.ts';
import { regression } from './regression.ts';
import { relativeVolume } from './relative-volume.ts';
import { roc } from './roc.ts';
import { RollingExtreme } from './rolling-extreme.ts';
import { rsi, rsiInto } from './rsi.ts';
import { sma, smaInto, SmaStream } from './sma.ts';
import { standardDeviation } from './standard-deviation.ts';
import { stochastic } from './stochastic.ts';
import { superTrend } from './super-trend.ts';
import { vwap } from './vwap.ts';
import { wma } from './wma.ts';
import { zScore } from './z-score.ts';

type Columns = Record<IndicatorInput, Float64Array>;
type Parameters<Definition> = Definition extends IndicatorDefinition<infer Schema> ? z.output<Schema> : never;

/** The first closes of the quotes that Stock.Indicators (Apache-2.0) publishes its expected values for. */
const CLOSES = [
  212.8, 214.06, 213.89, 214.66, 213.95, 213.95, 214.55, 214.02, 214.51, 213.75, 214.22, 213.43, 214.21, 213.66, 215.03,
  216.89, 216.66, 216.32, 214.98, 214.96, 215.05,
]; // prettier-ignore

const price = fc.double({ min: 0.01, max: 100_000, noNaN: true });
const anyBars = fc
  .array(fc.tuple(price, price, price, price, fc.integer({ min: 0, max: 1e9 }), price), { maxLength: 120 })
  .map((rows) => columnsFrom(rows.map(([open, a, b, close, volume, other], i) => ({
    ...{ open, close, volume, other, session: Math.floor(i / 20) },
    ...{ high: Math.max(open, a, b, close), low: Math.min(open, a, b, close) },
  })))); // prettier-ignore
const anyPeriod = fc.integer({ min: 1, max: 40 });

test('SMA 20 of the published quotes starts at 214.5250', () => {
  const [out] = computed(sma, { period: 20 }, closesOnly(CLOSES));
  expect(out!.slice(0, 19).every(Number.isNaN)).toBe(true);
  expect(out![19]).toBeCloseTo(214.525, 9);
  expect(out![20]).toBeCloseTo(214.6375, 9);
});

test('RSI 14 of the published quotes starts at 62.0541', () => {
  const [out] = computed(rsi, { period: 14 }, closesOnly(CLOSES));
  expect(out!.slice(0, 14).every(Number.isNaN)).toBe(true);
  expect(out![14]).toBeCloseTo(62.0541, 4);
});

test.each([
  ['SMA', sma, smaInto],
  ['RSI', rsi, rsiInto],
] as const)('the fast columns of the %s agree with its stream to the last bit', (_name, definition, into) => {
  fc.assert(
    fc.property(anyBars, anyPeriod, (bars, period) => {
      const out = new Float64Array(bars.close.length);
      into(out, bars.close, period);
      expect([out]).toEqual(computed(definition, { period }, bars));
    }),
  );
});

test('RSI is 100 without losses, 0 without gains, and 100 where nothing has moved', () => {
  const last = (closes: number[]) => computed(rsi, { period: 3 }, closesOnly(closes))[0]![3];
  expect(last([1, 2, 3, 4])).toBe(100);
  expect(last([4, 3, 2, 1])).toBe(0);
  expect(last([5, 5, 5, 5])).toBe(100);
});

test('each SMA is the mean of its window', () => {
  fc.assert(
    fc.property(anyBars, anyPeriod, (bars, period) => {
      computed(sma, { period }, bars)[0]!.forEach((value, i) => {
        if (i < period - 1) return expect(value).toBeNaN();
        const window = bars.close.slice(i - period + 1, i + 1);
        return expect(value).toBeCloseTo(window.reduce((sum, close) => sum + close, 0) / period, 6);
      });
    }),
  );
});

test('the rolling extreme is the extreme of its window', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 60 }),
      anyPeriod,
      (numbers, period) => {
        const highest = new RollingExtreme('highest', period);
        const lowest = new RollingExtreme('lowest', period);
        numbers.forEach((number, i) => {
          highest.push(number);
          lowest.push(number);
          const window = numbers.slice(Math.max(0, i + 1 - period), i + 1);
          expect(highest.value).toBe(window.length < period ? NaN : Math.max(...window));
          expect(lowest.value).toBe(window.length < period ? NaN : Math.min(...window));
        });
      },
    ),
  );
});

test.each([0, -1, 2.5, NaN])('refuses a period of %d', (period) => {
  expect(() => smaInto(new Float64Array(2), Float64Array.of(1, 2), period)).toThrow('integer >= 1');
  expect(() => rsiInto(new Float64Array(2), Float64Array.of(1, 2), period)).toThrow('integer >= 1');
  expect(() => new SmaStream(period)).toThrow('integer >= 1');
  expect(() => ema.create({ period })).toThrow('integer >= 1');
  expect(() => atr.create({ period })).toThrow('integer >= 1');
  expect(() => donchian.create({ period })).toThrow('integer >= 1');
});

test('a fast average that is not faster is refused', () => {
  expect(macd.parameters.safeParse({ fast: 26, slow: 12 }).success).toBe(false);
});

describe.each(INDICATORS.map((definition) => [definition.title, definition] as const))(
  '%s',
  (_t, definition) => {
    const standard = definition.parameters.parse({});

    test('has its first value after its warm-up, and one on every bar from then on', () => {
      fc.assert(
        fc.property(anyBars, (bars) => {
          const warmup = definition.warmup(standard);
          computed(definition, standard, bars)[0]!.forEach((value, i) => {
            expect(Number.isNaN(value)).toBe(i < warmup);
          });
        }),
      );
    });

    test('never looks ahead: what is cut off after a bar changes nothing before it', () => {
      fc.assert(
        fc.property(anyBars, fc.nat(), (bars, cut) => {
          const length = bars.close.length === 0 ? 0 : cut % bars.close.length;
          const whole = computed(definition, standard, bars).map((column) => column.slice(0, length));
          expect(computed(definition, standard, shortened(bars, length))).toEqual(whole);
        }),
      );
    });

    test('is finite where nothing moves, and describes its parameters', () => {
      const flat = closesOnly(new Array<number>(80).fill(5));
      for (const column of computed(definition, standard, flat))
        expect([...column].every((value, i) => i < 60 || Number.isFinite(value))).toBe(true);
      for (const [name, field] of Object.entries(definition.parameters.shape))
        expect((field as z.ZodType).meta(), name).toMatchObject({
          title: expect.any(String),
          description: expect.any(String),
        });
    });
  },
);

test('identifiers are unique, and no indicator reads more than a stream is fed', () => {
  expect(new Set(INDICATORS.map(({ id }) => id)).size).toBe(INDICATORS.length);
  for (const { inputs } of INDICATORS) expect(inputs.length).toBeLessThanOrEqual(5);
});

// The whole of the published vectors, where a folder of reference data lies beside the checkout.
const vectors = new URL('../../../shared/data/indicators/stock_indicators/', import.meta.url);
if (existsSync(vectors)) {
  describe('against 502 published values of Stock.Indicators', () => {
    const bars = publishedBars();
    // Of the file, its column and ours. Their Donchian, MACD, ADX and OBV follow the same conventions as ours.
    const cases = [
      vector(sma, { period: 20 }, 'sma.csv', { sma: 'sma' }),
      vector(ema, { period: 20 }, 'ema.csv', { ema: 'ema' }),
      vector(wma, { period: 14 }, 'wma.csv', { wma: 'wma' }),
      vector(rsi, { period: 14 }, 'rsi.csv', { rsi: 'rsi' }),
      vector(macd, { fast: 12, slow: 26, signal: 9 }, 'macd.csv', {
        ...{ macd: 'macd', signal: 'signal', histogram: 'histogram' },
      }),
      vector(atr, { period: 14 }, 'atr.csv', { atr: 'atr' }),
      vector(adx, { period: 14 }, 'adx.csv', { adx: 'adx', plusDi: 'pdi', minusDi: 'mdi' }),
      vector(bollinger, { period: 20, multiplier: 2 }, 'bb.csv', {
        ...{ middle: 'sma', upper: 'upperBand', lower: 'lowerBand' },
      }),
      vector(donchian, { period: 20 }, 'donchian.csv', {
        ...{ middle: 'centerline', upper: 'upperBand', lower: 'lowerBand' },
      }),
      vector(keltner, { period: 20, multiplier: 2, atrPeriod: 10 }, 'keltner.csv', {
        ...{ middle: 'centerline', upper: 'upperBand', lower: 'lowerBand' },
      }),
      vector(stochastic, { period: 14, smooth: 3, signal: 3 }, 'stoch.csv', { k: 'oscillator', d: 'signal' }),
      vector(cci, { period: 20 }, 'cci.csv', { cci: 'cci' }),
      vector(obv, {}, 'obv.csv', { obv: 'obv' }),
      vector(vwap, {}, 'vwap.csv', { vwap: 'vwap' }),
      vector(roc, { period: 14 }, 'roc.csv', { roc: 'roc' }),
      vector(standardDeviation, { period: 14 }, 'stdev.csv', { standardDeviation: 'stdDev' }),
      vector(zScore, { period: 14 }, 'stdev.csv', { zScore: 'zScore' }),
      vector(choppiness, { period: 14 }, 'chop.csv', { choppiness: 'chop' }),
      vector(superTrend, { period: 10, multiplier: 3 }, 'supertrend.csv', { superTrend: 'superTrend' }),
      vector(correlation, { period: 20 }, 'corr.csv', { correlation: 'correlation' }),
      vector(beta, { period: 50 }, 'beta.csv', { beta: 'beta' }),
    ];
    test('every indicator has a vector', () => {
      const elsewhere = new Set<string>([regression.id, relativeVolume.id]); // in regression.test.ts
      const ids = INDICATORS.map(({ id }) => id).filter((id) => !elsewhere.has(id));
      expect(new Set(cases.map(([id]) => id))).toEqual(new Set(ids));
    });
    test.each(cases)('%s agrees to 1e-9', (_id, definition, parameters, file, columns) => {
      // Their beta is that of the second series to the first.
      const swapped = { ...bars, close: bars.other, other: bars.close };
      const outputs = computed(definition, parameters, definition.id === beta.id ? swapped : bars);
      for (const [output, column] of Object.entries(columns)) {
        const actual = outputs[definition.outputs.indexOf(output)]!;
        const expected = publishedColumn(file, column);
        expect(actual.length).toBe(expected.length);
        const differences = [...actual].map((value, i) =>
          Number.isNaN(value) && Number.isNaN(expected[i]!) ? 0 : Math.abs(value - expected[i]!),
        );
        const scale = definition.id === obv.id ? Math.max(...expected.map(Math.abs)) : 1;
        expect(
          Math.max(...differences) / scale,
          `${output}: ${describeWorst(actual, expected)}`,
        ).toBeLessThan(1e-9);
      }
    });

    function publishedBars(): Columns {
      const read = (name: string) => publishedColumn('INPUT_default.csv', name);
      const [open, high, low, close, volume] = ['open', 'high', 'low', 'close', 'volume'].map(read);
      const session = new Array<number>(close!.length).fill(0);
      const other = publishedColumn('INPUT_compare.csv', 'close');
      return typed({ open: open!, high: high!, low: low!, close: close!, volume: volume!, other, session });
    }
  });
}

function vector<Definition extends IndicatorDefinition>(
  definition: Definition,
  parameters: Parameters<Definition>,
  file: string,
  columns: Record<string, string>,
) {
  return [
    definition.id,
    definition as unknown as IndicatorDefinition,
    parameters as Record<string, unknown>,
    file,
    columns,
  ] as const;
}

function describeWorst(actual: Float64Array, expected: readonly number[]): string {
  const at = [...actual].findIndex(
    (value, i) =>
      !(Math.abs(value - expected[i]!) < 1e-9) && !(Number.isNaN(value) && Number.isNaN(expected[i]!)),
  );
  return `first at bar ${at}: ${actual[at]} instead of ${expected[at]}`;
}

function publishedColumn(file: string, name: string): number[] {
  const [header, ...rows] = readFileSync(new URL(file, vectors), 'utf8').trim().split(/\r?\n/);
  const at = header!.split(',').indexOf(name);
  return rows.map((row) => row.split(',')[at]!).map((text) => (text === '' ? NaN : Number(text)));
}

function computed<Schema extends z.ZodObject>(
  definition: IndicatorDefinition<Schema>,
  parameters: z.output<Schema>,
  bars: Columns,
): Float64Array[] {
  const outputs = definition.outputs.map(() => new Float64Array(bars.close.length));
  streamInto(outputs, definition.create(parameters), definition.inputs.map((input) => bars[input])); // prettier-ignore
  return outputs;
}

function closesOnly(closes: readonly number[]): Columns {
  return columnsFrom(
    closes.map((close) => ({
      ...{ open: close, high: close, low: close, close, volume: 0, other: close, session: 0 },
    })),
  );
}

function columnsFrom(rows: readonly Record<IndicatorInput, number>[]): Columns {
  const names: IndicatorInput[] = ['open', 'high', 'low', 'close', 'volume', 'other', 'session'];
  return typed(Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])])) as never);
}

function typed(columns: Record<IndicatorInput, readonly number[]>): Columns {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, Float64Array.from(column)]),
  ) as Columns;
}

function shortened(bars: Columns, length: number): Columns {
  return Object.fromEntries(
    Object.entries(bars).map(([name, column]) => [name, column.slice(0, length)]),
  ) as Columns;
}
