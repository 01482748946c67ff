import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// The project's folder is handed in: electron-vite bundles its configuration, and import.meta is another file's then.

/**
 * @param {string} project
 * @returns {string} the version of package.json
 */
export function appVersion(project) {
  return JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')).version;
}

/**
 * Version and commit: stored runs name the code that made them. A checkout without history (an archive) says so.
 * @param {string} project
 */
export function codeVersion(project) {
  const git = (/** @type {string[]} */ ...args) =>
    execFileSync('git', args, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no') === '' ? '' : '.changed';
    return `${appVersion(project)}+${git('rev-parse', '--short=12', 'HEAD')}${changed}`;
  } catch {
    return `${appVersion(project)}+no-history`;
  }
}
