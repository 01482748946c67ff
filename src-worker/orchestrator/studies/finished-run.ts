import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { RunDetail, RunId } from '#shared/model/backtest.ts';
import type { StudyServices } from './study-services.ts';

/** A run that has a result. Codes: `run-not-done` and those of `getRun`. */
export async function finishedRun(
  library: StudyServices['library'],
  runId: RunId,
): Promise<
  Result<RunDetail & { readonly statistics: NonNullable<RunDetail['statistics']> }, ServiceFailure>
> {
  const run = await library.getRun(runId);
  if (!run.ok) return run;
  const { statistics } = run.value;
  if (statistics === null)
    return err(failure('run-not-done', 'That run has no result.', 'Choose a finished run.'));
  return ok({ ...run.value, statistics });
}
