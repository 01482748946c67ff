import type { BacktestSpec, RunId } from '#shared/model/backtest.ts';
import type { FileGrant } from '#shared/model/import.ts';
import { problemOf } from '../format/problem.ts';
import { formatMinute, localZone } from '../format/time.ts';
import { main, research } from '../ipc/services.ts';
import { adoptSpec, changeDraft, currentChoices, useBacktestForm } from '../stores/backtest-draft.ts';
import { serviceErrorsOf } from '../stores/backtest-errors.ts';
import { specOf } from '../stores/backtest-spec.ts';
import { useConnection } from '../stores/connection.ts';
import { notify, notifyProblem } from '../stores/notices.ts';
import { expectSame, type Expected } from '../stores/rerun.ts';
import { isUnderWay, useProgress } from '../stores/progress.ts';
import { useStrategies } from '../stores/strategies.ts';
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
  {
    id: 'backtest.chooseActions',
    title: 'Choose splits and dividends for the backtest…',
    group: 'Backtest',
    enabled: () => true,
    run: chooseActions,
  },
  {
    id: 'backtest.removeActions',
    title: 'Run the backtest without splits and dividends',
    group: 'Backtest',
    enabled: () => useBacktestForm.getState().draft.actions !== null,
    run: () => changeDraft({ actions: null }),
  },
];

async function chooseActions(): Promise<void> {
  showPanel('backtest');
  const chosen = await main.invoke('files.chooseImport', { what: 'actions' });
  if (!chosen.ok) notifyProblem(chosen.error, 'ask for the file');
  else if (chosen.value.grant !== null) await readActions(chosen.value.grant);
}

/** What is wrong with the file stands at its field; what was there before stays then. */
export async function readActions({ grantId, name }: FileGrant): Promise<void> {
  const read = await research.invoke('backtests.readActions', { grantId });
  if (read.ok) {
    changeDraft({ actions: { name, list: read.value.actions } });
    return;
  }
  const { title, help } = problemOf(read.error, `read ${name}`);
  useBacktestForm.setState(({ serviceErrors }) => ({
    serviceErrors: { ...serviceErrors, actions: `${title} ${help}`.trim() },
  }));
}

/** Starts what the form says; what is wrong with it is shown in the form. */
async function runBacktest(): Promise<void> {
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

/** Runs a stored run's settings again, to the letter, on today's data, and has what comes of it compared with the run. */
export async function runAgain(runId: RunId): Promise<void> {
  const detail = await research.invoke('runs.get', { runId });
  if (!detail.ok) {
    notifyProblem(detail.error, 'read the settings of the run');
    return;
  }
  const { summary, spec, series, codeVersion } = detail.value;
  const { hash, createdAt } = summary;
  const what = `the run of ${formatMinute(createdAt, localZone())}`;
  const dataHashes = series.map(({ dataHash }) => dataHash);
  await repeat(spec, hash === null ? null : { what, hash, spec, codeVersion, dataHashes });
}

/** Starts what was run before, as it was, and fills the form with it. @param expected null: it came to nothing then */
export async function repeat(spec: BacktestSpec, expected: Expected | null): Promise<void> {
  if (useBacktestForm.getState().isStarting) return;
  adoptSpec(spec);
  useBacktestForm.setState({ isStarting: true });
  const started = await research.invoke('backtests.start', spec);
  useBacktestForm.setState({ isStarting: false });
  if (!started.ok) {
    notifyProblem(started.error, 'run it again');
    return;
  }
  if (expected !== null) expectSame(started.value.runId, expected);
  showPanel('run-progress', { focus: false });
  sayIfCodeChanged(spec);
}

/** A user's strategy is run again with the text of that time; the form has the one of today. */
function sayIfCodeChanged({ strategyId, strategyHash }: BacktestSpec): void {
  const today = useStrategies.getState().value?.find((one) => one.strategyId === strategyId);
  if (strategyHash === undefined || today?.origin?.hash === strategyHash) return;
  notify(
    'info',
    today === undefined
      ? `The strategy '${strategyId}' is not in your folder any more: it is run again with the code of that time.`
      : `The code of ${today.title} has changed since. It is run again with the code of that time; F5 runs it as it is now.`,
  );
}

function newestUnderWay() {
  return useProgress.getState().runs.find((run) => isUnderWay(run.status));
}
