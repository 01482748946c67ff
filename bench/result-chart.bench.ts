/**
 * The result chart of a run over many bars, in the real window: wheel and drag at several depths of zoom, as a hand does
 * them. Prints one line of JSON. A task of the page over 50 ms is one that a hand feels; `mostCpuPerStepMs` is what the page's
 * main thread computed for one step of wheel, drag or key at most, without the time in which another process had the core.
 *
 *   npm run bench -- result-chart [--json] [--bars N]
 */
import { execFileSync } from 'node:child_process';
import { chownSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Locator } from '@playwright/test';
import { Workstation } from '../e2e/fixtures/workstation.ts';
import { barColumns } from '../src-shared/bars/columns.ts';
import { Hand, idle } from './chart-hand.ts';
import { randomWalk } from './random-walk.ts';

const MINUTE_MS = 60_000;
const SHOWN_TIMEOUT_MS = 120_000;
const TASK_MAX_MS = 50;

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, bars: { type: 'string', default: '500000' } },
});
const barCount = Number(values.bars);
if (!(barCount >= 1_000 && barCount <= 5_000_000))
  throw new Error(`--bars is 1000 to 5000000, was "${values.bars}"`);

const workstation = new Workstation();
try {
  const figures = { ...(await run()), load: loadavg().map((load) => Math.round(load * 10) / 10) };
  if (values.json) console.log(JSON.stringify(figures));
  else for (const [name, value] of Object.entries(figures)) console.log(`${name}: ${JSON.stringify(value)}`);
} catch (error) {
  console.error(workstation.log.split('\n').slice(-40).join('\n'));
  throw error;
} finally {
  await workstation.quit().catch((error: unknown) => console.error(error));
  workstation.dispose();
}
process.exit(0);

async function run() {
  const fills = makeRun();
  const { window: page } = await workstation.open();
  const chart = page.getByRole('application', { name: /^Chart of BENCH: price with/ });
  const askedAt = performance.now();
  await chart.waitFor({ timeout: SHOWN_TIMEOUT_MS });
  const shownMs = Math.round(performance.now() - askedAt);
  const box = await chart.boundingBox();
  if (box === null) throw new Error('the chart has no place');
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 3 };
  await page.mouse.move(middle.x, middle.y);
  await idle(page);

  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  const hand = new Hand(page, cdp);
  await hand.begin();
  // Each depth of zoom on the bars that come for it: finer ones take the place of those that were drawn.
  const barsPerCandle = [await barsOfCandle(chart)];
  for (let depth = 0; depth < 4; depth++) {
    await hand.drag(middle, 300);
    await hand.drag(middle, -300);
    await hand.wheel(-240, 12);
    await idle(page);
    barsPerCandle.push(await barsOfCandle(chart));
  }
  await hand.wheel(240, 24);
  await idle(page);
  barsPerCandle.push(await barsOfCandle(chart));
  await hand.keys(['ArrowLeft', 'ArrowRight', '+', '-', 'Home'], chart);
  const { longTasks, mostCpuPerStepMs, cpuPerStepMs, stepCount } = await hand.end();
  return {
    bars: barCount,
    fills,
    barsPerCandle,
    shownMs,
    steps: stepCount,
    tasksOver50Ms: longTasks.filter((ms) => ms > TASK_MAX_MS).length,
    longestTaskMs: Math.round(Math.max(0, ...longTasks)),
    mostCpuPerStepMs,
    cpuPerStepMs,
  };
}

/** How many bars a candle stands for, as the chart says it. */
async function barsOfCandle(chart: Locator): Promise<number> {
  const legend = await chart.textContent();
  return Number(/each candle is (\d+) bars/.exec(legend ?? '')?.[1] ?? 1);
}

/** A data folder with one finished run over so many bars in it. @returns its fills */
function makeRun(): number {
  const bars = barColumns(barCount, randomWalk(barCount, 7, 0.0006, MINUTE_MS));
  const rows = ['time,open,high,low,close,volume'];
  for (let i = 0; i < barCount; i++) {
    const cells = [bars.open[i], bars.high[i], bars.low[i], bars.close[i], bars.volume[i]];
    rows.push(`${new Date(bars.time[i]!).toISOString().slice(0, 19).replace('T', ' ')},${cells.join(',')}`);
  }
  const file = join(workstation.sharedDir, 'bench.csv');
  writeFileSync(file, rows.join('\n'));
  const { dataDir } = workstation;
  const cli = (...args: string[]) =>
    execFileSync(process.execPath, ['out/main/cli.js', ...args, '--data-dir', dataDir, '--json'], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      encoding: 'utf8',
      maxBuffer: 256 * 1024 ** 2,
    });
  cli('import', file, '--symbol', 'BENCH', '--source', 'bench', '--bar-size', '1 min', '--time-zone', 'UTC');
  const told = cli(
    ...['backtest', '--strategy', 'sma-cross', '--set', 'fast=200', '--set', 'slow=800'],
    ...['--set', 'quantity=10', '--symbols', 'BENCH'],
  );
  const { uid, gid } = statSync(dataDir);
  for (const name of readdirSync(dataDir, { recursive: true }))
    chownSync(join(dataDir, String(name)), uid, gid);
  return (JSON.parse(told) as { fills: number }).fills;
}
