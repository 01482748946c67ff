import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { barColumns } from '#shared/bars/columns.ts';
import { backtestSpecSchema, runIdSchema } from '#shared/model/backtest.ts';
import type { ImportProgress } from '#shared/model/import.ts';
import { bundleProgram } from '#shared/node/testing/child-program.ts';
import type { NewRun } from './library-api.ts';
import { LibraryGone, openBarLibrary, type BarLibraryHandle } from './library-client.ts';
import { csvOf, MINUTES, PLAIN, someBars } from './testing/scratch-library.ts';

const PROJECT = join(import.meta.dirname, '..', '..');
const SEED = join(PROJECT, 'node_modules', 'vega-datasets', 'data', 'sp500-2000.csv');

let entry: string;
let dataDirectory: string;
let open: BarLibraryHandle[];
let progress: ImportProgress[];
let libraryChanges: number;

beforeAll(async () => {
  entry = await bundleProgram(join(PROJECT, 'src-worker', 'bar-library.entry.ts'), 'bar-library');
});
beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'tradewind-thread-'));
  open = [];
  progress = [];
  libraryChanges = 0;
});
afterEach(async () => {
  for (const handle of open) await handle.close();
  rmSync(dataDirectory, { recursive: true, force: true });
});

async function tryOpen(options: Partial<Parameters<typeof openBarLibrary>[0]> = {}) {
  const opened = await openBarLibrary({
    entry,
    dataDirectory,
    seedCsvPath: undefined,
    program: 'a test',
    events: {
      importProgress: (value) => progress.push(value),
      libraryChanged: () => libraryChanges++,
      runsChanged: () => undefined,
      noticed: () => undefined,
    },
    ...options,
  });
  if (opened.ok) open.push(opened.value);
  return opened;
}

