import { create } from 'zustand';
import type { WorkspaceId } from '#shared/model/workspace.ts';
import { useSettings } from './settings.ts';

export const PANEL_IDS = [
  'backtest',
  'run-progress',
  'result',
  'runs',
  'studies',
  'compare',
  'library',
  'screen',
  'settings',
  'log',
  'paper-gateway',
  'connection',
  'watchlist',
  'ticket',
  'blotter',
  'positions',
  'account',
  'trade-log',
  'chart',
  'depth',
  'risk',
  'latency',
  'performance',
] as const;
export type PanelId = (typeof PANEL_IDS)[number];

export const PANEL_TITLES: Readonly<Record<PanelId, string>> = {
  backtest: 'Backtest',
  'run-progress': 'Run progress',
  result: 'Result',
  runs: 'Runs',
  studies: 'Studies',
  compare: 'Compare',
  library: 'Library',
  screen: 'Screen',
  settings: 'Settings',
  log: 'Log',
  'paper-gateway': 'Paper gateway',
  connection: 'Connection',
  watchlist: 'Watchlist',
  ticket: 'Order ticket',
  blotter: 'Blotter',
  positions: 'Positions',
  account: 'Account',
  'trade-log': 'Trade log',
  chart: 'Chart',
  depth: 'Depth of market',
  risk: 'Risk',
  latency: 'Latency',
  performance: 'Performance',
};

export const WORKSPACE_TITLES: Readonly<Record<WorkspaceId, string>> = {
  trading: 'Trading',
  research: 'Research',
  risk: 'Risk',
  monitoring: 'Monitoring',
};

interface WorkspaceState {
  readonly current: WorkspaceId;
  /** Shows the other panels; the layout that is left stays as it is. */
  readonly openWorkspace: (id: WorkspaceId) => void;
  /** Shows a panel, opening it where it belongs if it was closed, and puts the focus in it. */
  readonly showPanel: (id: PanelId, options?: { readonly focus: boolean }) => void;
  readonly resetLayout: () => void;
}

/** What commands may ask of the workspace; the workspace component fills it in. */
export const useWorkspace = create<WorkspaceState>(() => ({
  current: 'research',
  openWorkspace: () => undefined,
  showPanel: () => undefined,
  resetLayout: () => undefined,
}));

export function showPanel(id: PanelId, options?: { readonly focus: boolean }): void {
  useWorkspace.getState().showPanel(id, options);
}

/** Where the window begins: as it was left; at first, who trades begins with trading. */
export function firstWorkspace(): WorkspaceId {
  const { workspace, startWith } = useSettings.getState();
  return workspace ?? (startWith === 'practise' || startWith === 'tws' ? 'trading' : 'research');
}
