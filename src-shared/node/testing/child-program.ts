import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const PROJECT = join(import.meta.dirname, '..', '..', '..');

/**
 * Bundles a TypeScript program so that tests can run it in a process or thread of its own: the runtime we test on does not
 * read TypeScript. The bundle lies below the project, where it finds node_modules.
 *
 * @returns path of the JavaScript file
 */
export async function bundleProgram(entry: string, name: string): Promise<string> {
  const outDir = join(PROJECT, '.cache', 'test-programs', `${name}-${process.pid}`);
  await build({
    root: PROJECT,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: entry,
      outDir,
      emptyOutDir: true,
      target: 'node20.18',
      rolldownOptions: { output: { entryFileNames: `${name}.mjs` } },
    },
    ssr: { external: ['better-sqlite3', 'better-sqlite3-legacy'], noExternal: true },
  });
  process.once('exit', () => {
    rmSync(outDir, { recursive: true, force: true });
  });
  return join(outDir, `${name}.mjs`);
}

/** Runs a bundled program in a process of its own and waits for its first message. */
export async function startProgram(
  program: string,
  args: readonly string[],
): Promise<{ readonly child: ChildProcess; readonly message: unknown }> {
  const child = fork(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [message] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code, signal]) => {
      throw new Error(`the program ended before it said anything (${String(code ?? signal)})`);
    }),
  ])) as unknown[];
  return { child, message };
}

/** kill -9, as a crash or the kernel's out-of-memory killer would. */
export async function killHard(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
