/**
 * The kill switch from the key to the socket: the built app in its real window, raw ticks of 200 symbols, busy processes
 * beside it, and a window that hangs in a loop which sends 40 orders a second all the while. The key is pressed at the X
 * server; times count from there, milliseconds, worst and middle of all rounds.
 *
 *   npm run bench -- kill-switch [--json] [--rounds N] [--busy N] [--speed X]
 *
 * `lastOrderMs`: the last bytes of a new order. `globalCancelMs`: the one message that cancels everything. `cancelsMs`: the
 * last of the cancels that go out at once, one for each of the newest orders. Without --json targets stand beside the figures.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { constants, loadavg, setPriority } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { GatewayClient } from '../e2e/fixtures/gateway-client.ts';
import { pullKillSwitch } from '../e2e/fixtures/kill-switch.ts';
import { answerDialogs } from '../e2e/fixtures/practice.ts';
import { encodeMessage } from '../e2e/fixtures/raw-port.ts';
import { WindowPort } from '../e2e/fixtures/window-port.ts';
import { Workstation } from '../e2e/fixtures/workstation.ts';
import { WIRE_VERSION } from '../src-shared/ipc/envelope.ts';
import { PLAIN_TERMS } from '../src-shared/model/order-ticket.ts';
import type { Logger } from '../src-shared/telemetry/logger.ts';
import { startGatewayProcess } from './gateway-process.ts';
import { mainProbeModule } from './main-probe.ts';
import { writeDataFolder } from './quotes-data.ts';
import { waitForQuotes } from './quotes-window.ts';

const SYMBOLS = 200;
const LINES = 250;
const QUOTES_TIMEOUT_MS = 120_000;
const ORDER_EVERY_MS = 25;
const HUNG_MS = 4_000;
/** So many of its orders are out before the key is pressed. */
const ORDERS_BEFORE = 20;
const PLACE_ORDER = 3;
const CANCEL_ORDER = 4;
const GLOBAL_CANCEL = 58;
/** Cancels of the first moment; others are asked for again after two seconds. */
const AT_ONCE_MS = 1_500;
/** Forty orders a second, alike, at any hour: other rules would stop them before the switch does. */
const RULES_OFF = [
  'submit-rate',
  'duplicate-order',
  'repeated-execution',
  'reset-window',
  'active-orders',
  'broker-active-orders',
];
const TARGETS = {
  lastOrderMs: 'at most 50',
  globalCancelMs: 'at most 250, and pacing',
  cancelsMs: 'at most 250, and pacing',
  updatesPerSecond: 'at least 10,000',
};

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '10' },
    busy: { type: 'string', default: '2' },
    speed: { type: 'string', default: '5' },
  },
});
const rounds = Number(values.rounds);
if (!(rounds >= 1 && rounds <= 100)) throw new Error(`--rounds is 1 to 100, was "${values.rounds}"`);

const complain = (fields: object, message: string) => console.error(message, fields);
const log: Logger = { debug: () => undefined, info: () => undefined, warn: complain, error: complain };

const { child, port } = await startGatewayProcess([
  ...['--seed', '7', '--always-open', '--cadence', 'raw'],
  ...['--lines', String(LINES), '--speed', values.speed],
]);
const busy = Array.from({ length: Number(values.busy) }, () =>
  spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
);
process.once('exit', () => busy.forEach((one) => one.kill('SIGKILL')));
// They stand for back-tests, and have their priority (research.entry.ts).
for (const { pid } of busy) setPriority(pid!, constants.priority.PRIORITY_BELOW_NORMAL);
const workstation = new Workstation();
try {
  const figures = { ...(await run()), load: loadavg().map((load) => Math.round(load * 10) / 10) };
  if (values.json) console.log(JSON.stringify(figures));
  else
    for (const [name, value] of Object.entries(figures)) {
      const target = (TARGETS as Readonly<Partial<Record<string, string>>>)[name];
      console.log(`${name}: ${JSON.stringify(value)}${target === undefined ? '' : `  (target: ${target})`}`);
    }
} catch (error) {
  console.error(workstation.log.split('\n').slice(-40).join('\n'));
  throw error;
} finally {
  await workstation.quit('whatever works').catch((error: unknown) => console.error(error));
  workstation.dispose();
  child.kill('SIGKILL');
}
process.exit(0);

