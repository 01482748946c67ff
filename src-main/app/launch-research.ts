import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron';
import type { ResearchBoot, ResearchInit } from '#shared/ipc/supervision.ts';
import { electronPort } from '#shared/node/port-transport.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { ResearchLauncher } from '../ports/research-child.ts';

/** The research process gets what it needs to find its way about the system, and no secret that our parent may hold. */
const PASSED_ON = [
  'HOME',
  'LANG',
  'LC_ALL',
  'PATH',
  'SystemRoot',
  'TEMP',
  'TMP',
  'TMPDIR',
  'TZ',
  'TRADEWIND_LOG_LEVEL',
];
const MAX_LINE = 4_000;

export function researchLauncher(
  entryDirectory: string,
  init: Omit<ResearchInit, 'kind'>,
  log: Logger,
): ResearchLauncher<MessagePortMain> {
  return {
    launch() {
      const child = utilityProcess.fork(join(entryDirectory, 'research.js'), [], {
        serviceName: 'Tradewind research',
        env: Object.fromEntries(
          PASSED_ON.flatMap((name) => (name in process.env ? [[name, process.env[name]]] : [])),
        ),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      logLines(child.stdout, log);
      logLines(child.stderr, log);
      post(child, { kind: 'init', ...init });
      const supervision = new MessageChannelMain();
      post(child, { kind: 'supervision-port' }, supervision.port1);

      let fatal: string | null = null;
      child.on('error', (type, location) => {
        fatal = `${type} at ${location}`;
      });
      return {
        supervision: electronPort(supervision.port2),
        openRendererPort() {
          const { port1, port2 } = new MessageChannelMain();
          post(child, { kind: 'renderer-port' }, port1);
          return port2;
        },
        onExit(listener) {
          child.on('exit', (code) => {
            listener(fatal ?? `exit code ${code}`);
          });
        },
        kill() {
          // kill() of the utility process asks politely, and a process in an endless loop does not listen.
          if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
          else child.kill();
        },
      };
    },
  };
}

function post(child: UtilityProcess, message: ResearchBoot, port?: MessagePortMain): void {
  child.postMessage(message, port === undefined ? [] : [port]);
}

/** What the process writes: lines of its own log, as JSON, and whatever Node has to say when it dies. */
function logLines(stream: NodeJS.ReadableStream | null, log: Logger): void {
  if (stream === null) return;
  createInterface({ input: stream }).on('line', (line) => {
    const { level, msg, ...fields } = parseLine(line.slice(0, MAX_LINE));
    log[level]({ process: 'research', ...fields }, msg);
  });
}

type Level = keyof Logger;

function parseLine(line: string): { level: Level; msg: string } & Record<string, unknown> {
  try {
    const record = JSON.parse(line) as { level?: unknown; msg?: unknown } | null;
    if (record !== null && typeof record.msg === 'string' && isLevel(record.level)) {
      return { ...record, level: record.level, msg: record.msg };
    }
  } catch {
    // not JSON: a line for people
  }
  return { level: 'warn', msg: line };
}

function isLevel(level: unknown): level is Level {
  return level === 'debug' || level === 'info' || level === 'warn' || level === 'error';
}
