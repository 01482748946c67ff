import { captureChild, tool } from '../child.mjs';
import { buildIfStale } from '../fresh-build.mjs';
import { prepare } from '../prepare.mjs';
import { Trouble, say } from '../progress.mjs';

/** @import { ElectronRuntime } from '../electron-runtime.mjs' */

/** Types, lint, layers, format, unit tests: all that needs no window. Runs everything, then says what failed and what took long. */
export default async function () {
  const runtime = await prepare();
  const began = performance.now();
  /** @type {string[]} */
  const failed = [];
  /** @type {string[]} */
  const times = [];
  /**
   * @param {string} name
   * @param {() => Promise<{ code: number, output: string }>} run
   */
  const part = async (name, run) => {
    const start = performance.now();
    const { code, output } = await run().catch(asOutcome);
    process.stdout.write(output);
    const time = `${((performance.now() - start) / 1000).toFixed(1)} s`;
    say(`${name}: ${code === 0 ? 'good' : 'FAILED'}, ${time}`);
    times.push(`${name} ${time}`);
    if (code !== 0) failed.push(name);
  };

  // Two lanes: the unit tests keep as many processes busy as there are cores, and the tools share the cores with them.
  // No cache of lint: a change to one file changes the verdict of rules with types, and of the import table, on others.
  await Promise.all([
    (async () => {
      // One checker per project: several look at the same types again, each for itself.
      await part('types', () => script('typescript-native/bin/tsc', '-b', '--checkers', '1'));
      await part('lint', () => script('oxlint/bin/oxlint', '--config', 'oxlint.config.mjs'));
      // Comments that switch a rule off are oxlint's matter; from these rules none makes an exception.
      await part('layers', () =>
        script('eslint/bin/eslint.js', '--config', 'eslint.own-rules.config.ts', '--no-inline-config', '.'),
      );
      await part('format', () =>
        script('prettier/bin/prettier.cjs', '--check', '--log-level=warn', ...PRETTIER_CACHE, '.'),
      );
    })(),
    (async () => {
      await part('build', () => buildIfStale().then(() => ({ code: 0, output: '' })));
      await part('unit tests', () => unitTests(runtime));
    })(),
  ]);
  say(`check took ${((performance.now() - began) / 1000).toFixed(1)} s: ${times.join(', ')}`);
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
