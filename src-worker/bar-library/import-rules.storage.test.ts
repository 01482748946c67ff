import fc from 'fast-check';
import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { barColumns, COLUMN_NAMES, type BarColumns } from '#shared/bars/columns.ts';
import { currencySchema } from '#shared/model/currency.ts';
import type { CsvDialect, DateFormat } from '#shared/model/import.ts';
import { bundleProgram, killHard, startProgram } from '#shared/node/testing/child-program.ts';
import { csvOf, DAILY, MINUTES, PLAIN, ScratchLibrary, someBars } from './testing/scratch-library.ts';

const DAY = 86_400_000;
const isCampaign = process.env.TRADEWIND_COUNTS === 'full';

let scratch: ScratchLibrary;
beforeEach(() => {
  scratch = new ScratchLibrary();
});
afterEach(() => scratch.remove());

const rowsOf = (bars: BarColumns) =>
  Array.from({ length: bars.length }, (_, i) => COLUMN_NAMES.map((name) => bars[name][i]!));

describe('a file in any dialect', () => {
  const anyDialect = fc.record({
    delimiter: fc.constantFrom<CsvDialect['delimiter']>(',', ';', '\t', '|'),
    decimal: fc.constantFrom<CsvDialect['decimal']>('.', ','),
    hasHeader: fc.boolean(),
    dateFormat: fc.constantFrom<DateFormat>(
      ...([
        'YYYY-MM-DD',
        'YYYYMMDD',
        'MM/DD/YYYY',
        'DD/MM/YYYY',
        'DD.MM.YYYY',
        'MMM D YYYY',
        'D MMM YYYY',
      ] as const),
      ...(['unix-seconds', 'unix-milliseconds', 'unix-microseconds', 'unix-nanoseconds'] as const),
    ),
    order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }),
    lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
    isNewestFirst: fc.boolean(),
    hasMark: fc.boolean(),
    quotes: fc.constantFrom('never', 'always', 'where needed'),
  });

  test('comes back bit for bit', async () => {
    let nth = 0;
    await fc.assert(
      fc.asyncProperty(
        anyDialect,
        fc.integer({ min: 2, max: 60 }),
        fc.nat(1e6),
        async (look, count, seed) => {
          const bars = someBars(count, Date.UTC(1996, 1, 20), DAY, seed + 1);
          const source = `dialect ${nth++}`;
          const at = (column: number) => look.order.indexOf(column);
          const dialect: CsvDialect = {
            delimiter: look.delimiter,
            decimal: look.decimal,
            hasHeader: look.hasHeader,
            dateFormat: look.dateFormat,
            columns: {
              date: at(0),
              time: -1,
              open: at(1),
              high: at(2),
              low: at(3),
              close: at(4),
              volume: at(5),
            },
          };
          await scratch.mustImport(write(bars, look), {
            facts: { ...DAILY, source },
            dialect,
            allOrNothing: true,
          });
          expect(scratch.rows(source)).toEqual(rowsOf(bars));
          scratch.empty();
        },
      ),
      { numRuns: isCampaign ? 5_000 : 150 },
    );
  });

  interface Look {
    readonly delimiter: string;
    readonly decimal: string;
    readonly hasHeader: boolean;
    readonly dateFormat: DateFormat;
    readonly order: readonly number[];
    readonly lineEnd: string;
    readonly isNewestFirst: boolean;
    readonly hasMark: boolean;
    readonly quotes: string;
  }

  function write(bars: BarColumns, look: Look): string {
    const quote = (cell: string) =>
      look.quotes === 'always' || cell.includes(look.delimiter) ? `"${cell}"` : cell;
    const line = (cells: readonly string[]) => look.order.map((at) => quote(cells[at]!)).join(look.delimiter);
    const lines = rowsOf(bars).map(([time, ...numbers]) =>
      line([
        dateText(time!, look.dateFormat),
        ...numbers.map((value) => String(value).replace('.', look.decimal)),
      ]),
    );
    if (look.isNewestFirst) lines.reverse();
    if (look.hasHeader) lines.unshift(line([...COLUMN_NAMES]));
    return (look.hasMark ? '\ufeff' : '') + lines.join(look.lineEnd) + look.lineEnd;
  }

  function dateText(ms: number, format: DateFormat): string {
    const [year, month, day] = new Date(ms).toISOString().slice(0, 10).split('-') as [string, string, string];
    const name = new Intl.DateTimeFormat('en', { month: 'short', timeZone: 'UTC' }).format(ms);
    switch (format) {
      case 'YYYY-MM-DD':
        return `${year}-${month}-${day}`;
      case 'YYYYMMDD':
        return year + month + day;
      case 'MM/DD/YYYY':
        return `${month}/${day}/${year}`;
      case 'DD/MM/YYYY':
        return `${day}/${month}/${year}`;
      case 'DD.MM.YYYY':
        return `${day}.${month}.${year}`;
      case 'MMM D YYYY':
        return `${name} ${Number(day)}, ${year}`;
      case 'D MMM YYYY':
        return `${Number(day)} ${name} ${year}`;
      case 'unix-seconds':
        return String(ms / 1_000);
      case 'unix-milliseconds':
        return String(ms);
      case 'unix-microseconds':
        return `${ms}000`;
      case 'unix-nanoseconds':
        return `${ms}000000`;
    }
  }
});

