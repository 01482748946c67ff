import type { EXPORT_FORMATS } from '#shared/ipc/contract.ts';
import type { RunId } from '#shared/model/backtest.ts';
import { formatBytes } from '../format/number.ts';
import { main, research } from '../ipc/services.ts';
import { ask } from '../stores/dialogs.ts';
import { notify, notifyProblem } from '../stores/notices.ts';
import { closeRun, openRun, useResult } from '../stores/result.ts';
import { showResultView, type ResultView } from '../stores/result-view.ts';
import { useRuns } from '../stores/runs.ts';
import { useSelection } from '../stores/selection.ts';
import { showPanel } from '../stores/workspace.ts';
import { runAgain } from './backtest.ts';
import type { Command } from './command.ts';
import { undoAction } from './undo.ts';

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const hasResult = () => (useResult.getState().detail.value?.statistics ?? null) !== null;
const shownRun = () => useResult.getState().runId;

const RESULT_VIEWS: readonly (readonly [ResultView, string])[] = [
  ['trades', 'show the trades'],
  ['months', 'show monthly returns'],
  ['drawdowns', 'show drawdowns'],
  ['rolling', 'show the rolling Sharpe ratio'],
  ['distribution', 'show the distribution of returns'],
  ['exposure', 'show exposure'],
  ['excursions', 'show trades by MAE and MFE'],
  ['symbols', 'show symbols'],
  ['benchmark', 'compare with holding'],
];

export const runCommands: readonly Command[] = [
  exportCommand('html', 'Export the result as an HTML report', 'mod+shift+e'),
  exportCommand('csv', 'Export the trades as CSV'),
  exportCommand('tables-csv', 'Export statistics and tables as CSV'),
  exportCommand('json', 'Export the result as JSON'),
  ...RESULT_VIEWS.map(([view, title]): Command => ({
    id: `result.show.${view}`,
    title: `Result: ${title}`,
    group: 'Result',
    enabled: hasResult,
    run() {
      showResultView(view);
      showPanel('result');
    },
  })),
  {
    id: 'result.runAgain',
    title: 'Run the shown result again',
    group: 'Result',
    enabled: () => shownRun() !== null,
    run: () => withShownRun(runAgain),
  },
  {
    id: 'result.delete',
    title: 'Delete the shown run',
    group: 'Result',
    enabled: () => shownRun() !== null,
    run: () => withShownRun(deleteRun),
  },
  {
    id: 'runs.compare',
    title: 'Compare the two marked runs',
    group: 'Runs',
    enabled: () => useSelection.getState().markedRuns.length === 2,
    run() {
      const [a, b] = useSelection.getState().markedRuns;
      if (a === undefined || b === undefined) return;
      useSelection.setState({ compared: [a, b] });
      showPanel('compare');
    },
  },
  {
    id: 'runs.openLatest',
    title: 'Open the latest run',
    group: 'Runs',
    enabled: () => (useRuns.getState().value?.length ?? 0) > 0,
    async run() {
      const latest = useRuns.getState().value?.[0];
      if (latest !== undefined) await showRun(latest.runId);
    },
  },
];

export async function showRun(runId: RunId): Promise<void> {
  showPanel('result');
  await openRun(runId);
}

export async function deleteRun(runId: RunId): Promise<void> {
  const run = useRuns.getState().value?.find((one) => one.runId === runId);
  const name = run === undefined ? 'the run' : `the run of ${run.strategyTitle} on ${run.symbols.join(', ')}`;
  const yes = await ask({
    title: `Delete ${name}?`,
    text: 'Its result, trades and equity are removed. You can undo this until Tradewind closes.',
    confirm: 'Delete the run',
  });
  if (!yes) return;
  const result = await research.invoke('runs.delete', { runId });
  if (!result.ok) {
    notifyProblem(result.error, `delete ${name}`);
    return;
  }
  if (shownRun() === runId) closeRun();
  useSelection.setState(({ markedRuns }) => ({ markedRuns: markedRuns.filter((id) => id !== runId) }));
  notify('info', `Deleted ${name}.`, {
    detail: 'It can be taken back until Tradewind closes.',
    action: undoAction(result.value.undoId, 'The run is back.'),
  });
}

export async function exportRun(runId: RunId, format: ExportFormat): Promise<void> {
  const chosen = await main.invoke('files.chooseSave', {
    suggestedName: suggestedName(runId, format),
    kind: format,
  });
  if (!chosen.ok) {
    notifyProblem(chosen.error, 'ask where to save');
    return;
  }
  const { grant } = chosen.value;
  if (grant === null) return;
  const written = await research.invoke('runs.export', { runId, format, grantId: grant.grantId });
  if (!written.ok) {
    notifyProblem(written.error, `write ${grant.name}`);
    return;
  }
  notify('success', `Wrote ${grant.name}, ${formatBytes(written.value.bytes)}.`, {
    detail: written.value.path,
    action: { label: 'Open', run: () => openFile(grant.grantId, grant.name) },
  });
}

export async function openFile(grantId: string, name: string): Promise<void> {
  const result = await main.invoke('files.open', { grantId });
  if (!result.ok) notifyProblem(result.error, `open ${name}`);
}

function exportCommand(format: ExportFormat, title: string, hotkey?: string): Command {
  return {
    id: `result.export.${format}`,
    title,
    group: 'Result',
    ...(hotkey === undefined ? {} : { hotkey }),
    enabled: hasResult,
    run: () => withShownRun((runId) => exportRun(runId, format)),
  };
}

async function withShownRun(action: (runId: RunId) => Promise<void>): Promise<void> {
  const runId = shownRun();
  if (runId !== null) await action(runId);
}

/** `sma-cross SPX 2026-01-31.html`: what a folder of reports is searched by. */
function suggestedName(runId: RunId, format: ExportFormat): string {
  const run = useRuns.getState().value?.find((one) => one.runId === runId);
  const extension = format === 'tables-csv' ? 'tables.csv' : format;
  if (run === undefined) return `backtest.${extension}`;
  const symbols = run.symbols.length <= 3 ? run.symbols.join(' ') : `${run.symbols.length} symbols`;
  const name = `${run.strategyId} ${symbols} ${new Date(run.createdAt).toISOString().slice(0, 10)}`;
  return `${name.replaceAll(/[^A-Za-z0-9 ._-]/g, '_').slice(0, 90)}.${extension}`;
}
