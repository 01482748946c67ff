/** The paper gateway as a utility process: main sends what it starts with, then one port. By itself: paper-gateway.entry.ts. */
import pino from 'pino';
import { paperGatewayBootSchema } from '#shared/ipc/paper-gateway.ts';
import { electronPort } from '#shared/node/port-transport.ts';
import { GatewayProcess } from './paper-gateway/control/gateway-process.ts';

// Main reads these lines and puts them into its log (utility-process.ts).
const log = pino({
  level: process.env['TRADEWIND_LOG_LEVEL'] ?? 'info',
  base: null,
  formatters: { level: (label) => ({ level: label }) },
});

let gateway: GatewayProcess | undefined;

process.parentPort.on('message', ({ data, ports: [port] }) => {
  const message = paperGatewayBootSchema.parse(data);
  if (message.kind === 'init') {
    gateway = new GatewayProcess({
      start: message.start,
      startTime: Date.now(),
      monotonicMs: () => performance.now(),
      timers: {
        schedule(delayMs, run) {
          const timer = setTimeout(run, delayMs);
          return () => clearTimeout(timer);
        },
      },
      log,
    });
    return;
  }
  if (gateway === undefined || port === undefined)
    throw new Error(`${message.kind} came without init or port`);
  gateway.serveControl(electronPort(port));
});
