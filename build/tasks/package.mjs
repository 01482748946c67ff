import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Platform, build } from 'electron-builder';
import { create } from 'tar';
import { projectFolder } from '../child.mjs';
import { buildIfStale } from '../fresh-build.mjs';
import { prepare } from '../prepare.mjs';
import { Trouble, say, step } from '../progress.mjs';
import { takesDriver13 } from '../sqlite-driver.mjs';

const ALLOW_TEST_RUNTIME = '--allow-test-runtime';

/**
 * Makes dist/: the app as a folder and as a .tar.gz, with its fuses closed.
 * @param {string[]} args
 */
export default async function (args) {
  const unknown = args.find((arg) => arg !== ALLOW_TEST_RUNTIME);
  if (unknown !== undefined)
    throw new Trouble(`Unknown argument ${unknown}.`, `The only one is ${ALLOW_TEST_RUNTIME}.`);
  if (process.platform !== 'linux') {
    throw new Trouble(`Packaging on ${process.platform} has not been tried.`, 'Package on Linux.');
  }
  const runtime = await prepare();
  if (runtime.isTestOnly && !args.includes(ALLOW_TEST_RUNTIME)) {
    throw new Trouble(
      `Only the repackaged Electron ${runtime.versions.electron} is here, which is for development and tests and gets no security updates.`,
      `Package where Electron's own download can be reached (TRADEWIND_RETRY_DOWNLOAD=1 tries it now), or try the packaging itself with: npm run package -- ${ALLOW_TEST_RUNTIME}`,
    );
  }
  await buildIfStale();
  const name = executableName(runtime);
  await packageFolder(runtime);
  const archive = join(dist, `${name}-linux-${process.arch}.tar.gz`);
  // Not electron-builder's own archives: they need a 7-Zip that it downloads.
  await step('compressing', () =>
    create({ file: archive, cwd: dist, gzip: true, portable: true }, [`linux-unpacked`]),
  );
  say(`made dist/linux-unpacked and ${archive.slice(projectFolder.length + 1)}`);
  return 0;
}

const dist = join(projectFolder, 'dist');

/**
 * Makes the app as a folder, of what is built.
 * @param {import('../electron-runtime.mjs').ElectronRuntime} runtime
 * @returns {Promise<string>} its executable
 */
export async function packageFolder(runtime) {
  const name = executableName(runtime);
  rmSync(dist, { recursive: true, force: true });
  await step('packaging', () =>
    build({
      projectDir: projectFolder,
      targets: Platform.LINUX.createTarget('dir'),
      config: configuration(runtime, name),
    }),
  );
  return join(dist, 'linux-unpacked', name);
}

/** @param {import('../electron-runtime.mjs').ElectronRuntime} runtime */
function executableName(runtime) {
  return runtime.isTestOnly ? 'tradewind-not-for-release' : 'tradewind';
}

/**
 * @param {import('../electron-runtime.mjs').ElectronRuntime} runtime
 * @param {string} name of the executable
 * @returns {import('electron-builder').Configuration}
 */
function configuration(runtime, name) {
  return {
    appId: 'io.tradewind.workstation',
    productName: 'Tradewind',
    executableName: name,
    electronVersion: runtime.versions.electron,
    electronDist: runtime.dist,
    // The driver is prepared already, for exactly this runtime.
    npmRebuild: false,
    files: [
      'out/{main,preload,renderer}/**',
      'package.json',
      'LICENSE',
      'NOTICE',
      // What strips types, a second time.
      '!node_modules/amaro/lib/**',
      // Sources of the drivers, and the driver this runtime does not take.
      '!node_modules/better-sqlite3*/{deps,src}/**',
      takesDriver13(runtime) ? '!node_modules/better-sqlite3-legacy/**' : '!node_modules/better-sqlite3/**',
    ],
    asarUnpack: ['**/*.node'],
    publish: null,
    linux: { category: 'Office;Finance' },
    // electron-builder leaves it in; it would load any app named on the command line.
    afterPack: ({ appOutDir }) => rmSync(join(appOutDir, 'resources', 'default_app.asar'), { force: true }),
    electronFuses: {
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      grantFileProtocolExtraPrivileges: false,
      loadBrowserProcessSpecificV8Snapshot: false,
      onlyLoadAppFromAsar: true,
      enableCookieEncryption: true,
      // Electron checks it on macOS and Windows; on Linux it has no effect.
      enableEmbeddedAsarIntegrityValidation: true,
    },
  };
}
