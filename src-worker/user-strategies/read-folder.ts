import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  USER_STRATEGY_BOUNDS,
  type StrategyProblem,
  type StrategySource,
} from '#shared/model/user-strategy.ts';

/** A file as it stands in the folder: `stamp` changes with it. */
export interface StrategyFile {
  readonly file: string;
  readonly stamp: string;
  readonly bytes: number;
}

export interface FolderListing {
  /** By name. */
  readonly files: readonly StrategyFile[];
  /** What is there and is not taken. */
  readonly problems: readonly StrategyProblem[];
}

/** TypeScript files right in the folder: what lies in folders below is not looked at. A folder that is not there is empty. */
export async function listStrategyFiles(folder: string): Promise<FolderListing> {
  const names = (await namesIn(folder)).filter(isStrategyName).sort();
  const files: StrategyFile[] = [];
  const problems: StrategyProblem[] = [];
  let total = 0;
  for (const [index, file] of names.entries()) {
    if (index >= USER_STRATEGY_BOUNDS.files) {
      const left = names.length - index;
      problems.push(
        problem(
          file,
          `There are ${names.length} files; the first ${index} by name are loaded, this and ${left - 1} more are not.`,
        ),
      );
      break;
    }
    const found = await stat(join(folder, file)).catch(() => null); // gone since it was listed
    if (found?.isFile() !== true) continue;
    if (found.size > USER_STRATEGY_BOUNDS.bytes) {
      problems.push(problem(file, tooLarge(found.size)));
      continue;
    }
    total += found.size;
    if (total > USER_STRATEGY_BOUNDS.totalBytes) {
      const most = USER_STRATEGY_BOUNDS.totalBytes / 1024 ** 2;
      problems.push(
        problem(file, `The files are larger than ${most} MB together: from this one on they are not loaded.`),
      );
      break;
    }
    files.push({
      file,
      stamp: `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}`,
      bytes: found.size,
    });
  }
  return { files, problems };
}

/** The text as it is now; null when the file is gone. Throws with a sentence when it is no text, or too large. */
export async function readSource(path: string, file: string): Promise<StrategySource | null> {
  let bytes: Uint8Array;
  try {
    // Before it is read: what has grown since it was listed must not fill the memory.
    const { size } = await stat(path);
    if (size > USER_STRATEGY_BOUNDS.bytes) throw new Error(tooLarge(size));
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return sourceOf(file, decode(bytes));
}

export function sourceOf(file: string, text: string): StrategySource {
  return { file, text, hash: createHash('sha256').update(text).digest('hex') };
}

export function problem(file: string, message: string): StrategyProblem {
  return { file, message, line: null, column: null };
}

function isStrategyName(name: string): boolean {
  return name.endsWith('.ts') && !name.endsWith('.d.ts') && !name.startsWith('.');
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error('It is not written in UTF-8: save it as UTF-8 in the editor.');
  }
}

function tooLarge(bytes: number): string {
  const size =
    bytes < 10 * 1024 ** 2 ? `${Math.ceil(bytes / 1024)} KB` : `${Math.round(bytes / 1024 ** 2)} MB`;
  return `It has ${size}; a strategy's file has at most ${USER_STRATEGY_BOUNDS.bytes / 1024} KB.`;
}