describe('bars that are there already', () => {
  const START = Date.UTC(2019, 11, 1);
  type Bar = readonly [time: number, open: number];

  /** Bars of some days, told apart by their open. */
  function bars(days: readonly number[], open: number): BarColumns {
    const made = barColumns(days.length);
    [...days]
      .sort((a, b) => a - b)
      .forEach((day, i) => {
        made.time[i] = START + day * DAY;
        made.open[i] = made.low[i] = open;
        made.high[i] = made.close[i] = open + 1;
      });
    return made;
  }
  const asMap = (columns: BarColumns) => new Map(rowsOf(columns).map(([time, open]) => [time!, open!]));

  test('are kept, replaced or the reason to refuse, as a map would do it', async () => {
    const days = fc.uniqueArray(fc.nat(90), { minLength: 1, maxLength: 40 }); // across a change of year
    const imports = fc.array(fc.tuple(days, fc.constantFrom('keep', 'replace', 'refuse')), {
      minLength: 1,
      maxLength: 4,
    });
    let nth = 0;
    await fc.assert(
      fc.asyncProperty(imports, async (steps) => {
        const facts = { ...DAILY, source: `oracle ${nth++}` };
        const oracle = new Map<number, number>();
        for (const [index, [chosen, existing]] of steps.entries()) {
          const file = bars(chosen, 10 * (index + 1));
          const shared = [...asMap(file).keys()].filter((time) => oracle.has(time)).length;
          const imported = await scratch.import(csvOf(file), { facts, existing });
          const isRefused = existing === 'refuse' && shared > 0;
          expect(imported).toMatchObject({
            ok: true,
            value: isRefused
              ? { outcome: 'refused', addedCount: 0 }
              : {
                  outcome: 'imported',
                  addedCount: file.length - shared,
                  replacedCount: existing === 'replace' ? shared : 0,
                  keptCount: existing === 'keep' ? shared : 0,
                },
          });
          if (!isRefused) {
            for (const [time, open] of asMap(file)) {
              if (existing === 'replace' || !oracle.has(time)) oracle.set(time, open);
            }
          }
          const expected: Bar[] = [...oracle].sort((a, b) => a[0] - b[0]);
          expect(scratch.rows(facts.source).map(([time, open]) => [time, open])).toEqual(expected);
        }
        scratch.empty();
      }),
      { numRuns: isCampaign ? 2_000 : 60 },
    );
  });

  test('do not take bars under other facts, unless every one of them is replaced', async () => {
    await scratch.mustImport(csvOf(bars([1, 2, 3], 10)));
    const facts = { ...DAILY, currency: currencySchema.parse('EUR'), multiplier: 50 };
    for (const existing of ['keep', 'refuse', 'replace'] as const) {
      const tried = await scratch.import(csvOf(bars([3, 4], 20)), { facts, existing });
      expect(tried).toMatchObject({
        ok: true,
        value: {
          outcome: 'refused',
          message: expect.stringMatching(
            /currency \(stored USD, given EUR\), multiplier \(stored 1, given 50\)/,
          ) as string,
        },
      });
    }
    expect(scratch.library.listSeries()).toMatchObject([{ currency: 'USD', multiplier: 1, barCount: 3 }]);
    await scratch.mustImport(csvOf(bars([1, 2, 3, 4], 20)), { facts, existing: 'replace' });
    expect(scratch.library.listSeries()).toMatchObject([{ currency: 'EUR', multiplier: 50, barCount: 4 }]);
  });

  test('stay apart by source and bar size under one symbol', async () => {
    await scratch.mustImport(csvOf(bars([1], 10)));
    await scratch.mustImport(csvOf(bars([1], 20)), { facts: { ...DAILY, source: 'another' } });
    await scratch.mustImport(csvOf(bars([1], 30)), { facts: MINUTES });
    expect(scratch.library.listSeries().map(({ symbol }) => symbol)).toEqual(['TEST', 'TEST', 'TEST']);
    expect(scratch.rows('another')[0]![1]).toBe(20);
  });
});

