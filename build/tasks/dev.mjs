import { isRoot } from '../cache-folder.mjs';
import { runChild, tool } from '../child.mjs';
import { prepareDisplay } from '../display.mjs';
import { prepare } from '../prepare.mjs';
import { prepareSandbox } from '../sandbox.mjs';

/**
 * Opens the workstation from its sources: the page reloads itself, the other processes restart.
 * @param {string[]} args for electron-vite
 */
export default async function (args) {
  const runtime = await prepare();
  if (!isRoot) prepareSandbox(runtime);
  const display = await prepareDisplay();
  try {
    return await runChild(
      process.execPath,
      [
        tool('electron-vite/bin/electron-vite.js'),
        'dev',
        '--watch',
        ...(isRoot ? ['--noSandbox'] : []),
        ...args,
      ],
      { env: { ...display.env, ELECTRON_EXEC_PATH: runtime.executable } },
    );
  } finally {
    display.stop();
  }
}
