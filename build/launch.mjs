import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { cacheFolder, isRoot, removeAbandoned } from './cache-folder.mjs';
import { projectFolder } from './child.mjs';
import { Trouble } from './progress.mjs';
import { prepareSandbox } from './sandbox.mjs';

/** @import { ElectronRuntime } from './electron-runtime.mjs' */

/**
 * What a test needs to start the app as an ordinary user, under the real sandbox.
 * @typedef {object} Launch
 * @property {string} executable
 * @property {string} appFolder package.json, out/ and the packages it needs
 * @property {string} workFolder for the tests' own folders; gone at the end
 * @property {{ uid: number, gid: number }} [owner] whom those folders have to belong to, if not to us
 */

const ORDINARY_USER = 'nobody';

/**
 * Chromium's sandbox refuses root, and it is what the security tests are about. So for root the built app is copied to
 * where an ordinary user can read it (root's own folders often are private) and started as that user.
 * @template T
 * @param {ElectronRuntime} runtime
 * @param {(launch: Launch) => Promise<T>} use
 * @param {string} [packaged] the executable of the packaged app, which is started instead
 * @returns {Promise<T>}
 */
export async function withLaunch(runtime, use, packaged) {
  const parent = isRoot ? join(cacheFolder, 'e2e') : tmpdir();
  mkdirSync(parent, { recursive: true });
  if (isRoot) removeAbandoned(parent);
  const workFolder = mkdtempSync(join(parent, '.tradewind-'));
  try {
    if (!isRoot) {
      prepareSandbox(packaged === undefined ? runtime : { ...runtime, dist: dirname(packaged) });
      const start = packaged ?? runtime.executable;
      return await use({ executable: start, appFolder: projectFolder, workFolder });
    }
    chmodSync(workFolder, 0o755);
    const appFolder = join(workFolder, 'app');
    if (packaged === undefined) copyApp(appFolder);
    else cpSync(dirname(packaged), appFolder, { recursive: true });
    // What the umask of whoever ran npm ci kept from others.
    spawnSync('chmod', ['-R', 'a+rX', appFolder]);
    const started = packaged === undefined ? runtime.executable : join(appFolder, basename(packaged));
    const executable = join(workFolder, 'electron-as-ordinary-user');
    // setpriv replaces itself by Electron, so that a test which kills the process kills the app and not a go-between.
    const owner = { uid: idOf('-u'), gid: idOf('-g') };
    const asUser = ['setpriv', `--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'];
    writeFileSync(executable, `#!/bin/sh\nexec ${asUser.join(' ')} "${started}" "$@"\n`, {
      mode: 0o755,
    });
    prepareSandbox(packaged === undefined ? runtime : { ...runtime, dist: appFolder }, asUser);
    // The fuses of a packaged app keep it from running as Node.
    if (packaged === undefined) proveReachable(executable);
    return await use({ executable, appFolder, workFolder, owner });
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}

/** @param {string} folder */
function copyApp(folder) {
  mkdirSync(folder);
  for (const name of ['package.json', 'out', 'resources']) {
    if (existsSync(join(projectFolder, name)))
      cpSync(join(projectFolder, name), join(folder, name), { recursive: true });
  }
  for (const name of productionPackages()) {
    if (existsSync(join(projectFolder, name)))
      cpSync(join(projectFolder, name), join(folder, name), { recursive: true });
  }
}

/** The packages that are not bundled, with all they need in turn: node_modules/NAME, as the lockfile lists them. */
export function productionPackages() {
  const { packages } = JSON.parse(readFileSync(join(projectFolder, 'package-lock.json'), 'utf8'));
  return Object.entries(packages)
    .filter(([name, entry]) => name !== '' && !entry.dev && !entry.devOptional)
    .map(([name]) => name);
}

/** @param {string} executable */
function proveReachable(executable) {
  const ended = spawnSync(executable, ['-p', '1'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    cwd: '/',
    encoding: 'utf8',
  });
  if (ended.status !== 0) {
    throw new Trouble(
      `The user "${ORDINARY_USER}", as whom the app is tested, cannot run ${executable}: ${ended.stderr.trim()}`,
      'Every folder above it needs permission x for all. Correct that, or name another folder in TRADEWIND_CACHE_DIR.',
    );
  }
}

/** @param {'-u' | '-g'} which */
function idOf(which) {
  return Number(spawnSync('id', [which, ORDINARY_USER], { encoding: 'utf8' }).stdout);
}
