import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { COLUMN_NAMES } from '#shared/bars/columns.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { readStoredSeries } from './stored-series.ts';
import { csvOf, MINUTES, ScratchLibrary, someBars } from './testing/scratch-library.ts';

let scratch: ScratchLibrary;
afterEach(() => scratch.remove());

const isoTime = (ms: number) => new Date(ms).toISOString();

test('a series comes out as it was imported, while another program has the library open and after it', async () => {
  scratch = new ScratchLibrary();
  // A block for each of two years, and more than one answer of the source where it is the campaign.
  const count = process.env.TRADEWIND_COUNTS === 'full' ? 45_000 : 600;
  const bars = someBars(count, Date.UTC(2023, 11, 31, 20), 60_000);
  await scratch.mustImport(csvOf(bars, isoTime), { facts: MINUTES });
  for (const isOpen of [true, false]) {
    if (!isOpen) await scratch.close();
    const read = await readStoredSeries(scratch.path, ok);
    if (!read.ok) throw new Error(read.error);
    expect(read.value).toHaveLength(1);
    expect(read.value[0]!.facts).toMatchObject(MINUTES);
    for (const name of COLUMN_NAMES) expect(read.value[0]!.bars[name]).toEqual(bars[name]);
  }
  // Whoever opens it next takes it for cleanly closed.
  expect(scratch.library.listSeries()).toHaveLength(1);
});

test('what is no library, or has not what was asked for, is told in a sentence', async () => {
  scratch = new ScratchLibrary();
  expect(scratch.library.listSeries()).toEqual([]);
  await scratch.close();
  expect(await readStoredSeries(scratch.path, () => err('nothing fits'))).toEqual(err('nothing fits'));
  const missing = join(scratch.folder, 'elsewhere.db');
  expect(await readStoredSeries(missing, ok)).toMatchObject({ ok: false });
  expect(readdirSync(scratch.folder)).not.toContain('elsewhere.db');
  const strange = join(scratch.folder, 'strange.db');
  writeFileSync(strange, 'prices, but of another kind'.repeat(1_000));
  const read = await readStoredSeries(strange, ok);
  expect(read.ok ? '' : read.error).toMatch(/strange\.db cannot be read: .+/);
});
