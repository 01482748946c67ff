/** Electron's entry: decides what must be decided before `ready`, then hands over to compose.ts. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { app, BrowserWindow, dialog } from 'electron';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { openDataDirectory, type DataDirectory } from '#shared/node/data-directory.ts';
import type { OpenDatabase } from '#shared/node/open-database.ts';
import { setAside } from '../storage/set-aside.ts';
import { openTradingDatabase } from '../storage/trading-database.ts';
import { logLevel, openLog, type Log } from '../telemetry/log.ts';
import { compose, type Workstation } from './compose.ts';
import { pageAddress } from './origin.ts';
import { registerAppScheme } from './protocol.ts';
import { guardWebContents } from './security.ts';
import { askAboutDatabase, reportBugs } from './trouble.ts';

const opened = openDataDirectory({ argument: dataDirectoryArgument(), env: process.env });
if (!opened.ok) endWith(opened.error);
else start(opened.value);

function start(directory: DataDirectory): void {
  // Chromium's own files lie with the rest, and the lock below is one per data directory.
  app.setPath('userData', join(directory.root, 'browser'));
  if (!app.requestSingleInstanceLock()) {
    process.stderr.write(
      'Tradewind is already open on this data folder; its window has been brought to the front.\n',
    );
    app.exit(0);
    return;
  }
  // As root Chromium runs only without its sandbox (npm start says so), and this call would crash it in a loop.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  registerAppScheme();

  let workstation: Workstation | null = null;
  app.on('second-instance', () => workstation?.showWindow());
  // Not awaited: in an ES module a top-level await of this never ends.
  void app.whenReady().then(async () => {
    const log = await openLog(directory.logs, 'main', logLevel(process.env));
    let closed: Promise<void> | null = null;
    const shutDown = () => (closed ??= workstation?.shutDown() ?? Promise.resolve());
    reportBugs(log, shutDown);
    quitInOrder(log, shutDown);
    const database = await openDatabaseOrAsk(directory.tradingDb);
    if (database === null) {
      app.exit(1);
      return;
    }
    // The dev server's address counts in development only: a built application ignores it.
    const page = pageAddress(app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']);
    guardWebContents(page, log.logger);
    workstation = compose({ directory, database, log, page, entryDirectory: import.meta.dirname });
  });
}

/**
 * Windows go first, at once, unless a question keeps one open; then what is being written is finished. Each step is in the
 * log, so that a program which does not end says where it stands.
 */
function quitInOrder({ logger }: Log, shutDown: () => Promise<void>): void {
  let isClosing = false;
  app.on('before-quit', () => {
    logger.info({ windows: BrowserWindow.getAllWindows().length }, 'quitting: windows are closed');
  });
  app.on('window-all-closed', () => {
    app.quit();
  });
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (isClosing) return;
    isClosing = true;
    logger.info({}, 'quitting: windows are gone');
    void shutDown().finally(() => {
      app.exit(0);
    });
  });
}

async function openDatabaseOrAsk(path: string): Promise<OpenDatabase | null> {
  const database = openTradingDatabase(path);
  if (database.ok) return database.value;
  if ((await askAboutDatabase(database.error)) === 'quit') return null;
  setAside(path, new Date().toISOString().replaceAll(/[:.]/g, '-'));
  return openDatabaseOrAsk(path);
}

function dataDirectoryArgument(): string | undefined {
  // Chromium's switches and the application's path are among the arguments too.
  const { values } = parseArgs({ strict: false, options: { 'data-dir': { type: 'string' } } });
  const value = values['data-dir'];
  return typeof value === 'boolean' ? '' : value;
}

function endWith({ message, help }: ServiceFailure): void {
  dialog.showErrorBox('Tradewind cannot start', `${message}\n\n${help ?? ''}`);
  app.exit(1);
}
