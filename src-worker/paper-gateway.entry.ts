/** The paper gateway by itself: parses, listens, says that it is ready, stops when asked. */
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { Result } from '#shared/kernel/result.ts';
import { dataDirectoryAt, findDataRoot } from '#shared/node/data-directory.ts';
import { openReplay, type Replay } from '#shared/simulation/replay/open-replay.ts';
import { readStoredSeries } from './bar-library/stored-series.ts';
import { GATEWAY_HELP, parseGatewayArguments, type GatewayArguments } from './paper-gateway/arguments.ts';
import { readFaultText } from './paper-gateway/faults/read-fault-text.ts';
import { silentLog, type GatewayLog } from './paper-gateway/log.ts';
import { chooseSeries, type ReplayArguments } from './paper-gateway/replay-arguments.ts';
import { openPaperGateway } from './paper-gateway/state/open-gateway.ts';

const FAILED = 1;
const MISUSED = 2;

const stderrLog: GatewayLog = {
  write(event, facts = {}) {
    process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), event, ...facts })}\n`);
  },
};

const args = parseGatewayArguments(process.argv.slice(2));
if (!args.ok) refuse(args.error);
else if (args.value.isHelp) process.stdout.write(GATEWAY_HELP);
else await run(args.value);

async function run(options: GatewayArguments): Promise<void> {
  const { settings, hasLog, faults = '', statePath, asked } = options;
  const replay = options.replay === undefined ? undefined : await replayOf(options.replay, settings.seed);
  if (replay?.ok === false) return refuse(`--replay: ${replay.error}`);
  const opened = openPaperGateway({
    ...{ settings, statePath, asked, program: 'npm run paper-gateway' },
    startTime: replay?.value.startTime ?? Date.now(),
    replay: replay?.value,
    time: 'real',
    monotonicMs: () => performance.now(),
    log: hasLog ? stderrLog : silentLog,
    onStateLost: (why) => {
      say(inWords(why));
      process.exit(FAILED);
    },
  });
  if (!opened.ok) return refuse(`--state: ${inWords(opened.error)}`);
  const { gateway, notices } = opened.value;
  for (const notice of notices) say(notice);
  const faultText = readFaultText(faults);
  const faultsSet = faultText.ok ? gateway.faults.set(faultText.value) : faultText;
  if (!faultsSet.ok) {
    refuse(`--faults, ${faultsSet.error}`);
    return gateway.shutDown();
  }
  let port: number;
  try {
    port = await gateway.listen();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    refuse(code === 'EADDRINUSE' ? `Port ${settings.port} is in use: choose another with --port.` : message);
    return gateway.shutDown();
  }
  const stop = () => {
    // Once is enough; a second request ends the process at once.
    process.off('SIGINT', stop).off('SIGTERM', stop);
    void gateway.shutDown();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  process.stdout.write(`paper gateway ready: port ${port}, server version ${gateway.serverVersion}\n`);
}

async function replayOf(
  { names, dataDirectory, from }: ReplayArguments,
  seed: number,
): Promise<Result<Replay, string>> {
  const { researchDb } = dataDirectoryAt(findDataRoot({ argument: dataDirectory, env: process.env }));
  const stored = await readStoredSeries(researchDb, (library) => chooseSeries(names, library));
  return stored.ok ? openReplay(stored.value, seed, from) : stored;
}

function refuse(why: string): void {
  say(why);
  process.exitCode = MISUSED;
}

function say(what: string): void {
  process.stderr.write(`paper-gateway: ${what}\n`);
}

function inWords({ message, help }: ServiceFailure): string {
  return help === undefined ? message : `${message} ${help}`;
}
