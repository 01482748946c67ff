import { applyActions } from '#shared/bars/apply-actions.ts';
import { barsInHours } from '#shared/bars/session-bars.ts';
import { lowerBound, barColumns, columnsByteLength, COLUMN_NAMES } from '#shared/bars/columns.ts';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { MS_PER_DAY } from '#shared/kernel/time.ts';
import { DEFAULT_EXECUTION, type BacktestSpec, type SessionHours } from '#shared/model/backtest.ts';
import { isDatedBySession } from '#shared/model/bar-size.ts';
import { isoDateOf, startOfDateUtc, type IsoDate } from '#shared/model/iso-date.ts';
import { toMicros } from '#shared/model/money.ts';
import { sessionCalendar } from '#shared/model/sessions/session-calendar.ts';
import { startOfSeriesDate } from '#shared/model/series-date.ts';
import { USD } from '#shared/model/currency.ts';
import { askedLimits } from '#shared/risk/backtest-limits.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import type { LoadedBars } from '../bar-library/library-api.ts';
import type { EngineCurrencies, EngineJob, EngineSymbol } from '../trading-engine/job.ts';
import { settleCurrencies } from './run-currencies.ts';
import { JobProgress } from '../trading-engine/progress.ts';

/** The series must fit one account and one timeline. Says which do not, before anything is loaded. */
export function checkSeries(
  spec: BacktestSpec,
  library: readonly SeriesSummary[],
): Result<readonly SeriesSummary[], ServiceFailure> {
  const chosen: SeriesSummary[] = [];
  for (const id of spec.seriesIds) {
    const series = library.find((candidate) => candidate.seriesId === id);
    if (series === undefined) {
      return err(
        failure('series-not-found', `Series ${id} is not in the library.`, 'Choose the symbols again.'),
      );
    }
    if (chosen.includes(series)) {
      return err(
        failure('series-twice', `${series.symbol} (${series.source}) is chosen twice.`, 'Choose it once.'),
      );
    }
    chosen.push(series);
  }
  if (spec.from !== undefined && spec.to !== undefined && spec.from > spec.to) {
    return err(
      failure(
        'dates-reversed',
        `The first date, ${spec.from}, is after the last, ${spec.to}.`,
        'Swap the dates.',
      ),
    );
  }
  const alike = checkAlike(chosen);
  if (alike !== undefined) return alike;
  const currencies = settleCurrencies(spec, chosen, library);
  return currencies.ok ? ok(chosen) : currencies;
}

function checkAlike(series: readonly SeriesSummary[]): Result<never, ServiceFailure> | undefined {
  const first = series[0]!;
  const other = series.find(({ barSize }) => barSize !== first.barSize);
  if (other === undefined) return undefined;
  return err(
    failure(
      'series-differ',
      `${first.symbol} has bar size ${first.barSize}, ${other.symbol} has ${other.barSize}: one run takes one bar size.`,
      'Run the symbols of each bar size by themselves.',
    ),
  );
}

/**
 * Cuts the loaded bars to the run's dates; the bars before `from` stay, to warm the indicators up. Splits up to the last bar
 * are taken out of the prices, dividends put on their bars.
 */
