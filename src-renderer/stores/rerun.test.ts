import { expect, test } from 'vitest';
import type { BacktestSpec, RunDetail } from '#shared/model/backtest.ts';
import { proofOf, type Expected } from './rerun.ts';

const spec = {
  strategyId: 'sma-cross',
  parameters: { fast: 10, slow: 30 },
  seriesIds: [1],
  cash: 1_000,
} as unknown as BacktestSpec;
const expected: Expected = { what: 'a run', hash: 'aa', spec, codeVersion: '1', dataHashes: ['d1'] };

function run(changes: {
  hash?: string;
  data?: string;
  code?: string;
  spec?: Partial<BacktestSpec>;
}): RunDetail {
  return {
    summary: { hash: changes.hash ?? 'bb' },
    spec: { ...spec, ...changes.spec },
    codeVersion: changes.code ?? '1',
    series: [{ symbol: 'SPX', dataHash: changes.data ?? 'd1' }],
  } as unknown as RunDetail;
}

test('the same hash is the same run, whatever else is said of it', () => {
  expect(proofOf(expected, run({ hash: 'aa', code: '2' }))).toEqual({ what: 'a run', isSame: true, differences: [] });
}); // prettier-ignore

test('another hash names every cause that there can be, and none that there is not', () => {
  const proof = proofOf(
    expected,
    run({ data: 'd2', code: '2', spec: { parameters: { fast: 12, slow: 30 } } }),
  );
  expect(proof.isSame).toBe(false);
  expect(proof.differences).toEqual([
    'The bars of SPX have changed (d1 then, d2 now).',
    'It was computed by version 1 then, and by 2 now.',
    'parameter fast was 10 and is 12.',
  ]);
  expect(proofOf(expected, run({})).differences).toEqual([]);
});
