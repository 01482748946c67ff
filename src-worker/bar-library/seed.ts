import { randomUUID } from 'node:crypto';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { USD } from '#shared/model/currency.ts';
import type { SeriesFacts } from '#shared/model/series.ts';
import type { BarLibrary } from './bar-library.ts';

/** The S&P 500 index: no dividends are in it and it never splits, so its prices are as they were. */
const SPX: SeriesFacts = {
  symbol: 'SPX',
  source: 'vega-datasets',
  barSize: '1 day',
  currency: USD,
  tick: 0.01,
  multiplier: 1,
  lot: 1,
  timeZone: 'America/New_York',
  adjustment: 'raw',
};

const FACT = 'seeded';

/**
 * Gives a new library something to work on, once: who deletes it does not get it back at the next start.
 *
 * @param csvPath sp500-2000.csv of the vega-datasets package
 */
export async function seedLibrary(
  { api, facts }: BarLibrary,
  csvPath: string,
): Promise<Result<null, ServiceFailure>> {
  if (facts.has(FACT)) return ok(null);
  const preview = await api.previewImport(csvPath, undefined);
  if (!preview.ok) return preview;
  const imported = await api.importFile({
    importId: randomUUID(),
    path: csvPath,
    spec: { facts: SPX, dialect: preview.value.dialect, existing: 'keep', allOrNothing: true },
    cancel: new SharedArrayBuffer(4),
  });
  if (!imported.ok) return imported;
  if (imported.value.outcome !== 'imported') return err(failure('seed-refused', imported.value.message));
  facts.set(FACT, SPX.source);
  return ok(null);
}
