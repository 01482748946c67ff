import type { RunId } from '#shared/model/backtest.ts';
import { problemOf } from '../format/problem.ts';
import { research } from '../ipc/services.ts';
import { currentChoices, useBacktestForm, adoptSpec } from '../stores/backtest-draft.ts';
import { serviceErrorsOf, specOf } from '../stores/backtest-spec.ts';
import { useConnection } from '../stores/connection.ts';
import { notifyProblem } from '../stores/notices.ts';
import { isUnderWay, useProgress } from '../stores/progress.ts';
import { showPanel } from '../stores/workspace.ts';
import type { Command } from './command.ts';

export const backtestCommands: readonly Command[] = [
  {
    id: 'backtest.run',
    title: 'Run the backtest',
    group: 'Backtest',
    hotkey: 'f5',
    enabled: () =>
      !useBacktestForm.getState().isStarting && useConnection.getState().research.state !== 'down',
    run: runBacktest,
  },
  {
    id: 'backtest.cancel',
    title: 'Cancel the run in progress',
    group: 'Backtest',
    hotkey: 'shift+f5',
    enabled: () => newestUnderWay() !== undefined,
    async run() {
      const run = newestUnderWay();
      if (run !== undefined) await cancelRun(run.runId);
    },
  },
];

/** Starts what the form says; what is wrong with it is shown in the form. */
export async function runBacktest(): Promise<void> {
  const { draft, isStarting } = useBacktestForm.getState();
  if (isStarting) return; // a second click is not a second run
  const spec = specOf(draft, currentChoices());
  if (!spec.ok) {
    useBacktestForm.setState({ showErrors: true });
    showPanel('backtest');
    return;
  }
  useBacktestForm.setState({ isStarting: true, showErrors: false, serviceErrors: {}, problem: null });
  const started = await research.invoke('backtests.start', spec.value);
  useBacktestForm.setState({ isStarting: false });
  if (started.ok) {
    showPanel('run-progress', { focus: false });
    return;
  }
  useBacktestForm.setState({
    problem: problemOf(started.error, 'start the backtest'),
    serviceErrors: serviceErrorsOf(started.error, draft),
    showErrors: true,
  });
  showPanel('backtest');
}

export async function cancelRun(runId: RunId): Promise<void> {
  const result = await research.invoke('backtests.cancel', { runId });
  if (!result.ok) notifyProblem(result.error, 'cancel the run');
}

/** Puts a stored run's settings into the form and runs them again on today's data. */
export async function runAgain(runId: RunId): Promise<void> {
  const detail = await research.invoke('runs.get', { runId });
  if (!detail.ok) {
    notifyProblem(detail.error, 'read the settings of the run');
    return;
  }
  adoptSpec(detail.value.spec);
  await runBacktest();
}

function newestUnderWay() {
  return useProgress.getState().runs.find((run) => isUnderWay(run.status));
}
