import { createHash } from 'node:crypto';
import { barColumns } from '#shared/bars/columns.ts';
import type { ImportSpec } from '#shared/model/import.ts';
import type { SeriesFacts, SeriesId, SeriesSummary } from '#shared/model/series.ts';
import { MAX_BLOCK_BARS } from './bar-block.ts';
import type { IncomingBars } from './csv/incoming-bars.ts';
import { giveWay } from './give-way.ts';
import { mergeBars } from './merge-bars.ts';
import { MAX_SERIES_BARS, yearOf, type BlockPlace, type SeriesStore } from './series-store.ts';

/** Bytes hashed between two chances for others. */
const HASH_SLICE = 8 * 1024 * 1024;

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
    const outcome = await stageAndPoint(store, incoming, spec, isCancelled, now, staged);
    if (outcome.kind === 'stored') {
      staged.length = 0;
      await rememberHash(store, outcome.seriesId);
    }
    return outcome;
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
  if (known !== undefined) store.closeTail(known.seriesId, now());
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
    const stored = barColumns(oldOfYear.reduce((sum, { barCount }) => sum + barCount, 0));
    store.readBlocksInto(stored, oldOfYear);
    const added = barColumns(to - from);
    incoming.copyInto(added, from);
    await giveWay();
    const merged = mergeBars(stored, added, existing);
    addedCount += merged.addedCount;
    sharedCount += merged.sharedCount;
    if (existing === 'refuse' && sharedCount > 0)
      return { kind: 'refused', why: overlapReason(facts, merged.sharedCount, year) };

    const { bars } = merged;
    for (let part = 0; part * MAX_BLOCK_BARS < bars.length; part++) {
      await giveWay();
      if (isCancelled()) return { kind: 'cancelled' };
      const first = part * MAX_BLOCK_BARS;
      const last = Math.min(first + MAX_BLOCK_BARS, bars.length) - 1;
      const blockId = store.stageBlock(bars, first, last + 1);
      staged.push(blockId);
      const barCount = last - first + 1;
      places.push({
        year,
        part,
        blockId,
        barCount,
        firstTime: bars.time[first]!,
        lastTime: bars.time[last]!,
      });
    }
  }

  const storedCount = old.reduce((sum, { barCount }) => sum + barCount, 0);
  const refusal = refuseWhole(known, facts, existing, storedCount, addedCount, sharedCount);
  if (refusal !== undefined) return { kind: 'refused', why: refusal };
  const { seriesId, orphans } = store.pointAt(facts, places, now());
  for (const blockId of orphans) {
    store.dropBlock(blockId);
    await giveWay();
  }
  const [replacedCount, keptCount] = existing === 'replace' ? [sharedCount, 0] : [0, sharedCount];
  return { kind: 'stored', seriesId, addedCount, replacedCount, keptCount };
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

/** So that the first run on the new bars need not wait for it. */
async function rememberHash(store: SeriesStore, seriesId: SeriesId): Promise<void> {
  const places = store.places(seriesId);
  const bars = barColumns(places.reduce((sum, { barCount }) => sum + barCount, 0));
  let at = 0;
  for (const place of places) {
    at += store.readBlocksInto(bars, [place], at);
    await giveWay();
  }
  const bytes = new Uint8Array(bars.time.buffer);
  const hash = createHash('sha256');
  for (let from = 0; from < bytes.length; from += HASH_SLICE) {
    hash.update(bytes.subarray(from, from + HASH_SLICE));
    await giveWay();
  }
  store.keepDataHash(seriesId, hash.digest('hex'));
}
