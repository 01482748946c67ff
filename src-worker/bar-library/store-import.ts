import { createHash } from 'node:crypto';
import { barColumns, COLUMN_NAMES, type BarColumns } from '#shared/bars/columns.ts';
import type { ImportSpec } from '#shared/model/import.ts';
import type { SeriesFacts, SeriesId, SeriesSummary } from '#shared/model/series.ts';
import { MAX_BLOCK_BARS } from './bar-block.ts';
import type { IncomingBars } from './csv/incoming-bars.ts';
import { giveWay } from './give-way.ts';
import { mergeBars, sliceBars } from './merge-bars.ts';
import { MAX_SERIES_BARS, yearOf, type BlockPlace, type SeriesStore } from './series-store.ts';

export type StoreOutcome =
  | {
      readonly kind: 'stored';
      readonly seriesId: SeriesId;
      readonly addedCount: number;
      readonly replacedCount: number;
      readonly keptCount: number;
    }
  | { readonly kind: 'cancelled' }
  /** A sentence. */
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Puts bars into a series year by year: blocks are written where nobody sees them, giving way to other calls after each,
 * and the series is pointed at them at the end, at once. Cut off anywhere before, the library is as it was.
 */
export async function storeImport(
  store: SeriesStore,
  incoming: IncomingBars,
  spec: Pick<ImportSpec, 'facts' | 'existing'>,
  isCancelled: () => boolean,
  now: () => number,
): Promise<StoreOutcome> {
  const staged: number[] = [];
  try {
    return await stageAndPoint(store, incoming, spec, isCancelled, now, staged);
  } finally {
    for (const blockId of staged) {
      store.dropBlock(blockId);
      await giveWay();
    }
  }
}

async function stageAndPoint(
  store: SeriesStore,
  incoming: IncomingBars,
  { facts, existing }: Pick<ImportSpec, 'facts' | 'existing'>,
  isCancelled: () => boolean,
  now: () => number,
  staged: number[],
): Promise<StoreOutcome> {
  const known = store.find(facts);
  const old = known === undefined ? [] : store.places(known.seriesId);
  const places: BlockPlace[] = [];
  let addedCount = 0;
  let sharedCount = 0;

  for (const year of yearsOf(old, incoming)) {
    const oldOfYear = old.filter((place) => place.year === year);
    const from = incoming.lowerBound(Date.UTC(year, 0, 1));
    const to = incoming.lowerBound(Date.UTC(year + 1, 0, 1));
    if (from === to) {
      places.push(...oldOfYear);
      continue;
    }
    const content =
      oldOfYear.length === 0
        ? untouched(incoming, from, to)
        : await merge(store, oldOfYear, incoming, from, to, existing);
    addedCount += content.addedCount;
    sharedCount += content.sharedCount;
    if (existing === 'refuse' && sharedCount > 0) {
      return { kind: 'refused', why: overlapReason(facts, content.sharedCount, year) };
    }

    for (let part = 0; part * MAX_BLOCK_BARS < content.barCount; part++) {
      await giveWay();
      if (isCancelled()) return { kind: 'cancelled' };
      const bars = content.part(
        part * MAX_BLOCK_BARS,
        Math.min((part + 1) * MAX_BLOCK_BARS, content.barCount),
      );
      const blockId = store.stageBlock(bars, 0, bars.length);
      staged.push(blockId);
      places.push({
        year,
        part,
        blockId,
        barCount: bars.length,
        firstTime: bars.time[0]!,
        lastTime: bars.time[bars.length - 1]!,
      });
    }
  }

  const storedCount = old.reduce((sum, { barCount }) => sum + barCount, 0);
  const refusal = refuseWhole(known, facts, existing, storedCount, addedCount, sharedCount);
  if (refusal !== undefined) return { kind: 'refused', why: refusal };
  const { seriesId, orphans } = store.pointAt(facts, places, now());
  staged.length = 0; // they are the series' now
  for (const blockId of orphans) {
    store.dropBlock(blockId);
    await giveWay();
  }
  await rememberHash(store, seriesId);
  const [replacedCount, keptCount] = existing === 'replace' ? [sharedCount, 0] : [0, sharedCount];
  return { kind: 'stored', seriesId, addedCount, replacedCount, keptCount };
}

