import type { DockviewApi, SerializedDockview } from 'dockview-react';
import { z } from 'zod';
import type { WorkspaceId } from '#shared/model/workspace.ts';
import { PANEL_IDS, PANEL_TITLES, type PanelId } from '../stores/workspace.ts';

/** Where a panel goes when it is opened: a group of its own beside another panel, or a tab in that panel's group. */
interface Place {
  readonly beside: PanelId;
  readonly direction: 'within' | 'left' | 'right' | 'above' | 'below';
}

const RESEARCH_PLACES: Readonly<Record<PanelId, Place>> = {
  result: { beside: 'library', direction: 'within' },
  library: { beside: 'result', direction: 'within' },
  screen: { beside: 'result', direction: 'within' },
  backtest: { beside: 'result', direction: 'left' },
  runs: { beside: 'result', direction: 'below' },
  'run-progress': { beside: 'runs', direction: 'left' },
  studies: { beside: 'result', direction: 'within' },
  compare: { beside: 'result', direction: 'within' },
  settings: { beside: 'result', direction: 'within' },
  log: { beside: 'runs', direction: 'within' },
  'paper-gateway': { beside: 'result', direction: 'within' },
  connection: { beside: 'result', direction: 'within' },
  watchlist: { beside: 'result', direction: 'within' },
  ticket: { beside: 'result', direction: 'right' },
  blotter: { beside: 'runs', direction: 'within' },
  positions: { beside: 'runs', direction: 'within' },
  account: { beside: 'runs', direction: 'within' },
  'trade-log': { beside: 'runs', direction: 'within' },
  chart: { beside: 'result', direction: 'within' },
  depth: { beside: 'result', direction: 'right' },
  risk: { beside: 'result', direction: 'within' },
  latency: { beside: 'runs', direction: 'within' },
  performance: { beside: 'result', direction: 'within' },
};

const IN_THE_MIDDLE: Place = { beside: 'chart', direction: 'within' };
const BELOW: Place = { beside: 'blotter', direction: 'within' };

/** What is not named belongs into the middle. */
const TRADING_PLACES: Partial<Readonly<Record<PanelId, Place>>> = {
  chart: { beside: 'blotter', direction: 'above' },
  watchlist: { beside: 'chart', direction: 'left' },
  depth: { beside: 'watchlist', direction: 'below' },
  ticket: { beside: 'chart', direction: 'right' },
  blotter: { beside: 'chart', direction: 'below' },
  positions: BELOW,
  account: BELOW,
  'trade-log': BELOW,
  latency: BELOW,
  log: BELOW,
};

const LIST_WIDTH = 380;
const TICKET_WIDTH = 300;
const DEPTH_HEIGHT = 320;
const BLOTTER_HEIGHT = 240;
const FORM_WIDTH = 316;
const BOTTOM_HEIGHT = 220;
const PROGRESS_WIDTH = 340;

/** A workspace as it is at first. */
export function buildDefaultLayout(api: DockviewApi, workspace: WorkspaceId): void {
  api.clear();
  if (workspace === 'trading') buildTrading((id, size) => add(api, workspace, id, size));
  else buildResearch((id, size) => add(api, workspace, id, size));
  api.getPanel(workspace === 'trading' ? 'chart' : 'result')?.api.setActive();
}

type Add = (id: PanelId, size?: Size) => void;

function buildTrading(add: Add): void {
  // Sides first, so that they reach from top to bottom.
  add('chart');
  add('watchlist', { initialWidth: LIST_WIDTH });
  add('ticket', { initialWidth: TICKET_WIDTH });
  add('depth', { initialHeight: DEPTH_HEIGHT });
  add('blotter', { initialHeight: BLOTTER_HEIGHT });
  add('positions', { inactive: true });
  add('account', { inactive: true });
  add('trade-log', { inactive: true });
  add('log', { inactive: true });
}

/** Form on the left, result in the middle, progress and history below. */
function buildResearch(add: Add): void {
  add('result');
  add('library', { inactive: true });
  add('screen', { inactive: true });
  add('backtest', { initialWidth: FORM_WIDTH });
  add('runs', { initialHeight: BOTTOM_HEIGHT });
  add('log', { inactive: true });
  add('run-progress', { initialWidth: PROGRESS_WIDTH });
}

/** Opens a panel that was closed, in its place as far as that is still there. */
export function addPanel(api: DockviewApi, workspace: WorkspaceId, id: PanelId): void {
  add(api, workspace, id);
}

const layoutSchema = z.looseObject({
  grid: z.looseObject({ root: z.looseObject({}) }),
  panels: z.record(z.enum(PANEL_IDS), z.looseObject({ contentComponent: z.enum(PANEL_IDS) }).optional()),
});

/** Null when the text is not a layout of panels that this version knows. */
export function parseLayout(text: string): SerializedDockview | null {
  try {
    const parsed = layoutSchema.partial({ panels: true }).safeParse(JSON.parse(text));
    return parsed.success ? (parsed.data as unknown as SerializedDockview) : null;
  } catch {
    return null; // JSON.parse throws on what is not JSON; the caller says so
  }
}

interface Size {
  readonly initialWidth?: number;
  readonly initialHeight?: number;
  readonly inactive?: boolean;
}

function add(api: DockviewApi, workspace: WorkspaceId, id: PanelId, size: Size = {}): void {
  const { beside, direction } =
    workspace === 'trading' ? (TRADING_PLACES[id] ?? IN_THE_MIDDLE) : RESEARCH_PLACES[id];
  const reference = api.getPanel(beside);
  api.addPanel({
    id,
    component: id,
    title: PANEL_TITLES[id],
    ...size,
    ...(reference === undefined ? {} : { position: { referencePanel: reference, direction } }),
  });
}
