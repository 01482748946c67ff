import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';

/** @import { ElectronRuntime } from './electron-runtime.mjs' */

export const projectFolder = join(import.meta.dirname, '..');

/** @param {string} path inside node_modules */
export const tool = (path) => join(projectFolder, 'node_modules', path);

/**
 * Runs a program on our own terminal to its end. What is asked of us (Ctrl+C, kill) is passed on to it.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, stdout?: 'inherit' | 'stderr' }} [options]
 * @returns {Promise<number>} its exit code; for a signal what a shell makes of it
 */
export async function runChild(command, args, { env = {}, cwd = projectFolder, stdout = 'inherit' } = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['inherit', stdout === 'stderr' ? 2 : 'inherit', 'inherit'],
  });
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const passOn = (/** @type {NodeJS.Signals} */ signal) => void child.kill(signal);
  for (const signal of signals) process.on(signal, passOn);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) =>
        resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
      );
    });
  } finally {
    for (const signal of signals) process.off(signal, passOn);
  }
}

const CAPTURE_LIMIT_MINUTES = 10;

/**
 * Runs a program and keeps what it says, for programs that run side by side. One that does not end (a test that loops)
 * is stopped together with all that it started.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function captureChild(command, args, { env = {} } = {}) {
  const child = spawn(command, args, {
    cwd: projectFolder,
    env: { ...process.env, ...(process.stderr.isTTY ? { FORCE_COLOR: '1' } : {}), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a process group of its own, to be stopped as one
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  const stop = () => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL');
  const interrupted = () => {
    stop();
    process.exit(130);
  };
  const timer = setTimeout(() => {
    output += `\ntradewind: no end after ${CAPTURE_LIMIT_MINUTES} minutes: stopped. What it was at is missing above.\n`;
    stop();
  }, CAPTURE_LIMIT_MINUTES * 60_000);
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) =>
        resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
      );
    });
    return { code, output };
  } finally {
    clearTimeout(timer);
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
  }
}

/**
 * Runs a JavaScript file in the Electron runtime as plain Node: one runtime and one native build for app, CLI and tests.
 * @param {ElectronRuntime} runtime
 * @param {string[]} args
 * @param {Parameters<typeof runChild>[2]} [options]
 */
export function runAsNode(runtime, args, options = {}) {
  return runChild(runtime.executable, args, {
    ...options,
    env: { ...options.env, ELECTRON_RUN_AS_NODE: '1' },
  });
}
