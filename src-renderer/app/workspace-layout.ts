import type { DockviewApi, SerializedDockview } from 'dockview-react';
import { z } from 'zod';
import { PANEL_IDS, PANEL_TITLES, type PanelId } from '../stores/workspace.ts';

/** Where a panel goes when it is opened: a group of its own beside another panel, or a tab in that panel's group. */
interface Place {
  readonly beside: PanelId;
  readonly direction: 'within' | 'left' | 'right' | 'above' | 'below';
}

const PLACES: Readonly<Record<PanelId, Place>> = {
  result: { beside: 'library', direction: 'within' },
  library: { beside: 'result', direction: 'within' },
  backtest: { beside: 'result', direction: 'left' },
  runs: { beside: 'result', direction: 'below' },
  'run-progress': { beside: 'runs', direction: 'left' },
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
};

const FORM_WIDTH = 316;
const BOTTOM_HEIGHT = 220;
const PROGRESS_WIDTH = 340;

/** The Research workspace as it is at first: form on the left, result in the middle, progress and history below. */
export function buildDefaultLayout(api: DockviewApi): void {
  api.clear();
  add(api, 'result');
  add(api, 'library', { inactive: true });
  add(api, 'backtest', { initialWidth: FORM_WIDTH });
  add(api, 'runs', { initialHeight: BOTTOM_HEIGHT });
  add(api, 'log', { inactive: true });
  add(api, 'run-progress', { initialWidth: PROGRESS_WIDTH });
  api.getPanel('result')?.api.setActive();
}

/** Opens a panel that was closed, in its place as far as that is still there. */
export function addPanel(api: DockviewApi, id: PanelId): void {
  add(api, id);
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

function add(
  api: DockviewApi,
  id: PanelId,
  size: { initialWidth?: number; initialHeight?: number; inactive?: boolean } = {},
): void {
  const { beside, direction } = PLACES[id];
  const reference = api.getPanel(beside);
  api.addPanel({
    id,
    component: id,
    title: PANEL_TITLES[id],
    ...size,
    ...(reference === undefined ? {} : { position: { referencePanel: reference, direction } }),
  });
}
