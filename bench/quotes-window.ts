import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CDPSession, ElectronApplication, Page } from '@playwright/test';
import type { MainProbe } from './main-probe.ts';

declare global {
  var mainProbe: MainProbe;
  /** Milliseconds of each task of the page over 50 ms. */
  var longTasks: number[];
}

const FRAMES_MS = 3_000;
const QUOTED_WITHIN_MS = 5_000;

export interface QuoteFigures {
  readonly seconds: number;
  readonly updatesPerSecond: number;
  readonly messagesPerSecond: number;
  readonly mainLagMs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly mainCpuPercent: number;
  readonly rendererBusyPercent: number;
  /** Of its main thread; busy counts the time in which another process had the core too. */
  readonly rendererMainCpuPercent: number;
  readonly rendererScriptPercent: number;
  readonly rendererLayoutPercent: number;
  readonly longTasks: number;
  readonly longestTaskMs: number;
  readonly gpuCpuPercent: number;
  /** At 10 s, or a third of a shorter run, and at the end. */
  readonly mainMb: readonly [number, number];
  readonly rendererMb: readonly [number, number];
  /** After a collection, before and after the run. */
  readonly rendererHeapMb: readonly [number, number];
  readonly framesPerSecond: number;
  readonly processesMb: Readonly<Record<string, number>>;
}

/** Watches main and the page for that long, while quotes come. @param profileFolder where CPU profiles of both go; null: none */
export async function measureQuotes(
  app: ElectronApplication,
  page: Page,
  seconds: number,
  profileFolder: string | null,
): Promise<QuoteFigures> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  const heapBefore = await heapMb(cdp);
  await observeLongTasks(page);
  if (profileFolder !== null) await startProfiles(app, cdp);

  const before = await look(app, cdp);
  await app.evaluate(() => {
    globalThis.mainProbe.lag.enable();
    globalThis.mainProbe.lag.reset();
  });
  const earlyMs = Math.min(10_000, (seconds * 1_000) / 3);
  await pause(earlyMs);
  const early = await look(app, cdp);
  await pause(seconds * 1_000 - earlyMs);
  const after = await look(app, cdp);
  const mainLagMs = await app.evaluate(() => {
    const { lag } = globalThis.mainProbe;
    lag.disable();
    const ms = (nanoseconds: number) => Math.round(nanoseconds / 1e4) / 100;
    return { p50: ms(lag.percentile(50)), p99: ms(lag.percentile(99)), max: ms(lag.max) };
  });
  const tasks = await page.evaluate(() => globalThis.longTasks);

  if (profileFolder !== null) await writeProfiles(app, cdp, profileFolder);
  const passed = after.at - before.at;
  const perSecond = (name: 'updates' | 'messages') => Math.round((after[name] - before[name]) / passed);
  const percent = (name: Duration | 'mainCpu' | 'gpuCpu') =>
    round((100 * (after[name] - before[name])) / passed);
  return {
    seconds: round(passed),
    updatesPerSecond: perSecond('updates'),
    messagesPerSecond: perSecond('messages'),
    mainLagMs,
    mainCpuPercent: percent('mainCpu'),
    rendererBusyPercent: percent('TaskDuration'),
    rendererMainCpuPercent: percent('ThreadTime'),
    rendererScriptPercent: percent('ScriptDuration'),
    rendererLayoutPercent: round(percent('LayoutDuration') + percent('RecalcStyleDuration')),
    longTasks: tasks.length,
    longestTaskMs: Math.round(Math.max(0, ...tasks)),
    gpuCpuPercent: percent('gpuCpu'),
    mainMb: [early.mainMb, after.mainMb],
    rendererMb: [early.rendererMb, after.rendererMb],
    rendererHeapMb: [heapBefore, await heapMb(cdp)],
    // Afterwards: whoever counts frames asks for them.
    framesPerSecond: await framesPerSecond(page),
    processesMb: after.processesMb,
  };
}

/** Until this many contracts have had a price within a few seconds; options are quoted less often than shares. */
export async function waitForQuotes(
  app: ElectronApplication,
  count: number,
  timeoutMs: number,
): Promise<void> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const quoted = await app.evaluate(async (_electron, forMs) => {
      const tickers = new Set<string>();
      globalThis.mainProbe.tickers = tickers;
      await new Promise((resolve) => setTimeout(resolve, forMs));
      globalThis.mainProbe.tickers = null;
      return tickers.size;
    }, QUOTED_WITHIN_MS);
    if (quoted >= count) return;
    if (Date.now() > until)
      throw new Error(`only ${quoted} of ${count} contracts have prices every ${QUOTED_WITHIN_MS} ms`);
  }
}

const DURATIONS = ['TaskDuration', 'ThreadTime', 'ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'] as const; // prettier-ignore
type Duration = (typeof DURATIONS)[number];

async function look(app: ElectronApplication, cdp: CDPSession) {
  const main = await app.evaluate(({ app: self }) => ({
    updates: globalThis.mainProbe.updates,
    messages: globalThis.mainProbe.messages,
    at: performance.now() / 1_000,
    processes: self.getAppMetrics().map(({ type, name, pid, cpu, memory }) => ({
      ...{ name: name ?? type, pid, mb: Math.round(memory.workingSetSize / 1_024) },
      cpuSeconds: cpu.cumulativeCPUUsage ?? 0,
    })),
  }));
  const { metrics } = await cdp.send('Performance.getMetrics');
  const durations = Object.fromEntries(
    DURATIONS.map((wanted) => [wanted, metrics.find(({ name }) => name === wanted)?.value ?? NaN]),
  ) as Record<Duration, number>;
  const processOf = (name: string) => main.processes.find((one) => one.name === name);
  return {
    ...main,
    ...durations,
    mainCpu: processOf('Browser')?.cpuSeconds ?? NaN,
    gpuCpu: processOf('GPU')?.cpuSeconds ?? NaN,
    mainMb: processOf('Browser')?.mb ?? NaN,
    rendererMb: processOf('Tab')?.mb ?? NaN,
    processesMb: Object.fromEntries(main.processes.map(({ name, mb }) => [name, mb])),
  };
}

async function observeLongTasks(page: Page): Promise<void> {
  await page.evaluate(() => {
    globalThis.longTasks = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
    }).observe({ entryTypes: ['longtask'] });
  });
}

async function heapMb(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { metrics } = await cdp.send('Performance.getMetrics');
  return round((metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? NaN) / 2 ** 20);
}

function framesPerSecond(page: Page): Promise<number> {
  return page.evaluate(
    (forMs) =>
      new Promise<number>((resolve) => {
        const from = performance.now();
        let count = 0;
        const frame = () => {
          count++;
          const passed = performance.now() - from;
          if (passed < forMs) requestAnimationFrame(frame);
          else resolve(Math.round((10_000 * count) / passed) / 10);
        };
        requestAnimationFrame(frame);
      }),
    FRAMES_MS,
  );
}

async function startProfiles(app: ElectronApplication, cdp: CDPSession): Promise<void> {
  await cdp.send('Profiler.enable');
  await cdp.send('Profiler.setSamplingInterval', { interval: 500 });
  await cdp.send('Profiler.start');
  await app.evaluate(() => globalThis.mainProbe.startProfile());
}

async function writeProfiles(app: ElectronApplication, cdp: CDPSession, folder: string): Promise<void> {
  const { profile } = await cdp.send('Profiler.stop');
  writeFileSync(join(folder, 'renderer.cpuprofile'), JSON.stringify(profile));
  writeFileSync(
    join(folder, 'main.cpuprofile'),
    await app.evaluate(() => globalThis.mainProbe.stopProfile()),
  );
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
