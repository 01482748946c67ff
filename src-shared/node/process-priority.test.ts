import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { expect, test } from 'vitest';
import { lowerPriority } from './process-priority.ts';

async function startNode(program = '') {
  const child = spawn(
    process.execPath,
    ['-e', `${program}; console.log("up"); setInterval(() => {}, 1_000)`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    },
  );
  await once(child.stdout, 'data');
  return {
    pid: child.pid!,
    async end() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

test('every thread of a process is lowered, those that stand lower stay', async () => {
  const child = await startNode();
  try {
    // Of V8's and the runtime's helpers Linux shows each; elsewhere the process stands for all.
    const threads = process.platform === 'linux' ? readdirSync(`/proc/${child.pid}/task`).map(Number) : [child.pid]; // prettier-ignore
    const lowest = threads.at(-1)!;
    setPriority(lowest, 19);
    const before = getPriority(lowest);
    lowerPriority(child.pid, 10);
    for (const thread of threads) expect(getPriority(thread)).toBe(thread === lowest ? before : 10);
  } finally {
    await child.end();
  }
});

test('threads that end meanwhile are passed over', async () => {
  const child = await startNode(`
    const { Worker } = require('node:worker_threads');
    const next = () => new Worker('', { eval: true }).on('exit', next);
    for (let thread = 0; thread < 4; thread++) next();`);
  try {
    for (let time = 0; time < 2_000; time++) lowerPriority(child.pid, 1);
    expect(getPriority(child.pid)).toBe(1);
  } finally {
    await child.end();
  }
});

test('a process that has ended is told', async () => {
  const child = await startNode();
  await child.end();
  expect(() => {
    lowerPriority(child.pid, 10);
  }).toThrow();
});
