import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { screenParametersSchema, type ScreenMetrics } from '../model/screen.ts';
import { reasonsOf, scoreBreakout } from './breakout-score.ts';

/** Everything that the score asks for. */
const BEST: ScreenMetrics = {
  ...{ close: 110, high: 110, volumeMultiple: 2, ema20: 105, sma50: 100, sma200: 90, macd: 2, macdSignal: 1 },
  ...{ rsi: 65, adx: 30, plusDi: 25, minusDi: 15, high20: 108, high52w: 110, from52wHigh: 0 },
};
const parameters = (changes: object = {}) => screenParametersSchema.parse(changes);
const score = (changes: Partial<ScreenMetrics>, settings: object = {}) =>
  scoreBreakout({ ...BEST, ...changes }, parameters(settings));

test('has 100 points, by part as documented', () => {
  expect(score({})).toEqual({
    ...{ passed: true, score: 100, classification: 'strong' },
    points: { trend: 30, breakout: 25, volume: 20, momentum: 15, strength: 10 },
  });
});

test.each([
  ['close below the SMA 50', { sma50: 111 }, 90],
  ['SMA 50 below the SMA 200', { sma200: 101 }, 90],
  ['close below the EMA 20', { ema20: 111 }, 90],
  ['no break of the 20 bars', { high20: 110 }, 85],
  ['5 % below the 52-week high', { from52wHigh: -0.05 }, 95],
  ['20 % below the 52-week high', { from52wHigh: -0.2 }, 90],
  ['MACD below its signal', { macdSignal: 3 }, 92],
  ['MACD below zero and signal', { macd: -1 }, 85],
  ['RSI below 50', { rsi: 49.9 }, 95],
  ['ADX below 20', { adx: 19.9 }, 95],
  ['-DI above +DI', { minusDi: 26 }, 95],
] as const)('%s costs its points', (_, changes, expected) => {
  expect(score(changes).score).toBeCloseTo(expected, 12);
});

describe('what is asked for decides beside the score', () => {
  const reasons = (changes: Partial<ScreenMetrics>, settings: object = {}) => {
    const judged = score(changes, settings);
    expect(judged.passed).toBe(false);
    return reasonsOf({ ...BEST, ...changes }, parameters(settings), judged).join(' ');
  };

  test('less volume than is asked for fails, and no volume says so', () => {
    expect(score({ volumeMultiple: 0.75 }).points.volume).toBe(10);
    expect(reasons({ volumeMultiple: 0.75 })).toBe('Volume was 0.75 times its mean, below 1.5.');
    expect(reasons({ volumeMultiple: 0 })).toBe('No volume, where 1.5 times its mean is asked for.');
    expect(score({ volumeMultiple: 0 }, { minVolumeMultiple: 0 })).toMatchObject({
      passed: true,
      score: 100,
    });
  });

  test('MACD, only when strict', () => {
    expect(score({ macd: -1 }).passed).toBe(true);
    expect(reasons({ macd: -1 }, { strictMacdPositive: true })).toContain('MACD -1 is not above both zero');
    expect(reasons({ macdSignal: 3 }, { strictMacdPositive: true })).toContain('its signal 3');
  });

  test('overbought, unless allowed', () => {
    expect(reasons({ rsi: 70 })).toBe('RSI 70 is overbought (70 and more).');
    expect(score({ rsi: 85 }, { allowOverbought: true })).toMatchObject({ passed: true, score: 100 });
    expect(score({ rsi: 69.99 }).passed).toBe(true);
  });

  test('the 52-week high, when required', () => {
    const below = { high52w: 112, from52wHigh: 110 / 112 - 1 };
    expect(score(below).passed).toBe(true);
    expect(reasons(below, { require52wHigh: true })).toBe(
      'The high is not the 52-week high; the close is 1.79 % below it.',
    );
    expect(score({}, { require52wHigh: true }).passed).toBe(true);
  });

  test('a score below the least one asked for fails, the least one passes', () => {
    expect(reasons({ sma50: 111, ema20: 111 }, { minScore: 81 })).toBe('Score 80 is below 81.');
    expect(score({ sma50: 111, ema20: 111 }, { minScore: 80 }).passed).toBe(true);
  });
});

test('classes follow the score and whether it passed', () => {
  expect(score({ sma50: 111, ema20: 111 }).classification).toBe('breakout');
  expect(score({ rsi: 70 }).classification).toBe('watch');
  const weak = { sma50: 111, ema20: 111, sma200: 112, high20: 110, from52wHigh: -0.2, macd: -1 };
  expect(score(weak).classification).toBe('none');
});

test('whatever the figures, the score is 0 to 100, and who does not pass is told why', () => {
  const any = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  const level = fc.double({ min: 0, max: 100, noNaN: true });
  const metrics = fc.record({
    ...{
      close: any,
      high: any,
      ema20: any,
      sma50: any,
      sma200: any,
      macd: any,
      macdSignal: any,
      high20: any,
    },
    ...{ volumeMultiple: level, rsi: level, adx: level, plusDi: level, minusDi: level, high52w: any },
    from52wHigh: fc.double({ min: -1, max: 0, noNaN: true }),
  });
  const settings = fc.record({
    ...{ minVolumeMultiple: level, minScore: level },
    ...{ strictMacdPositive: fc.boolean(), allowOverbought: fc.boolean(), require52wHigh: fc.boolean() },
  });
  fc.assert(
    fc.property(metrics, settings, (reading, wanted) => {
      const judged = scoreBreakout(reading, wanted);
      expect(judged.score).toBeGreaterThanOrEqual(0);
      expect(judged.score).toBeLessThanOrEqual(100);
      expect(reasonsOf(reading, wanted, judged).length).toBeGreaterThan(0);
      if (judged.passed) expect(judged.score).toBeGreaterThanOrEqual(wanted.minScore);
    }),
  );
});
