import type { RunProgress } from '#shared/model/backtest.ts';
import { type ServiceName } from '../ipc/ports.ts';
import { main, research } from '../ipc/services.ts';
import { receiveConnectionStatus, useBroker } from './broker.ts';
import { chartFeed } from './chart.ts';
import { loadAppInfo, useConnection } from './connection.ts';
import { receiveDepth, sayShownDepth } from './depth.ts';
import { receiveImportProgress } from './import.ts';
import { loadLatency, receiveLatency } from './latency.ts';
import { loadLibrary } from './library.ts';
import { notify } from './notices.ts';
import { loadOrders, receiveOrderChange } from './orders.ts';
import { receivePaperStatus } from './paper-gateway.ts';
import { receivePortfolio } from './portfolio.ts';
import { forgetUnfinished, isUnderWay, receiveProgress } from './progress.ts';
import { receiveQuotes, sayShown, useMarketData } from './quotes.ts';
import { proveRun, type Proof } from './rerun.ts';
import { openRun, reloadResult, useResult } from './result.ts';
import { followProfile, loadLimits, receiveLimitsChanged, receiveUsage } from './risk.ts';
import { loadPredictions } from './run-plan.ts';
import { loadRuns, useRuns } from './runs.ts';
import { receiveScreenProgress } from './screen.ts';
import { loadSettings, useSettings } from './settings.ts';
import { loadStudies, receiveStudyProgress, reloadStudy } from './studies.ts';
import { loadStrategies } from './strategies.ts';
import { previewTicket } from './ticket.ts';
import { receiveTradingStatus } from './trading.ts';
import { loadTrades } from './trade-log.ts';
import { followMarket, loadWatchlist } from './watchlist.ts';
import { showPanel, useWorkspace } from './workspace.ts';

/** Subscribes the stores, once; subscriptions outlast the processes behind them. */
export function startFeeds(runCommand: (id: string) => void): void {
  main.subscribe('app.research', receiveResearchState);
  main.subscribe('settings.changed', (settings) => useSettings.setState(settings));
  main.subscribe('paper.status', receivePaperStatus);
  main.subscribe('connection.status', receiveConnectionStatus);
  main.subscribe('connection.settings', (settings) => useBroker.setState({ settings }));
  main.subscribe('connection.budgets', (budgets) => useBroker.setState(budgets));
  main.subscribe('connection.status', followMarket);
  main.subscribe('marketData.quotes', receiveQuotes);
  main.subscribe('marketData.liveBars', (update) => chartFeed.receive(update));
  main.subscribe('depth.book', receiveDepth);
  main.subscribe('marketData.status', (status) => useMarketData.setState({ status }));
  main.subscribe('orders.changed', receiveOrderChange);
  main.subscribe('orders.latency', receiveLatency);
  main.subscribe('risk.limitsChanged', receiveLimitsChanged);
  // What the ticket said of its order was said under the limits before.
  main.subscribe('risk.limitsChanged', () => void previewTicket());
  main.subscribe('risk.usage', receiveUsage);
  main.subscribe('connection.status', ({ profile }) => followProfile(profile?.id ?? null));
  main.subscribe('trading.status', receiveTradingStatus);
  main.subscribe('portfolio.view', receivePortfolio);
  main.subscribe('portfolio.tradesChanged', () => void loadTrades());
  main.subscribe('app.command', ({ commandId }) => runCommand(commandId));
  research.subscribe('backtests.progress', (progress) => void receiveRunProgress(progress));
  research.subscribe('library.importProgress', receiveImportProgress);
  research.subscribe('screens.progress', receiveScreenProgress);
  research.subscribe('library.changed', () => void loadLibrary());
  research.subscribe('strategies.changed', () => void loadStrategies());
  research.subscribe('runs.changed', () => void loadRuns());
  research.subscribe('studies.progress', (progress) => void receiveStudyProgress(progress));
  research.subscribe('studies.changed', () => void loadStudies());
  research.subscribe('runs.changed', () => void loadPredictions());
}

/** A service can be asked: at the start, and again after it was started anew. */
export async function loadFrom(service: ServiceName): Promise<void> {
  if (service === 'main') {
    sayShown();
    sayShownDepth();
    await Promise.all([loadSettings(), loadAppInfo(), loadWatchlist(), loadTrades(), loadOrders()]);
    await Promise.all([loadLimits(), loadLatency()]);
    return;
  }
  forgetUnfinished();
  await Promise.all([
    loadLibrary(),
    loadStrategies(),
    loadRuns(),
    loadStudies(),
    reloadStudy(),
    loadPredictions(),
  ]);
  await showWhatWasThere();
}

function receiveResearchState(research: ReturnType<typeof useConnection.getState>['research']): void {
  const before = useConnection.getState().research;
  useConnection.setState({ research });
  if (research.state === before.state) return;
  if (research.state === 'restarting') {
    notify('warning', 'The research process stopped and is being started again.', {
      detail: `${research.detail ?? ''} Runs that were under way are marked as interrupted.`.trim(),
    });
  } else if (research.state === 'down') {
    notify('error', 'The research process has stopped and was not started again.', {
      detail:
        `${research.detail ?? ''} Library, backtests and results need it: choose "Restart the research process".`.trim(),
    });
  } else if (research.state === 'ready' && before.state !== 'starting') {
    notify('success', 'The research process is running again.');
  }
}

async function receiveRunProgress(progress: RunProgress): Promise<void> {
  const before = receiveProgress(progress);
  const hasJustEnded = !isUnderWay(progress.status) && (before === null || isUnderWay(before));
  if (!hasJustEnded) return;
  await loadRuns();
  const symbols = progress.symbols.map((one) => one.symbol).join(', ');
  const run = useRuns.getState().value?.find((one) => one.runId === progress.runId);
  const name = `${run?.strategyTitle ?? 'The run'} on ${symbols}`;
  if (progress.status === 'done') {
    await openRun(progress.runId);
    const detail = useResult.getState().detail.value;
    if (detail?.summary.runId === progress.runId) sayWhetherSame(proveRun(detail));
    if (useWorkspace.getState().current === 'research') showPanel('result', { focus: false });
    else notify('success', `${name} is done.`, { detail: 'The Research workspace shows the result.' });
  } else if (progress.status === 'failed') {
    notify('error', `${name} failed.`, { detail: run?.reason ?? 'The Runs panel shows the reason.' });
  } else if (progress.status === 'cancelled') {
    notify('info', `${name} was cancelled.`);
  }
}

function sayWhetherSame(proof: Proof | null): void {
  if (proof === null) return;
  if (proof.isSame) notify('success', `Same hash as ${proof.what}.`);
  else notify('warning', `Not the same as ${proof.what}.`, { detail: proof.differences.join(' ') });
}

/** The last result at the first start of the window; what was open after a restart of research. */
async function showWhatWasThere(): Promise<void> {
  if (useResult.getState().runId !== null) {
    await reloadResult();
    return;
  }
  const latest = useRuns.getState().value?.find((run) => run.status === 'done');
  if (latest !== undefined) await openRun(latest.runId);
}
