import { once } from 'node:events';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import pino from 'pino';
import openRoll from 'pino-roll';
import type { Logger } from '#shared/telemetry/logger.ts';

export interface Log {
  readonly logger: Logger;
  /** A child whose lines carry these fields. */
  child(fields: object): Logger;
  /** The last lines, as they stand in the file. */
  recentLines(): readonly string[];
  /** Puts on disk what is still in memory: for the end of the program and before it crashes. */
  flush(): void;
}

const RECENT_LINES = 200;
/** 6 files of 5 MB: some weeks of ordinary use. */
const FILE_SIZE = '5m';
const OLD_FILES = 5;

/** Account numbers and the like have no place in a log that users send around. */
const REDACTED = [
  'password',
  'token',
  'account',
  'accountId',
  '*.password',
  '*.token',
  '*.account',
  '*.accountId',
];

/**
 * Opens the rolling log of a process in `directory`: JSON lines in files `NAME.1.log`, `NAME.2.log`, ...
 * A disk that is full or gone costs lines, never the program.
 */
export async function openLog(directory: string, name: string, level: string): Promise<Log> {
  const file = await openRoll({
    file: join(directory, name),
    extension: '.log',
    size: FILE_SIZE,
    limit: { count: OLD_FILES, removeOtherLogFiles: true },
    mkdir: true,
  });
  file.on('error', () => undefined); // the ring below still has the lines, and there is nowhere better to say it
  // Lines of the first moments can be flushed only once the file is open; one that cannot be opened has said so above.
  if (!isOpen(file)) await once(file, 'ready').catch(() => undefined);

  const recent: string[] = [];
  const ring = new Writable({
    write(chunk: Buffer, _encoding, done) {
      recent.push(chunk.toString().trimEnd());
      if (recent.length > RECENT_LINES) recent.shift();
      done();
    },
  });
  const logger = pino(
    {
      level,
      base: { process: name, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: REDACTED, censor: '[redacted]' },
    },
    pino.multistream([
      { stream: file, level: 'trace' },
      { stream: ring, level: 'trace' },
    ]),
  );
  return {
    logger,
    child: (fields) => logger.child(fields),
    recentLines: () => recent,
    flush() {
      try {
        file.flushSync();
      } catch {
        // Not open yet, or the disk is gone: there is nothing left to save the lines with.
      }
    },
  };
}

function isOpen(file: object): boolean {
  return (file as { fd: number }).fd >= 0;
}

/** What TRADEWIND_LOG_LEVEL asks for, else `info`. */
export function logLevel(env: Readonly<Record<string, string | undefined>>): string {
  const wanted = env['TRADEWIND_LOG_LEVEL'] ?? '';
  return Object.hasOwn(pino.levels.values, wanted) ? wanted : 'info';
}