describe('what an import tells', () => {
  test('gaps: a week without bars and no weekend', async () => {
    // 2001-09-10 to 09-17: the exchanges were closed; Friday to Tuesday is no gap.
    const days = ['2001-09-07', '2001-09-10', '2001-09-17', '2001-09-18', '2001-09-21', '2001-09-25'];
    const report = await scratch.mustImport(
      `date,open,high,low,close\n${days.map((day) => `${day},1,2,1,2\n`).join('')}`,
      {
        dialect: { ...PLAIN, columns: { ...PLAIN.columns, volume: -1 } },
      },
    );
    expect(report.gaps).toEqual([{ after: Date.UTC(2001, 8, 10), before: Date.UTC(2001, 8, 17) }]);
  });

  test('gaps within a day, but not over night', async () => {
    const times = [
      '2020-12-15 09:30',
      '2020-12-15 09:31',
      '2020-12-15 13:00',
      '2020-12-15 15:59',
      '2020-12-16 09:30',
    ];
    const report = await scratch.mustImport(
      `date,open,high,low,close,volume\n${times.map((time) => `${time},1,2,1,2,0\n`).join('')}`,
      {
        facts: MINUTES,
      },
    );
    expect(report.gapCount).toBe(2);
    expect(report.gaps[0]).toEqual({
      after: Date.UTC(2020, 11, 15, 14, 31),
      before: Date.UTC(2020, 11, 15, 18, 0),
    });
  });

  test('the hash of the data is the SHA-256 of the columns', async () => {
    const bars = someBars(500, Date.UTC(2000, 0, 3), DAY);
    await scratch.mustImport(csvOf(bars));
    const loaded = scratch.library.loadBars(scratch.library.listSeries()[0]!.seriesId);
    const hash = createHash('sha256');
    for (const name of COLUMN_NAMES)
      hash.update(new Uint8Array(bars[name].buffer, bars[name].byteOffset, bars[name].byteLength));
    expect(loaded).toMatchObject({ ok: true, value: { dataHash: hash.digest('hex'), barCount: 500 } });
  });

  test('a second import at the same time is refused, and the first goes on', async () => {
    const spec = { facts: DAILY, dialect: PLAIN, existing: 'keep', allOrNothing: false } as const;
    const path = scratch.file(csvOf(someBars(2_000, Date.UTC(2000, 0, 3), DAY)));
    const start = () =>
      scratch.library.importFile({ importId: randomUUID(), path, spec, cancel: new SharedArrayBuffer(4) });
    const [first, second] = await Promise.all([start(), start()]);
    expect(first).toMatchObject({ ok: true, value: { outcome: 'imported' } });
    expect(second).toMatchObject({ ok: false, error: { code: 'import-running' } });
  });

  test('a cancelled import leaves the series it was for as it was', async () => {
    await scratch.mustImport(csvOf(someBars(100, Date.UTC(2000, 0, 3), DAY)));
    const before = scratch.rows();
    const cancel = new SharedArrayBuffer(4);
    new Int32Array(cancel)[0] = 1;
    const cancelled = await scratch.import(
      csvOf(someBars(200, Date.UTC(2000, 0, 3), DAY, 7)),
      { existing: 'replace' },
      cancel,
    );
    expect(cancelled).toMatchObject({ ok: true, value: { outcome: 'cancelled' } });
    expect(scratch.rows()).toEqual(before);
  });
});

describe('kill -9', () => {
  const killed = new ScratchLibrary();
  afterAll(() => killed.remove());

  test('in the middle of an import leaves all of a series or nothing, at whatever moment', async () => {
    const program = await bundleProgram(
      join(import.meta.dirname, 'testing', 'import-file.program.ts'),
      'import-file',
    );
    const old = someBars(20_000, Date.UTC(2018, 0, 1), 60_000, 1);
    const young = someBars(50_000, Date.UTC(2018, 0, 1), 60_000, 2);
    const text = (bars: BarColumns) => csvOf(bars, (ms) => new Date(ms).toISOString());
    await killed.mustImport(text(old), { facts: MINUTES });
    const path = killed.file(text(young), 'young.csv');
    await killed.close();

    const outcomes = new Set<string>();
    const counts = isCampaign ? 60 : 4;
    for (let attempt = 0; attempt < counts; attempt++) {
      const { child } = await startProgram(program, [killed.folder, path]);
      // The moments are spread over the whole of the import; where exactly they fall does not matter to the rule.
      await new Promise((resolve) => setTimeout(resolve, (attempt / counts) * 900));
      await killHard(child);
      const found = killed.bars()!; // opens, and checks the file in full
      const isOld = found.length === old.length;
      for (const name of COLUMN_NAMES) expect(found[name]).toEqual((isOld ? old : young)[name]);
      outcomes.add(isOld ? 'old' : 'new');
      await killed.close();
    }
    // A busy machine may come too late with all of a few kills; with sixty, the first ones fall into the import.
    if (isCampaign) expect(outcomes).toEqual(new Set(['old', 'new']));
  }, 600_000);
});
