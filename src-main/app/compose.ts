import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { nativeTheme, session } from 'electron';
import type { mainRequests, mainStreams } from '#shared/ipc/contract.ts';
import { mainStreamKeys } from '#shared/ipc/delivery.ts';
import { createPublisher } from '#shared/ipc/publisher.ts';
import type { Handlers } from '#shared/ipc/server.ts';
import { buildFiles } from '#shared/node/build-files.ts';
import type { DataDirectory } from '#shared/node/data-directory.ts';
import type { OpenDatabase } from '#shared/node/open-database.ts';
import { FileGrants } from '../files/file-grants.ts';
import { Files } from '../files/files.ts';
import { appHandlers } from '../ipc/app-handlers.ts';
import { filesHandlers } from '../ipc/files-handlers.ts';
import { paperHandlers } from '../ipc/paper-handlers.ts';
import { settingsHandlers } from '../ipc/settings-handlers.ts';
import { strategiesHandlers } from '../ipc/strategies-handlers.ts';
import { workspaceHandlers } from '../ipc/workspace-handlers.ts';
import { SettingsService } from '../settings/settings.ts';
import { createWindowStateStore, createWorkspaceStore } from '../storage/layout-stores.ts';
import { createStrategyFolder } from '../storage/strategy-folder.ts';
import { createSettingsStore } from '../storage/settings-store.ts';
import type { Log } from '../telemetry/log.ts';
import { systemTimers } from '../telemetry/timers.ts';
import { readAppInfo } from './app-info.ts';
import { composePaperGateway, composeResearch } from './compose-processes.ts';
import { composeTrading, tradingStateStreams } from './compose-trading.ts';
import { electronDesktop } from './desktop.ts';
import { describeInstallation } from './diagnostics.ts';
import { KILL_SWITCH_KEY, listenForKillSwitch } from './kill-switch-key.ts';
import { readLicences } from './licences.ts';
import { MainWindow } from './main-window.ts';
import { setMenu } from './menu.ts';
import type { PageAddress } from './origin.ts';
import { guardDevServer, serveApp } from './protocol.ts';
import { denyPermissions } from './security.ts';
import { serveWindow } from './serve-window.ts';
import { closeInOrder } from './shut-down.ts';
import { watchStartChoice } from './start-choice.ts';
import { openWindowPorts } from './window-ports.ts';
import { guardWorkingOrders } from './working-orders-guard.ts';

export interface Surroundings {
  readonly directory: DataDirectory;
  readonly database: OpenDatabase;
  readonly log: Log;
  readonly page: PageAddress;
  /** Where the built entries lie. */
  readonly entryDirectory: string;
}

export interface Workstation {
  /** A second start of the program ends up here. */
  showWindow(): void;
  /** Closes what writes, in order. */
  shutDown(): Promise<void>;
}

/**
 * Makes every part of main and joins them: read this first. From the bottom up: settings, the other processes, files,
 * trading (compose-trading.ts), the handlers of the contract, the window; then all of it is started.
 */
