import { BrowserWindow, nativeTheme, screen, type BrowserWindowConstructorOptions } from 'electron';
import type { Timers } from '#shared/kernel/clock.ts';
import type { Settings } from '#shared/model/settings.ts';
import type { WindowState, WindowStateStore } from '../ports/stores.ts';
import type { PageAddress } from './origin.ts';
import { MIN_SIZE, placeWindow } from './window-bounds.ts';

/** Every window has these, pop-outs included: pages are sandboxed and see no Node, whatever they load. */
export const WEB_PREFERENCES = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
} as const satisfies BrowserWindowConstructorOptions['webPreferences'];

export interface WindowOptions {
  readonly page: PageAddress;
  readonly preload: string;
  readonly state: WindowStateStore;
  readonly settings: () => Settings;
  readonly timers: Timers;
  readonly onStateNotSaved: (reason: string) => void;
}

/** Storing each pixel of a drag would write hundreds of rows. */
const SAVE_AFTER_MS = 400;

/** Opens the workstation's window where it stood last, and shows it once it has something to show. */
export function openWindow(options: WindowOptions): BrowserWindow {
  const saved = options.state.load();
  const bounds = placeWindow(saved, workAreas());
  const window = new BrowserWindow({
    ...bounds,
    minWidth: Math.min(MIN_SIZE.width, bounds.width),
    minHeight: Math.min(MIN_SIZE.height, bounds.height),
    show: false,
    title: 'Tradewind',
    backgroundColor: groundColour(options.settings()),
    webPreferences: { ...WEB_PREFERENCES, preload: options.preload },
  });
  window.once('ready-to-show', () => {
    if (saved?.isMaximised === true) window.maximize();
    window.show();
  });
  window.webContents.on('did-finish-load', () => {
    window.webContents.setZoomLevel(options.settings().zoomLevel);
  });
  keepState(window, options);
  void window.loadURL(options.page.indexUrl);
  return window;
}

/** The page's background colour, so that nothing flashes before it is drawn. */
export function groundColour({ theme }: Settings): string {
  const isDark = theme === 'dark' || (theme === 'system' && nativeTheme.shouldUseDarkColors);
  return isDark ? '#0d1117' : '#ffffff';
}

function keepState(window: BrowserWindow, { state, timers, onStateNotSaved }: WindowOptions): void {
  let stopTimer: () => void = () => undefined;
  const save = () => {
    stopTimer();
    const saved = state.save(stateOf(window));
    if (!saved.ok) onStateNotSaved(saved.error.message);
  };
  const saveSoon = () => {
    stopTimer();
    stopTimer = timers.schedule(SAVE_AFTER_MS, save);
  };
  window.on('resize', saveSoon);
  window.on('move', saveSoon);
  window.on('maximize', saveSoon);
  window.on('unmaximize', saveSoon);
  window.on('close', save);
}

function stateOf(window: BrowserWindow): WindowState {
  const isMaximised = window.isMaximized();
  // The normal bounds may still be those of a moment ago, and are needed only while the window does not have them.
  const isApart = isMaximised || window.isMinimized() || window.isFullScreen();
  return { ...(isApart ? window.getNormalBounds() : window.getBounds()), isMaximised };
}

function workAreas() {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  return [primary, ...others].map(({ workArea }) => workArea);
}
