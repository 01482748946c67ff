import { MessageChannelMain, type MessagePortMain, type UtilityProcess } from 'electron';
import type { PaperGatewayBoot } from '#shared/ipc/paper-gateway.ts';
import type { GatewayStart } from '#shared/model/paper-gateway.ts';
import { electronPort } from '#shared/node/port-transport.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { ChildProcess } from '../ports/child-process.ts';
import { startUtilityProcess } from './utility-process.ts';

export function paperGatewayLauncher(
  entryDirectory: string,
  log: Logger,
): (start: GatewayStart) => ChildProcess {
  return (start) => {
    const { child, onExit, kill } = startUtilityProcess(entryDirectory, 'paper-gateway-process', log);
    post(child, { kind: 'init', start });
    const control = new MessageChannelMain();
    post(child, { kind: 'control-port' }, control.port1);
    return { supervision: electronPort(control.port2), onExit, kill };
  };
}

function post(child: UtilityProcess, message: PaperGatewayBoot, port?: MessagePortMain): void {
  child.postMessage(message, port === undefined ? [] : [port]);
}
