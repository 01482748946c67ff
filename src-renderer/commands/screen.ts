import type { ScreenResult } from '#shared/model/screen.ts';
import { problemOf } from '../format/problem.ts';
import { research } from '../ipc/services.ts';
import { changeDraft, useBacktestForm } from '../stores/backtest-draft.ts';
import { useConnection } from '../stores/connection.ts';
import { useLibrary } from '../stores/library.ts';
import { notify } from '../stores/notices.ts';
import { screenSpecOf, useScreen } from '../stores/screen.ts';
import { selectSeries } from '../stores/selection.ts';
import { showPanel } from '../stores/workspace.ts';
import type { Command } from './command.ts';

/** What the screen's passes are back-tested with, until the user chooses another. */
const STRATEGY = 'bullish-breakout';

export const screenCommands: readonly Command[] = [
  {
    id: 'screen.show',
    title: 'Go to Screen',
    group: 'Screen',
    enabled: () => true,
    run: () => showPanel('screen'),
  },
  {
    id: 'screen.run',
    title: 'Screen for bullish breakouts',
    group: 'Screen',
    enabled: () =>
      useScreen.getState().running === null && useConnection.getState().research.state !== 'down',
    run: runScreen,
  },
  {
    id: 'screen.cancel',
    title: 'Cancel the screen',
    group: 'Screen',
    enabled: () => useScreen.getState().running !== null,
    run: () => useScreen.getState().running?.cancel(),
  },
  {
    id: 'screen.backtest',
    title: 'Back-test the symbols that passed the screen',
    group: 'Screen',
    enabled: () => useScreen.getState().results?.some(({ passed }) => passed) === true,
    run: backtestPassed,
  },
];

/** Starts what the form says; what is wrong with it is shown in the form. */
async function runScreen(): Promise<void> {
  const { draft, running } = useScreen.getState();
  if (running !== null) return;
  showPanel('screen', { focus: false });
  const spec = screenSpecOf(draft, useLibrary.getState().value ?? []);
  if (!spec.ok) {
    useScreen.setState({ showErrors: true });
    return;
  }
  const abort = new AbortController();
  const screenId = crypto.randomUUID();
  useScreen.setState({
    running: {
      screenId,
      cancel: () => {
        abort.abort();
      },
    },
    ...{ progress: null, problem: null, showErrors: false },
  });
  const outcome = await research.invoke(
    'screens.run',
    { screenId, spec: spec.value },
    { signal: abort.signal },
  );
  useScreen.setState({ running: null });
  if (outcome.ok) useScreen.setState({ results: outcome.value.results, spec: spec.value });
  else if (abort.signal.aborted) notify('info', 'The screen was cancelled.');
  else useScreen.setState({ problem: problemOf(outcome.error, 'screen the symbols') });
}

export function openScreened({ seriesId }: ScreenResult): void {
  selectSeries(seriesId);
  showPanel('library');
}

function backtestPassed(): void {
  const { results, spec } = useScreen.getState();
  const passed = results?.filter((one) => one.passed) ?? [];
  if (passed.length === 0 || spec === null) return;
  const { parameters } = useBacktestForm.getState().draft;
  const typed: Record<string, string> = {};
  for (const [name, value] of Object.entries(spec.parameters)) typed[name] = String(value);
  changeDraft({
    strategyId: STRATEGY,
    seriesIds: passed.map(({ seriesId }) => seriesId),
    parameters: { ...parameters, [STRATEGY]: { ...parameters[STRATEGY], ...typed } },
  });
  showPanel('backtest');
  notify(
    'info',
    `${passed.length} ${passed.length === 1 ? 'symbol is' : 'symbols are'} in the back-test form.`,
    {
      detail: 'With the bullish breakout strategy and the parameters of the screen.',
    },
  );
}
