import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const GATEWAY = join(import.meta.dirname, '..', '..', 'out', 'main', 'paper-gateway.js');
const READY_TIMEOUT_MS = 15_000;

export interface GatewayProcess {
  readonly child: ChildProcess;
  readonly port: number;
}

/** A paper gateway in a process of its own, on a free port. It ends with us. @param options as of `npm run paper-gateway` */
export async function startGatewayProcess(options: readonly string[]): Promise<GatewayProcess> {
  const child = spawn(process.execPath, [GATEWAY, '--port', '0', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  const line = await firstLine(child);
  const port = Number(/port (\d+)/.exec(line)?.[1]);
  if (!(port > 0)) throw new Error(`the gateway said: ${line}`);
  return { child, port };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the gateway was not ready in time')), READY_TIMEOUT_MS);
    createInterface(child.stdout!).once('line', (line) => {
      clearTimeout(timer);
      resolve(line);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the gateway ended with ${code} before it was ready`)));
  });
}
