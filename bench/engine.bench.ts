/**
 * The three workloads of the trading engine. `barsPerCpuSecond` is what the limit loops do too: indicators, orders, fills,
 * equity of every bar, the median of repeats that follow one another in one thread and in its memory, as a sweep's trials
 * do; `whole` adds trades, statistics and hash. Each workload runs in a process of its own, so that none inherits another's
 * compiled code or memory, and prints one JSON line: with and without --json nothing else goes to stdout.
 *
 *   npm run bench -- engine [--data FOLDER] [--workload a|b|c] [--workers N] [--json]
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { EngineSymbol } from '../src-worker/trading-engine/job.ts';
import {
  barsOf,
  loadSymbols,
  runWorkload,
  WORKLOADS,
  type Answer,
  type Extent,
  type WorkloadName,
} from './engine-workloads.ts';

interface Share {
  readonly workload: WorkloadName;
  readonly symbols: readonly EngineSymbol[];
  readonly extent: Extent;
  readonly part: number;
  readonly parts: number;
}

if (isMainThread) await main();
else answerShares(workerData as Share);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      workload: { type: 'string' },
      workers: { type: 'string', default: '1' },
      json: { type: 'boolean' },
    },
  });
  if (values.workload === undefined) return runEachInItsOwnProcess(values.data);
  const workload = values.workload as WorkloadName;
  const workers = Number(values.workers);
  const symbols = loadSymbols(workload, values.data);
  const bars = barsOf(workload, symbols);
  const measure = async (extent: Extent): Promise<Measured> => {
    const measured = await (workers === 1
      ? measureHere(workload, symbols, extent)
      : measureOnWorkers(workload, symbols, extent, workers));
    assertAnswer(workload, measured.answer);
    return measured;
  };
  // One run in a fresh process, as a user's; the repeats below pile up results that the collector has not come for yet.
  assertAnswer(workload, runWorkload(workload, symbols, 'whole'));
  const peakRssMb = peakRss();
  const simulation = await measure('simulation');
  const whole = await measure('whole');
  const line = {
    workload,
    barsPerCpuSecond: Math.round(bars / simulation.cpuSeconds),
    barsPerSecond: Math.round(bars / simulation.wallSeconds),
    ...simulation.answer,
    peakRssMb,
    peakRssMbOverRepeats: peakRss(),
    workers,
    whole: {
      barsPerCpuSecond: Math.round(bars / whole.cpuSeconds),
      barsPerSecond: Math.round(bars / whole.wallSeconds),
    },
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function peakRss(): number {
  return Math.round(process.resourceUsage().maxRSS / 1_024);
}

interface Measured {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly answer: Answer;
}

/** A fast wrong answer is no figure. */
function assertAnswer(workload: WorkloadName, answer: Answer): void {
  const expected = WORKLOADS[workload];
  if (answer.fills === expected.fills && Math.abs(answer.equity - expected.equity) < 5e-5) return;
  throw new Error(`workload ${workload} gave ${JSON.stringify(answer)}, not ${JSON.stringify(expected)}`);
}

function runEachInItsOwnProcess(data: string | undefined): void {
  const runs = [['a'], ['b'], ['c'], ['c', '--workers', '2']];
  for (const [workload, ...rest] of runs) {
    const args = ['--workload', workload!, ...rest, ...(data === undefined ? [] : ['--data', data])];
    execFileSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  }
}

/** Median of the repeats, after the compiler has had its say in them. */
function measureHere(workload: WorkloadName, symbols: readonly EngineSymbol[], extent: Extent): Measured {
  const cpu: number[] = [];
  const wall: number[] = [];
  let answer: Answer = { fills: 0, equity: 0 };
  for (let repeat = 0; repeat < WORKLOADS[workload].repeats; repeat++) {
    const startedAt = performance.now();
    const before = process.cpuUsage();
    answer = runWorkload(workload, symbols, extent);
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / 1e6);
    wall.push((performance.now() - startedAt) / 1e3);
  }
  return { cpuSeconds: median(cpu), wallSeconds: median(wall), answer };
}

async function measureOnWorkers(
  workload: WorkloadName,
  symbols: readonly EngineSymbol[],
  extent: Extent,
  parts: number,
): Promise<Measured> {
  const workers = Array.from({ length: parts }, (_, part) => {
    const share: Share = { workload, symbols, extent, part, parts };
    return new Worker(fileURLToPath(import.meta.url), { workerData: share });
  });
  const cpu: number[] = [];
  const wall: number[] = [];
  let answers: Answer[] = [];
  for (let repeat = 0; repeat < WORKLOADS[workload].repeats; repeat++) {
    const startedAt = performance.now();
    const before = process.cpuUsage();
    answers = await Promise.all(workers.map(askOnce));
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / 1e6);
    wall.push((performance.now() - startedAt) / 1e3);
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
  const answer = {
    fills: answers.reduce((sum, one) => sum + one.fills, 0),
    equity: Math.max(...answers.map((one) => one.equity)),
  };
  return { cpuSeconds: median(cpu), wallSeconds: median(wall), answer };
}

function askOnce(worker: Worker): Promise<Answer> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.postMessage('run');
  });
}

function answerShares({ workload, symbols, extent, part, parts }: Share): void {
  parentPort!.on('message', () =>
    parentPort!.postMessage(runWorkload(workload, symbols, extent, part, parts)),
  );
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
