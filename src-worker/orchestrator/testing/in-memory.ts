import { barColumns, columnsByteLength } from '#shared/bars/columns.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import { MS_PER_DAY } from '#shared/kernel/time.ts';
import { currencySchema } from '#shared/model/currency.ts';
import { seriesIdSchema, type SeriesSummary } from '#shared/model/series.ts';
import { noiseNormal, noiseUniform, streamKey } from '#shared/kernel/rng.ts';
import { strategies as shippedStrategies } from '#shared/strategies/library.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';
import type { LoadedBars } from '../../bar-library/library-api.ts';
import type { ExecutionFailure, Executor, ScreenExecutor } from '../../executors/executor.ts';
import { runEngine } from '../../trading-engine/engine.ts';
import type { EngineJob, EngineOutcome } from '../../trading-engine/job.ts';
import { KeptColumns } from '../../trading-engine/kept-columns.ts';
import { runScreen, type ScreenSet, type ScreenSetOutcome } from '../../trading-engine/screen.ts';
import { runTrials, type TrialSet, type TrialSetOutcome } from '../../trading-engine/trials.ts';

/** The engine in the caller's own thread: for what is not about threads. */
export class InlineExecutor implements Executor, ScreenExecutor {
  readonly #strategies: readonly StrategyDefinition[];
  readonly #kept = new KeptColumns();

  constructor(strategies = shippedStrategies) {
    this.#strategies = strategies;
  }

  run(job: EngineJob): Promise<Result<EngineOutcome, ExecutionFailure>> {
    return Promise.resolve(ok(runEngine(job, this.#strategies)));
  }

  runTrials(set: TrialSet): Promise<Result<TrialSetOutcome, ExecutionFailure>> {
    return Promise.resolve(ok(runTrials(set, this.#strategies, this.#kept)));
  }

  runScreen(set: ScreenSet): Promise<Result<ScreenSetOutcome, ExecutionFailure>> {
    return Promise.resolve(ok(runScreen(set)));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** A daily series with a random walk, as the library would load it. */
export function inMemorySeries(id: number, symbol: string, barCount: number, daily = 0.02): LoadedBars {
  const columns = new SharedArrayBuffer(columnsByteLength(barCount));
  const bars = barColumns(barCount, columns);
  const key = streamKey(id, symbol);
  let close = 100;
  for (let i = 0; i < barCount; i++) {
    bars.time[i] = Date.UTC(2015, 0, 1) + i * MS_PER_DAY;
    bars.open[i] = close;
    close *= Math.exp(daily * noiseNormal(key, i, 0));
    bars.close[i] = close;
    bars.high[i] = Math.max(bars.open[i]!, close) * (1 + 0.01 * noiseUniform(key, i, 2));
    bars.low[i] = Math.min(bars.open[i]!, close) * (1 - 0.01 * noiseUniform(key, i, 3));
    bars.volume[i] = Math.round(1e6 * (0.5 + noiseUniform(key, i, 4)));
  }
  const summary: SeriesSummary = {
    seriesId: seriesIdSchema.parse(id),
    symbol,
    source: 'test',
    barSize: '1 day',
    currency: currencySchema.parse('USD'),
    tick: 0.01,
    multiplier: 1,
    lot: 1,
    timeZone: 'America/New_York',
    adjustment: 'raw',
    barCount,
    firstTime: bars.time[0]!,
    lastTime: bars.time[barCount - 1]!,
    updatedAt: 0,
  };
  return { summary, columns, barCount, dataHash: `hash of ${symbol}` };
}
