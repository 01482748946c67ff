import { barColumns, COLUMN_NAMES, type BarColumns } from '../../bars/columns.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { SeriesFacts } from '../../model/series.ts';

/** Bars that can be replayed, wherever they are stored. */
export interface ReplaySource {
  readonly facts: SeriesFacts;
  readonly barCount: number;
  /** `count` bars from an index on, fewer at the end. */
  read(fromIndex: number, count: number): Promise<BarColumns>;
}

export interface StoredSeries {
  readonly facts: SeriesFacts;
  readonly bars: BarColumns;
}

const CHUNK_BARS = 20_000;
/** All series together: 96 MB, and as much again for when they were traded. */
const MAX_REPLAYED_BARS = 2_000_000;

/** @returns what is wrong in one sentence */
export async function readSources(sources: readonly ReplaySource[]): Promise<Result<StoredSeries[], string>> {
  const total = sources.reduce((sum, { barCount }) => sum + barCount, 0);
  if (total > MAX_REPLAYED_BARS) {
    return err(
      `at most ${MAX_REPLAYED_BARS} bars are replayed at once, and these are ${total}: name fewer series, or coarser ones.`,
    );
  }
  const series: StoredSeries[] = [];
  for (const source of sources) {
    const bars = barColumns(source.barCount);
    for (let at = 0; at < source.barCount;) {
      const chunk = await source.read(at, Math.min(CHUNK_BARS, source.barCount - at));
      if (chunk.length === 0)
        return err(`${source.facts.symbol} ended after ${at} of ${source.barCount} bars.`);
      for (const name of COLUMN_NAMES) bars[name].set(chunk[name], at);
      at += chunk.length;
    }
    series.push({ facts: source.facts, bars });
  }
  return ok(series);
}
