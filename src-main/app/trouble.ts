import { app, dialog, type BrowserWindow } from 'electron';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { Log } from '../telemetry/log.ts';

/** Dialogs about unhandled rejections, which come in numbers; further ones are only logged. */
const MAX_BOXES = 3;

/** Logs bugs and shows them to the user. After an uncaught exception the state of main is unknown: the program ends. */
export function reportBugs(log: Log, shutDown: () => Promise<void>): void {
  let boxes = 0;
  let isQuitting = false;
  // A dialog would keep the program from ending.
  app.on('will-quit', () => (isQuitting = true));
  process.on('uncaughtException', (error) => {
    log.logger.error({ err: error }, 'uncaught exception: the program ends');
    log.flush();
    if (!isQuitting) {
      dialog.showErrorBox(
        'Tradewind has to close',
        `A fault in the program: ${error.message}\n\nWhat was saved is safe; a run that was under way will be shown as interrupted. The log has the details.`,
      );
    }
    void shutDown().finally(() => {
      app.exit(1);
    });
  });
  process.on('unhandledRejection', (reason) => {
    log.logger.error({ err: reason }, 'unhandled rejection');
    log.flush();
    if (isQuitting || ++boxes > MAX_BOXES) return;
    dialog.showErrorBox(
      'Something in Tradewind failed',
      `A fault in the program: ${String(reason)}\n\nWhat you just did may not have happened. Everything else goes on; the log has the details.`,
    );
  });
}

/** The window's page can crash or hang while the rest works on: say so, and offer to load it again. */
export function watchWindow(window: BrowserWindow, log: Log): void {
  const { logger } = log;
  window.webContents.on('render-process-gone', (_, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    logger.error({ reason, exitCode }, 'the window crashed');
    log.flush();
    void offerReload(window, {
      message: 'The window has stopped working',
      detail: `Its process ended (${reason}). Runs and imports go on in the background, and what was saved is safe.`,
    });
  });

  let asked: AbortController | null = null;
  window.on('unresponsive', () => {
    logger.warn({}, 'the window does not respond');
    asked = new AbortController();
    void offerReload(window, {
      message: 'The window does not respond',
      detail: 'Wait a little longer, or load it again. Runs and imports go on in the background.',
      signal: asked.signal,
      canWait: true,
    });
  });
  window.on('responsive', () => {
    logger.info({}, 'the window responds again');
    asked?.abort();
  });
}

interface Offer {
  readonly message: string;
  readonly detail: string;
  readonly signal?: AbortSignal;
  readonly canWait?: boolean;
}

async function offerReload(
  window: BrowserWindow,
  { message, detail, signal, canWait = false }: Offer,
): Promise<void> {
  const buttons = ['Reload the window', canWait ? 'Wait' : 'Quit Tradewind'];
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    title: 'Tradewind',
    message,
    detail,
    buttons,
    cancelId: 1,
    defaultId: canWait ? 1 : 0,
    ...(signal !== undefined && { signal }),
  });
  if (window.isDestroyed() || signal?.aborted === true) return;
  if (response === 0) {
    // A page in an endless loop does not listen to a reload.
    if (canWait) window.webContents.forcefullyCrashRenderer();
    window.webContents.reload();
  } else if (!canWait) app.quit();
}

export type DatabaseChoice = 'set-aside' | 'quit';

/** trading.db cannot be used: says what that means and lets the user choose. Beginning anew is offered for damage only. */
export async function askAboutDatabase({ code, message, help }: ServiceFailure): Promise<DatabaseChoice> {
  const canSetAside = code === 'database-corrupt' || code === 'database-wal-lost';
  const { response } = await dialog.showMessageBox({
    type: 'error',
    title: 'Tradewind cannot open its data',
    message,
    detail: [
      help ?? '',
      'trading.db holds your settings and the layout of your panels. Bars and runs are kept in research.db and are not affected.',
      canSetAside
        ? 'If you begin with an empty one, the damaged file is kept beside it under another name.'
        : '',
    ]
      .filter((line) => line !== '')
      .join('\n\n'),
    buttons: ['Quit', ...(canSetAside ? ['Set it aside and begin with an empty one'] : [])],
    defaultId: 0,
    cancelId: 0,
  });
  return response === 1 ? 'set-aside' : 'quit';
}
