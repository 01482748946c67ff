import type { COLUMN_NAMES } from '#shared/bars/columns.ts';
import { barColumns, lowerBound, type BarColumns } from '#shared/bars/columns.ts';
import { addSpan, type Span } from '#shared/bars/spans.ts';
import type { BrokerBars, StoredBrokerBars } from '#shared/model/broker-bars.ts';
import type { SeriesFacts, SeriesId } from '#shared/model/series.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import { IncomingBars } from './csv/incoming-bars.ts';
import { sliceBars } from './merge-bars.ts';
import type { SeriesStore } from './series-store.ts';
import { storeImport } from './store-import.ts';

/** What a chart is given at once; longer stretches are folded (`foldedBars`). */
const BARS_MAX = 100_000;

/** Bars that a broker gave, kept with where they came from and which stretches are whole. Stored one page after another. */
export class BrokerSeries {
  readonly #db: SqliteDatabase;
  readonly #store: SeriesStore;
  readonly #now: () => number;
  #last: Promise<unknown> = Promise.resolve();

  constructor(db: SqliteDatabase, store: SeriesStore, now: () => number) {
    this.#db = db;
    this.#store = store;
    this.#now = now;
  }

  /** @returns the series; a sentence when the library refuses them */
  keep(page: BrokerBars): Promise<SeriesId | null | string> {
    const kept = this.#last.then(() => this.#keepNow(page));
    this.#last = kept.catch(() => undefined); // its caller hears of it
    return kept;
  }

  /** Waits for what is being stored. */
  async close(): Promise<void> {
    await this.#last;
  }

  /** Bars that start in the stretch, the newest if there are too many, and what is whole of the series. */
  read(facts: Pick<SeriesFacts, 'symbol' | 'source' | 'barSize'>, { from, to }: Span): StoredBrokerBars {
    const series = this.#store.find(facts as SeriesFacts);
    if (series === undefined) return { seriesId: null, covered: [], bars: blockOf(barColumns(0)) };
    const around = this.#store.loadAround(series.seriesId, from, to);
    const end = lowerBound(around.time, to);
    const start = Math.max(lowerBound(around.time, from), end - BARS_MAX);
    const covered = this.#covered(series.seriesId);
    return {
      seriesId: series.seriesId,
      covered,
      bars: blockOf(sliceBars(around, start, Math.max(start, end))),
    };
  }

  async #keepNow({ facts, origin, bars, covered, fetchedAt }: BrokerBars): Promise<SeriesId | null | string> {
    // Small changes of what a broker says of a contract do not make another series of it.
    const known = this.#store.find(facts);
    let seriesId = known?.seriesId ?? null;
    if (bars.time.length > 0) {
      const incoming = new IncomingBars(false);
      for (let i = 0; i < bars.time.length; i++)
        incoming.add(
          bars.time[i]!,
          bars.open[i]!,
          bars.high[i]!,
          bars.low[i]!,
          bars.close[i]!,
          bars.volume[i]!,
        );
      const outcome = await storeImport(
        this.#store,
        incoming,
        { facts: known ?? facts, existing: 'replace' },
        () => false,
        this.#now,
      );
      if (outcome.kind !== 'stored') return outcome.kind === 'refused' ? outcome.why : 'It was cancelled.';
      ({ seriesId } = outcome);
    }
    if (seriesId === null) return null;
    const { stream, profileId } = origin;
    const own = seriesId;
    this.#db
      .transaction(() => {
        this.#db
          .prepare('INSERT OR REPLACE INTO series_origin VALUES (?, ?, ?, ?, ?)')
          .run(own, profileId, stream.contractId, stream.kind, stream.isRegularHoursOnly ? 1 : 0);
        const spans = addSpan(this.#covered(own), covered);
        this.#db.prepare('DELETE FROM series_coverage WHERE series_id = ?').run(own);
        const insert = this.#db.prepare('INSERT INTO series_coverage VALUES (?, ?, ?, ?)');
        for (const { from, to } of spans) insert.run(own, from, to, fetchedAt);
      })
      .immediate();
    return own;
  }

  #covered(seriesId: SeriesId): Span[] {
    return this.#db
      .prepare(
        'SELECT from_time AS "from", to_time AS "to" FROM series_coverage WHERE series_id = ? ORDER BY from_time',
      )
      .all(seriesId) as Span[];
  }
}

/** Copies: what crosses a thread must not carry the whole buffer behind it. */
function blockOf(bars: BarColumns): StoredBrokerBars['bars'] {
  const copy = (name: (typeof COLUMN_NAMES)[number]) => bars[name].slice();
  return {
    ...{ time: copy('time'), open: copy('open'), high: copy('high') },
    ...{ low: copy('low'), close: copy('close'), volume: copy('volume') },
  };
}
