/**
 * The paper gateway under load: a process of its own sends every tick of 100 contracts to 5 clients, while another client
 * places and cancels orders. Tells what that costs the process (of one core, and memory), how long an order waits for its
 * acknowledgement over loopback, and how long a start takes.
 *
 *   npm run bench -- paper-gateway [--json] [--seconds N] [--state]
 *
 * With --state it keeps its state in a file, as in the app: an acknowledgement then waits until its order is written.
 *
 * Quiet figures need a quiet machine: the clients take the other core. Linux only: the cost is read in /proc.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { emptyContract, type WireContract } from '../src-shared/tws-protocol/nouns/wire-contract.ts';
import { requestLayouts } from '../src-shared/tws-protocol/requests/requests.ts';
import { Universe } from '../src-shared/simulation/universe/universe.ts';
import { BenchClient } from './paper-gateway-client.ts';
import { OrderTimer } from './paper-gateway-orders.ts';

const CLIENTS = 5;
const CONTRACTS = 100;
const STARTS = 5;
const WARM_UP_MS = 5_000;
const READY_TIMEOUT_MS = 15_000;
/** Of /proc/PID/stat: USER_HZ is 100 on every Linux that this runs on. */
const TICKS_PER_SECOND = 100;
const TARGETS = {
  cpuPercentOfOneCore: 25,
  rssMegabytes: 250,
  orderAckP99Ms: 5,
  startToReadyMs: 1_000,
  ticksPerContractPerSecond: 10,
};
const GATEWAY = join(import.meta.dirname, '..', '..', 'out', 'main', 'paper-gateway.js');

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '30' },
    state: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
if (!(seconds >= 1 && seconds <= 600)) throw new Error(`--seconds is 1 to 600, was "${values.seconds}"`);

/** Whatever ends this process ends them. */
const children = new Set<ChildProcess>();
const folder = mkdtempSync(join(tmpdir(), 'paper-gateway-bench-'));
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));

const starts: number[] = [];
for (let start = 1; start < STARTS; start++) {
  const { child, readyMs } = await startGateway();
  starts.push(readyMs);
  await stopGateway(child);
}
const { child, port, readyMs } = await startGateway();
starts.push(readyMs);
const measured = await measure(port, child.pid!);
await stopGateway(child);

const figures = {
  ...measured,
  startToReadyMs: percentile(starts, 0.5),
  startToReadyMsMax: Math.max(...starts),
};
if (values.json) console.log(JSON.stringify({ ...figures, targets: TARGETS }));
else for (const line of report(figures)) console.log(line);

async function measure(port: number, pid: number) {
  const contracts = await findContracts(port);
  const clients: BenchClient[] = [];
  for (let index = 0; index < CLIENTS; index++) clients.push(await BenchClient.started(port, index + 1));
  await Promise.all(clients.map((client) => client.askAll(contracts.map(marketDataRequest))));
  const trader = await OrderTimer.started(port, contracts[0]!);
  await trader.run(WARM_UP_MS, () => undefined);
  trader.latencies.length = 0;

  const ticksOf = () => clients.reduce((sum, { tickCount }) => sum + tickCount, 0);
  const before = { at: performance.now(), cpu: cpuSeconds(pid), ticks: ticksOf() };
  let rssMegabytesMax = 0;
  await trader.run(seconds * 1_000, () => {
    rssMegabytesMax = Math.max(rssMegabytesMax, memoryMegabytes(pid, 'VmRSS'));
  });
  const wallSeconds = (performance.now() - before.at) / 1_000;
  const ticksPerSecond = (ticksOf() - before.ticks) / wallSeconds;
  const figures = {
    ...{ contracts: contracts.length, clients: CLIENTS, seconds: round(wallSeconds, 1) },
    ticksPerContractPerSecond: round(ticksPerSecond / contracts.length / CLIENTS, 1),
    ticksSentPerSecond: Math.round(ticksPerSecond),
    cpuPercentOfOneCore: round((100 * (cpuSeconds(pid) - before.cpu)) / wallSeconds, 1),
    rssMegabytes: round(rssMegabytesMax, 0),
    rssMegabytesPeak: round(memoryMegabytes(pid, 'VmHWM'), 0),
    orders: trader.latencies.length,
    orderAckP50Ms: round(percentile(trader.latencies, 0.5), 2),
    orderAckP99Ms: round(percentile(trader.latencies, 0.99), 2),
    orderAckMaxMs: round(Math.max(...trader.latencies), 2),
  };
  for (const client of clients) client.close();
  trader.close();
  return figures;
}

