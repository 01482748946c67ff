// Opens the database named on the command line, adds one row, tells, and stays until it is killed.
import { openDatabase } from '../open-database.ts';

const opened = openDatabase({
  path: process.argv[2]!,
  migrations: [{ id: 1, name: 'notes', sql: 'CREATE TABLE note (text TEXT NOT NULL) STRICT' }],
  program: 'the child',
  synchronous: 'NORMAL',
  lostWal: 'refuse',
  lockWaitMs: 0,
});
if (opened.ok) opened.value.db.prepare('INSERT INTO note VALUES (?)').run('from the child');
process.send!(opened.ok ? 'held' : opened.error);
setInterval(() => undefined, 1_000);
