import type { CorporateAction } from '../model/corporate-action.ts';
import type { IsoDate } from '../model/iso-date.ts';
import { startOfSeriesDate } from '../model/series-date.ts';
import type { SeriesFacts } from '../model/series.ts';
import { barColumns, COLUMN_NAMES, columnsByteLength, lowerBound } from './columns.ts';

/** Cash per unit of the contract, due to whoever holds it when that bar begins. */
export interface BarDividend {
  /** Index into the symbol's bars. */
  readonly bar: number;
  /** Price units. */
  readonly amount: number;
}

export interface ActedBars {
  /** In the shares of the last bar. The buffer that was given, where nothing had to change. */
  readonly columns: SharedArrayBuffer;
  /** By bar, ascending. */
  readonly dividends: readonly BarDividend[];
}

type Facts = Pick<SeriesFacts, 'symbol' | 'barSize' | 'timeZone' | 'adjustment'>;
type Split = Extract<CorporateAction, { kind: 'split' }>;

/**
 * Brings a run's bars to the shares of its last bar, as the broker's history is, so that indicators see no jump, and says
 * before which bar which dividend is due, per share of the last bar. What comes after the last bar is not known yet. Bars
 * that are adjusted for splits already stay as they are; earlier dividends become smaller by later splits all the same.
 *
 * @param actions of any symbols, in any order; those of others are passed over
 */
export function applyActions(
  actions: readonly CorporateAction[],
  facts: Facts,
  columns: SharedArrayBuffer,
  barCount: number,
): ActedBars {
  const bars = barColumns(barCount, columns);
  const dated = actions
    .filter(({ symbol }) => symbol === facts.symbol)
    .map((action) => ({ ...action, bar: lowerBound(bars.time, startOfSeriesDate(action.date, facts)) }))
    // Before the first bar nothing was held; after the last nothing has happened.
    .filter(({ bar }) => bar > 0 && bar < barCount);
  const splits = dated.filter((action) => action.kind === 'split');
  const dividends = dated
    .filter((action) => action.kind === 'dividend')
    .map(({ bar, date, amount }) => ({ bar, amount: amount / sharesSince(splits, date) }))
    .sort((a, b) => a.bar - b.bar);
  if (splits.length === 0 || facts.adjustment !== 'raw') return { columns, dividends };

  const shared = new SharedArrayBuffer(columnsByteLength(barCount));
  const adjusted = barColumns(barCount, shared);
  for (const name of COLUMN_NAMES) adjusted[name].set(bars[name]);
  for (const { bar: end, ratio } of splits) {
    for (let bar = 0; bar < end; bar++) {
      adjusted.open[bar]! /= ratio;
      adjusted.high[bar]! /= ratio;
      adjusted.low[bar]! /= ratio;
      adjusted.close[bar]! /= ratio;
      adjusted.volume[bar]! *= ratio;
    }
  }
  return { columns: shared, dividends };
}

/**
 * How many shares of a run's end one share was at each moment: what its fills are multiplied by to be seen on raw bars.
 *
 * @param lastTime start of the run's last bar, Unix ms
 * @returns a function from a moment, Unix ms, to that number of shares
 */
export function sharesAtEnd(
  actions: readonly CorporateAction[],
  facts: Facts,
  lastTime: number,
): (time: number) => number {
  const splits = facts.adjustment === 'raw' ? actions.filter((action) => action.kind === 'split') : [];
  const known = splits
    .filter(({ symbol }) => symbol === facts.symbol)
    .map(({ date, ratio }) => ({ ratio, start: startOfSeriesDate(date, facts) }))
    .filter(({ start }) => start <= lastTime);
  return (time) => known.reduce((shares, { start, ratio }) => (time < start ? shares * ratio : shares), 1);
}

/** A dividend is told per share of the evening before: a split of the same day counts for it. */
function sharesSince(splits: readonly Split[], date: IsoDate): number {
  return splits.reduce((shares, split) => (split.date >= date ? shares * split.ratio : shares), 1);
}
