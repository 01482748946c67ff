import { randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { app, nativeTheme, session, type BrowserWindow, type MessagePortMain } from 'electron';
import { RENDERER_WIRE } from '#shared/ipc/codec.ts';
import { mainRequests, mainStreams, type AppInfo } from '#shared/ipc/contract.ts';
import { mainStreamKeys } from '#shared/ipc/delivery.ts';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { createPublisher } from '#shared/ipc/publisher.ts';
import { serve, type Handlers, type Server } from '#shared/ipc/server.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { buildFiles } from '#shared/node/build-files.ts';
import type { DataDirectory } from '#shared/node/data-directory.ts';
import type { OpenDatabase } from '#shared/node/open-database.ts';
import type { Settings } from '#shared/model/settings.ts';
import { electronPort } from '#shared/node/port-transport.ts';
import { storageFailure } from '#shared/node/storage-failure.ts';
import { FileGrants } from '../files/file-grants.ts';
import { Files } from '../files/files.ts';
import { appHandlers } from '../ipc/app-handlers.ts';
import { filesHandlers } from '../ipc/files-handlers.ts';
import { paperHandlers } from '../ipc/paper-handlers.ts';
import { settingsHandlers } from '../ipc/settings-handlers.ts';
import { strategiesHandlers } from '../ipc/strategies-handlers.ts';
import { workspaceHandlers } from '../ipc/workspace-handlers.ts';
import { gatewayStart } from '../paper/gateway-start.ts';
import { PaperGateway } from '../paper/paper-gateway.ts';
import { Research } from '../research/research.ts';
import { SettingsService } from '../settings/settings.ts';
import { createWindowStateStore, createWorkspaceStore } from '../storage/layout-stores.ts';
import { createStrategyFolder } from '../storage/strategy-folder.ts';
import { createSettingsStore } from '../storage/settings-store.ts';
import type { Log } from '../telemetry/log.ts';
import { systemClock, systemTimers } from '../telemetry/timers.ts';
import { electronDesktop } from './desktop.ts';
import { describeInstallation, systemName } from './diagnostics.ts';
import { paperGatewayLauncher } from './launch-paper-gateway.ts';
import { researchLauncher } from './launch-research.ts';
import { composeTrading, tradingStateStreams } from './compose-trading.ts';
import { setMenu } from './menu.ts';
import type { PageAddress } from './origin.ts';
import { KILL_SWITCH_KEY, listenForKillSwitch } from './kill-switch-key.ts';
import { guardDevServer, serveApp } from './protocol.ts';
import { denyPermissions } from './security.ts';
import { closeInOrder } from './shut-down.ts';
import { watchWindow } from './trouble.ts';
import { groundColour, openWindow } from './window.ts';
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
 * Makes every part of main and joins them: read this first. From the bottom up: storage, settings, research, the
 * paper gateway, files, trading (compose-trading.ts), the handlers of the contract, the window.
 */
export function compose({ directory, database, log, page, entryDirectory }: Surroundings): Workstation {
  const { logger } = log;
  const { db } = database;
  const files = buildFiles(entryDirectory);
  const info: AppInfo = {
    version: app.getVersion(),
    codeVersion: files.codeVersion,
    electron: process.versions.electron,
    chrome: process.versions.chrome,
    node: process.versions.node,
    sqlite: db.prepare('SELECT sqlite_version()').pluck().get() as string,
    platform: systemName(),
    dataDirectory: directory.root,
    logDirectory: directory.logs,
  };
  logger.info({ ...info, notices: database.notices }, 'Tradewind starts');

  let window: BrowserWindow | null = null;
  const publisher = createPublisher<typeof mainStreams>(
    [...(['app.research', 'settings.changed', 'paper.status'] as const), ...tradingStateStreams],
    mainStreamKeys,
  );

  const settings = new SettingsService(createSettingsStore(db, logger), (changed) => {
    nativeTheme.themeSource = changed.theme;
    window?.setBackgroundColor(groundColour(changed));
    window?.webContents.setZoomLevel(changed.zoomLevel);
    publisher.publish('settings.changed', changed);
    const { startWith, twsAddress } = changed;
    const isChosen = startWith !== begun.startWith || !isDeepStrictEqual(twsAddress, begun.twsAddress);
    begun = { startWith, twsAddress };
    if (!isChosen) return;
    if (startWith === 'practise' && paper.status.process.state === 'stopped') paper.start();
    trading.startWithChanged();
  });
  /** How to begin, as it was chosen last. */
  let begun: Pick<Settings, 'startWith' | 'twsAddress'> = settings.current;
  nativeTheme.themeSource = settings.current.theme;

  const grants = new FileGrants(randomUUID);
  const research = new Research<MessagePortMain>({
    launcher: researchLauncher(
      entryDirectory,
      {
        dataDirectory: directory.root,
        sessionId: randomUUID(),
        seedCsvPath: files.seedCsvPath,
        appVersion: info.version,
        codeVersion: info.codeVersion,
      },
      logger,
    ),
    clock: systemClock,
    timers: systemTimers,
    newId: randomUUID,
    log: logger,
    grants: () => grants.all(),
    onState: (state) => {
      publisher.publish('app.research', state);
    },
    onReady: () => {
      ports.handOverResearch();
    },
  });

  const paper = new PaperGateway({
    launch: paperGatewayLauncher(entryDirectory, logger),
    settings: () => gatewayStart(directory, settings.current.paperGateway),
    ...{ clock: systemClock, timers: systemTimers, newId: randomUUID, log: logger },
    onStatus: (status) => {
      publisher.publish('paper.status', status);
      trading.gatewayChanged();
    },
  });
  publisher.publish('paper.status', paper.status);

  const desktop = electronDesktop(() => window);
  const userFiles = new Files({
    desktop,
    grants,
    shareWithResearch: (granted) => research.shareFile(granted),
    isFile: async (path) => (await stat(path).catch(() => null))?.isFile() === true,
  });

  // Before what tells it: a start after the kill switch tells at once.
  const guard = guardWorkingOrders(desktop, logger);
  const trading = composeTrading({
    ...{ db, log: logger, desktop, paper, settings, grants, publisher, bars: research },
    onWorkingOrders: (count) => guard.working(count),
  });

  const strategyFolder = createStrategyFolder(directory.strategies, files.strategySdkPath);
  void strategyFolder.renew().then((renewed) => {
    if (!renewed.ok)
      logger.warn({ failure: renewed.error }, 'the SDK beside the strategies is of another version');
  });

  const handlers: Handlers<typeof mainRequests> = {
    ...trading.handlers,
    ...appHandlers({
      info,
      desktop,
      readLicences: () => readLicences(files.licencesPath),
      diagnostics: () =>
        describeInstallation({
          info,
          research: research.state,
          notices: database.notices,
          recentLines: log.recentLines(),
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
    origin: page.origin,
    log: logger,
    serveMain(port) {
      const server: Server<typeof mainStreams> = serve({
        port: electronPort(port),
        wire: RENDERER_WIRE,
        requests: mainRequests,
        streams: mainStreams,
        streamKeys: mainStreamKeys,
        handlers,
        timers: systemTimers,
        log: logger,
        onSubscribe: (stream) => {
          publisher.catchUp(server, stream);
        },
      });
      publisher.attach(server);
      return () => {
        server.close();
      };
    },
    openResearchPort: () => research.openRendererPort(),
    grantDropped: async (path) => {
      const granted = await userFiles.grantDropped(path);
      return granted.ok ? granted.value : null;
    },
  });

  denyPermissions(session.defaultSession, logger);
  if (page.isDevServer) guardDevServer(session.defaultSession, page);
  else serveApp(session.defaultSession, join(entryDirectory, '../renderer'));
  setMenu(
    (commandId) => {
      publisher.publish('app.command', { commandId });
    },
    page.isDevServer,
    { key: KILL_SWITCH_KEY, halt: () => trading.halt('menu'), resume: () => trading.resume() },
  );
  listenForKillSwitch(trading, logger);

  function showWindow(): void {
    if (window !== null) {
      if (window.isMinimized()) window.restore();
      window.focus();
      return;
    }
    const opened = openWindow({
      page,
      preload: join(entryDirectory, '../preload/index.cjs'),
      state: createWindowStateStore(db),
      settings: () => settings.current,
      timers: systemTimers,
      onStateNotSaved: (reason) => {
        logger.warn({ reason }, 'where the window stands was not saved');
      },
    });
    window = opened;
    ports.add(opened);
    watchWindow(opened, log);
    guard.watch(opened);
    opened.on('closed', () => {
      window = null;
      trading.windowClosed();
    });
  }

  research.start();
  showWindow();
  // After the window, which nobody should wait for longer because of it.
  if (settings.current.startWith === 'practise') paper.start();
  trading.start();
  return {
    showWindow,
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

async function readLicences(path: string): Promise<Result<string, ServiceFailure>> {
  try {
    return ok(await readFile(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      return err(
        failure('licences-missing', `${path} is missing from this installation.`, 'Install Tradewind again.'),
      );
    }
    return err(storageFailure(error, path));
  }
}
