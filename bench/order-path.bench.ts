/**
 * From a quote tick to the bytes of an order on the socket: the order path of main as it is, journal on the disk, against the
 * paper gateway in a process of its own that sends the ticks of 100 contracts. 40 orders a second, paced, each decided by
 * the handler of a tick; first with the journal's disk flush, then without, to tell what durability costs. Measured from the
 * begin of that handler until the socket has taken the bytes (`signalToSocket` of the Latency panel, with its parts).
 *
 * The gateway stands for a TWS that has cores of its own, so it runs below us and, where there is `taskset`, on the first core,
 * our thread on the others (`gatewayCore`): with two cores the kernel otherwise lets it run on ours as soon as our own bytes
 * wake it, and its work counts as our write (0.5 ms).
 *
 * Processors are kept awake as in the app, where the user may do so (`processors`; docs/adr/0010).
 *
 *   npm run bench -- order-path [--json] [--orders N]
 *
 * With --json it prints one line. Times in microseconds, event loop lag in milliseconds.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, constants, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { OrderBench } from '../src-main/app/testing/order-bench.ts';
import { WakefulProcessors } from '../src-main/app/wakeful-processors.ts';
import { toOrderPrice } from '../src-shared/model/order-price.ts';
import { Universe } from '../src-shared/simulation/universe/universe.ts';
import { orderRefSchema } from '../src-shared/model/order-ticket.ts';
import type { Contract } from '../src-shared/model/contract.ts';
import type { Timers } from '../src-shared/kernel/clock.ts';
import { startGatewayProcess, type GatewayProcess } from './gateway-process.ts';

const CONTRACTS = 100;
/** Of each contract, as in a busy market: ten, and some more as the hour goes on. */
const TICKS_PER_SECOND = 10.5;
const PROBE_SPEED = 8;
const PROBE_MS = 5_000;
const PACE_MS = 25;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    orders: { type: 'string', default: '4000' },
  },
});
const orders = Number(values.orders);
if (!(orders >= 10 && orders <= 100_000))
  throw new Error(`--orders is 10 to 100,000, was "${values.orders}"`);

const folder = mkdtempSync(join(tmpdir(), 'order-path-bench-'));
process.on('exit', () => {
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));

