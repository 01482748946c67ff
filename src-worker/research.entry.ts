/** The research utility process: main sends what it needs to know, then ports. */
import { constants } from 'node:os';
import pino from 'pino';
import { electronPort } from '#shared/node/port-transport.ts';
import { lowerPriority } from '#shared/node/process-priority.ts';
import { researchBootSchema } from '#shared/ipc/supervision.ts';
import { ResearchProcess } from './research/research-process.ts';

// Main reads these lines and puts them into its log (utility-process.ts).
const log = pino({
  level: process.env['TRADEWIND_LOG_LEVEL'] ?? 'info',
  base: null,
  formatters: { level: (label) => ({ level: label }) },
});

// Back-tests take what trading and the window leave of the cores; a thread begins with the priority of the one that makes it.
lowerPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);

let research: ResearchProcess | undefined;

process.parentPort.on('message', ({ data, ports: [port] }) => {
  const message = researchBootSchema.parse(data);
  if (message.kind === 'init') {
    research = new ResearchProcess(message, import.meta.dirname, log);
    return;
  }
  if (research === undefined || port === undefined)
    throw new Error(`${message.kind} came without init or port`);
  if (message.kind === 'supervision-port') research.serveSupervision(electronPort(port));
  else void research.serveRenderer(electronPort(port));
});