async function run() {
  writeDataFolder(workstation.dataDir, port, SYMBOLS, log);
  const probe = join(workstation.sharedDir, 'main-probe.cjs');
  writeFileSync(probe, mainProbeModule());
  const app = await workstation.start({}, [], [probe]);
  const page = await app.firstWindow();
  await page.waitForLoadState('load');
  const main = await WindowPort.of(page);
  await answerDialogs(
    app,
    Array.from({ length: RULES_OFF.length + rounds }, () => 1),
  );
  const trading = async () => (await main.ask('trading.status')).state;
  await until(async () => (await trading()) === 'active', 'trading');
  await waitForQuotes(app, SYMBOLS * 0.9, QUOTES_TIMEOUT_MS);
  for (const code of RULES_OFF)
    await main.ask('risk.change', { place: { kind: 'everywhere' }, code, isOn: false });

  const { matches } = await main.ask('marketData.search', { text: 'AAPL' });
  const found = matches.find(({ symbol, securityType }) => symbol === 'AAPL' && securityType === 'STK')!;
  const { contract } = await main.ask('marketData.details', { contractId: found.contractId });
  const reader = await GatewayClient.at(port);
  const limitPrice = Math.round((await reader.price()) * 90) * 1e6;
  reader.close();
  const ticket = (ref: string) => ({
    ...{ ref, account: 'DU1000001', contract, side: 'buy', parentRef: null, oca: null, isReduceOnly: false },
    // Below the market: it works until it is cancelled.
    terms: { ...PLAIN_TERMS, type: 'LMT', quantity: 1e6, limitPrice, timeInForce: 'GTC' },
  });

  const figures: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    const messages = Array.from({ length: HUNG_MS / ORDER_EVERY_MS }, (_, index) => {
      const ref = `kill-${Date.now()}-${round}-${index}`;
      const message = { kind: 'request', id: ref, name: 'orders.place', input: { tickets: [ticket(ref)] } };
      return [...encodeMessage({ v: WIRE_VERSION, ...message })];
    });
    const updates = () =>
      inMain(app, () => ({ at: performance.now(), updates: globalThis.mainProbe.updates }));
    await inMain(app, () => {
      globalThis.mainProbe.sent = [];
      globalThis.mainProbe.lag.enable();
      globalThis.mainProbe.lag.reset();
    });
    const hung = page.evaluate(
      ({ orders, everyMs, forMs }) => {
        const from = performance.now();
        let count = 0;
        for (let passed = 0; passed < forMs; passed = performance.now() - from)
          if (passed >= count * everyMs && count < orders.length)
            window.tappedPort!.port.postMessage(Uint8Array.from(orders[count++]!));
      },
      { orders: messages, everyMs: ORDER_EVERY_MS, forMs: HUNG_MS },
    );
    const before = await updates();
    await until(async () => (await sentOf(app, PLACE_ORDER)).length >= ORDERS_BEFORE, 'orders on their way');
    const at = await pullKillSwitch(app);
    await hung;
    const after = await updates();
    const times = async (kind: number) =>
      (await sentOf(app, kind)).map((sentAt) => sentAt - at).filter((ms) => ms > -HUNG_MS);
    const orders = await times(PLACE_ORDER);
    const cancels = (await times(CANCEL_ORDER)).filter((ms) => ms < AT_ONCE_MS);
    figures.push({
      orders: orders.length,
      lastOrderMs: Math.max(0, ...orders),
      globalCancelMs: Math.min(...(await times(GLOBAL_CANCEL))),
      cancels: cancels.length,
      cancelsMs: Math.max(...cancels),
      updatesPerSecond: (after.updates - before.updates) / ((after.at - before.at) / 1_000),
      mainLagP99Ms: await inMain(app, () => globalThis.mainProbe.lag.percentile(99) / 1e6),
    });
    await until(async () => (await main.ask('trading.status')).workingOrders === 0, 'everything cancelled');
    await main.ask('trading.resume');
    await until(async () => (await trading()) === 'active', 'trading again');
  }
  const over = (pick: (round: Round) => number) => {
    const sorted = figures.map(pick).sort((a, b) => a - b);
    return { p50: tenths(sorted[Math.floor(sorted.length / 2)]!), max: tenths(sorted.at(-1)!) };
  };
  return {
    rounds,
    lastOrderMs: over((round) => round.lastOrderMs),
    globalCancelMs: over((round) => round.globalCancelMs),
    cancelsMs: over((round) => round.cancelsMs),
    ordersBefore: over((round) => round.orders),
    cancelsAtOnce: over((round) => round.cancels),
    updatesPerSecond: over((round) => round.updatesPerSecond),
    mainLagP99Ms: over((round) => round.mainLagP99Ms),
    busy: busy.length,
  };
}

interface Round {
  readonly orders: number;
  readonly lastOrderMs: number;
  readonly globalCancelMs: number;
  readonly cancels: number;
  readonly cancelsMs: number;
  readonly updatesPerSecond: number;
  readonly mainLagP99Ms: number;
}

/** When messages of this number were written, Unix ms. */
async function sentOf(app: App, kind: number): Promise<number[]> {
  const sent = await inMain(app, () => globalThis.mainProbe.sent!);
  return sent.filter((one) => one.kind === kind).map(({ at }) => at);
}

/** Main is as busy as can be: the debugger may lose an answer. @param run may be asked for twice */
async function inMain<T>(app: App, run: () => T): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await app.evaluate(run);
    } catch (error) {
      if (tries === 5) throw error;
    }
  }
}

type App = Awaited<ReturnType<Workstation['start']>>;

async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  const latest = Date.now() + 60_000;
  while (!(await isSo())) {
    if (Date.now() > latest) throw new Error(`no ${what} within a minute`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
