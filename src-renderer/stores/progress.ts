import { create } from 'zustand';
import type { RunId, RunProgress, RunStatus } from '#shared/model/backtest.ts';

interface ProgressState {
  /** The runs of this session, newest first. */
  readonly runs: readonly RunProgress[];
}

const RUNS_KEPT = 20;

export const useProgress = create<ProgressState>(() => ({ runs: [] }));

export function isUnderWay(status: RunStatus): boolean {
  return status === 'queued' || status === 'running';
}

/** Takes in a progress message; returns the status the run had before, null for a new one. */
export function receiveProgress(progress: RunProgress): RunStatus | null {
  const { runs } = useProgress.getState();
  const index = runs.findIndex((run) => run.runId === progress.runId);
  if (index < 0) {
    useProgress.setState({ runs: [progress, ...runs].slice(0, RUNS_KEPT) });
    return null;
  }
  const before = runs[index]!.status;
  // A late message must not bring a finished run back to life.
  if (!isUnderWay(before) && isUnderWay(progress.status)) return before;
  useProgress.setState({ runs: runs.with(index, progress) });
  return before;
}

/** The process that ran them is gone: nothing will move them on, and the list of runs says what became of them. */
export function forgetUnfinished(): readonly RunId[] {
  const { runs } = useProgress.getState();
  useProgress.setState({ runs: runs.filter((run) => !isUnderWay(run.status)) });
  return runs.filter((run) => isUnderWay(run.status)).map((run) => run.runId);
}
