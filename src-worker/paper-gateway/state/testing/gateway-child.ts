import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { bundleProgram, killHard } from '#shared/node/testing/child-program.ts';

export interface GatewayChild {
  readonly port: number;
  /** kill -9. */
  kill(): Promise<void>;
  /** As Ctrl+C does. @returns its exit code */
  stop(): Promise<number | null>;
}

export interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/** `npm run paper-gateway` as a program of its own. @returns its path */
export function bundleGateway(): Promise<string> {
  return bundleProgram(join(import.meta.dirname, '../../../paper-gateway.entry.ts'), 'paper-gateway');
}

/** Until it is ready, or over. */
export async function startChild(program: string, args: readonly string[]): Promise<GatewayChild | Ended> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
  const ready = () => /ready: port (\d+)/.exec(said);
  const exit = once(child, 'close') as Promise<[number | null]>;
  while (ready() === null && child.exitCode === null) await Promise.race([once(child.stdout, 'data'), exit]);
  const port = Number(ready()?.[1]);
  if (Number.isNaN(port)) return { code: (await exit)[0], said };
  return { port, kill: () => killHard(child), stop: () => stop(child, exit) };
}

async function stop(child: ChildProcess, exit: Promise<[number | null]>): Promise<number | null> {
  child.kill('SIGINT');
  return (await exit)[0];
}
