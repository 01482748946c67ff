import { WORKSPACES } from '#shared/model/workspace.ts';
import { main } from '../ipc/services.ts';
import { openDialog } from '../stores/dialogs.ts';
import { notify, notifyProblem } from '../stores/notices.ts';
import { changeSettings, useSettings } from '../stores/settings.ts';
import { useConnection } from '../stores/connection.ts';
import {
  PANEL_TITLES,
  type PanelId,
  showPanel,
  useWorkspace,
  WORKSPACE_TITLES,
} from '../stores/workspace.ts';
import type { Command } from './command.ts';

const ZOOM_STEP = 0.5;
/** Alt and a digit, then Alt, Shift and a digit: see numberKey. */
const NUMBER_KEYS = 20;
const always = () => true;

export const applicationCommands: readonly Command[] = [
  ...goTo([
    'backtest',
    'result',
    'library',
    'run-progress',
    'runs',
    'log',
    'settings',
    'compare',
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
    // New ones come last: the numbers of the others are in people's fingers.
    'studies',
  ]),
  {
    id: 'palette.open',
    title: 'Show all commands',
    group: 'Application',
    hotkey: 'mod+k',
    enabled: always,
    run: () => openDialog('palette'),
  },
  {
    id: 'app.settings',
    title: 'Settings',
    group: 'Application',
    hotkey: 'mod+comma',
    enabled: always,
    run: () => showPanel('settings'),
  },
  {
    id: 'app.about',
    title: 'About Tradewind',
    group: 'Application',
    enabled: always,
    run: () => openDialog('about'),
  },
  {
    id: 'app.licences',
    title: 'Licences of the software inside',
    group: 'Application',
    enabled: always,
    run: () => openDialog('licences'),
  },
  {
    id: 'app.copyDiagnostics',
    title: 'Copy diagnostics',
    group: 'Application',
    enabled: always,
    async run() {
      const result = await main.invoke('app.copyDiagnostics', {});
      if (result.ok) notify('success', 'Diagnostics are on the clipboard.');
      else notifyProblem(result.error, 'copy the diagnostics');
    },
  },
  {
    id: 'app.restartResearch',
    title: 'Restart the research process',
    group: 'Application',
    enabled: () => useConnection.getState().research.state === 'down',
    async run() {
      const result = await main.invoke('app.restartResearch', {});
      if (!result.ok) notifyProblem(result.error, 'restart the research process');
    },
  },
  openFolder('data', 'Open the data folder'),
  openFolder('logs', 'Open the log folder'),
  zoom('view.zoomIn', 'Zoom in', 'mod+equal', (level) => level + ZOOM_STEP),
  zoom('view.zoomOut', 'Zoom out', 'mod+minus', (level) => level - ZOOM_STEP),
  zoom('view.zoomReset', 'Zoom to 100 %', 'mod+0', () => 0),
  {
    id: 'view.toggleTheme',
    title: 'Switch between the dark and the light theme',
    group: 'View',
    hotkey: 'mod+shift+l',
    enabled: always,
    run: () =>
      changeSettings({ theme: document.documentElement.dataset['theme'] === 'light' ? 'dark' : 'light' }),
  },
  {
    id: 'view.toggleContrast',
    title: 'Switch between normal and high contrast',
    group: 'View',
    enabled: always,
    run: () => changeSettings({ highContrast: !useSettings.getState().highContrast }),
  },
  {
    id: 'view.toggleDensity',
    title: 'Switch between compact and comfortable rows',
    group: 'View',
    enabled: always,
    run: () =>
      changeSettings({ density: useSettings.getState().density === 'compact' ? 'comfortable' : 'compact' }),
  },
  {
    id: 'view.togglePalette',
    title: 'Switch between green / red and blue / orange',
    group: 'View',
    enabled: always,
    run: () => changeSettings({ colourBlindPalette: !useSettings.getState().colourBlindPalette }),
  },
  ...WORKSPACES.map((id, index): Command => {
    const title = `Open the ${WORKSPACE_TITLES[id]} workspace`;
    const run = () => useWorkspace.getState().openWorkspace(id);
    return { id: `workspace.${id}`, title, group: 'Go to', hotkey: `mod+${index + 1}`, enabled: always, run };
  }),
  {
    id: 'workspace.reset',
    title: 'Put the panels of this workspace back where they were at first',
    group: 'View',
    enabled: always,
    run: () => useWorkspace.getState().resetLayout(),
  },
];

function goTo(panels: readonly PanelId[]): Command[] {
  return panels.map((id, index) => ({
    id: `panel.${id}`,
    title: `Go to ${PANEL_TITLES[id]}`,
    group: 'Go to',
    ...(index < NUMBER_KEYS && { hotkey: numberKey(index) }),
    enabled: always,
    run: () => showPanel(id),
  }));
}

/** Alt+1 to Alt+9, Alt+0, then the same with Shift; what comes after them has none. */
function numberKey(index: number): string {
  const key = (index + 1) % 10;
  return index < 10 ? `alt+${key}` : `alt+shift+${key}`;
}

function openFolder(folder: 'data' | 'logs', title: string): Command {
  return {
    id: `app.openFolder.${folder}`,
    title,
    group: 'Application',
    enabled: always,
    async run() {
      const result = await main.invoke('app.openFolder', { folder });
      if (!result.ok) notifyProblem(result.error, `open the ${folder} folder`);
    },
  };
}

function zoom(id: string, title: string, hotkey: string, next: (level: number) => number): Command {
  return {
    id,
    title,
    group: 'View',
    hotkey,
    enabled: always,
    run: () =>
      changeSettings({ zoomLevel: Math.min(5, Math.max(-3, next(useSettings.getState().zoomLevel))) }),
  };
}
