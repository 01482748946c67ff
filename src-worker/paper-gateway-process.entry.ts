/** The paper gateway as a utility process: main sends what it starts with, then one port. By itself: paper-gateway.entry.ts. */
import pino from 'pino';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { paperGatewayBootSchema } from '#shared/ipc/paper-gateway.ts';
import type { Timers } from '#shared/kernel/clock.ts';
import type { Result } from '#shared/kernel/result.ts';
import { electronPort } from '#shared/node/port-transport.ts';
import { openGatewayProcess, type GatewayProcess } from './paper-gateway/control/gateway-process.ts';
import { serveRefusal } from './paper-gateway/control/refusal.ts';

// Main reads these lines and puts them into its log (utility-process.ts).
const log = pino({
  level: process.env['TRADEWIND_LOG_LEVEL'] ?? 'info',
  base: null,
  formatters: { level: (label) => ({ level: label }) },
});

const timers: Timers = {
  schedule(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

let gateway: Result<GatewayProcess, ServiceFailure> | undefined;

process.parentPort.on('message', ({ data, ports: [port] }) => {
  const message = paperGatewayBootSchema.parse(data);
  if (message.kind === 'init') {
    gateway = openGatewayProcess({
      start: message.start,
      startTime: Date.now(),
      monotonicMs: () => performance.now(),
      ...{ timers, log },
      onStateLost: (why) => {
        log.error(why, 'the state of the paper gateway cannot be saved');
        process.exit(1);
      },
    });
    return;
  }
  if (gateway === undefined || port === undefined)
    throw new Error(`${message.kind} came without init or port`);
  if (gateway.ok) gateway.value.serveControl(electronPort(port));
  else serveRefusal(electronPort(port), gateway.error, { timers, log });
});
