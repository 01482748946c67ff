import type { StrategyInfo } from '#shared/ipc/contract.ts';
import { isDatedBySession } from '#shared/model/bar-size.ts';
import { isoDateOf } from '#shared/model/iso-date.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import type { BacktestDraft } from './backtest-fields.ts';

/** What the form is filled in from. */
export interface BacktestChoices {
  readonly strategies: readonly StrategyInfo[];
  readonly series: readonly SeriesSummary[];
}

/** The first while none was ever chosen; null when the one that was is not there, which no other may stand in for. */
export function chosenStrategy(draft: BacktestDraft, { strategies }: BacktestChoices): StrategyInfo | null {
  if (draft.strategyId === null) return strategies[0] ?? null;
  return strategies.find((strategy) => strategy.strategyId === draft.strategyId) ?? null;
}

/**
 * The series chosen that are still in the library, in the order they were chosen in, which is that of their roles and of who
 * comes first for the money; the one that came with the product when none was ever chosen.
 */
export function chosenSeries(draft: BacktestDraft, { series }: BacktestChoices): readonly SeriesSummary[] {
  if (draft.seriesIds === null) {
    const first = series.find((one) => one.symbol === 'SPX') ?? series[0];
    return first === undefined ? [] : [first];
  }
  const byId = new Map<number, SeriesSummary>(series.map((one) => [one.seriesId, one]));
  return [...new Set(draft.seriesIds)].flatMap((id) => byId.get(id) ?? []);
}

export function fitsRoles({ roles }: StrategyInfo, count: number): boolean {
  return roles === null || (count >= roles.fewest && count <= roles.most);
}

/** Which symbols the strategy takes: "2 symbols: 1. first leg, 2. second leg"; empty when it trades each by itself. */
export function rolesText({ roles }: StrategyInfo): string {
  if (roles === null) return '';
  const { names, fewest, most } = roles;
  const count = fewest === most ? `${fewest}` : `${fewest} to ${most}`;
  const all = names.map((name, i) => `${i + 1}. ${name}`).join(', ');
  return `${count} symbols, in this order: ${all}${most > names.length ? ' and so on' : ''}`;
}

/** "SPY: ETF or index, XLK: member of the basket"; empty when symbols have no roles, or there are none. */
export function chosenRoles({ roles }: StrategyInfo, series: readonly SeriesSummary[]): string {
  if (roles === null) return '';
  const roleOf = (place: number) => roles.names[Math.min(place, roles.names.length - 1)]!;
  return series.map(({ symbol }, place) => `${symbol}: ${roleOf(place)}`).join(', ');
}

/** First and last date that the chosen series have between them; null when there is none. */
export function dateRange(
  series: readonly SeriesSummary[],
): { readonly first: string; readonly last: string } | null {
  const filled = series.filter((one) => one.barCount > 0);
  if (filled.length === 0) return null;
  const firsts = filled.map((one) => dateOf(one.firstTime, one)).sort();
  const lasts = filled.map((one) => dateOf(one.lastTime, one)).sort();
  return { first: firsts[0]!, last: lasts.at(-1)! };
}

/** What a click on the button will do: "Run SMA cross on SPX, 2000-01-03 to 2020-05-06". */
export function runSentence(draft: BacktestDraft, choices: BacktestChoices): string {
  const strategy = chosenStrategy(draft, choices);
  const series = chosenSeries(draft, choices);
  const range = dateRange(series);
  if (strategy === null || range === null) return 'Run the backtest';
  const symbols =
    series.length <= 3 ? series.map((one) => one.symbol).join(', ') : `${series.length} symbols`;
  const from = draft.from > range.first ? draft.from : range.first;
  const to = draft.to !== '' && draft.to < range.last ? draft.to : range.last;
  return `Run ${strategy.title} on ${symbols}, ${from} to ${to}`;
}

function dateOf(unixMs: number, series: SeriesSummary): string {
  if (isDatedBySession(series.barSize)) return isoDateOf(unixMs);
  // The Swedish way of writing a date is ISO's.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: series.timeZone, dateStyle: 'short' }).format(unixMs);
}
