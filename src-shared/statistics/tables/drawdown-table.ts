import { MS_PER_DAY } from '#shared/kernel/time.ts';
import { fromMicros, toMicros, type Micros } from '#shared/model/money.ts';
import type { ReportTable } from '#shared/model/report-table.ts';
import { drawdownSpells } from '../drawdown-figures.ts';
import type { DailyRun } from './daily.ts';

const SHOWN_MAX = 50;

/** The deepest stays below a peak, deepest first. @param cash account currency units */
export function drawdownTable({ dates, closes }: DailyRun, cash: number): ReportTable {
  const start = toMicros(cash);
  const spells = drawdownSpells(dates, closes, start).sort((a, b) => b.depth - a.depth || a.from - b.from);
  const worthAt = new Map(dates.map((date, i) => [date, closes[i]!]));
  const last = dates.at(-1) ?? 0;
  return {
    id: 'drawdowns',
    title: 'Drawdowns',
    convention:
      'By the worth at day ends, so that a fall within a day is not seen here. From a peak over the lowest worth to the first day at or above the peak again; calendar days, to the last day where the peak was not reached again.',
    drawnAs: 'table',
    columns: [
      { title: 'Depth', unit: 'signed-fraction' },
      { title: 'In money', unit: 'signed-money' },
      { title: 'Peak', unit: 'date' },
      { title: 'Trough', unit: 'date' },
      { title: 'Recovered', unit: 'date' },
      { title: 'Days', unit: 'days' },
      { title: 'Days down', unit: 'days' },
    ],
    rows: spells.slice(0, SHOWN_MAX).map(({ from, lowestAt, to, depth }) => {
      const trough = worthAt.get(lowestAt) ?? start;
      return [
        -depth,
        fromMicros(Math.round(trough - trough / (1 - depth)) as Micros),
        from,
        lowestAt,
        to,
        ((to ?? last) - from) / MS_PER_DAY,
        (lowestAt - from) / MS_PER_DAY,
      ];
    }),
    leftOut: Math.max(0, spells.length - SHOWN_MAX),
    note: spells.length === 0 ? 'The account was never below an earlier day’s worth.' : null,
  };
}
