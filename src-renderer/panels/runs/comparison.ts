import type { RunDetail } from '#shared/model/backtest.ts';
import { commissionWords, executionRows, sizingWords, slippageWords } from '../../components/run-words.ts';
import { formatDate } from '../../format/time.ts';

/** One setting of two runs, in words. */
export interface SettingPair {
  readonly name: string;
  readonly a: string;
  readonly b: string;
  readonly differs: boolean;
}

/** The settings of two runs side by side; a parameter that only one of them has is empty for the other. */
export function compareSettings(a: RunDetail, b: RunDetail): readonly SettingPair[] {
  const left = settings(a);
  const right = settings(b);
  const names = [...new Set([...left.keys(), ...right.keys()])];
  return names.map((name) => {
    const [first, second] = [left.get(name) ?? '', right.get(name) ?? ''];
    return { name, a: first, b: second, differs: first !== second };
  });
}

function settings({
  spec,
  series,
  summary,
  statistics,
  codeVersion,
}: RunDetail): ReadonlyMap<string, string> {
  return new Map([
    ['Strategy', summary.strategyTitle],
    ...Object.entries(spec.parameters).map(([name, value]) => [`Parameter ${name}`, String(value)] as const),
    ['Symbols', summary.symbols.join(', ')],
    ['First bar', statistics === null ? '' : formatDate(statistics.start, 'UTC')],
    ['Last bar', statistics === null ? '' : formatDate(statistics.end, 'UTC')],
    ['Starting cash', String(spec.cash)],
    ['Size of an entry', sizingWords(spec.sizing)],
    ['Commission', commissionWords(spec.commission)],
    ['Slippage', slippageWords(spec.slippage)],
    ...executionRows(spec.execution),
    [
      'Data',
      series
        .map((one) => `${one.symbol} ${one.source} ${(one.dataHash ?? 'not read').slice(0, 12)}`)
        .join(', '),
    ],
    ['Code version', codeVersion],
    ['Result hash', summary.hash?.slice(0, 16) ?? 'none'],
  ]);
}