/** What a year will hold. */
interface YearContent {
  readonly barCount: number;
  readonly addedCount: number;
  readonly sharedCount: number;
  /** Bars `first` up to, not including, `end`. */
  part(first: number, end: number): BarColumns;
}

/** A year that has no bars yet is copied part by part, without ever lying in memory twice. */
function untouched(incoming: IncomingBars, from: number, to: number): YearContent {
  return {
    barCount: to - from,
    addedCount: to - from,
    sharedCount: 0,
    part: (first, end) => incoming.copy(from + first, from + end),
  };
}

async function merge(
  store: SeriesStore,
  oldOfYear: readonly BlockPlace[],
  incoming: IncomingBars,
  from: number,
  to: number,
  existing: ImportSpec['existing'],
): Promise<YearContent> {
  const stored = barColumns(oldOfYear.reduce((sum, { barCount }) => sum + barCount, 0));
  store.readBlocksInto(stored, oldOfYear);
  await giveWay();
  const added = incoming.copy(from, to);
  await giveWay();
  const { bars, addedCount, sharedCount } = mergeBars(stored, added, existing);
  return {
    barCount: bars.length,
    addedCount,
    sharedCount,
    part: (first, end) => sliceBars(bars, first, end),
  };
}

function refuseWhole(
  known: SeriesSummary | undefined,
  facts: SeriesFacts,
  existing: ImportSpec['existing'],
  storedCount: number,
  addedCount: number,
  sharedCount: number,
): string | undefined {
  if (storedCount + addedCount > MAX_SERIES_BARS) {
    return `The series would have ${storedCount + addedCount} bars; ${MAX_SERIES_BARS} are the most. Import a shorter stretch.`;
  }
  const different = known === undefined ? [] : differingFacts(known, facts);
  if (different.length === 0 || (existing === 'replace' && sharedCount === storedCount)) return undefined;
  return factsReason(facts, different);
}

/** Before anything is read: facts that contradict the stored series can only stand if all of its bars go. */
export function refuseFacts(
  known: SeriesSummary | undefined,
  { facts, existing }: Pick<ImportSpec, 'facts' | 'existing'>,
): string | undefined {
  if (known === undefined || existing === 'replace') return undefined;
  const different = differingFacts(known, facts);
  return different.length === 0 ? undefined : factsReason(facts, different);
}

const FACT_NAMES = {
  currency: 'currency',
  tick: 'tick',
  multiplier: 'multiplier',
  lot: 'lot',
  timeZone: 'time zone',
  adjustment: 'adjustment',
} as const;

function differingFacts(known: SeriesFacts, facts: SeriesFacts): string[] {
  return Object.entries(FACT_NAMES)
    .filter(([fact]) => known[fact as keyof SeriesFacts] !== facts[fact as keyof SeriesFacts])
    .map(([fact, name]) => {
      const key = fact as keyof SeriesFacts;
      return `${name} (stored ${known[key]}, given ${facts[key]})`;
    });
}

function factsReason({ symbol, source, barSize }: SeriesFacts, different: readonly string[]): string {
  return `${symbol} (${barSize}, ${source}) is in the library with another ${different.join(', ')}. Correct that, name another source, or replace all of its bars.`;
}

function overlapReason({ symbol, barSize }: SeriesFacts, count: number, year: number): string {
  return `${symbol} (${barSize}) has ${count} of these bars already in ${year}, and the file was to be refused in that case.`;
}

function yearsOf(old: readonly BlockPlace[], incoming: IncomingBars): number[] {
  const years = new Set(old.map(({ year }) => year));
  for (let at = 0; at < incoming.length;) {
    const year = yearOf(incoming.timeAt(at));
    years.add(year);
    at = incoming.lowerBound(Date.UTC(year + 1, 0, 1));
  }
  return [...years].sort((a, b) => a - b);
}

/**
 * So that the first run on the new bars need not wait for it. Block by block and once per column, rather than all in
 * memory at once: the bars that were read are still there.
 */
async function rememberHash(store: SeriesStore, seriesId: SeriesId): Promise<void> {
  const places = store.places(seriesId);
  const hash = createHash('sha256');
  for (const name of COLUMN_NAMES) {
    for (const place of places) {
      hash.update(store.columnOf(place, name));
      await giveWay();
    }
  }
  store.keepDataHash(seriesId, hash.digest('hex'));
}
