import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { researchRequests, researchStreams, supervisionRequests } from '#shared/ipc/contract.ts';
import { RENDERER_WIRE, SUPERVISION_WIRE } from '#shared/ipc/codec.ts';
import { researchStreamKeys } from '#shared/ipc/delivery.ts';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { Port } from '#shared/ipc/port.ts';
import { createPublisher, type Publisher } from '#shared/ipc/publisher.ts';
import { serve } from '#shared/ipc/server.ts';
import type { ResearchInit } from '#shared/ipc/supervision.ts';
import type { Timers } from '#shared/kernel/clock.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import { unixMillis } from '#shared/kernel/time.ts';
import { runIdSchema } from '#shared/model/backtest.ts';
import { studyIdSchema } from '#shared/model/study-run.ts';
import { dataDirectoryAt } from '#shared/node/data-directory.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import { openBarLibrary, type BarLibraryHandle } from '../bar-library/library-client.ts';
import { ThreadPoolExecutor } from '../executors/thread-pool.ts';
import { Backtests } from '../orchestrator/backtests.ts';
import { memoryBudget } from '../orchestrator/planning/memory-budget.ts';
import { Planner } from '../orchestrator/planning/planner.ts';
import { Studies } from '../orchestrator/studies/studies.ts';
import { StrategyChecker } from '../user-strategies/checker.ts';
import { UserStrategies } from '../user-strategies/user-strategies.ts';
import { watchFolder } from '../user-strategies/watch-folder.ts';
import { FileGrants } from './file-grants.ts';
import { researchHandlers } from './handlers.ts';
import { Screens } from './screens.ts';

type ResearchPublisher = Publisher<typeof researchStreams>;

