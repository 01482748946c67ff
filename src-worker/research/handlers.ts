import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { PREDICTIONS_SHOWN_MAX } from '#shared/ipc/planning.ts';
import type { researchRequests } from '#shared/ipc/contract.ts';
import type { Handlers } from '#shared/ipc/server.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import { describeStrategies } from '#shared/strategies/library.ts';
import { readActions } from '../bar-library/csv/read-actions.ts';
import type { LibraryCalls } from '../bar-library/library-api.ts';
import type { Backtests } from '../orchestrator/backtests.ts';
import type { Planner } from '../orchestrator/planning/planner.ts';
import type { Studies } from '../orchestrator/studies/studies.ts';
import { asUserStrategy } from '../user-strategies/user-definition.ts';
import { pinSpec, pinStudy } from '../user-strategies/pin-spec.ts';
import type { UserStrategies } from '../user-strategies/user-strategies.ts';
import type { FileGrants } from './file-grants.ts';
import type { Screens } from './screens.ts';
import { exportRun } from '../reports/export-run.ts';
import { loadTables } from '../reports/load-tables.ts';
import { runChart } from '../reports/run-chart.ts';

export interface ResearchServices {
  readonly library: LibraryCalls;
  readonly backtests: Backtests;
  readonly planner: Pick<Planner, 'plan'>;
  readonly studies: Studies;
  readonly grants: FileGrants;
  readonly screens: Screens;
  readonly userStrategies: UserStrategies;
}

/** What the window may ask of the research process: each parses nothing (the server has), decides nothing, and calls a service. */
export function researchHandlers({
  library,
  backtests,
  planner,
  studies,
  grants,
  screens,
  userStrategies,
}: ResearchServices): Handlers<typeof researchRequests> {
  return {
    'library.list': async () => ok({ series: [...(await library.listSeries())] }),
    'library.bars': ({ seriesId, from = -Infinity, to = Infinity, maxPoints }) =>
      library.foldedBars({ seriesId, from, to, maxPoints }),
    'library.previewImport': async ({ grantId, dialect }) => {
      const path = grants.pathTo('read', grantId);
      return path.ok ? library.previewImport(path.value, dialect) : path;
    },
    'library.import': async ({ importId, grantId, spec }, { signal }) => {
      const path = grants.pathTo('read', grantId);
      if (!path.ok) return path;
      const cancel = new SharedArrayBuffer(4);
      signal.addEventListener('abort', () => Atomics.store(new Int32Array(cancel), 0, 1));
      return library.importFile({ importId, path: path.value, spec, cancel });
    },
    'library.saveRefusedRows': async ({ importId, grantId }) => {
      const path = grants.pathTo('write', grantId);
      return path.ok ? nothing(await library.saveRefusedRows(importId, path.value)) : path;
    },
    'library.delete': ({ seriesId }) => library.deleteSeries(seriesId),
    'library.backup': async ({ grantId }) => {
      const path = grants.pathTo('write', grantId);
      if (!path.ok) return path;
      const backup = await library.backup(path.value);
      return backup.ok ? ok({ ...backup.value, path: path.value }) : backup;
    },
    'library.undo': async ({ undoId }) => nothing(await library.undo(undoId)),

    'screens.run': ({ screenId, spec }, { signal }) => screens.run(screenId, spec, signal),

    'strategies.list': () => ok(listStrategies(userStrategies)),

    'backtests.start': async (spec) => {
      const pinned = await pinSpec(spec, userStrategies, library);
      if (!pinned.ok) return pinned;
      const started = await backtests.start(pinned.value.spec, pinned.value.strategies);
      return started.ok ? ok({ runId: started.value.runId }) : started;
    },
    'backtests.readActions': async ({ grantId }) => {
      const path = grants.pathTo('read', grantId);
      if (!path.ok) return path;
      const actions = await readActions(path.value);
      return actions.ok ? ok({ actions: actions.value }) : actions;
    },
    'backtests.cancel': async ({ runId }) => nothing(await backtests.cancel(runId)),

    'planning.plan': async (request, { signal }) => {
      const abort = new AbortController();
      signal.addEventListener('abort', () => {
        abort.abort();
      });
      const plan = await planner.plan(request, abort.signal);
      return plan.ok ? ok({ plan: plan.value }) : plan;
    },
    'planning.predictions': async () =>
      ok({ predictions: [...(await library.listPredictions(PREDICTIONS_SHOWN_MAX))] }),

    'studies.count': (spec) => studies.count(spec),
    'studies.start': async (spec) => {
      const pinned = await pinStudy(spec, userStrategies, library);
      if (!pinned.ok) return pinned;
      const started = await studies.start(pinned.value);
      return started.ok ? ok({ studyId: started.value.studyId }) : started;
    },
    'studies.cancel': ({ studyId }) => nothing(studies.cancel(studyId)),
    'studies.list': async () => ok({ studies: [...(await studies.list())] }),
    'studies.get': ({ studyId }) => studies.get(studyId),
    'studies.trials': ({ studyId, offset, limit }) => studies.trials(studyId, offset, limit),
    'studies.delete': async ({ studyId }) => nothing(await studies.delete(studyId)),

    'runs.list': async () => ok({ runs: [...(await library.listRuns())] }),
    'runs.get': ({ runId }) => library.getRun(runId),
    'runs.chart': ({ runId, symbol, maxPoints, ...stretch }) =>
      runChart(library, runId, symbol, maxPoints, stretch),
    'runs.trades': async ({ runId, offset, limit }) => {
      const page = await library.listTrades(runId, offset, limit);
      return page.ok ? ok({ trades: [...page.value.trades], total: page.value.total }) : page;
    },
    'runs.tables': async ({ runId }) => {
      const loaded = await loadTables(library, runId);
      return loaded.ok ? ok({ tables: [...loaded.value.tables] }) : loaded;
    },
    'runs.delete': async ({ runId }) => {
      if (backtests.isActive(runId)) {
        return { ok: false, error: failure('run-active', 'That run is still going.', 'Cancel it first.') };
      }
      return library.deleteRun(runId);
    },
    'runs.export': async ({ runId, format, grantId }) => {
      const path = grants.pathTo('write', grantId);
      return path.ok ? exportRun(library, runId, format, path.value) : path;
    },
  };
}

/** What a list of problems shows; a folder of five hundred broken files is said to be one. */
const PROBLEMS_SHOWN_MAX = 50;

function listStrategies({ all, problems, isReading }: UserStrategies) {
  return {
    strategies: describeStrategies(all).map((description, index) => {
      const code = asUserStrategy(all[index])?.code;
      return code === undefined
        ? description
        : { ...description, origin: { file: code.file, hash: code.hash } };
    }),
    problems: problems.slice(0, PROBLEMS_SHOWN_MAX),
    problemsLeftOut: Math.max(0, problems.length - PROBLEMS_SHOWN_MAX),
    isReading,
  };
}

function nothing(result: Result<null, ServiceFailure>): Result<Record<never, never>, ServiceFailure> {
  return result.ok ? ok({}) : result;
}
