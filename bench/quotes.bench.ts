/**
 * Quotes from the wire to the window: the built app in its real window on a data folder of its own, connected to a paper
 * gateway in a process of its own that sends every tick; a watchlist of 200 symbols is shown and a ticket is open. Updates are
 * prices and sizes that main received. Prints one line of JSON.
 *
 *   npm run bench -- quotes [--json] [--seconds N] [--speed X] [--profile FOLDER]
 *
 * `--speed` is the market's: what it takes for 10,000 updates a second, more or fewer with another one. `startMs` counts from
 * the start of the program; a debugger is attached in it, as ever here. Without --json the targets stand beside the figures.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { WINDOW_SIZE, Workstation } from '../e2e/fixtures/workstation.ts';
import type { Logger } from '../src-shared/telemetry/logger.ts';
import { startGatewayProcess } from './gateway-process.ts';
import { mainProbeModule } from './main-probe.ts';
import { writeDataFolder } from './quotes-data.ts';
import { measureQuotes, waitForQuotes } from './quotes-window.ts';

const SYMBOLS = 200;
const LINES = 250;
const READY_TIMEOUT_MS = 60_000;
const QUOTES_TIMEOUT_MS = 120_000;
const WARM_UP_MS = 5_000;
const TARGETS = {
  updatesPerSecond: 'at least 10,000',
  mainLagMs: 'p99 under 20',
  rendererBusyPercent: 'under 50',
  longTasks: 'none',
  mainMb: 'flat',
  rendererMb: 'flat',
};

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '60' },
    speed: { type: 'string', default: '5' },
    profile: { type: 'string' },
  },
});
const seconds = Number(values.seconds);
if (!(seconds >= 2 && seconds <= 3_600)) throw new Error(`--seconds is 2 to 3600, was "${values.seconds}"`);
if (values.profile !== undefined) mkdirSync(values.profile, { recursive: true });

const complain = (fields: object, message: string) => console.error(message, fields);
const log: Logger = { debug: () => undefined, info: () => undefined, warn: complain, error: complain };

const { child, port } = await startGatewayProcess([
  ...['--seed', '7', '--always-open', '--cadence', 'raw'],
  ...['--lines', String(LINES), '--speed', values.speed],
]);
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
  await workstation.quit().catch((error: unknown) => console.error(error));
  workstation.dispose();
  child.kill('SIGKILL');
}
process.exit(0);

async function run() {
  writeDataFolder(workstation.dataDir, port, SYMBOLS, log);
  const probe = join(workstation.sharedDir, 'main-probe.cjs');
  writeFileSync(probe, mainProbeModule());

  const startedAt = performance.now();
  const app = await workstation.start({}, [], [probe]);
  const page = await app.firstWindow();
  await page.waitForLoadState('load');
  const windowMs = Math.round(performance.now() - startedAt);
  const status = page.getByLabel('Status', { exact: true });
  await status.getByText(/\bready\b/).first().waitFor({ timeout: READY_TIMEOUT_MS }); // prettier-ignore
  const readyMs = Math.round(performance.now() - startedAt);

  await app.evaluate(({ BrowserWindow }, size) => {
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 0, y: 0, ...size });
  }, WINDOW_SIZE);
  const grid = page.getByRole('tabpanel', { name: 'Watchlist' }).getByRole('grid');
  await grid.getByRole('row').nth(1).click();
  await page.getByRole('form', { name: 'Order ticket' }).waitFor();
  // All but a few: some contracts trade seldom.
  await waitForQuotes(app, SYMBOLS * 0.9, QUOTES_TIMEOUT_MS);
  await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS));
  const gatewayBefore = cpuSeconds(child.pid!);
  const figures = await measureQuotes(app, page, seconds, values.profile ?? null);
  return {
    startMs: { window: windowMs, ready: readyMs },
    ...figures,
    gatewayCpuPercent: Math.round((100 * (cpuSeconds(child.pid!) - gatewayBefore)) / figures.seconds),
  };
}

/** Of another process, all its threads; NaN where there is no /proc. */
function cpuSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return NaN; // not Linux: told as null
  }
}