export const timers: Timers = {
  schedule(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** The research process without Electron around it: opens the library at once and serves whoever brings a port. */
export class ResearchProcess {
  readonly #grants = new FileGrants();
  readonly #publisher: ResearchPublisher = createPublisher<typeof researchStreams>([]);
  readonly #library: Promise<Result<Services, ServiceFailure>>;
  readonly #log: Logger;

  /** @param entryDirectory where the built worker entries lie */
  constructor(init: ResearchInit, entryDirectory: string, log: Logger) {
    this.#log = log;
    this.#library = openServices(init, entryDirectory, this.#publisher, log);
  }

  /** For main: readiness, heartbeat, grants and the orderly end. */
  serveSupervision(port: Port): void {
    serve({
      port,
      wire: SUPERVISION_WIRE,
      requests: supervisionRequests,
      streams: {},
      timers,
      log: this.#log,
      handlers: {
        'supervision.ready': async () => {
          const services = await this.#library;
          return services.ok ? ok({}) : services;
        },
        'supervision.ping': () => ok({}),
        'supervision.grantFile': ({ grant, path, access }) => {
          this.#grants.add(grant.grantId, { path, access });
          return ok({});
        },
        'library.keepBrokerBars': async (page) => {
          const services = await this.#library;
          return services.ok ? services.value.handle.api.keepBrokerBars(page) : services;
        },
        'library.readBrokerBars': async ({ facts, stretch }) => {
          const services = await this.#library;
          return services.ok ? services.value.handle.api.readBrokerBars(facts, stretch) : services;
        },
        'supervision.close': async () => {
          const services = await this.#library;
          if (services.ok) await closeServices(services.value);
          return ok({});
        },
      },
    });
  }

  /** For one renderer. While the library opens its requests wait; when it cannot be opened, main says why and no port comes. */
  async serveRenderer(port: Port): Promise<void> {
    const services = await this.#library;
    if (!services.ok) {
      port.close();
      return;
    }
    const server = serve({
      port,
      wire: RENDERER_WIRE,
      requests: researchRequests,
      streams: researchStreams,
      streamKeys: researchStreamKeys,
      timers,
      log: this.#log,
      handlers: researchHandlers({
        library: services.value.handle.api,
        backtests: services.value.backtests,
        studies: services.value.studies,
        planner: services.value.planner,
        grants: this.#grants,
        screens: services.value.screens,
        userStrategies: services.value.userStrategies,
      }),
    });
    this.#publisher.attach(server);
  }
}

interface Services {
  readonly handle: BarLibraryHandle;
  readonly executor: ThreadPoolExecutor;
  readonly backtests: Backtests;
  readonly screens: Screens;
  readonly studies: Studies;
  readonly planner: Planner;
  readonly userStrategies: UserStrategies;
  readonly closeStrategies: () => Promise<void>;
}

async function openServices(
  init: ResearchInit,
  entryDirectory: string,
  publisher: ResearchPublisher,
  log: Logger,
): Promise<Result<Services, ServiceFailure>> {
  const opened = await openBarLibrary({
    entry: join(entryDirectory, 'bar-library.js'),
    dataDirectory: init.dataDirectory,
    seedCsvPath: init.seedCsvPath,
    program: 'Tradewind',
    sessionId: init.sessionId,
    onGone: (error) => {
      // Without its library research can do nothing; main starts it anew, and the library finds what was cut off.
      log.error({ err: error }, 'the bar library is gone');
      process.exit(1);
    },
    events: {
      importProgress: (progress) => {
        publisher.publish('library.importProgress', progress);
      },
      libraryChanged: () => {
        publisher.publish('library.changed', {});
      },
      runsChanged: () => {
        publisher.publish('runs.changed', {});
      },
      noticed: (sentence) => {
        log.warn({}, sentence);
      },
    },
  });
  if (!opened.ok) return opened;
  for (const notice of opened.value.notices) log.warn({}, notice);
  const threadCount = availableParallelism();
  const userEntry = join(entryDirectory, 'user-strategy.js');
  const folder = dataDirectoryAt(init.dataDirectory).strategies;
  const checker = new StrategyChecker({ entry: userEntry });
  const userStrategies = new UserStrategies({
    folder,
    checker,
    onChange: () => {
      publisher.publish('strategies.changed', {});
    },
  });
  const read = () => {
    userStrategies.refresh().catch((error: unknown) => {
      log.warn({ err: error }, 'the strategies folder could not be read');
    });
  };
  // Kept up to date: whoever holds it looks a strategy up as it is then.
  const strategies = userStrategies.all;
  read();
  const stopWatching = watchFolder(folder, read);
  const executor = new ThreadPoolExecutor({
    entry: join(entryDirectory, 'trading-engine.js'),
    userEntry,
    codeOf: ({ strategyId, strategyHash }) => userStrategies.codeOf(strategyId, strategyHash),
    threadCount,
  });
  const planner = new Planner({
    library: opened.value.api,
    executor,
    strategies,
    workers: threadCount,
    cores: threadCount,
    memoryBudget,
    now: () => performance.now(),
    clock: Date.now,
    onFault: (error) => {
      log.error({ err: error }, 'a run could not be planned');
    },
  });
  const backtests = new Backtests({
    library: opened.value.api,
    executor,
    strategies,
    concurrency: threadCount,
    planner,
    clock: { now: () => unixMillis(Date.now()) },
    newRunId: () => runIdSchema.parse(randomUUID()),
    codeVersion: init.codeVersion,
    onProgress: (progress) => {
      publisher.publish('backtests.progress', progress);
    },
    onFault: (runId, error) => {
      log.error({ runId, err: error }, 'a run ended in a fault');
    },
  });
  const studies = new Studies({
    services: {
      library: opened.value.api,
      executor,
      strategies,
      workers: threadCount,
      planner,
      now: () => performance.now(),
    },
    clock: { now: () => unixMillis(Date.now()) },
    newStudyId: () => studyIdSchema.parse(randomUUID()),
    codeVersion: init.codeVersion,
    onProgress: (progress) => {
      publisher.publish('studies.progress', progress);
    },
    onChange: () => {
      publisher.publish('studies.changed', {});
    },
    onFault: (studyId, error) => {
      log.error({ studyId, err: error }, 'a study ended in a fault');
    },
  });
  const screens = new Screens({
    library: opened.value.api,
    executor,
    workers: threadCount,
    now: () => performance.now(),
    onProgress: (progress) => {
      publisher.publish('screens.progress', progress);
    },
  });
  const closeStrategies = async () => {
    stopWatching();
    userStrategies.close();
    await checker.close();
  };
  return ok({
    handle: opened.value,
    ...{ executor, screens, backtests, studies, planner, userStrategies, closeStrategies },
  });
}

async function closeServices({
  backtests,
  studies,
  executor,
  handle,
  closeStrategies,
}: Services): Promise<void> {
  await closeStrategies();
  await studies.close();
  await backtests.close();
  await executor.close();
  await handle.close();
}
