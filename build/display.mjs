import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Trouble } from './progress.mjs';
import { installVirtualDisplay, isOnPath } from './system-packages.mjs';

/** A little more than the 1600 x 1000 of journeys and pictures: Chromium shrinks a window that would fill the screen. */
const SCREEN = '1680x1050x24';
const START_TIMEOUT_MS = 15_000;

export const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/**
 * A display, real or virtual: a virtual one lives until this process ends or `stop` is called.
 * @param {{ preferVirtual?: boolean }} [options] tests want a screen of a known size, and no windows popping up
 * @returns {Promise<{ env: NodeJS.ProcessEnv, isVirtual: boolean, stop: () => void }>}
 */
export async function prepareDisplay({ preferVirtual = false } = {}) {
  const wantsVirtual = preferVirtual && isOnPath('Xvfb');
  if (process.platform !== 'linux' || (hasDisplay && !wantsVirtual)) {
    return { env: {}, isVirtual: false, stop: () => {} };
  }
  await installVirtualDisplay();
  // -displayfd: Xvfb itself picks a free display number and writes it to that descriptor. Not xvfb-run, whose
  // authority file keeps out the ordinary user that root's end-to-end tests run as.
  const xvfb = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const number = await readDisplayNumber(xvfb);
  const stop = () => void xvfb.kill();
  process.once('exit', stop);
  // Xvfb alone shall not keep this process alive.
  xvfb.unref();
  for (const stream of xvfb.stdio) /** @type {import('node:net').Socket | null} */ (stream)?.unref();
  return { env: { DISPLAY: `:${number}` }, isVirtual: true, stop };
}

/** @param {import('node:child_process').ChildProcess} xvfb */
async function readDisplayNumber(xvfb) {
  let said = '';
  xvfb.stderr?.on('data', (chunk) => (said = (said + chunk).slice(-2000)));
  const answer = /** @type {import('node:stream').Readable} */ (xvfb.stdio[3]);
  try {
    const signal = AbortSignal.timeout(START_TIMEOUT_MS);
    const ended = once(xvfb, 'exit', { signal }).then(() => Promise.reject(new Error('it ended')));
    const [chunk] = await Promise.race([once(answer, 'data', { signal }), ended]);
    ended.catch(() => {}); // when it ends later, that is as it should be
    return String(chunk).trim();
  } catch (error) {
    xvfb.kill();
    throw new Trouble(
      `The virtual display Xvfb did not start. ${said.trim()}`,
      'Try "Xvfb -displayfd 1" by hand; or set DISPLAY to a display you have.',
      error,
    );
  }
}
