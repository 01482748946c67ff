import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { ImportRequest, LibraryApi, LibraryCalls, LibraryEvents } from './library-api.ts';
import type { LibraryGreeting, LibraryThreadData } from './library-thread.ts';

export interface OpenBarLibraryOptions extends LibraryThreadData {
  /** The built bar-library.entry.ts. */
  readonly entry: string;
  readonly events: LibraryEvents;
  /** Told once when the thread ends without having been closed. */
  readonly onGone?: (error: LibraryGone) => void;
}

export interface BarLibraryHandle {
  readonly api: LibraryCalls;
  /** What the user should know of the state the library was found in. */
  readonly notices: readonly string[];
  close(): Promise<void>;
}

/** The thread is gone; whether it did what it was asked is not known. */
export class LibraryGone extends Error {
  override readonly name = 'LibraryGone';
}

/** No answer within the time a call may take. */
class LibraryTimeout extends Error {
  override readonly name = 'LibraryTimeout';
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Checking a large file after a crash takes a second per GB. */
const OPEN_TIMEOUT_MS = 5 * MINUTE;

/** How long each call may take before its caller stops waiting. Generous: others may be served first. */
const TIMEOUT_MS: Readonly<Record<keyof LibraryApi, number>> = {
  listSeries: 30 * SECOND,
  loadBars: MINUTE,
  foldedBars: MINUTE,
  barsOfRun: MINUTE,
  previewImport: MINUTE,
  importFile: 120 * MINUTE,
  saveRefusedRows: 5 * MINUTE,
  deleteSeries: 30 * SECOND,
  deleteRun: 30 * SECOND,
  backup: 60 * MINUTE,
  undo: 30 * SECOND,
  createRun: 30 * SECOND,
  markRun: 30 * SECOND,
  setRunSeries: 30 * SECOND,
  finishRun: 5 * MINUTE,
  rehearseStore: MINUTE,
  addPrediction: 30 * SECOND,
  listPredictions: 30 * SECOND,
  keepStrategySource: 30 * SECOND,
  strategySource: 30 * SECOND,
  listRuns: 30 * SECOND,
  getRun: 30 * SECOND,
  listTrades: MINUTE,
  loadFills: MINUTE,
  loadEquity: MINUTE,
  keepBrokerBars: MINUTE,
  readBrokerBars: MINUTE,
  saveStudy: MINUTE,
  listStudies: 30 * SECOND,
  getStudy: 30 * SECOND,
  loadStudyTrials: MINUTE,
  deleteStudy: 30 * SECOND,
  close: 5 * MINUTE,
};

/**
 * Starts the library's thread and waits until the library is open. Expected failures (in use, damaged, newer, disk full)
 * are values; a thread that dies while it starts is one too.
 *
 * A thread that dies later is not started again from here: every pending and later call rejects with LibraryGone, its
 * owner (research, the CLI) ends, and main starts research anew, which finds its interrupted runs on the way up.
 */
export async function openBarLibrary(
  options: OpenBarLibraryOptions,
): Promise<Result<BarLibraryHandle, ServiceFailure>> {
  const { dataDirectory, program, seedCsvPath, sessionId } = options;
  const workerData: LibraryThreadData = { dataDirectory, program, seedCsvPath, sessionId };
  const worker = new Worker(options.entry, { workerData, name: 'bar-library' });
  const greeting = await greetingOf(worker);
  if (greeting.kind === 'failed') {
    await worker.terminate();
    return err(greeting.error);
  }
  return ok(connect(worker, greeting.notices, options));
}

async function greetingOf(worker: Worker): Promise<LibraryGreeting> {
  const startFailed = (why: string): LibraryGreeting => ({
    kind: 'failed',
    error: failure(
      'library-start-failed',
      `The bar library did not start: ${why}.`,
      'Start again; the log has the details.',
    ),
  });
  const stop = new AbortController();
  const timer = setTimeout(() => {
    stop.abort();
  }, OPEN_TIMEOUT_MS);
  try {
    return await Promise.race([
      once(worker, 'message', { signal: stop.signal }).then(([message]) => message as LibraryGreeting),
      once(worker, 'exit', { signal: stop.signal }).then(([code]) =>
        startFailed(`its thread ended with code ${String(code)}`),
      ),
    ]);
  } catch (error) {
    if (stop.signal.aborted)
      return startFailed(`it did not answer within ${OPEN_TIMEOUT_MS / MINUTE} minutes`);
    return startFailed(error instanceof Error ? error.message : String(error)); // what the thread threw
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

function connect(
  worker: Worker,
  notices: readonly string[],
  options: OpenBarLibraryOptions,
): BarLibraryHandle {
  let gone: LibraryGone | undefined;
  let isClosing = false;
  const rpc = createBirpc<LibraryApi, LibraryEvents>(options.events, {
    post: (message) => {
      worker.postMessage(message);
    },
    on: (listener) => {
      worker.on('message', listener);
    },
    timeout: -1, // each call has its own, below
  });
  const end = (why: string) => {
    if (gone !== undefined) return;
    gone = new LibraryGone(`The bar library's thread is gone: ${why}.`);
    rpc.$close(gone);
    if (!isClosing) options.onGone?.(gone);
  };
  worker.on('error', (error) => {
    end(error.message);
  });
  worker.on('exit', (code) => {
    end(`it ended with code ${code}`);
  });

  const call = async (name: keyof LibraryApi, args: readonly unknown[]): Promise<unknown> => {
    if (gone !== undefined) throw gone;
    const limitMs = TIMEOUT_MS[name];
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        if (name === 'importFile') Atomics.store(new Int32Array((args[0] as ImportRequest).cancel), 0, 1);
        reject(new LibraryTimeout(`The bar library did not answer ${name} within ${limitMs / SECOND} s.`));
      }, limitMs);
    });
    try {
      return await Promise.race([rpc.$callRaw({ method: name, args: [...args] }), tooLong]);
    } finally {
      clearTimeout(timer);
    }
  };
  const names = Object.keys(TIMEOUT_MS) as (keyof LibraryApi)[];
  const api = Object.fromEntries(names.map((name) => [name, (...args: unknown[]) => call(name, args)]));

  return {
    api: api as unknown as LibraryCalls,
    notices,
    async close() {
      isClosing = true;
      try {
        if (gone === undefined) await call('close', []);
      } finally {
        await worker.terminate();
      }
    },
  };
}
