import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { projectFolder, runAsNode } from '../child.mjs';
import { prepareDisplay } from '../display.mjs';
import { buildIfStale } from '../fresh-build.mjs';
import { withLaunch } from '../launch.mjs';
import { prepare } from '../prepare.mjs';
import { Trouble } from '../progress.mjs';

/** These start the app in its window, as journeys do. */
const IN_WINDOW = ['quotes', 'kill-switch', 'result-chart'];

/**
 * npm run bench -- NAME [arguments]: bundles bench/NAME.bench.ts and runs it in the app's own runtime.
 * @param {string[]} args
 */
export default async function ([name = '', ...args]) {
  const source = join(projectFolder, 'bench', `${name}.bench.ts`);
  if (!existsSync(source)) {
    const names = readdirSync(join(projectFolder, 'bench')).flatMap(
      (file) => file.match(/^(.*)\.bench\.ts$/)?.[1] ?? [],
    );
    throw new Trouble(
      name === '' ? 'Which benchmark?' : `There is no benchmark "${name}".`,
      `npm run bench -- NAME, where NAME is one of: ${names.join(', ') || '(none yet)'}`,
    );
  }
  const runtime = await prepare();
  await buildIfStale(); // some measure the app's own processes
  const outDir = join(projectFolder, '.cache', 'bench');
  await build({
    configFile: false,
    root: projectFolder,
    logLevel: 'error',
    build: { ssr: source, outDir, emptyOutDir: false, target: 'node20.18', minify: false },
  });
  const command = ['--expose-gc', join(outDir, `${name}.bench.js`), ...args];
  if (!IN_WINDOW.includes(name)) return runAsNode(runtime, command);
  const display = await prepareDisplay({ preferVirtual: true });
  try {
    return await withLaunch(runtime, (launch) =>
      runAsNode(runtime, command, { env: { ...display.env, TRADEWIND_LAUNCH: JSON.stringify(launch) } }),
    );
  } finally {
    display.stop();
  }
}
