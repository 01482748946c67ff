import { MessageChannelMain, type MessagePortMain, type UtilityProcess } from 'electron';
import type { ResearchBoot, ResearchInit } from '#shared/ipc/supervision.ts';
import { electronPort } from '#shared/node/port-transport.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { ResearchLauncher } from '../ports/research-child.ts';
import { startUtilityProcess } from './utility-process.ts';

export function researchLauncher(
  entryDirectory: string,
  init: Omit<ResearchInit, 'kind'>,
  log: Logger,
): ResearchLauncher<MessagePortMain> {
  return {
    launch() {
      const { child, onExit, kill } = startUtilityProcess(entryDirectory, 'research', log);
      post(child, { kind: 'init', ...init });
      const supervision = new MessageChannelMain();
      post(child, { kind: 'supervision-port' }, supervision.port1);
      return {
        supervision: electronPort(supervision.port2),
        openRendererPort() {
          const { port1, port2 } = new MessageChannelMain();
          post(child, { kind: 'renderer-port' }, port1);
          return port2;
        },
        onExit,
        kill,
      };
    },
  };
}

function post(child: UtilityProcess, message: ResearchBoot, port?: MessagePortMain): void {
  child.postMessage(message, port === undefined ? [] : [port]);
}
