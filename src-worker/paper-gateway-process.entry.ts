/** The paper gateway as a utility process: main sends what it starts with, then one port. By itself: paper-gateway.entry.ts. */
import pino from 'pino';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { paperGatewayBootSchema } from '#shared/ipc/paper-gateway.ts';
import type { Timers } from '#shared/kernel/clock.ts';
import { err, type Result } from '#shared/kernel/result.ts';
import type { GatewayStart } from '#shared/model/paper-gateway.ts';
import { electronPort } from '#shared/node/port-transport.ts';
import { openReplay, type Replay } from '#shared/simulation/replay/open-replay.ts';
import { readStoredSeries } from './bar-library/stored-series.ts';
import { openGatewayProcess, type GatewayProcess } from './paper-gateway/control/gateway-process.ts';
import { serveRefusal } from './paper-gateway/control/refusal.ts';
import { chooseSeries, parseReplayNames } from './paper-gateway/replay-arguments.ts';

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

let gateway: Promise<Result<GatewayProcess, ServiceFailure>> | undefined;

process.parentPort.on('message', ({ data, ports: [port] }) => {
  const message = paperGatewayBootSchema.parse(data);
  if (message.kind === 'init') {
    gateway = open(message.start);
    return;
  }
  if (gateway === undefined || port === undefined)
    throw new Error(`${message.kind} came without init or port`);
  void gateway.then((opened) => {
    if (opened.ok) opened.value.serveControl(electronPort(port));
    else serveRefusal(electronPort(port), opened.error, { timers, log });
  });
});

async function open(start: GatewayStart): Promise<Result<GatewayProcess, ServiceFailure>> {
  const replay = start.replay === null ? undefined : await replayOf(start.replay, start.seed);
  if (replay?.ok === false) {
    const help = 'Change what is replayed, or choose the simulated market, under “Next start”.';
    return err(failure('bad-replay', `What is to be replayed cannot be read: ${replay.error}`, help));
  }
  return openGatewayProcess({
    ...{ start, replay: replay?.value, startTime: Date.now() },
    monotonicMs: () => performance.now(),
    ...{ timers, log },
    onStateLost: (why) => {
      log.error(why, 'the state of the paper gateway cannot be saved');
      process.exit(1);
    },
  });
}

async function replayOf(
  { series, from, researchDb }: NonNullable<GatewayStart['replay']>,
  seed: number,
): Promise<Result<Replay, string>> {
  const names = parseReplayNames(series);
  if (!names.ok) return names;
  const stored = await readStoredSeries(researchDb, (library) => chooseSeries(names.value, library));
  return stored.ok ? openReplay(stored.value, seed, from ?? undefined) : stored;
}
