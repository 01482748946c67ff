import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar';
import { Trouble } from './progress.mjs';

/**
 * An exact npm package, proven by the hash of its tarball.
 * @typedef {{ name: string, version: string, integrity: string }} PinnedPackage
 */

/**
 * Fetches a package and unpacks part of it. Goes through `npm pack`, so that the user's registry, proxy and
 * credentials hold.
 * @param {PinnedPackage} pinned
 * @param {string} folder where to unpack, existing
 * @param {(path: string) => boolean} wanted chooses by path inside the package
 */
export async function unpackNpmPackage(pinned, folder, wanted) {
  const temporary = await mkdtemp(join(tmpdir(), 'tradewind-'));
  try {
    const tarball = npmPack(pinned, temporary);
    await verify(tarball, pinned);
    await extract({
      file: tarball,
      cwd: folder,
      strip: 1,
      filter: (path) => wanted(path.replace(/^package\//, '')),
    });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/**
 * @param {PinnedPackage} pinned
 * @param {string} folder
 */
function npmPack({ name, version }, folder) {
  const args = ['pack', `${name}@${version}`, '--pack-destination', folder, '--loglevel', 'error'];
  // Under `npm run` this is the very npm in use; outside of it, the one on the path.
  const npm = process.env.npm_execpath;
  const ended = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], { encoding: 'utf8' })
    : spawnSync('npm', args, { encoding: 'utf8' });
  const file = ended.status === 0 ? readdirSync(folder)[0] : undefined;
  if (file === undefined) {
    throw new Trouble(
      `npm could not fetch ${name}@${version}: ${(ended.stderr || ended.error?.message || 'no reason given').trim()}`,
      'Check that npm reaches its registry (npm ping), then run this again.',
    );
  }
  return join(folder, file);
}

/**
 * @param {string} tarball
 * @param {PinnedPackage} pinned
 */
async function verify(tarball, { name, version, integrity }) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(tarball), hash);
  const actual = `sha512-${hash.digest('base64')}`;
  if (actual !== integrity) {
    throw new Trouble(
      `${name}@${version} is not the file it should be: expected ${integrity}, got ${actual}.`,
      'Nothing of it was used. Check which registry npm is set to (npm config get registry).',
    );
  }
}
