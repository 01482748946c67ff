import { captureChild, tool } from '../child.mjs';
import { buildIfStale } from '../fresh-build.mjs';
import { prepare } from '../prepare.mjs';
import { Trouble, say } from '../progress.mjs';

/** @import { ElectronRuntime } from '../electron-runtime.mjs' */

/** Types, format, lint with its import table, unit tests: all that needs no window. Runs everything, then says what failed. */
export default async function () {
  const runtime = await prepare();
  /** @type {string[]} */
  const failed = [];
  /**
   * @param {string} name
   * @param {() => Promise<{ code: number, output: string }>} run
   */
  const part = async (name, run) => {
    const start = performance.now();
    const { code, output } = await run().catch(asOutcome);
    process.stdout.write(output);
    say(`${name}: ${code === 0 ? 'good' : 'FAILED'}, ${((performance.now() - start) / 1000).toFixed(1)} s`);
    if (code !== 0) failed.push(name);
  };

  // Two lanes of about the same length, for the two cores that any machine has. ESLint has no cache: with type-aware
  // rules a change to one file changes the verdict on others.
  await Promise.all([
    (async () => {
      await part('types', () => script('typescript/bin/tsc', '-b'));
      await part('lint', () => script('eslint/bin/eslint.js', '.'));
      await part('format', () =>
        script('prettier/bin/prettier.cjs', '--check', '--log-level=warn', ...PRETTIER_CACHE, '.'),
      );
    })(),
    (async () => {
      await part('build', () => buildIfStale().then(() => ({ code: 0, output: '' })));
      await part('unit tests', () => unitTests(runtime));
    })(),
  ]);
  say(failed.length === 0 ? 'check: all good' : `check: FAILED: ${failed.join(', ')} (see above)`);
  return failed.length === 0 ? 0 : 1;
}

/**
 * @param {string} file
 * @param {string[]} args
 */
function script(file, ...args) {
  return captureChild(process.execPath, [tool(file), ...args]);
}

const PRETTIER_CACHE = ['--cache', '--cache-location=.cache/prettier'];
const VITEST = [tool('vitest/vitest.mjs'), 'run'];

/** @param {ElectronRuntime} runtime */
function unitTests({ executable }) {
  return captureChild(executable, VITEST, { env: { ELECTRON_RUN_AS_NODE: '1' } });
}

/** @param {unknown} error */
function asOutcome(error) {
  if (!(error instanceof Trouble)) throw error;
  return { code: 1, output: `${error.message}\n` };
}
