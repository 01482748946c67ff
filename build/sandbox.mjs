import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, isRoot } from './cache-folder.mjs';
import { Trouble, say } from './progress.mjs';

/**
 * Chromium's sandbox needs user namespaces, which some systems forbid to ordinary users (Ubuntu since 24.04), or else a
 * helper that belongs to root. Without either the app ends at once with a message few can read.
 * @param {import('./electron-runtime.mjs').ElectronRuntime} runtime
 * @param {string[]} [asUser] command that starts another as the user the app will run as; by default ourselves
 */
export function prepareSandbox({ dist }, asUser = []) {
  if (process.platform !== 'linux') return;
  const helper = join(dist, 'chrome-sandbox');
  if (isHelperReady(helper) || canMakeUserNamespaces(asUser)) return;
  if (isRoot && dist.startsWith(cacheFolder)) {
    say('this system forbids user namespaces: giving the sandbox helper of the runtime to root instead');
    chownSync(helper, 0, 0);
    chmodSync(helper, 0o4755);
    return;
  }
  throw new Trouble(
    'This system forbids ordinary users the namespaces that the sandbox of the window needs.',
    `Run: sudo chown root:root "${helper}" && sudo chmod 4755 "${helper}"`,
  );
}

/** @param {string} helper */
function isHelperReady(helper) {
  const status = statSync(helper, { throwIfNoEntry: false });
  return status?.uid === 0 && (status.mode & 0o4000) !== 0;
}

/** @param {string[]} asUser */
function canMakeUserNamespaces(asUser) {
  const probe = [...asUser, 'unshare', '--user', '--map-root-user', 'true'];
  const ended = spawnSync(String(probe[0]), probe.slice(1), { stdio: 'ignore', cwd: '/' });
  return ended.error !== undefined || ended.status === 0; // without unshare(1) there is no telling: try
}