const timers: Timers = {
  schedule(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
const silent = () => undefined;
const processors = new WakefulProcessors({
  log: { debug: silent, info: silent, warn: silent, error: silent },
});
// How often stocks tick depends on the simulated hour: a first gateway tells by how much it must be quickened.
const probed = await startGateway(PROBE_SPEED);
const probedTicks = await probe(probed.port);
probed.child.kill('SIGKILL');
const { child, port } = await startGateway((PROBE_SPEED * CONTRACTS * TICKS_PER_SECOND) / probedTicks);
const gatewayCore = setApart(child.pid!) ? 'its own' : 'shared with ours';
const withFlush = await measure(port, 'FULL', 11);
const noFlush = await measure(port, 'OFF', 12);
const { check, risk, journal, send, ack } = withFlush.steps;
const figures = {
  signalToSocketUs: withFlush.signalToSocketUs,
  signalToSocketNoFlushUs: noFlush.signalToSocketUs,
  riskUs: quantiles(risk),
  ackUs: quantiles(ack),
  eventLoopLagMs: withFlush.eventLoopLagMs,
  orders,
  gatewayCore,
  processors: processors.isRefused ? 'left to sleep' : 'kept awake',
  ticksPerSecond: withFlush.ticksPerSecond,
  // The parts of the step besides risk; of the second without flush.
  partsUs: { check: quantiles(check), journal: quantiles(journal), send: quantiles(send) },
  partsNoFlushUs: {
    check: quantiles(noFlush.steps.check),
    journal: quantiles(noFlush.steps.journal),
    send: quantiles(noFlush.steps.send),
  },
};
if (values.json) console.log(JSON.stringify(figures));
else for (const [name, value] of Object.entries(figures)) console.log(`${name}: ${JSON.stringify(value)}`);
process.exit(0);

async function startGateway(speed: number): Promise<GatewayProcess> {
  const started = await startGatewayProcess([
    ...['--seed', '7', '--always-open', '--cadence', 'raw', '--lines', '250'],
    ...['--speed', speed.toFixed(2)],
  ]);
  setPriority(started.child.pid!, constants.priority.PRIORITY_BELOW_NORMAL);
  return started;
}

/** Ticks a second of all contracts together. */
async function probe(at: number): Promise<number> {
  const bench = await openBench(at, 'probe', 10);
  const contracts = await quoted(bench);
  let ticks = 0;
  for (const { contractId } of contracts) bench.quotes.onTick(contractId, () => ticks++);
  await new Promise((resolve) => setTimeout(resolve, PROBE_MS));
  bench.close();
  return (1_000 * ticks) / PROBE_MS;
}

async function openBench(at: number, name: string, clientId: number): Promise<OrderBench> {
  const bench = new OrderBench({
    ...{
      port: at,
      path: join(folder, `${name}.db`),
      now: Date.now,
      timers,
      clientId,
      kind: 'practice',
      keepAwake: () => processors.keepAwake(),
    },
    onLog: (level, fields, message) => {
      if (level === 'error') console.error(message, fields);
    },
  });
  await bench.ready();
  return bench;
}

async function measure(at: number, synchronous: 'FULL' | 'OFF', clientId: number) {
  const bench = await openBench(at, synchronous, clientId);
  bench.database.db.pragma(`synchronous = ${synchronous}`);
  // Forty orders a second are more than a person sends: the rules about how often are turned off, all others are asked.
  for (const code of ['submit-rate', 'duplicate-order', 'daily-orders', 'repeated-execution']) {
    const planned = bench.desk.limits.plan({ place: { kind: 'everywhere' }, code, isOn: false });
    if (!planned.ok || !bench.desk.limits.apply(planned.value).ok) throw new Error(`${code} stays on`);
  }
  const rate = bench.desk.limits.plan({
    ...{ place: { kind: 'everywhere' }, code: 'broker-message-rate', params: { keptForExits: 2 } },
  });
  if (!rate.ok || !bench.desk.limits.apply(rate.value).ok) throw new Error('the message rate stays');

  const contracts = await quoted(bench);
  // As is done for every ticket before it is placed; orders begin some seconds later, as they do there.
  for (const contract of contracts) await bench.desk.prepare(contract);
  const plain = bench.ticket(contracts[0]!, 'buy', { type: 'LMT', timeInForce: 'IOC' });
  const refs = Array.from({ length: orders }, (_, index) =>
    orderRefSchema.parse(`b-${synchronous}-${index}`),
  );
  const lag = monitorEventLoopDelay({ resolution: 1 });
  let ticks = 0;
  let nextAt = performance.now() + 6_000;
  let count = 0;
  const startedAt = performance.now();
  lag.enable();
  await new Promise<void>((resolve) => {
    const stops = contracts.map((contract) =>
      bench.quotes.onTick(contract.contractId, () => {
        const tickAt = performance.now();
        ticks++;
        if (tickAt < nextAt || count >= orders) return;
        // Far from the market and for the moment only: it is cancelled by the exchange and works nowhere.
        const limitPrice = toOrderPrice(Math.round(bench.bid(contract) * 0.98 * 100) / 100);
        const ticket = { ...plain, ref: refs[count]!, contract, terms: { ...plain.terms, limitPrice } };
        const outcome = bench.desk.path.place([ticket], {
          by: 'bench',
          correlationId: String(count),
          tickAt,
        });
        if (outcome.kind === 'denied') {
          // A quarter of a millisecond too early for the message rate: with the next tick.
          if (!['broker-message-rate', 'message-budget'].includes(outcome.denial.code)) throw new Error(outcome.denial.message); // prettier-ignore
          nextAt = tickAt + 5;
          return;
        }
        count++;
        nextAt = Math.max(nextAt + PACE_MS, tickAt + PACE_MS / 2);
        if (count === orders) {
          for (const stop of stops) stop();
          resolve();
        }
      }),
    );
  });
  lag.disable();
  const seconds = (performance.now() - startedAt) / 1_000;
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const { steps } = bench.desk.timing.summary();
  bench.close();
  return {
    signalToSocketUs: quantiles(steps.signalToSocket),
    eventLoopLagMs: quantiles({
      p50: lag.percentile(50) / 1e6,
      p99: lag.percentile(99) / 1e6,
      p999: lag.percentile(99.9) / 1e6,
    }),
    ticksPerSecond: Math.round(ticks / seconds),
    steps,
  };
}

/** A hundred stocks, with their rules and with prices coming. */
async function quoted(bench: OrderBench): Promise<Contract[]> {
  const listed = new Universe({ alwaysOpen: true }).listedAt(Date.now());
  const stocks = listed.filter(({ details }) => details.contract.secType === 'STK').slice(0, CONTRACTS);
  const contracts: Contract[] = [];
  for (const { details } of stocks) {
    const answer = await bench.contracts.details(details.contract.conId as Contract['contractId']);
    if (!answer.ok) throw new Error(answer.error.message);
    contracts.push(answer.value.contract);
    bench.quotes.need(answer.value.contract);
  }
  while (contracts.some((contract) => !(bench.bid(contract) > 0))) await new Promise((resolve) => setTimeout(resolve, 50)); // prettier-ignore
  return contracts;
}

function quantiles({
  p50,
  p99,
  p999,
}: {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}) {
  return { p50: round(p50), p99: round(p99), p999: round(p999) };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Two processes on cores of their own. False where the system cannot. */
function setApart(gatewayPid: number): boolean {
  const lastCore = availableParallelism() - 1;
  if (lastCore < 1) return false;
  const pin = (...args: string[]) => spawnSync('taskset', args, { stdio: 'ignore' }).status === 0;
  // All threads of the gateway; of ours only the one that sends.
  return (
    pin('-a', '-p', '-c', '0', String(gatewayPid)) && pin('-p', '-c', `1-${lastCore}`, String(process.pid))
  );
}
