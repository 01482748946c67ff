import type { IDockviewPanelProps } from 'dockview-react';
import type { ComponentType } from 'react';
import { PanelBoundary } from '../components/PanelBoundary.tsx';
import { AccountPanel } from '../panels/account/AccountPanel.tsx';
import { BacktestPanel } from '../panels/backtest/BacktestPanel.tsx';
import { BlotterPanel } from '../panels/blotter/BlotterPanel.tsx';
import { ChartPanel } from '../panels/chart/ChartPanel.tsx';
import { ConnectionPanel } from '../panels/connection/ConnectionPanel.tsx';
import { DepthPanel } from '../panels/depth/DepthPanel.tsx';
import { LatencyPanel } from '../panels/latency/LatencyPanel.tsx';
import { LibraryPanel } from '../panels/library/LibraryPanel.tsx';
import { LogPanel } from '../panels/log/LogPanel.tsx';
import { PaperGatewayPanel } from '../panels/paper-gateway/PaperGatewayPanel.tsx';
import { PerformancePanel } from '../panels/performance/PerformancePanel.tsx';
import { PositionsPanel } from '../panels/positions/PositionsPanel.tsx';
import { ResultPanel } from '../panels/result/ResultPanel.tsx';
import { RiskPanel } from '../panels/risk/RiskPanel.tsx';
import { RunProgressPanel } from '../panels/run-progress/RunProgressPanel.tsx';
import { ComparePanel } from '../panels/runs/ComparePanel.tsx';
import { RunsPanel } from '../panels/runs/RunsPanel.tsx';
import { ScreenPanel } from '../panels/screen/ScreenPanel.tsx';
import { SettingsPanel } from '../panels/settings/SettingsPanel.tsx';
import { StudiesPanel } from '../panels/studies/StudiesPanel.tsx';
import { TicketPanel } from '../panels/ticket/TicketPanel.tsx';
import { TradeLogPanel } from '../panels/trade-log/TradeLogPanel.tsx';
import { WatchlistPanel } from '../panels/watchlist/WatchlistPanel.tsx';
import { PANEL_TITLES, type PanelId } from '../stores/workspace.ts';

const PANELS: Readonly<Record<PanelId, ComponentType>> = {
  backtest: BacktestPanel,
  'run-progress': RunProgressPanel,
  result: ResultPanel,
  runs: RunsPanel,
  studies: StudiesPanel,
  compare: ComparePanel,
  library: LibraryPanel,
  screen: ScreenPanel,
  settings: SettingsPanel,
  log: LogPanel,
  'paper-gateway': PaperGatewayPanel,
  connection: ConnectionPanel,
  watchlist: WatchlistPanel,
  ticket: TicketPanel,
  blotter: BlotterPanel,
  positions: PositionsPanel,
  account: AccountPanel,
  'trade-log': TradeLogPanel,
  chart: ChartPanel,
  depth: DepthPanel,
  risk: RiskPanel,
  latency: LatencyPanel,
  performance: PerformancePanel,
};

/** The panels as dockview wants them, each behind a boundary of its own. */
export const dockPanels = Object.fromEntries(
  Object.entries(PANELS).map(([id, Content]) => {
    const DockPanel = (_props: IDockviewPanelProps) => (
      <PanelBoundary title={PANEL_TITLES[id as PanelId]}>
        <Content />
      </PanelBoundary>
    );
    return [id, DockPanel];
  }),
);
