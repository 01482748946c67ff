import { existsSync, renameSync } from 'node:fs';

/**
 * Moves a database that cannot be used out of the way, its log with it, keeping every byte.
 *
 * @param stamp tells it from others set aside before: letters, digits and hyphens
 * @returns where it is now
 */
export function setAside(path: string, stamp: string): string {
  const target = `${path}.damaged-${stamp}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix);
  }
  return target;
}
