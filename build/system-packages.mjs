import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { isRoot } from './cache-folder.mjs';
import { Trouble, say, step } from './progress.mjs';

// What Electron loads on Debian and its relatives. Debian 13 and Ubuntu 24.04 renamed two of them; there the old name of
// libasound2 has no single provider, so that apt refuses it: the first name that apt knows is taken.
const ELECTRON_LIBRARIES = [
  ['libgtk-3-0t64', 'libgtk-3-0'],
  ['libnss3'],
  ['libasound2t64', 'libasound2'],
  ['libgbm1'],
  ['libxss1'],
  ['libnotify4'],
];
const VIRTUAL_DISPLAY = [['xvfb'], ['xauth']];
const COMPILER = [['g++'], ['make'], ['python3']];

/** @param {string} executable which failed to start */
export async function installMissingLibraries(executable) {
  if (process.platform !== 'linux') return;
  const ldd = spawnSync('ldd', [executable], { encoding: 'utf8' });
  if (ldd.error) return;
  const missing = ldd.stdout
    .split('\n')
    .filter((line) => line.includes('not found'))
    .map((line) => line.trim().split(' ')[0]);
  if (missing.length === 0) return;
  // The display comes along: a machine without these libraries has none, and one apt run is quicker than two.
  await install(`Electron needs shared libraries this system lacks (${missing.join(', ')})`, [
    ...ELECTRON_LIBRARIES,
    ...VIRTUAL_DISPLAY,
  ]);
}

export async function installVirtualDisplay() {
  if (!isOnPath('Xvfb')) await install('There is no display, and Xvfb is not installed', VIRTUAL_DISPLAY);
}

export async function installCompiler() {
  const missing = ['g++', 'make', 'python3'].filter((command) => !isOnPath(command));
  if (missing.length > 0) {
    await install(`better-sqlite3 has to be compiled, and ${missing.join(', ')} is missing`, COMPILER);
  }
}

/**
 * @param {string} why
 * @param {string[][]} wanted alternatives per package
 */
async function install(why, wanted) {
  if (!isOnPath('apt-get')) {
    const names = wanted.map((names) => names.at(-1)).join(' ');
    throw new Trouble(
      `${why}.`,
      `Install what your distribution calls: ${names} (these are Debian's names).`,
    );
  }
  if (!isRoot) {
    const names = packageNames(wanted).join(' ');
    throw new Trouble(
      `${why}.`,
      `Run: sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names}`,
    );
  }
  say(`${why}.`);
  await step('updating the package list', () => apt('update'));
  const names = packageNames(wanted);
  await step(`installing ${names.join(' ')}`, () =>
    apt('install', '-y', '--no-install-recommends', ...names),
  );
}

/** @param {string[][]} wanted */
function packageNames(wanted) {
  const { stdout } = spawnSync('apt-cache', ['pkgnames'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const known = new Set(stdout.split('\n'));
  return wanted.map((names) => names.find((name) => known.has(name)) ?? /** @type {string} */ (names.at(-1)));
}

/** @param {string[]} args */
function apt(...args) {
  const options = ['-q', '-o', 'Acquire::Retries=3', '-o', 'DPkg::Lock::Timeout=120'];
  const ended = spawnSync('apt-get', [...options, ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    encoding: 'utf8',
  });
  if (ended.status !== 0) {
    throw new Trouble(
      `apt-get ${args.join(' ')} failed: ${(ended.stderr || ended.stdout).trim()}`,
      'Check the network and the sources of apt, then run this again.',
    );
  }
}

/** @param {string} command */
export function isOnPath(command) {
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(`${folder}/${command}`));
}
