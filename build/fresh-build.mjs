import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { projectFolder, runChild, tool } from './child.mjs';
import { Trouble, step } from './progress.mjs';

const out = join(projectFolder, 'out');
const stampFile = join(out, 'stamp');
const INPUTS =
  /^(src-.*|resources|build|NOTICE|electron\.vite\.config\.ts|package\.json|package-lock\.json|tsconfig\.base\.json)$/;
const NOT_BUILT = /\.test\.tsx?$/;

/** Builds `out/` if it was not built from exactly these sources. */
export async function buildIfStale() {
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stampOfSources()) return;
  await build();
}

/**
 * Builds beside `out/` and swaps it in whole, so that a build that fails or is cut off leaves the last good one, and
 * two terminals do not write into each other's.
 */
export async function build() {
  const draft = join(projectFolder, '.cache', `build-${process.pid}`);
  const stamp = stampOfSources();
  try {
    await step('building', async () => {
      const args = [
        tool('electron-vite/bin/electron-vite.js'),
        'build',
        '--outDir',
        draft,
        '--logLevel',
        'warn',
      ];
      const code = await runChild(process.execPath, args, { stdout: 'stderr' });
      if (code !== 0)
        throw new Trouble(
          'The build failed.',
          'Correct what the lines above name; the last good build is untouched.',
        );
    });
    writeFileSync(join(draft, 'stamp'), stamp);
    const old = join(projectFolder, '.cache', `old-${process.pid}`);
    if (existsSync(out)) renameSync(out, old);
    renameSync(draft, out);
    rmSync(old, { recursive: true, force: true });
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** A hash over names and contents: a checkout or a clock that moves file times about changes nothing. */
function stampOfSources() {
  const hash = createHash('sha256');
  for (const name of readdirSync(projectFolder)
    .filter((name) => INPUTS.test(name))
    .sort())
    addTo(hash, join(projectFolder, name));
  return hash.digest('hex');
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} path
 */
function addTo(hash, path) {
  for (const file of filesBelow(path)) {
    hash
      .update(`${relative(projectFolder, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesBelow(path) {
  if (NOT_BUILT.test(path)) return [];
  try {
    return readdirSync(path)
      .sort()
      .flatMap((name) => filesBelow(join(path, name)));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOTDIR') return [path];
    throw error;
  }
}