async function mustOpen(
  options: Partial<Parameters<typeof openBarLibrary>[0]> = {},
): Promise<BarLibraryHandle> {
  const opened = await tryOpen(options);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

function minutesFile(count: number): string {
  const path = join(dataDirectory, 'minutes.csv');
  const bars = someBars(count, Date.UTC(2018, 0, 2, 14, 30), 60_000);
  writeFileSync(
    path,
    csvOf(bars, (ms) => new Date(ms).toISOString()),
  );
  return path;
}

test('a new library holds the S&P 500 when it opens, and shares its bars without copying them', async () => {
  const { api } = await mustOpen({ seedCsvPath: SEED });
  const [spx] = await api.listSeries();
  expect(spx).toMatchObject({
    symbol: 'SPX',
    source: 'vega-datasets',
    barCount: 5_105,
    adjustment: 'raw',
    tick: 0.01,
  });
  const loaded = await api.loadBars(spx!.seriesId);
  if (!loaded.ok) throw new Error(loaded.error.message);
  expect(loaded.value.columns).toBeInstanceOf(SharedArrayBuffer);
  const bars = barColumns(loaded.value.barCount, loaded.value.columns);
  expect(bars.close[0]).toBe(1455.219971);
  expect(bars.time[0]).toBe(Date.UTC(2000, 0, 3));
});

test('the S&P 500 is not brought back after it was deleted', async () => {
  const first = await mustOpen({ seedCsvPath: SEED });
  const [spx] = await first.api.listSeries();
  await first.api.deleteSeries(spx!.seriesId);
  await first.close();
  const second = await mustOpen({ seedCsvPath: SEED });
  expect(await second.api.listSeries()).toEqual([]);
});

test('a missing seed file is told and does not keep the library from opening', async () => {
  const { api, notices } = await mustOpen({ seedCsvPath: join(dataDirectory, 'nowhere.csv') });
  expect(notices).toEqual([expect.stringContaining('does not exist')]);
  expect(await api.listSeries()).toEqual([]);
});

test('other calls are answered while a file is imported, and progress is told', async () => {
  const { api } = await mustOpen({ seedCsvPath: SEED });
  const path = minutesFile(60_000);
  const spec = { facts: MINUTES, dialect: PLAIN, existing: 'keep', allOrNothing: false } as const;
  const importing = api.importFile({ importId: randomUUID(), path, spec, cancel: new SharedArrayBuffer(4) });
  const ended = importing.then(() => 'ended' as const);
  let served = 0;
  while ((await Promise.race([ended, api.listSeries()])) !== 'ended') served++;
  expect(await importing).toMatchObject({ ok: true, value: { outcome: 'imported', addedCount: 60_000 } });
  expect(served).toBeGreaterThan(3);
  expect(progress.at(-1)).toMatchObject({ rowsDone: 60_000, bytesDone: progress.at(-1)!.bytesTotal });
  expect(libraryChanges).toBe(1);
});

test('what SQLite refuses arrives with its words', async () => {
  const { api } = await mustOpen({ seedCsvPath: SEED });
  const [spx] = await api.listSeries();
  const run: NewRun = {
    runId: runIdSchema.parse(randomUUID()),
    spec: backtestSpecSchema.parse({
      strategyId: 'x',
      parameters: {},
      seriesIds: [spx!.seriesId],
      cash: 1,
      sizing: { kind: 'quantity', quantity: 1 },
      commission: { kind: 'none' },
      slippage: { kind: 'none' },
    }),
    strategyTitle: 'X',
    series: [],
    currency: spx!.currency,
    codeVersion: 'test',
    createdAt: 0,
  };
  await api.createRun(run);
  // A run of the same name breaks a rule of the database, as a full disk would break off a write.
  await expect(api.createRun(run)).rejects.toThrow('research.db: UNIQUE constraint failed: run.run_id');
});

test('an import is cancelled through shared memory and leaves nothing', async () => {
  const { api } = await mustOpen();
  const cancel = new SharedArrayBuffer(4);
  const spec = { facts: MINUTES, dialect: PLAIN, existing: 'keep', allOrNothing: false } as const;
  const importing = api.importFile({ importId: randomUUID(), path: minutesFile(60_000), spec, cancel });
  await api.listSeries();
  Atomics.store(new Int32Array(cancel), 0, 1);
  expect(await importing).toMatchObject({ ok: true, value: { outcome: 'cancelled', series: null } });
  expect(await api.listSeries()).toEqual([]);
});

test('a second program is told who has the library', async () => {
  await mustOpen({ program: 'the first program' });
  const second = await tryOpen({ program: 'the second' });
  expect(second).toMatchObject({
    ok: false,
    error: { code: 'file-in-use', message: expect.stringContaining('the first program') as string },
  });
});

test('a damaged library is an answer, not a crash', async () => {
  writeFileSync(join(dataDirectory, 'research.db'), 'not a database'.repeat(1_000));
  expect(await tryOpen()).toMatchObject({ ok: false, error: { code: 'database-corrupt' } });
});

test('a thread that cannot start is an answer too', async () => {
  const broken = join(dataDirectory, 'broken.mjs');
  writeFileSync(broken, 'throw new Error("no such luck")');
  expect(await tryOpen({ entry: broken })).toMatchObject({
    ok: false,
    error: { code: 'library-start-failed', message: expect.stringContaining('no such luck') as string },
  });
});

test('pending and later calls are rejected when the thread dies', async () => {
  const dying = join(dataDirectory, 'dying.mjs');
  writeFileSync(
    dying,
    `import { parentPort } from 'node:worker_threads';
     parentPort.postMessage({ kind: 'opened', notices: [] });
     parentPort.on('message', () => { throw new Error('out of luck'); });`,
  );
  const told: Error[] = [];
  const { api } = await mustOpen({ entry: dying, onGone: (error) => told.push(error) });
  const pending = api.listSeries();
  await expect(pending).rejects.toThrow(LibraryGone);
  await expect(pending).rejects.toThrow('out of luck');
  await expect(api.loadBars(1 as never)).rejects.toThrow(LibraryGone);
  expect(told).toHaveLength(1);
});

test('closing ends a running import, keeps what is whole and lets go of the file', async () => {
  const first = await mustOpen({ seedCsvPath: SEED });
  const spec = { facts: MINUTES, dialect: PLAIN, existing: 'keep', allOrNothing: false } as const;
  const importing = first.api.importFile({
    importId: randomUUID(),
    path: minutesFile(60_000),
    spec,
    cancel: new SharedArrayBuffer(4),
  });
  await first.api.listSeries();
  await first.close();
  expect(await importing).toMatchObject({ ok: true, value: { outcome: 'cancelled' } });
  const second = await mustOpen();
  expect((await second.api.listSeries()).map(({ symbol }) => symbol)).toEqual(['SPX']);
  expect(second.notices).toEqual([]);
});
