import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runIdSchema } from '#shared/model/backtest.ts';
import type { PredictionRecord } from '#shared/model/plan.ts';
import { correctionFor, predict } from './learn.ts';

const RUN = runIdSchema.parse('00000000-0000-4000-8000-000000000001');

function record(actualMs: number, over: Partial<PredictionRecord> = {}): PredictionRecord {
  return {
    at: 0,
    runId: RUN,
    kind: 'single',
    strategyId: 'sma-cross',
    strategyTitle: 'SMA cross',
    symbolCount: 1,
    barCount: 1_000,
    trialCount: 1,
    workers: 1,
    extrapolation: 10,
    serialShare: 0.2,
    predicted: predict(100, { logFactor: 0, spread: 0.1, learnedFrom: 0 }),
    actualMs,
    actualSerialMs: 0,
    wasDisturbed: false,
    ...over,
  };
}

const facts = {
  kind: 'single',
  strategyId: 'sma-cross',
  strategyHash: null,
  extrapolation: 10,
  calibratedMs: 100,
  calibratedSerialMs: 0,
} as const;
const factor = (records: readonly PredictionRecord[], over: object = {}) =>
  Math.exp(correctionFor(records, { ...facts, ...over }).logFactor);

describe('what earlier runs make of a calibrated time', () => {
  test('without any it stays as it is, nine of ten within a third', () => {
    const prediction = predict(100, correctionFor([], facts));
    expect(prediction).toMatchObject({ ms: 100, calibratedMs: 100, correction: 1, learnedFrom: 0 });
    expect(prediction.lowMs).toBeCloseTo((100 / prediction.highMs) * 100, 6);
    expect(prediction.highMs).toBeGreaterThan(130);
    expect(prediction.highMs).toBeLessThan(145);
  });

  test('one run moves it a little, many move it all the way', () => {
    const one = factor([record(130)]);
    const many = factor(Array.from({ length: 40 }, () => record(130)));
    expect(one).toBeGreaterThan(1.05);
    expect(one).toBeLessThan(1.25);
    expect(many).toBeGreaterThan(1.25);
    expect(many).toBeLessThan(1.31);
  });

  test('a few odd runs do not matter', () => {
    const good = Array.from({ length: 20 }, (_, i) => record(110 + (i % 3)));
    const odd = [record(900), record(1_500), record(5)];
    expect(factor([...odd, ...good])).toBeCloseTo(factor(good), 1);
  });

  test('other strategies of the kind teach what its own runs do not; those of another kind teach nothing', () => {
    const others = Array.from({ length: 30 }, () => record(120, { strategyId: 'ema-cross' }));
    expect(factor(others)).toBeCloseTo(1.19, 1);
    expect(factor(others, { kind: 'sweep' })).toBe(1);
    const own = Array.from({ length: 30 }, () => record(80));
    expect(factor([...own, ...others])).toBeCloseTo(0.82, 1);
    expect(factor([...own, ...others], { strategyId: 'ema-cross' })).toBeCloseTo(1.18, 1);
  });

  test('an error that grows with the distance from the calibration is followed', () => {
    const growing = Array.from({ length: 60 }, (_, i) => {
      const extrapolation = 2 ** (i % 7);
      return record(100 * extrapolation ** 0.1, { extrapolation });
    });
    expect(factor(growing, { extrapolation: 1 })).toBeCloseTo(1, 1);
    expect(factor(growing, { extrapolation: 64 })).toBeCloseTo(64 ** 0.1, 1);
  });

  test('a run that was disturbed is not learned from', () => {
    expect(factor(Array.from({ length: 30 }, () => record(300, { wasDisturbed: true })))).toBe(1);
  });

  test('regular runs make the range narrow, irregular ones wide', () => {
    const width = (spread: number) => {
      const records = Array.from({ length: 40 }, (_, i) => record(100 * Math.exp(spread * ((i % 5) - 2))));
      const { lowMs, highMs } = predict(100, correctionFor(records, facts));
      return highMs / lowMs;
    };
    expect(width(0.005)).toBeLessThan(1.4);
    expect(width(0.3)).toBeGreaterThan(width(0.1));
    expect(width(0.1)).toBeGreaterThan(width(0.005));
  });
});

test('whatever the history: a positive time within its range, and never far from the calibration', () => {
  const history = fc.array(
    fc.record({
      actualMs: fc.double({ min: 0, max: 1e7, noNaN: true }),
      extrapolation: fc.double({ min: 1, max: 1e6, noNaN: true }),
      strategyId: fc.constantFrom('sma-cross', 'ema-cross'),
      wasDisturbed: fc.boolean(),
    }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(history, fc.double({ min: 0.01, max: 1e6, noNaN: true }), (records, calibratedMs) => {
      const all = records.map(({ actualMs, ...over }) => record(actualMs, over));
      const prediction = predict(calibratedMs, correctionFor(all, facts));
      expect(prediction.lowMs).toBeLessThan(prediction.ms);
      expect(prediction.ms).toBeLessThan(prediction.highMs);
      expect(prediction.ms / calibratedMs).toBeGreaterThan(0.333);
      expect(prediction.ms / calibratedMs).toBeLessThan(3.001);
    }),
    { numRuns: process.env.TRADEWIND_COUNTS === 'full' ? 5_000 : 100 },
  );
});
