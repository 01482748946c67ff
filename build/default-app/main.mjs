// Stands in for the default_app.asar that the repackaged runtime lacks: loads the app named on the command line.
// An ES module with top-level await, so that Electron does not emit `ready` before the app has registered its
// privileged schemes.
import { existsSync, readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

/** @type {string[]} */
const preloads = [];
/** @type {string | undefined} */
let appArgument;

const args = process.argv.slice(1);
for (let i = 0; i < args.length; i++) {
  const arg = /** @type {string} */ (args[i]);
  if (arg === '--version' || arg === '-v') answer(`v${process.versions.electron}`);
  if (arg === '--abi' || arg === '-a') answer(process.versions.modules);
  if (arg === '-r' || arg === '--require') preloads.push(/** @type {string} */ (args[++i]));
  else if (!arg.startsWith('-')) {
    appArgument = arg;
    break; // what follows belongs to the app
  }
}
if (appArgument === undefined) {
  console.error('No app was named. Usage: electron [-r MODULE] [--switch] PATH [arguments of the app]');
  process.exit(2);
}

/** Electron's own loader calls these two; they are not in its documentation. */
const undocumentedApp =
  /** @type {typeof app & Record<'setVersion' | 'setAppPath', (value: string) => void>} */ (app);

const appPath = resolve(appArgument);
const require = createRequire(join(appPath, 'package.json'));
const packageFile = join(appPath, 'package.json');
if (existsSync(packageFile)) {
  const { productName, name, version } = JSON.parse(readFileSync(packageFile, 'utf8'));
  if (productName ?? name) app.setName(productName ?? name);
  if (version) undocumentedApp.setVersion(version);
}
const main = require.resolve(appPath);
undocumentedApp.setAppPath(existsSync(packageFile) ? appPath : dirname(main));
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });

// As Electron's own loader does for `-r`: Playwright hooks itself in this way. Not in Node's public typings.
/** @type {{ _preloadModules?: (modules: string[]) => void }} */ (
  /** @type {unknown} */ (Module)
)._preloadModules?.(preloads);
await import(pathToFileURL(main).href);

/** @param {string} text */
function answer(text) {
  console.log(text);
  process.exit(0);
}
