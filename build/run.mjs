// What every npm script calls: node build/run.mjs TASK [arguments]. A task is a file in build/tasks; its default export
// gets the arguments and resolves to the exit code. Nothing here writes to stdout: that is for what the task runs.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const OLDEST_NODE = [20, 19];

const [task = '', ...args] = process.argv.slice(2);
const file = join(import.meta.dirname, 'tasks', `${task}.mjs`);
if (!isNodeNewEnough()) {
  fail(`Tradewind needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.version}.`);
} else if (!existsSync(join(import.meta.dirname, '..', 'node_modules', 'electron'))) {
  fail('The packages are not installed. Run: npm ci');
} else if (!/^[a-z0-9]+$/.test(task) || !existsSync(file)) {
  fail(`There is no task "${task}". See "scripts" in package.json.`);
} else {
  try {
    process.exitCode = await (await import(pathToFileURL(file).href)).default(args);
  } catch (error) {
    // Trouble is written for people; of anything else the stack is what helps.
    const known = error instanceof Error && error.name === 'Trouble';
    fail(known ? error.message : String(error instanceof Error ? error.stack : error));
  }
}

function isNodeNewEnough() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/** @param {string} text */
function fail(text) {
  process.stderr.write(`\ntradewind: ${text}\n`);
  process.exitCode = 1;
}
