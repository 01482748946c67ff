import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { utilityProcess, type UtilityProcess } from 'electron';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { ChildProcess } from '../ports/child-process.ts';

/** Environment variables that are passed on: what a process needs of the system, and no secret from our own environment. */
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

/**
 * Starts one of our utility processes; what it writes goes into our log.
 *
 * @param name of its built entry and, after "Tradewind", of the process: `research`
 */
export function startUtilityProcess(
  entryDirectory: string,
  name: string,
  log: Logger,
): { readonly child: UtilityProcess } & Pick<ChildProcess, 'onExit' | 'kill'> {
  const child = utilityProcess.fork(join(entryDirectory, `${name}.js`), [], {
    serviceName: `Tradewind ${name}`,
    env: Object.fromEntries(
      PASSED_ON.flatMap((passed) => (passed in process.env ? [[passed, process.env[passed]]] : [])),
    ),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  logLines(child.stdout, name, log);
  logLines(child.stderr, name, log);
  let fatal: string | null = null;
  child.on('error', (type, location) => {
    fatal = `${type} at ${location}`;
  });
  return {
    child,
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
}

/** What the process writes: lines of its own log, as JSON, and whatever Node has to say when it dies. */
function logLines(stream: NodeJS.ReadableStream | null, name: string, log: Logger): void {
  if (stream === null) return;
  createInterface({ input: stream }).on('line', (line) => {
    const { level, msg, ...fields } = parseLine(line.slice(0, MAX_LINE));
    log[level]({ process: name, ...fields }, msg);
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
