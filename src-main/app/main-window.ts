import type { BrowserWindow } from 'electron';
import type { Settings } from '#shared/model/settings.ts';
import type { Log } from '../telemetry/log.ts';
import { standBehindMain } from './priorities.ts';
import { watchWindow } from './trouble.ts';
import { groundColour, openWindow, type WindowOptions } from './window.ts';

export interface MainWindowOptions extends Omit<WindowOptions, 'onStateNotSaved'> {
  readonly log: Log;
  readonly onOpened: (window: BrowserWindow) => void;
  readonly onClosed: () => void;
}

/** The workstation's one window: there is none before the first `show` and after it was closed. */
export class MainWindow {
  readonly #options: MainWindowOptions;
  #window: BrowserWindow | null = null;

  constructor(options: MainWindowOptions) {
    this.#options = options;
  }

  get current(): BrowserWindow | null {
    return this.#window;
  }

  /** Opens it, or brings it to the front. */
  show(): void {
    if (this.#window !== null) {
      if (this.#window.isMinimized()) this.#window.restore();
      this.#window.focus();
      return;
    }
    const { log, onOpened, onClosed } = this.#options;
    const window = openWindow({
      ...this.#options,
      onStateNotSaved(reason) {
        log.logger.warn({ reason }, 'the place of the window was not saved');
      },
    });
    this.#window = window;
    watchWindow(window, log);
    standBehindMain(window, log.logger);
    onOpened(window);
    window.on('closed', () => {
      this.#window = null;
      onClosed();
    });
  }

  settingsChanged(settings: Settings): void {
    this.#window?.setBackgroundColor(groundColour(settings));
    this.#window?.webContents.setZoomLevel(settings.zoomLevel);
  }
}
