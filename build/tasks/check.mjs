import { projectFolder, runAsNode, runChild, tool } from '../child.mjs';
import { buildIfStale } from '../fresh-build.mjs';
import { prepareModernNode } from '../modern-node.mjs';
import { prepare } from '../prepare.mjs';
import { Trouble, say } from '../progress.mjs';

/** Types, format, lint with its import table, unit tests: everything that needs no window. Runs all, then says what failed. */
export default async function () {
  const runtime = await prepare();
  const modernNode = await prepareModernNode(runtime);

  /** @param {string[]} args */
  const node = (...args) => runChild(process.execPath, args);
  const vitest = [tool('vitest/vitest.mjs'), 'run'];
  const failed = [];
  for (const [name, run] of /** @type {[string, () => Promise<number>][]} */ ([
    ['build', () => buildIfStale().then(() => 0)],
    ['types', () => node(tool('typescript/bin/tsc'), '-b', projectFolder)],
    [
      'format',
      () =>
        node(
          tool('prettier/bin/prettier.cjs'),
          '--check',
          '--cache',
          '--cache-location=.cache/prettier',
          '--log-level=warn',
          '.',
        ),
    ],
    [
      'lint',
      () =>
        node(
          tool('eslint/bin/eslint.js'),
          '--cache',
          '--cache-location=.cache/eslint',
          '--max-warnings=0',
          '.',
        ),
    ],
    ['unit tests', () => runAsNode(runtime, vitest)],
    [
      'storage tests',
      () => (modernNode === undefined ? Promise.resolve(0) : storageTests(modernNode, vitest)),
    ],
  ])) {
    const start = performance.now();
    const code = await run().catch(sayTrouble);
    say(`${name}: ${code === 0 ? 'good' : 'FAILED'}, ${((performance.now() - start) / 1000).toFixed(1)} s`);
    if (code !== 0) failed.push(name);
  }
  say(failed.length === 0 ? 'check: all good' : `check: FAILED: ${failed.join(', ')} (see above)`);
  return failed.length === 0 ? 0 : 1;
}

/**
 * The storage tests once more, on better-sqlite3 13, which is what ships: the runtime at hand took the older driver.
 * @param {string} modernNode
 * @param {string[]} vitest
 */
function storageTests(modernNode, vitest) {
  return runChild(modernNode, vitest, { env: { TRADEWIND_TESTS: 'storage', TRADEWIND_SUMMARY: 'storage' } });
}

/** @param {unknown} error */
function sayTrouble(error) {
  if (!(error instanceof Trouble)) throw error;
  say(error.message);
  return 1;
}
