import { createBirpc } from 'birpc';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { dataDirectoryAt } from '#shared/node/data-directory.ts';
import { openLibrary } from './bar-library.ts';
import type { LibraryApi, LibraryEvents } from './library-api.ts';
import { tellableError } from './library-failure.ts';
import { seedLibrary } from './seed.ts';

/** What the thread is started with. */
export interface LibraryThreadData {
  readonly dataDirectory: string;
  readonly program: string;
  readonly seedCsvPath: string | undefined;
  /** See BarLibraryOptions. */
  readonly sessionId?: string | undefined;
}

/** The part of a worker thread's port that is used here. */
export interface LibraryPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

/** The thread's first message; calls are answered after an `opened`. */
export type LibraryGreeting =
  | { readonly kind: 'opened'; readonly notices: readonly string[] }
  | { readonly kind: 'failed'; readonly error: ServiceFailure };

/** Opens the library, greets, and answers calls on the port until `close`. */
export async function serveLibrary(port: LibraryPort, data: LibraryThreadData): Promise<void> {
  const paths = dataDirectoryAt(data.dataDirectory);
  const listener: { current?: ReturnType<typeof connect> } = {}; // nobody listens before the greeting
  const events: LibraryEvents = {
    importProgress: (progress) => void listener.current?.importProgress.asEvent(progress),
    libraryChanged: () => void listener.current?.libraryChanged.asEvent(),
    runsChanged: () => void listener.current?.runsChanged.asEvent(),
    noticed: (sentence) => void listener.current?.noticed.asEvent(sentence),
  };
  const opened = openLibrary({
    researchDbPath: paths.researchDb,
    reportsFolder: paths.reports,
    program: data.program,
    sessionId: data.sessionId,
    events,
    now: Date.now,
  });
  const greet = (greeting: LibraryGreeting) => {
    port.postMessage(greeting);
  };
  if (!opened.ok) {
    greet({ kind: 'failed', error: opened.error });
    return;
  }
  const library = opened.value;
  // A library without its first series still works: what went wrong is told, and tried again at the next start.
  const seeded = data.seedCsvPath === undefined ? undefined : await seedLibrary(library, data.seedCsvPath);
  const notices = seeded?.ok === false ? [seeded.error.message] : [];
  greet({ kind: 'opened', notices: [...library.notices, ...notices] });
  listener.current = connect(port, library.api);
}

function connect(port: LibraryPort, api: LibraryApi) {
  return createBirpc<LibraryEvents, LibraryApi>(withTellableErrors(api), {
    post: (message) => {
      port.postMessage(message);
    },
    on: (listener) => {
      port.on('message', listener);
    },
    timeout: -1, // nothing is asked of the other side
  });
}

/** Errors cross to the other thread by structured clone, which takes the words out of SQLite's own. */
function withTellableErrors(api: LibraryApi): LibraryApi {
  const told = (call: (...args: never[]) => unknown) =>
    async function (...args: never[]) {
      try {
        return await call(...args);
      } catch (error) {
        throw tellableError(error);
      }
    };
  return Object.fromEntries(
    Object.entries<(...args: never[]) => unknown>({ ...api }).map(([name, call]) => [name, told(call)]),
  ) as unknown as LibraryApi;
}
