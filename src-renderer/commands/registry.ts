import { useSyncExternalStore } from 'react';
import { useBacktestForm } from '../stores/backtest-draft.ts';
import { useBroker } from '../stores/broker.ts';
import { useConnection } from '../stores/connection.ts';
import { notify } from '../stores/notices.ts';
import { usePaperGateway } from '../stores/paper-gateway.ts';
import { usePortfolio } from '../stores/portfolio.ts';
import { useProgress } from '../stores/progress.ts';
import { useResult } from '../stores/result.ts';
import { useRuns } from '../stores/runs.ts';
import { useScreen } from '../stores/screen.ts';
import { useSelection } from '../stores/selection.ts';
import { useOrders } from '../stores/orders.ts';
import { useStudies } from '../stores/studies.ts';
import { useStudyForm } from '../stores/study-draft.ts';
import { useTradeLog } from '../stores/trade-log.ts';
import { useTrading } from '../stores/trading.ts';
import { useWatchlist } from '../stores/watchlist.ts';
import { applicationCommands } from './application.ts';
import { backtestCommands } from './backtest.ts';
import { chartCommands } from './chart.ts';
import type { Command } from './command.ts';
import { connectionCommands } from './connection.ts';
import { libraryCommands } from './library.ts';
import { paperGatewayCommands } from './paper-gateway.ts';
import { portfolioCommands } from './portfolio.ts';
import { runCommands } from './runs.ts';
import { positionCommands } from './positions.ts';
import { screenCommands } from './screen.ts';
import { studyCommands } from './studies.ts';
import { strategyCommands } from './strategies.ts';
import { ticketCommands } from './ticket.ts';
import { tradingCommands } from './trading.ts';
import { watchlistCommands } from './watchlist.ts';

/** Everything the user can do, in the order the palette shows it. */
export const commands: readonly Command[] = [
  ...backtestCommands,
  ...strategyCommands,
  ...runCommands,
  ...studyCommands,
  ...libraryCommands,
  ...screenCommands,
  ...paperGatewayCommands,
  ...connectionCommands,
  ...watchlistCommands,
  ...ticketCommands,
  ...chartCommands,
  ...positionCommands,
  ...tradingCommands,
  ...portfolioCommands,
  ...applicationCommands,
];

const byId = new Map(commands.map((command) => [command.id, command]));

export function findCommand(id: string): Command | undefined {
  return byId.get(id);
}

/** For menus and hotkeys: says so when the command is unknown or has nothing to work on. */
export function runCommand(id: string): void {
  const command = byId.get(id);
  if (command === undefined) notify('error', `There is no command "${id}".`);
  else if (!command.enabled()) notify('info', `"${command.title}" has nothing to work on just now.`);
  else void command.run();
}

/** The stores that decide whether a command can be run. */
const deciding = [
  useBacktestForm,
  useBroker,
  useConnection,
  usePaperGateway,
  useProgress,
  useResult,
  useRuns,
  useScreen,
  useSelection,
  useStudies,
  useStudyForm,
  useWatchlist,
  useOrders,
  useTrading,
  usePortfolio,
  useTradeLog,
];

/** Whether the command can be run, kept up to date. */
export function useCommandEnabled(id: string): boolean {
  return useSyncExternalStore(subscribeToDeciding, () => byId.get(id)?.enabled() ?? false);
}

function subscribeToDeciding(changed: () => void): () => void {
  const endings = deciding.map((store) => store.subscribe(changed));
  return () => endings.forEach((end) => end());
}
