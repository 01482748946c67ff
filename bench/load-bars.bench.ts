/**
 * The library with a million bars: importing them from CSV, loading them into a prepared SharedArrayBuffer, and how long
 * other calls wait meanwhile. `npm run bench -- load-bars`; target: load, warm, under 15 ms.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { barColumns, columnsByteLength } from '#shared/bars/columns.ts';
import { openDatabase } from '#shared/node/open-database.ts';
import { openLibrary } from '../src-worker/bar-library/bar-library.ts';
import { RESEARCH_MIGRATIONS } from '../src-worker/bar-library/research-schema.ts';
import { SeriesStore } from '../src-worker/bar-library/series-store.ts';
import { csvOf, MINUTES, PLAIN, someBars } from '../src-worker/bar-library/testing/scratch-library.ts';

const BAR_COUNT = 1_000_000;
const REPEATS = 15;

const folder = mkdtempSync(join(tmpdir(), 'tradewind-bench-'));
try {
  await measure();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  const path = join(folder, 'bars.csv');
  // One bar in three minutes: about six years, so blocks of six years.
  const made = someBars(BAR_COUNT, Date.UTC(2014, 0, 2, 14, 30), 180_000);
  writeFileSync(
    path,
    csvOf(made, (ms) => new Date(ms).toISOString()),
  );
  await measureImport(path);
  measureLoad();
}

async function measureImport(path: string): Promise<void> {
  const nothing = () => undefined;
  const opened = openLibrary({
    researchDbPath: join(folder, 'research.db'),
    reportsFolder: join(folder, 'reports'),
    program: 'a benchmark',
    now: Date.now,
    events: { importProgress: nothing, libraryChanged: nothing, runsChanged: nothing, noticed: nothing },
  });
  if (!opened.ok) throw new Error(opened.error.message);
  for (const existing of ['keep', 'replace', 'keep'] as const) {
    const waits = monitorEventLoopDelay({ resolution: 1 });
    const spec = { facts: MINUTES, dialect: PLAIN, existing, allOrNothing: true };
    const start = performance.now();
    waits.enable();
    const done = await opened.value.api.importFile({
      importId: randomUUID(),
      path,
      spec,
      cancel: new SharedArrayBuffer(4),
    });
    waits.disable();
    if (!done.ok) throw new Error(done.error.message);
    const seconds = (performance.now() - start) / 1_000;
    const rate = Math.round(BAR_COUNT / seconds / 1_000);
    say(
      `${done.value.message} ${seconds.toFixed(2)} s, ${rate} thousand rows/s; others waited at most ${(waits.max / 1e6).toFixed(0)} ms, p99 ${(waits.percentile(99) / 1e6).toFixed(0)} ms`,
    );
  }
  await opened.value.api.close();
}

function measureLoad(): void {
  const database = openDatabase({
    path: join(folder, 'research.db'),
    migrations: RESEARCH_MIGRATIONS,
    program: 'a benchmark',
    synchronous: 'NORMAL',
    lostWal: 'refuse',
  });
  if (!database.ok) throw new Error(database.error.message);
  const store = new SeriesStore(database.value.db);
  const { seriesId } = store.list()[0]!;
  const prepared = new SharedArrayBuffer(columnsByteLength(BAR_COUNT));
  const bars = barColumns(BAR_COUNT, prepared);
  const first = time(() => store.readBlocksInto(bars, store.places(seriesId)));
  say(`load, first (checksums are compared): ${first.toFixed(1)} ms`);
  const warm = many(() => store.readBlocksInto(bars, store.places(seriesId)));
  say(
    `load, warm, into a prepared buffer: median ${warm.median.toFixed(1)} ms, best ${warm.best.toFixed(1)} ms`,
  );
  const fresh = many(() => store.loadAll(seriesId));
  say(
    `load, warm, into a new buffer: median ${fresh.median.toFixed(1)} ms, best ${fresh.best.toFixed(1)} ms`,
  );
  const hash = many(() => createHash('sha256').update(new Uint8Array(prepared)).digest('hex'));
  say(
    `SHA-256 of the columns (once per change, at the end of an import): median ${hash.median.toFixed(1)} ms`,
  );
  database.value.close();
}

function many(work: () => unknown): { readonly median: number; readonly best: number } {
  const times = Array.from({ length: REPEATS }, () => time(work)).sort((a, b) => a - b);
  return { median: times[Math.floor(REPEATS / 2)]!, best: times[0]! };
}

function time(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
