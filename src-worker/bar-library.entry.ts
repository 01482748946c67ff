/** The thread that owns research.db: nobody else writes there, and nothing else runs here. */
import { parentPort, workerData } from 'node:worker_threads';
import { serveLibrary, type LibraryThreadData } from './bar-library/library-thread.ts';

if (parentPort === null) throw new Error('bar-library is a worker thread: start it with openBarLibrary');
await serveLibrary(parentPort, workerData as LibraryThreadData);