export function planSymbol(
  spec: Pick<BacktestSpec, 'from' | 'to' | 'session' | 'actions'>,
  loaded: LoadedBars,
): Result<EngineSymbol, ServiceFailure> {
  const { summary } = loaded;
  if (spec.session !== undefined && isDatedBySession(summary.barSize)) return err(noHours(summary));
  const bars = spec.session === undefined ? loaded : barsWithin(loaded, spec.session);
  const times = barColumns(bars.barCount, bars.columns).time;
  const firstTraded = spec.from === undefined ? 0 : lowerBound(times, startOfSeriesDate(spec.from, summary));
  const end = spec.to === undefined ? bars.barCount : lowerBound(times, startOfNextDate(spec.to, summary));
  if (firstTraded >= end) {
    return err(
      failure(
        'no-bars-in-range',
        `${summary.symbol} has no bars from ${spec.from ?? 'its start'} to ${spec.to ?? 'its end'}${within(spec.session)}; it has ${describeRange(summary)}.`,
        'Choose dates within that range, or import more data.',
      ),
    );
  }
  const actions = spec.actions ?? [];
  const countsTwice = actions.some(({ kind, symbol }) => kind === 'dividend' && symbol === summary.symbol);
  if (summary.adjustment === 'splits-and-dividends' && countsTwice) {
    return err(
      failure(
        'dividends-twice',
        `The prices of ${summary.symbol} (${summary.source}) are adjusted for dividends, and the run's actions have dividends of it: they would count twice.`,
        'Use raw prices, or leave the dividends out.',
      ),
    );
  }
  const shown = firstBars(bars, end);
  const acted = actions.length === 0 ? { columns: shown } : applyActions(actions, summary, shown, end);
  return ok({
    symbol: summary.symbol,
    ...acted,
    barCount: end,
    firstTraded,
    barSize: summary.barSize,
    timeZone: summary.timeZone,
    tick: summary.tick,
    lot: summary.lot,
    multiplier: summary.multiplier,
    currency: summary.currency,
  });
}

/** @param currencies undefined: the account holds one */
export function planJob(
  spec: BacktestSpec,
  symbols: readonly EngineSymbol[],
  currencies?: EngineCurrencies,
): EngineJob {
  return {
    strategyId: spec.strategyId,
    strategyHash: spec.strategyHash,
    parameters: spec.parameters,
    symbols,
    cash: toMicros(spec.cash),
    sizing: spec.sizing,
    commission: spec.commission,
    slippage: spec.slippage,
    execution: spec.execution ?? DEFAULT_EXECUTION,
    ...(spec.preTrade === undefined
      ? {}
      : { preTrade: askedLimits(spec.preTrade, currencies?.base ?? symbols[0]!.currency ?? USD) }),
    ...(spec.session === undefined ? {} : { session: spec.session }),
    ...(currencies === undefined ? {} : { currencies }),
    progress: JobProgress.forSymbols(symbols.length).buffer,
  };
}

function barsWithin(
  loaded: LoadedBars,
  { calendar, hours }: SessionHours,
): Pick<LoadedBars, 'barCount' | 'columns'> {
  const bars = barsInHours(barColumns(loaded.barCount, loaded.columns), sessionCalendar(calendar), hours);
  return { barCount: bars.length, columns: bars.time.buffer as SharedArrayBuffer };
}

/** Where a run keeps to hours, they may be what leaves nothing. */
function within(session: SessionHours | undefined): string {
  return session === undefined ? '' : ` in the ${session.hours} hours of ${session.calendar}`;
}

function noHours({ symbol, barSize }: SeriesSummary): ServiceFailure {
  return failure(
    'no-session-hours',
    `${symbol} has bars of ${barSize}, which have no hours to choose from.`,
    'Leave the session hours out, or choose bars shorter than a day.',
  );
}

/** The engine never holds a bar after the run's last date, so that no strategy can look at one. */
function firstBars(bars: Pick<LoadedBars, 'barCount' | 'columns'>, count: number): SharedArrayBuffer {
  if (count === bars.barCount) return bars.columns;
  const all = barColumns(bars.barCount, bars.columns);
  const buffer = new SharedArrayBuffer(columnsByteLength(count));
  const cut = barColumns(count, buffer);
  for (const name of COLUMN_NAMES) cut[name].set(all[name].subarray(0, count));
  return buffer;
}

/** The day after it is not written YYYY-MM-DD any more; people use it for "no end". */
const LAST_DATE = '9999-12-31';

function startOfNextDate(date: IsoDate, series: SeriesSummary): number {
  if (date === LAST_DATE) return Infinity;
  return startOfSeriesDate(isoDateOf(startOfDateUtc(date) + MS_PER_DAY), series);
}

function describeRange(series: SeriesSummary): string {
  if (series.barCount === 0) return 'none at all';
  return `${series.barCount} bars from ${isoDateOf(series.firstTime)} to ${isoDateOf(series.lastTime)}`;
}
