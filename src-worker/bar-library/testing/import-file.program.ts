// Replaces the bars of TEST (1 min) in the library of the folder by those of the file, as slowly as it takes, and stays.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openLibrary } from '../bar-library.ts';
import { MINUTES, PLAIN } from './scratch-library.ts';

const [folder, path] = process.argv.slice(2) as [string, string];
const nothing = () => undefined;
const opened = openLibrary({
  researchDbPath: join(folder, 'research.db'),
  reportsFolder: join(folder, 'reports'),
  program: 'the child',
  now: Date.now,
  events: { importProgress: nothing, libraryChanged: nothing, runsChanged: nothing, noticed: nothing },
});
if (!opened.ok) throw new Error(opened.error.message);
process.send!('importing');
await opened.value.api.importFile({
  importId: randomUUID(),
  path,
  spec: { facts: MINUTES, dialect: PLAIN, existing: 'replace', allOrNothing: true },
  cancel: new SharedArrayBuffer(4),
});
setInterval(nothing, 1_000);
