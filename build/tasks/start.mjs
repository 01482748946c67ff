import { isRoot } from '../cache-folder.mjs';
import { projectFolder, runChild } from '../child.mjs';
import { prepareDisplay } from '../display.mjs';
import { buildIfStale } from '../fresh-build.mjs';
import { prepare } from '../prepare.mjs';
import { say } from '../progress.mjs';
import { prepareSandbox } from '../sandbox.mjs';

/**
 * Opens the workstation.
 * @param {string[]} args for the app
 */
export default async function (args) {
  const runtime = await prepare();
  await buildIfStale();
  if (!isRoot) prepareSandbox(runtime);
  const display = await prepareDisplay();
  if (runtime.isTestOnly)
    say(`running on the repackaged Electron ${runtime.versions.electron}: for development and tests only.`);
  if (display.isVirtual) {
    say(`there is no display here: the window opens on a virtual one (${display.env.DISPLAY}).`);
    say('"npm run screenshot" writes a picture of it. Ctrl+C ends this.');
  }
  // A machine without a display has no desktop services either: Chromium's complaints about each would bury our lines.
  const switches = [...sandboxSwitch(), ...(display.isVirtual ? ['--log-level=3'] : [])];
  try {
    return await runChild(runtime.executable, [...switches, projectFolder, ...args], {
      env: display.env,
    });
  } finally {
    display.stop();
  }
}

/** Chromium's sandbox refuses to start for root. The end-to-end tests run as an ordinary user, with the sandbox on. */
export function sandboxSwitch() {
  return isRoot ? ['--no-sandbox'] : [];
}
