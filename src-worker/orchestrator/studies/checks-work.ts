import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { StudySpec } from '#shared/model/study-run.ts';
import { checkSeries } from '../plan-run.ts';
import { finishedRun } from './finished-run.ts';
import { checkLookAhead, checkWarmup } from './honesty-checks.ts';
import { loadJob } from './load-job.ts';
import type { StudyServices } from './study-services.ts';
import type { StudyResult, StudyWorkWatch } from './study-result.ts';

/** The whole run and one for each cut; a guess for the bar of progress, as the next is. */
const LOOK_AHEAD_RUNS = 8;
const warmupRuns = (bars: number) => 3 + Math.floor(Math.log2(Math.max(1, bars / 2)));

/** Runs a finished run again with its future cut off and with less history, and compares the fills. */
export async function checks(
  spec: Extract<StudySpec, { kind: 'checks' }>,
  { library, executor }: StudyServices,
  { signal, onProgress }: StudyWorkWatch,
): Promise<Result<StudyResult, ServiceFailure>> {
  const run = await finishedRun(library, spec.runId);
  if (!run.ok) return run;
  const series = checkSeries(run.value.spec, await library.listSeries());
  if (!series.ok) return series;
  const loaded = await loadJob(library, run.value.spec, series.value);
  if (!loaded.ok) return err(failure('bars-not-loaded', loaded.error));
  const { job, dataHashes } = loaded.value;
  const wants = (check: (typeof spec.checks)[number]) => spec.checks.includes(check);
  const longest = Math.max(...job.symbols.map(({ barCount }) => barCount));
  const total = (wants('look-ahead') ? LOOK_AHEAD_RUNS : 0) + (wants('warm-up') ? warmupRuns(longest) : 0);
  let done = 0;
  const counting = {
    ...bound(executor),
    run: async (...args: Parameters<typeof executor.run>) => {
      const outcome = await executor.run(...args);
      onProgress(++done, Math.max(total, done));
      return outcome;
    },
  };
  onProgress(0, total);
  const lookAhead = wants('look-ahead') ? await checkLookAhead(job, counting, signal) : null;
  const warmup = wants('warm-up') ? await checkWarmup(job, counting, signal) : null;
  onProgress(done, done);
  const found: string[] = [];
  if (lookAhead !== null)
    found.push(lookAhead.firstDifference === null ? 'no look-ahead' : 'LOOKS AHEAD: this cannot be traded');
  if (warmup !== null)
    found.push(
      warmup.enough === null ? 'needs its whole history' : `${warmup.enough} bars of history are enough`,
    );
  return ok({
    outcome: {
      kind: 'checks',
      isSameData: run.value.series.every(({ dataHash }, i) => dataHash === dataHashes[i]),
      lookAhead:
        lookAhead === null
          ? null
          : { cutTimes: [...lookAhead.cutTimes], firstDifference: lookAhead.firstDifference },
      warmup: warmup === null ? null : { ...warmup, histories: warmup.histories.map((one) => ({ ...one })) },
    },
    trials: [],
    finding: found.join('; ').replace(/^./, (first) => first.toUpperCase()),
  });
}

/** An executor whose methods can be taken off it. */
function bound(executor: StudyServices['executor']): StudyServices['executor'] {
  return {
    run: (job, signal) => executor.run(job, signal),
    runTrials: (set, signal) => executor.runTrials(set, signal),
    close: () => executor.close(),
  };
}
