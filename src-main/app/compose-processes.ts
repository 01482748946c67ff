import { randomUUID } from 'node:crypto';
import type { MessagePortMain } from 'electron';
import type { mainStreams } from '#shared/ipc/contract.ts';
import type { Publisher } from '#shared/ipc/publisher.ts';
import type { ResearchInit } from '#shared/ipc/supervision.ts';
import type { DataDirectory } from '#shared/node/data-directory.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { FileGrants } from '../files/file-grants.ts';
import { gatewayStart } from '../paper/gateway-start.ts';
import { PaperGateway } from '../paper/paper-gateway.ts';
import { Research } from '../research/research.ts';
import type { SettingsService } from '../settings/settings.ts';
import { systemClock, systemTimers } from '../telemetry/timers.ts';
import { paperGatewayLauncher } from './launch-paper-gateway.ts';
import { researchLauncher } from './launch-research.ts';

interface ProcessSurroundings {
  /** Where the built entries lie. */
  readonly entryDirectory: string;
  readonly log: Logger;
  readonly publisher: Publisher<typeof mainStreams>;
}

/** Wires the research process. @param onReady it serves, for the first time or again after a crash */
export function composeResearch(
  { entryDirectory, log, publisher }: ProcessSurroundings,
  init: Omit<ResearchInit, 'kind'>,
  grants: FileGrants,
  onReady: () => void,
): Research<MessagePortMain> {
  return new Research({
    launcher: researchLauncher(entryDirectory, init, log),
    ...{ clock: systemClock, timers: systemTimers, newId: randomUUID, log },
    grants: () => grants.all(),
    onState: (state) => publisher.publish('app.research', state),
    onReady,
  });
}

/** Wires the paper gateway's process. */
export function composePaperGateway(
  { entryDirectory, log, publisher }: ProcessSurroundings,
  directory: DataDirectory,
  settings: SettingsService,
  onStatus: () => void,
): PaperGateway {
  const paper = new PaperGateway({
    launch: paperGatewayLauncher(entryDirectory, log),
    settings: () => gatewayStart(directory, settings.current.paperGateway),
    ...{ clock: systemClock, timers: systemTimers, newId: randomUUID, log },
    onStatus(status) {
      publisher.publish('paper.status', status);
      onStatus();
    },
  });
  publisher.publish('paper.status', paper.status);
  return paper;
}
