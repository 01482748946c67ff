import type { DockviewApi, SerializedDockview } from 'dockview-react';
import { z } from 'zod';
import type { WorkspaceId } from '#shared/model/workspace.ts';
import { PANEL_IDS, PANEL_TITLES, type PanelId } from '../stores/workspace.ts';

/** Where a panel goes when it is opened: a group of its own beside another panel, or a tab in that panel's group. */
interface Place {
  readonly beside: PanelId;
  readonly direction: 'within' | 'left' | 'right' | 'above' | 'below';
}

type Places = Readonly<Partial<Record<PanelId, Place>>>;

const RESEARCH_PLACES: Places = {
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
const TRADING_PLACES: Places = {
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

/** What nothing else names goes beside the limits. */
const RISK_PLACES: Places = {
  account: { beside: 'risk', direction: 'right' },
  ticket: { beside: 'account', direction: 'within' },
  positions: { beside: 'risk', direction: 'below' },
  blotter: { beside: 'positions', direction: 'within' },
  'trade-log': { beside: 'positions', direction: 'within' },
  log: { beside: 'positions', direction: 'within' },
};

/** What nothing else names goes beside the connection. */
const MONITORING_PLACES: Places = {
  latency: { beside: 'connection', direction: 'right' },
  performance: { beside: 'latency', direction: 'within' },
  log: { beside: 'connection', direction: 'below' },
  blotter: { beside: 'log', direction: 'within' },
  'run-progress': { beside: 'log', direction: 'within' },
};

/** Of each workspace: where its panels belong, and all others; the panel in front at first; how it is built. */
const SHIPPED: Readonly<Record<WorkspaceId, Shipped>> = {
  trading: { places: TRADING_PLACES, otherwise: IN_THE_MIDDLE, front: 'chart', build: buildTrading },
  research: {
    ...{ places: RESEARCH_PLACES, otherwise: { beside: 'result', direction: 'within' } },
    ...{ front: 'result', build: buildResearch },
  },
  risk: {
    ...{ places: RISK_PLACES, otherwise: { beside: 'risk', direction: 'within' } },
    ...{ front: 'risk', build: buildRisk },
  },
  monitoring: {
    ...{ places: MONITORING_PLACES, otherwise: { beside: 'connection', direction: 'within' } },
    ...{ front: 'connection', build: buildMonitoring },
  },
};

interface Shipped {
  readonly places: Places;
  readonly otherwise: Place;
  readonly front: PanelId;
  readonly build: (add: Add) => void;
}

const LIST_WIDTH = 380;
const TICKET_WIDTH = 300;
const DEPTH_HEIGHT = 320;
const BLOTTER_HEIGHT = 240;
const FORM_WIDTH = 316;
const BOTTOM_HEIGHT = 220;
const PROGRESS_WIDTH = 340;
const ACCOUNT_WIDTH = 460;
const LATENCY_WIDTH = 560;
const TABLES_HEIGHT = 280;

/** A workspace as it is at first. */
export function buildDefaultLayout(api: DockviewApi, workspace: WorkspaceId): void {
  api.clear();
  const { build, front } = SHIPPED[workspace];
  build((id, size) => add(api, workspace, id, size));
  api.getPanel(front)?.api.setActive();
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

/** What may be lost: limits and breakers, what is held below them, what the account is worth beside both. */
function buildRisk(add: Add): void {
  add('risk');
  add('account', { initialWidth: ACCOUNT_WIDTH });
  add('positions', { initialHeight: TABLES_HEIGHT });
  add('blotter', { inactive: true });
  add('trade-log', { inactive: true });
}

/** Whether everything works: connection and budgets, how fast orders go out, what has been told. */
function buildMonitoring(add: Add): void {
  add('connection');
  add('paper-gateway', { inactive: true });
  add('latency', { initialWidth: LATENCY_WIDTH });
  add('performance', { inactive: true });
  add('log', { initialHeight: TABLES_HEIGHT });
  add('run-progress', { inactive: true });
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
  const { places, otherwise } = SHIPPED[workspace];
  const { beside, direction } = places[id] ?? otherwise;
  const reference = api.getPanel(beside);
  api.addPanel({
    id,
    component: id,
    title: PANEL_TITLES[id],
    ...size,
    ...(reference === undefined ? {} : { position: { referencePanel: reference, direction } }),
  });
}