/** What the gateway lists, as it tells it: stocks first, then futures, and whatever else has quotes. */
async function findContracts(port: number): Promise<WireContract[]> {
  const found: WireContract[] = [];
  const client = await BenchClient.started(port, 99, (message) => {
    if (message.kind === 'contractDetails') found.push(message.contract);
  });
  const listed = new Universe({ alwaysOpen: true }).listedAt(Date.now());
  const quoted = listed.filter(({ details }) => details.contract.secType !== 'IND').slice(0, CONTRACTS);
  if (quoted.length < CONTRACTS) throw new Error(`only ${quoted.length} contracts have quotes`);
  const requests = quoted.map(({ details: { contract } }, index) => ({
    ...requestLayouts.reqContractDetails.fresh(),
    ...{ kind: 'reqContractDetails' as const, reqId: 1_000 + index },
    contract: { ...emptyContract, conId: contract.conId },
  }));
  const last = client.answer(
    (message) => message.kind === 'contractDetailsEnd' && message.reqId === 999 + CONTRACTS,
  );
  await Promise.all([client.askAll(requests), last]);
  client.close();
  if (found.length !== CONTRACTS)
    throw new Error(`details of ${found.length} contracts came, not ${CONTRACTS}`);
  return found;
}

function marketDataRequest(contract: WireContract, index: number) {
  return {
    ...requestLayouts.reqMktData.fresh(),
    ...{ kind: 'reqMktData' as const, reqId: 1 + index },
    contract: { ...emptyContract, conId: contract.conId, exchange: contract.exchange },
  };
}

async function startGateway(): Promise<{ child: ChildProcess; port: number; readyMs: number }> {
  const startedAt = performance.now();
  const options = ['--port', '0', '--seed', '7', '--always-open', '--cadence', 'raw', '--lines', '1000'];
  if (values.state) options.push('--state', join(mkdtempSync(join(folder, 'start-')), 'practice.db'));
  const child = spawn(process.execPath, [GATEWAY, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.add(child);
  child.once('exit', () => children.delete(child));
  const line = await firstLine(child);
  const port = Number(/port (\d+)/.exec(line)?.[1]);
  if (!(port > 0)) throw new Error(`the gateway said: ${line}`);
  return { child, port, readyMs: Math.round(performance.now() - startedAt) };
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

async function stopGateway(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 2_000);
  await ended;
  clearTimeout(timer);
}

/** All its threads, since it began. */
function cpuSeconds(pid: number): number {
  // Fields 14 and 15; the name before them, in brackets, may hold anything.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' '); // prettier-ignore
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function memoryMegabytes(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)![1]) / 1_024;
}

function report(figures: Readonly<Record<string, number>>): string[] {
  return Object.entries(figures).map(([name, value]) => {
    const target = (TARGETS as Readonly<Partial<Record<string, number>>>)[name];
    const isFloor = name === 'ticksPerContractPerSecond';
    const wanted = target === undefined ? '' : `  (target ${isFloor ? 'at least' : 'under'} ${target})`;
    return `${name.padEnd(28)}${String(value).padStart(8)}${wanted}`;
  });
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

function round(value: number, places: number): number {
  return Number(value.toFixed(places));
}
