import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { RunId } from '#shared/model/backtest.ts';
import { giveWay } from './give-way.ts';
import type { LibraryApi } from './library-api.ts';
import { libraryFailure } from './library-failure.ts';
import { guarded, type LibraryParts } from './library-parts.ts';
import { RUN_BOUNDS } from './run-store.ts';

export type RunCalls = Pick<
  LibraryApi,
  | 'createRun'
  | 'markRun'
  | 'setRunSeries'
  | 'finishRun'
  | 'rehearseStore'
  | 'addPrediction'
  | 'listPredictions'
  | 'keepStrategySource'
  | 'strategySource'
  | 'listRuns'
  | 'getRun'
  | 'listTrades'
  | 'loadFills'
  | 'loadEquity'
>;

/** Runs and their results, with what they were expected to take and the text of the strategies they were made from. */
export function runCalls(parts: LibraryParts): RunCalls {
  const { path, db, runs, predictions, strategySources, events } = parts;

  const ofRun = async <T>(runId: RunId, read: () => Promise<T>): Promise<Result<T, ServiceFailure>> => {
    if (runs.summary(runId) === undefined) return err(noRun());
    try {
      return ok(await read());
    } catch (error) {
      return err(libraryFailure(error, path));
    }
  };

  return {
    createRun(run) {
      const removed = runs.makeRoom();
      if (removed > 0) events.noticed(sayRemoved(removed));
      const summary = runs.create(run);
      events.runsChanged();
      return summary;
    },

    markRun(runId, status, at, reason) {
      runs.mark(runId, status, at, reason);
      events.runsChanged();
    },

    setRunSeries(runId, series) {
      runs.setSeries(runId, series);
      events.runsChanged();
    },

    async finishRun(runId, result, at) {
      const packed = await runs.pack(result, giveWay);
      runs.finish(runId, packed, at);
      events.runsChanged();
    },

    async rehearseStore(result) {
      await runs.pack(result, giveWay);
      // Else the run that follows may be the one whose commit has to wait for the log of all before it: tens of milliseconds.
      db.pragma('wal_checkpoint(PASSIVE)');
    },

    addPrediction(record) {
      predictions.add(record);
      events.runsChanged();
    },
    listPredictions: (limit) => predictions.list(limit),

    keepStrategySource: (source) => strategySources.keep(source),
    strategySource: (hash) => strategySources.find(hash),

    listRuns: () => runs.list(),

    getRun(runId) {
      const detail = runs.detail(runId);
      return detail === undefined ? err(noRun()) : ok(detail);
    },

    listTrades(runId, offset, limit) {
      if (runs.summary(runId) === undefined) return err(noRun());
      return guarded(path, () => ok(runs.trades(runId, offset, limit)));
    },
    loadFills: (runId) => ofRun(runId, () => runs.fills(runId, giveWay)),
    loadEquity: (runId) => ofRun(runId, () => runs.equity(runId, giveWay)),
  };
}

export function noRun(): ServiceFailure {
  return failure('run-unknown', 'The library has no such run.', 'It may have been deleted.');
}

function sayRemoved(count: number): string {
  const what = count === 1 ? 'the oldest run was' : `the ${count} oldest runs were`;
  return `To make room for a new run, ${what} removed: ${RUN_BOUNDS.runs} runs and ${RUN_BOUNDS.resultBytes / 1024 ** 3} GB of results are kept. Export or back up what you need for longer.`;
}
