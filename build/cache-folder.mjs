import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import envPaths from 'env-paths';
import { Trouble, reasonOf } from './progress.mjs';

const ABANDONED_AFTER_MS = 60 * 60 * 1000;

export const isRoot = process.getuid?.() === 0;

// What root prepares, the end-to-end tests run as an ordinary user: everything in the cache has to be readable by all.
if (isRoot) process.umask(0o022);

/** Runtimes and compiled drivers, shared by every checkout on this machine. Safe to delete: all of it can be fetched again. */
export const cacheFolder =
  process.env.TRADEWIND_CACHE_DIR ??
  (isRoot ? '/var/cache/tradewind' : envPaths('tradewind', { suffix: '' }).cache);

/**
 * Fills a folder of the cache, or finds it there. The work is done beside it and renamed into place, so that a folder
 * which exists is always whole, however the last attempt ended.
 * @param {string} name path below the cache folder
 * @param {(folder: string) => void | Promise<void>} fill
 * @returns {Promise<string>} the folder
 */
export async function cached(name, fill) {
  const folder = join(cacheFolder, name);
  if (existsSync(folder)) return folder;
  const draft = makeDraft(folder);
  try {
    await fill(draft);
    chmodSync(draft, 0o755); // mkdtemp makes it 0700
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another terminal was quicker: its folder is as good as ours.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** @param {string} folder */
function makeDraft(folder) {
  try {
    mkdirSync(dirname(folder), { recursive: true });
    removeAbandoned(dirname(folder));
    return mkdtempSync(join(dirname(folder), `.${basename(folder)}-`));
  } catch (error) {
    throw new Trouble(
      `Cannot write to the cache folder ${cacheFolder}: ${reasonOf(error)}.`,
      'Make it writable, or name another one in TRADEWIND_CACHE_DIR.',
      error,
    );
  }
}

/**
 * What attempts that were cut off left in a folder of the cache, under names with a dot: hundreds of megabytes that
 * nothing would ever use.
 * @param {string} folder
 */
export function removeAbandoned(folder) {
  for (const name of readdirSync(folder).filter((name) => name.startsWith('.'))) {
    const path = join(folder, name);
    const ageMs = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (ageMs > ABANDONED_AFTER_MS) rmSync(path, { recursive: true, force: true });
  }
}
