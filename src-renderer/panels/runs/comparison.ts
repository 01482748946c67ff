import type { RunDetail } from '#shared/model/backtest.ts';
import { actionWords } from '#shared/model/corporate-action.ts';
import {
  commissionWords,
  executionRows,
  limitWords,
  currencyWords,
  sessionWords,
  sizingWords,
  slippageWords,
} from '../../components/run-words.ts';
import { formatQuantity } from '../../format/number.ts';
import { formatDate } from '../../format/time.ts';

/** One setting of two runs, in words. */
export interface SettingPair {
  readonly name: string;
  readonly a: string;
  readonly b: string;
  readonly differs: boolean;
}

/** Worth of two runs over time, each from 100 at its own first bar; a run that has ended or not begun has none. */
export function sideBySideCurves(
  a: { readonly time: Float64Array; readonly equity: Float64Array },
  b: { readonly time: Float64Array; readonly equity: Float64Array },
  startOf: readonly [number, number],
): [number, number | null, number | null][] {
  const times = [...new Set([...a.time, ...b.time])].sort((left, right) => left - right);
  const reader = ({ time, equity }: typeof a, start: number) => {
    let next = 0;
    return (at: number) => {
      while (next < time.length && time[next]! <= at) next++;
      const isOver = next === time.length && time.length > 0 && at > time[next - 1]!;
      return next === 0 || isOver ? null : (equity[next - 1]! * 100) / start;
    };
  };
  const [left, right] = [reader(a, startOf[0]), reader(b, startOf[1])];
  return times.map((at) => [at, left(at), right(at)]);
}

/** The earlier of two runs comes first, in whichever order they were marked. */
export function olderFirst(a: RunDetail, b: RunDetail): readonly [RunDetail, RunDetail] {
  return a.summary.createdAt <= b.summary.createdAt ? [a, b] : [b, a];
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
  currency,
}: RunDetail): ReadonlyMap<string, string> {
  return new Map([
    ['Strategy', summary.strategyTitle],
    ...Object.entries(spec.parameters).map(([name, value]) => [`Parameter ${name}`, String(value)] as const),
    ['Symbols', summary.symbols.join(', ')],
    ['First bar', statistics === null ? '' : formatDate(statistics.start, 'UTC')],
    ['Last bar', statistics === null ? '' : formatDate(statistics.end, 'UTC')],
    ['Starting cash', `${formatQuantity(spec.cash)} ${currency}`],
    ['Size of an entry', sizingWords(spec.sizing)],
    ['Commission', commissionWords(spec.commission)],
    ['Slippage', slippageWords(spec.slippage)],
    ...executionRows(spec.execution),
    ['Session hours', sessionWords(spec.session)],
    ['Account currency', currencyWords(spec.currencies)],
    ['Pre-trade limits', limitWords(spec.preTrade)],
    ...series.map(
      (one) =>
        [
          `Data ${one.symbol}`,
          `${one.source}, SHA-256 ${(one.dataHash ?? 'not read').slice(0, 16)}`,
        ] as const,
    ),
    ...series.map(
      ({ symbol }) => [`Splits and dividends of ${symbol}`, actionWords(spec.actions ?? [], symbol)] as const,
    ),
    ['Code version', codeVersion],
    ['Result hash', summary.hash?.slice(0, 16) ?? 'none'],
  ]);
}