export function compose({ directory, database, log, page, entryDirectory }: Surroundings): Workstation {
  const { logger } = log;
  const { db } = database;
  const files = buildFiles(entryDirectory);
  const info = readAppInfo(directory, db, files.codeVersion);
  logger.info({ ...info, notices: database.notices }, 'Tradewind starts');
  const publisher = createPublisher<typeof mainStreams>(
    [...(['app.research', 'settings.changed', 'paper.status'] as const), ...tradingStateStreams],
    mainStreamKeys,
  );

  // ── Settings ───────────────────────────────────────────────────────────────────────────────────────────────────
  const settings = new SettingsService(createSettingsStore(db, logger), (changed) => {
    nativeTheme.themeSource = changed.theme;
    window.settingsChanged(changed);
    publisher.publish('settings.changed', changed);
    startChoiceMayHaveChanged(changed);
  });
  const startChoiceMayHaveChanged = watchStartChoice(settings.current, ({ startWith }) => {
    if (startWith === 'practise' && paper.status.process.state === 'stopped') paper.start();
    trading.startWithChanged();
  });
  nativeTheme.themeSource = settings.current.theme;

  // ── The other processes ────────────────────────────────────────────────────────────────────────────────────────
  const processes = { entryDirectory, log: logger, publisher };
  const grants = new FileGrants(randomUUID);
  const research = composeResearch(
    processes,
    {
      ...{ dataDirectory: directory.root, sessionId: randomUUID(), seedCsvPath: files.seedCsvPath },
      ...{ appVersion: info.version, codeVersion: info.codeVersion },
    },
    grants,
    () => ports.handOverResearch(),
  );
  const paper = composePaperGateway(processes, directory, settings, () => trading.gatewayChanged());

  // ── Files of the user ──────────────────────────────────────────────────────────────────────────────────────────
  const desktop = electronDesktop(() => window.current);
  const userFiles = new Files({
    ...{ desktop, grants, shareWithResearch: (granted) => research.shareFile(granted) },
    isFile: async (path) => (await stat(path).catch(() => null))?.isFile() === true,
  });
  const strategyFolder = createStrategyFolder(directory.strategies, files.strategySdkPath);
  void strategyFolder.renew().then((renewed) => {
    if (!renewed.ok)
      logger.warn({ failure: renewed.error }, 'the SDK beside the strategies is of another version');
  });

  // ── Trading ────────────────────────────────────────────────────────────────────────────────────────────────────
  // The guard is there before trading: after a kill switch, trading counts its working orders as soon as it is made.
  const guard = guardWorkingOrders(desktop, logger);
  const trading = composeTrading({
    ...{ db, log: logger, desktop, paper, settings, grants, publisher, bars: research },
    onWorkingOrders: (count) => guard.working(count),
  });

  // ── The contract, the window ───────────────────────────────────────────────────────────────────────────────────
  const handlers: Handlers<typeof mainRequests> = {
    ...trading.handlers,
    ...appHandlers({
      ...{ info, desktop, readLicences: () => readLicences(files.licencesPath) },
      diagnostics: () =>
        describeInstallation({
          ...{ info, research: research.state, notices: database.notices, recentLines: log.recentLines() },
        }),
      restartResearch: () => research.restart(),
    }),
    ...settingsHandlers(settings),
    ...strategiesHandlers(strategyFolder, desktop),
    ...workspaceHandlers(createWorkspaceStore(db)),
    ...filesHandlers(userFiles),
    ...paperHandlers(paper, settings),
  };
  const ports = openWindowPorts({
    ...{ origin: page.origin, log: logger },
    serveMain: (port) => serveWindow(port, handlers, publisher, logger),
    openResearchPort: () => research.openRendererPort(),
    async grantDropped(path) {
      const granted = await userFiles.grantDropped(path);
      return granted.ok ? granted.value : null;
    },
  });
  const window = new MainWindow({
    ...{ page, log, timers: systemTimers, state: createWindowStateStore(db) },
    preload: join(entryDirectory, '../preload/index.cjs'),
    settings: () => settings.current,
    onOpened(opened) {
      ports.add(opened);
      guard.watch(opened);
    },
    onClosed: () => trading.windowClosed(),
  });

  denyPermissions(session.defaultSession, logger);
  if (page.isDevServer) guardDevServer(session.defaultSession, page);
  else serveApp(session.defaultSession, join(entryDirectory, '../renderer'));
  setMenu((commandId) => publisher.publish('app.command', { commandId }), page.isDevServer, {
    ...{ key: KILL_SWITCH_KEY, halt: () => trading.halt('menu'), resume: () => trading.resume() },
  });
  listenForKillSwitch(trading, logger);

  // ── Start and end ──────────────────────────────────────────────────────────────────────────────────────────────
  research.start();
  window.show();
  // After the window, so that it does not open later because of them.
  if (settings.current.startWith === 'practise') paper.start();
  trading.start();
  return {
    showWindow: () => window.show(),
    async shutDown() {
      const stages = [
        ...trading.closing,
        { name: 'research and paper gateway', run: () => Promise.all([research.close(), paper.close()]) },
        { name: 'trading.db', run: () => database.close() },
      ];
      await closeInOrder(stages, { log, timers: systemTimers, monotonicMs: () => performance.now() });
      logger.info({}, 'Tradewind ends');
      log.flush();
    },
  };
}
