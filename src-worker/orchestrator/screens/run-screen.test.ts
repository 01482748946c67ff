import { expect, test } from 'vitest';
import { failure } from '#shared/ipc/errors.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { isoDateOf, isoDateSchema } from '#shared/model/iso-date.ts';
import { screenParametersSchema } from '#shared/model/screen.ts';
import type { LoadedBars } from '../../bar-library/library-api.ts';
import type { ScreenExecutor } from '../../executors/executor.ts';
import { InlineExecutor, inMemorySeries } from '../testing/in-memory.ts';
import { passedBestFirst } from './rank-screened.ts';
import { runScreen, type ScreenServices, type ScreenWatch } from './run-screen.ts';

const parameters = screenParametersSchema.parse({ minVolumeMultiple: 0.9, minScore: 60 });
const universe = Array.from({ length: 60 }, (_, i) => inMemorySeries(i + 1, `S${i}`, i === 7 ? 100 : 400));
const minutes: LoadedBars = { ...universe[3]!, summary: { ...universe[3]!.summary, barSize: '1 min' } };
universe[3] = minutes;
const series = universe.map(({ summary }) => summary);
const byId = new Map(universe.map((loaded) => [loaded.summary.seriesId, loaded]));
const GONE = series[11]!.seriesId;
const idle: ScreenWatch = { signal: new AbortController().signal };

function services(workers: number, executor: ScreenExecutor = new InlineExecutor()): ScreenServices {
  return {
    executor,
    workers,
    now: () => 0,
    library: {
      loadBars: (id) =>
        Promise.resolve(
          id === GONE ? err(failure('damaged', 'Its bars cannot be read.')) : ok(byId.get(id)!),
        ),
    },
  };
}

async function screened(workers: number, asOf?: string, executor?: ScreenExecutor, watch = idle) {
  const day = asOf === undefined ? {} : { asOf: isoDateSchema.parse(asOf) };
  const outcome = await runScreen(series, { parameters, ...day }, services(workers, executor), watch);
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value.results;
}

test('every symbol has a verdict in the order of the universe, the same on any number of threads', async () => {
  const results = await screened(1);
  expect(results.map(({ symbol }) => symbol)).toEqual(series.map(({ symbol }) => symbol));
  expect(await screened(2)).toEqual(results);
  expect(await screened(7)).toEqual(results);
  expect(results.filter(({ score }) => score !== null)).toHaveLength(57);
  const passed = passedBestFirst(results);
  expect(passed.length).toBeGreaterThan(0);
  expect(passed.map(({ score }) => score)).toEqual(passed.map(({ score }) => score!).sort((a, b) => b - a));
});

test('what is wrong with a symbol is its reason', async () => {
  const results = await screened(2);
  expect(results[3]).toMatchObject({
    score: null,
    reasons: ['Its bars are of 1 min; the screen reads bars of 1 day.'],
  });
  expect(results[7]).toMatchObject({
    score: null,
    reasons: ['It has 100 bars up to that day; 252 are needed.'],
  });
  expect(results[11]).toMatchObject({ classification: 'unscored', reasons: ['Its bars cannot be read.'] });
});

test('asked about a day, it looks at no later bar', async () => {
  const day = isoDateOf(universe[0]!.summary.firstTime + 300 * 86_400_000);
  const results = await screened(2, day);
  for (const { time } of results) if (time !== null) expect(isoDateOf(time)).toBe(day);
  const end = 301;
  const cut = universe.map((loaded) => inMemorySeries(loaded.summary.seriesId, loaded.summary.symbol, end));
  const outcome = await runScreen(
    cut.map(({ summary }) => summary),
    { parameters },
    { ...services(1), library: { loadBars: (id) => Promise.resolve(ok(cut[id - 1]!)) } },
    idle,
  );
  const judged = outcome.ok ? outcome.value.results : [];
  for (const [i, result] of results.entries())
    if (result.score !== null) expect(result.score).toBe(judged[i]!.score);
  const early = await screened(1, '2014-01-01');
  expect(early[0]!.reasons[0]).toContain('S0 has no bars from its start to 2014-01-01');
});

test('a thread that is lost costs only the symbol that ended it', async () => {
  const inline = new InlineExecutor();
  const poison = byId.get(series[20]!.seriesId)!.columns;
  const executor: ScreenExecutor = {
    runScreen: (set) =>
      set.symbols.some(({ columns }) => columns === poison)
        ? Promise.resolve(err({ kind: 'exited', message: 'out of memory' }))
        : inline.runScreen(set),
  };
  const results = await screened(2, undefined, executor);
  expect(results[20]!.reasons[0]).toContain('ended before it was done: out of memory');
  const plain = await screened(1);
  expect(results.filter((_, i) => i !== 20)).toEqual(plain.filter((_, i) => i !== 20));
});

test('each symbol is told once as it is done, and a cancel ends it', async () => {
  const seen: string[] = [];
  const abort = new AbortController();
  const outcome = await runScreen(series, { parameters }, services(1), {
    signal: abort.signal,
    onResult: ({ symbol }, done, total) => {
      seen.push(symbol);
      expect([done, total]).toEqual([seen.length, 60]);
      if (done === 30) abort.abort();
    },
  });
  expect(outcome).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBeLessThan(60);
});
