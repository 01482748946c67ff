import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CsvDialect, ImportSpec, RowFault } from '#shared/model/import.ts';
import type { SeriesFacts } from '#shared/model/series.ts';
import { DAILY, MINUTES, PLAIN, ScratchLibrary } from './testing/scratch-library.ts';

// Every case is a small file and exactly what becomes of it: the rows that are refused, by line and rule, and the bars that
// are in the library afterwards. Lines are physical lines of the file.

// One library for all: each case has a source of its own.
let scratch: ScratchLibrary;
beforeAll(() => {
  scratch = new ScratchLibrary();
});
afterAll(() => scratch.remove());

let caseCount = 0;
afterAll(() => {
  expect(caseCount).toBeGreaterThanOrEqual(100);
});

interface RowCase {
  readonly name: string;
  readonly file: string | Uint8Array;
  /** `line fault`, and a part of the reason where it matters. */
  readonly refused: readonly (readonly [line: number, fault: RowFault, reason?: RegExp])[];
  /** Dates (or times) of the bars that are stored. */
  readonly stored: readonly string[];
  readonly dialect?: Partial<CsvDialect>;
  readonly facts?: SeriesFacts;
}

const HEADER = 'date,open,high,low,close,volume\n';
const GOOD = '2020-01-02,10,12,9,11,100\n';
const NEXT = '2020-01-03,11,12,10,11.5,100\n';
const around = (row: string) => `${HEADER}${GOOD}${row}\n${NEXT}`;
const BOTH = ['2020-01-02', '2020-01-03'];

/** A faulty third line between two good ones. */
function bad(name: string, row: string, fault: RowFault, reason?: RegExp): RowCase {
  return {
    name,
    file: around(row),
    refused: [reason === undefined ? [3, fault] : [3, fault, reason]],
    stored: BOTH,
  };
}

/** A file that is read whole. */
function good(name: string, file: string | Uint8Array, rest: Partial<RowCase> = {}): RowCase {
  return { name, file, refused: [], stored: BOTH, ...rest };
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const rows = (...dates: string[]) => HEADER + dates.map((date) => `${date},10,12,9,11,100\n`).join('');
const semicolons = { delimiter: ';', decimal: ',' } as const;
const jan = (...days: number[]) => days.map((day) => `2020-01-${String(day).padStart(2, '0')}`);

const CASES: readonly RowCase[] = [
  // Numbers
  bad('an empty open', '2020-01-02,,12,9,11,100', 'bad-number', /open is empty/),
  bad('an empty close', '2020-01-02,10,12,9,,100', 'bad-number', /close is empty/),
  bad('a blank high', '2020-01-02,10,  ,9,11,100', 'bad-number', /high is empty/),
  bad('a word for a price', '2020-01-02,10,high,9,11,100', 'bad-number', /high "high" is not a number/),
  bad('NaN', '2020-01-02,10,12,9,NaN,100', 'not-finite', /close "NaN"/),
  bad('nan in small letters', '2020-01-02,nan,12,9,11,100', 'not-finite'),
  bad('Infinity', '2020-01-02,10,Infinity,9,11,100', 'not-finite'),
  bad('-inf', '2020-01-02,10,12,-inf,11,100', 'not-finite'),
  bad('null', '2020-01-02,10,12,null,11,100', 'not-finite'),
  bad('N/A', '2020-01-02,N/A,12,9,11,100', 'not-finite'),
  bad('#DIV/0!', '2020-01-02,10,12,9,#DIV/0!,100', 'not-finite'),
  bad('a dash for nothing', '2020-01-02,-,12,9,11,100', 'not-finite'),
  bad('a number too large', '2020-01-02,10,1e999,9,11,100', 'not-finite', /too large/),
  bad('a hexadecimal number', '2020-01-02,0x10,12,9,11,100', 'bad-number'),
  bad('two decimal points', '2020-01-02,1.0.5,12,9,11,100', 'bad-number'),
  bad('a minus behind the number', '2020-01-02,10-,12,9,11,100', 'bad-number'),
  bad('a currency sign', '2020-01-02,$10,12,9,11,100', 'bad-number'),
  bad('a percentage', '2020-01-02,10%,12,9,11,100', 'bad-number'),
  bad('a formula', '2020-01-02,=10+1,12,9,11,100', 'bad-number', /formula/),
  bad('a formula with a plus', '2020-01-02,+SUM(A1),12,9,11,100', 'bad-number', /formula/),
  bad('a formula with an at sign', '2020-01-02,@A1,12,9,11,100', 'bad-number', /formula/),
  bad('thousands separators', '2020-01-02,"1,010.5","1,012","1,009","1,011",100', 'bad-number', /thousands/),
  bad('a decimal comma among points', '2020-01-02,"10,5",12,9,11,100', 'bad-number', /decimal comma/),
  bad('a blank as thousands separator', '2020-01-02,1 010,1 012,1 009,1 011,100', 'bad-number', /thousands/),
  bad('digits of another script', '2020-01-02,١٠,12,9,11,100', 'bad-number'),
  bad('a control character in a number', '2020-01-02,1\u00010,12,9,11,100', 'bad-number'),
  bad('a volume of NaN', '2020-01-02,10,12,9,11,NaN', 'not-finite', /volume/),
  bad('a volume with a letter', '2020-01-02,10,12,9,11,1.2M', 'bad-number', /volume/),
  // Rules of a bar
  bad('a negative price', '2020-01-02,-10,12,-11,11,100', 'not-positive', /open -10 is not above zero/),
  bad('a price of zero', '2020-01-02,10,12,0,11,100', 'not-positive', /low 0/),
  bad('all prices zero', '2020-01-02,0,0,0,0,0', 'not-positive'),
  bad('a negative volume', '2020-01-02,10,12,9,11,-1', 'negative-volume', /-1/),
  bad('high below low', '2020-01-02,10,9,12,11,100', 'high-below-low', /high 9 is below low 12/),
  bad('open above high', '2020-01-02,13,12,9,11,100', 'outside-high-low', /open 13 is above high 12/),
  bad('open below low', '2020-01-02,8,12,9,11,100', 'outside-high-low', /open 8 is below low 9/),
  bad('close above high', '2020-01-02,10,12,9,12.01,100', 'outside-high-low', /close 12.01 is above high 12/),
  bad('close below low', '2020-01-02,10,12,9,8.99,100', 'outside-high-low', /close 8.99 is below low 9/),
  // Dates
  bad('an empty date', ',10,12,9,11,100', 'bad-date', /empty/),
  bad('a word for a date', 'yesterday,10,12,9,11,100', 'bad-date'),
  bad('the 30th of February', '2020-02-30,10,12,9,11,100', 'bad-date', /not a date of the calendar/),
  bad('the 29th of February of a common year', '2019-02-29,10,12,9,11,100', 'bad-date'),
  bad('a month 13', '2020-13-01,10,12,9,11,100', 'bad-date'),
  bad('a day 0', '2020-01-00,10,12,9,11,100', 'bad-date'),
  bad('a year before the exchanges', '0020-01-02,10,12,9,11,100', 'bad-date'),
  bad('a date in another format', '01/02/2020,10,12,9,11,100', 'bad-date', /YYYY-MM-DD/),
  bad('a date with a tail', '2020-01-02x,10,12,9,11,100', 'bad-date'),
  bad('an hour 25', '2020-01-02 25:00,10,12,9,11,100', 'bad-date', /HH:MM/),
  bad('a minute 60', '2020-01-02 10:60,10,12,9,11,100', 'bad-date'),
  bad('an offset that does not exist', '2020-01-02 10:00+99:00,10,12,9,11,100', 'bad-date'),
  // Shape of rows
  bad('too few cells', '2020-01-02,10,12,9', 'too-few-columns', /4 cells, but 6/),
  bad('one cell', 'end of data', 'too-few-columns'),
  bad('a shifted row', '2020-01-02,1,010,1,012,9,11,100', 'too-many-columns', /8 cells/),
  bad('another delimiter', '2020-01-02;10;12;9;11;100', 'too-few-columns'),
  bad('a second header', 'date,open,high,low,close,volume', 'bad-date'),
  bad('a quote never closed', '"2020-01-02,10,12,9,11,100', 'malformed-quotes', /not closed/),
  bad('text behind a closing quote', '"2020-01-02"x,10,12,9,11,100', 'malformed-quotes', /goes on/),
  bad('a quoted line break in the date', '"2020-\n01-02",10,12,9,11,100', 'bad-date', /lines 3 to 4/),
  // Order
  bad('the same day again', '2020-01-02,10,12,9,11,100', 'duplicate-time', /2020-01-02 already/),
  bad('a day before', '2020-01-01,10,12,9,11,100', 'unsorted', /2020-01-01 is earlier than 2020-01-02/),
  {
    name: 'a day far back that the file has had',
    file: rows('2020-01-02', '2020-01-03', '2020-01-06', '2020-01-02', '2020-01-07'),
    refused: [[5, 'duplicate-time']],
    stored: jan(2, 3, 6, 7),
  },
  {
    name: 'two rows changed over',
    file: rows('2020-01-02', '2020-01-06', '2020-01-03', '2020-01-07'),
    refused: [[4, 'unsorted']],
    stored: jan(2, 6, 7),
  },
  {
    name: 'one row out of place in a file that goes back',
    file: rows('2020-01-07', '2020-01-06', '2020-01-02', '2020-01-03', '2020-01-01'),
    refused: [[5, 'unsorted', /is later than/]],
    stored: jan(1, 2, 6, 7),
  },
  {
    name: 'several faults, each by its own line',
    file: `${HEADER}${GOOD}x,1,1,1,1,1\n\n2020-01-03,1,0.5,1,1,1\n2020-01-06,10,12,9,11,100\n2020-01-06,10,12,9,11,100\n`,
    refused: [
      [3, 'bad-date'],
      [5, 'high-below-low'],
      [7, 'duplicate-time'],
    ],
    stored: jan(2, 6),
  },
  {
    name: 'an unclosed quote costs its own row and no other',
    file: `${HEADER}${GOOD}2020-01-03,"11,12,10,11.5,100\n2020-01-06,11,12,10,11.5,100\n2020-01-07,11,12,10,11.5,100\n`,
    refused: [[3, 'malformed-quotes']],
    stored: jan(2, 6, 7),
  },
  {
    name: 'an empty line beside an unclosed quote',
    file: `${HEADER}${GOOD}\n2020-01-03,"11,12,10,11.5,100\n\n2020-01-06,11,12,10,11.5,100\n`,
    refused: [[4, 'malformed-quotes']],
    stored: jan(2, 6),
  },
  {
    name: 'rows behind a quoted line break keep their line numbers',
    file: `date,open,high,low,close,volume,note\n2020-01-02,10,12,9,11,100,"one\ntwo\nthree"\nx,1,1,1,1,1,\n2020-01-03,11,12,10,11.5,100,\n`,
    refused: [[5, 'bad-date']],
    stored: BOTH,
  },
  // Clocks
  {
    name: 'a local time that the clocks skip',
    file: `${HEADER}2021-03-14 01:59,10,12,9,11,1\n2021-03-14 02:30,10,12,9,11,1\n2021-03-14 03:00,10,12,9,11,1\n`,
    facts: MINUTES,
    refused: [[3, 'bad-date', /does not exist in America\/New_York/]],
    stored: ['2021-03-14T06:59', '2021-03-14T07:00'],
  },
  good(
    'the hour that is lived twice, both times',
    `${HEADER}2021-11-07 01:00,10,12,9,11,1\n2021-11-07 01:30,10,12,9,11,1\n2021-11-07 01:00,10,12,9,11,1\n2021-11-07 01:30,10,12,9,11,1\n`,
    {
      facts: MINUTES,
      stored: ['2021-11-07T05:00', '2021-11-07T05:30', '2021-11-07T06:00', '2021-11-07T06:30'],
    },
  ),
  good(
    'the hour that is lived twice, newest first',
    `${HEADER}2021-11-07 02:00,10,12,9,11,1\n2021-11-07 01:30,10,12,9,11,1\n2021-11-07 01:30,10,12,9,11,1\n`,
    { facts: MINUTES, stored: ['2021-11-07T05:30', '2021-11-07T06:30', '2021-11-07T07:00'] },
  ),
  good(
    'times with offsets across a change of clocks',
    `${HEADER}2008-03-07T09:30-05:00,10,12,9,11,1\n2008-03-10T09:30-04:00,10,12,9,11,1\n`,
    {
      facts: MINUTES,
      stored: ['2008-03-07T14:30', '2008-03-10T13:30'],
    },
  ),
  good(
    'local times in the zone of the series',
    `${HEADER}2020-12-15 09:30,10,12,9,11,1\n2020-12-15 09:31,10,12,9,11,1\n`,
    {
      facts: MINUTES,
      stored: ['2020-12-15T14:30', '2020-12-15T14:31'],
    },
  ),
  good(
    'daily bars stamped at local midnight',
    rows('2020-01-02 00:00:00-05:00', '2020-01-03 00:00:00-05:00'),
  ),
  good('daily bars stamped at the opening', rows('2020-01-02T14:30:00Z', '2020-01-03T14:30:00Z')),
  good('daily bars stamped at UTC midnight', rows('2020-01-02T00:00:00Z', '2020-01-03T00:00:00Z')),
  good('daily bars as seconds since 1970', rows('1577923200', '1578009600'), {
    dialect: { dateFormat: 'unix-seconds' },
  }),
  {
    name: 'milliseconds read as seconds',
    file: rows('1577923200000', '1578009600000'),
    dialect: { dateFormat: 'unix-seconds' },
    refused: [
      [2, 'bad-date', /outside the years/],
      [3, 'bad-date'],
    ],
    stored: [],
  },
  // What is no fault
  good('a byte order mark', utf8(`\ufeff${HEADER}${GOOD}${NEXT}`)),
  good('CRLF line ends', `${HEADER}${GOOD}${NEXT}`.replaceAll('\n', '\r\n')),
  good('CR line ends', `${HEADER}${GOOD}${NEXT}`.replaceAll('\n', '\r')),
  good('line ends of every kind', `${HEADER.trim()}\r\n${GOOD.trim()}\r${NEXT}`),
  good('no line end at the end', `${HEADER}${GOOD}${NEXT.trim()}`),
  good('empty lines at the end', `${HEADER}${GOOD}${NEXT}\n\n  \n,,,,,\n`),
  good('empty lines between', `${HEADER}\n${GOOD}\n\n${NEXT}`),
  good('a delimiter at the end of each row', `${HEADER}${GOOD}${NEXT}`.replaceAll('\n', ',\n')),
  good('every cell quoted', `${HEADER}${GOOD}${NEXT}`.replaceAll(/[^,\n]+/g, '"$&"')),
  good('blanks around cells', `${HEADER}${GOOD}${NEXT}`.replaceAll(',', ' , ')),
  good('the newest row first', `${HEADER}${NEXT}${GOOD}`),
  good('no header', `${GOOD}${NEXT}`, { dialect: { hasHeader: false } }),
  good('a title above the header', `Prices of TEST\n\n${HEADER}${GOOD}${NEXT}`),
  good('an empty volume', `${HEADER}2020-01-02,10,12,9,11,\n2020-01-03,10,12,9,11,\n`),
  good('no volume', 'date,open,high,low,close\n2020-01-02,10,12,9,11\n2020-01-03,10,12,9,11\n', {
    dialect: { columns: { ...PLAIN.columns, volume: -1 } },
  }),
  good(
    'columns in another order',
    'close,volume,low,high,open,date\n11,1,9,12,10,2020-01-02\n11,1,9,12,10,2020-01-03\n',
    {
      dialect: { columns: { date: 5, time: -1, open: 4, high: 3, low: 2, close: 0, volume: 1 } },
    },
  ),
  good(
    'semicolons and decimal commas',
    'date;open;high;low;close;volume\n2020-01-02;10,5;12,25;9;11;100\n2020-01-03;10,5;12,25;9;11;100\n',
    {
      dialect: semicolons,
    },
  ),
  good('tabs', `${HEADER}${GOOD}${NEXT}`.replaceAll(',', '\t'), { dialect: { delimiter: '\t' } }),
  good('bars', `${HEADER}${GOOD}${NEXT}`.replaceAll(',', '|'), { dialect: { delimiter: '|' } }),
  good('exponents and signs', `${HEADER}2020-01-02,+1e1,1.2E+1,.9e1,11.,1e2\n${NEXT}`),
  good('dates of eight digits with a time', rows('20200102 093000', '20200103 093000'), {
    dialect: { dateFormat: 'YYYYMMDD' },
  }),
  good('American dates', rows('1/2/2020', '01/03/2020'), { dialect: { dateFormat: 'MM/DD/YYYY' } }),
  good('European dates', rows('2/1/20', '03/01/20'), { dialect: { dateFormat: 'DD/MM/YYYY' } }),
  good('German dates', rows('2.1.2020', '03.01.2020'), { dialect: { dateFormat: 'DD.MM.YYYY' } }),
  good('dates with names of months', rows('"Jan 02, 2020"', '"January 3, 2020"'), {
    dialect: { dateFormat: 'MMM D YYYY' },
  }),
  good('dates with the month in the middle', rows('02-Jan-20', '3 Jan 2020'), {
    dialect: { dateFormat: 'D MMM YYYY' },
  }),
  good(
    'date and time in two columns',
    'date,time,open,high,low,close\n2020-01-02,09:30,10,12,9,11\n2020-01-02,930,10,12,9,11\n2020-01-02,9:31 AM,10,12,9,11\n',
    {
      facts: MINUTES,
      dialect: { columns: { date: 0, time: 1, open: 2, high: 3, low: 4, close: 5, volume: -1 } },
      refused: [[3, 'duplicate-time']],
      stored: ['2020-01-02T14:30', '2020-01-02T14:31'],
    },
  ),
  {
    name: 'a decimal point where a comma was said',
    file: 'date;open;high;low;close;volume\n2020-01-02;10.5;12;9;11;100\n2020-01-03;10;12;9;11;100\n',
    dialect: semicolons,
    refused: [[2, 'bad-number', /decimal point/]],
    stored: ['2020-01-03'],
  },
];

describe('rows', () => {
  for (const { name, file, refused, stored, dialect, facts } of CASES) {
    caseCount++;
    test(name, async () => {
      const isDaily = facts === undefined;
      const spec = {
        dialect: { ...PLAIN, ...dialect },
        facts: { ...(facts ?? DAILY), source: name.slice(0, 60) },
      };
      const imported = await scratch.import(file, spec);
      if (!imported.ok) throw new Error(imported.error.message);
      const report = imported.value;
      expect(report.refused.map(({ line, fault }) => [line, fault])).toEqual(
        refused.map(([line, fault]) => [line, fault]),
      );
      refused.forEach(([, , reason], i) => {
        if (reason !== undefined) expect(report.refused[i]!.reason).toMatch(reason);
      });
      expect(report.refusedCount).toBe(refused.length);
      expect(report.outcome).toBe(stored.length > 0 ? 'imported' : 'refused');
      const times = scratch.rows(spec.facts.source).map(([time]) => new Date(time!).toISOString());
      expect(times.map((time) => time.slice(0, isDaily ? 10 : 16))).toEqual(stored);
      expect(report.addedCount).toBe(stored.length);

      // All or nothing: the same file, and no series comes of it if anything is refused.
      const source = `${spec.facts.source} *`;
      const strict = await scratch.import(file, {
        ...spec,
        facts: { ...spec.facts, source },
        allOrNothing: true,
      });
      const outcome = refused.length > 0 ? 'refused' : 'imported';
      expect(strict).toMatchObject({ ok: true, value: { outcome } });
      expect(scratch.rows(source).length > 0).toBe(outcome === 'imported');
    });
  }
});

describe('files', () => {
  const utf16 = (text: string) => new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'));
  const text = `${HEADER}${GOOD}${NEXT}`;

  const REFUSED_FILES: readonly (readonly [
    name: string,
    file: string | Uint8Array,
    code: string,
    words: RegExp,
  ])[] = [
    ['an empty file', '', 'file-empty', /empty/],
    ['UTF-16 with a mark', utf16(text), 'not-text', /UTF-16.*UTF-8/],
    ['UTF-16 without a mark', new Uint8Array(Buffer.from(text, 'utf16le')), 'not-text', /UTF-16/],
    [
      'UTF-16, big end first',
      new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le').swap16()),
      'not-text',
      /UTF-16/,
    ],
    ['NUL bytes', `${HEADER}\u0000\u0000${GOOD}`, 'not-text', /NUL/],
    ['a gzip archive', new Uint8Array([0x1f, 0x8b, 8, 0, 0]), 'not-text', /gzip/],
    ['an Excel workbook', new Uint8Array([0x50, 0x4b, 3, 4, 20]), 'not-text', /Excel/],
    ['one line without an end', 'x'.repeat(300_000), 'line-too-long', /longer than/],
  ];
  for (const [name, file, code, words] of REFUSED_FILES) {
    caseCount++;
    test(`${name} is refused with a reason, in the look and in the import`, async () => {
      const imported = await scratch.import(file);
      expect(imported).toMatchObject({
        ok: false,
        error: { code, message: expect.stringMatching(words) as string },
      });
      const look = await scratch.library.previewImport(scratch.file(file), PLAIN);
      expect(look).toMatchObject({ ok: false, error: { code } });
      expect(scratch.rows(DAILY.source)).toEqual([]);
    });
  }

  const OUTCOMES: readonly (readonly [
    name: string,
    file: string,
    spec: Partial<ImportSpec>,
    words: RegExp,
  ])[] = [
    ['a header alone', HEADER, {}, /no rows/],
    ['blank lines alone', '\n\n \n', {}, /no rows/],
    ['rows that are all refused', rows('x', 'y'), {}, /Every row was refused \(2 of 2\)/],
    [
      'one bad row, all or nothing',
      around('x,1,1,1,1,1'),
      { allOrNothing: true },
      /1 of 3 rows were refused/,
    ],
    [
      'two symbols in one file',
      'date,open,high,low,close,symbol\n2020-01-02,10,12,9,11,AAA\n2020-01-03,10,12,9,11,BBB\n',
      { dialect: { ...PLAIN, columns: { ...PLAIN.columns, volume: -1 } } },
      /AAA, and BBB in line 3/,
    ],
  ];
  for (const [name, file, spec, words] of OUTCOMES) {
    caseCount++;
    test(`${name}: nothing is imported`, async () => {
      expect(await scratch.import(file, spec)).toMatchObject({
        ok: true,
        value: { outcome: 'refused', series: null, message: expect.stringMatching(words) as string },
      });
      expect(scratch.rows(DAILY.source)).toEqual([]);
    });
  }

  caseCount += 3;
  const importPath = (path: string) =>
    scratch.library.importFile({
      importId: '00000000-0000-4000-8000-000000000000',
      path,
      spec: { facts: DAILY, dialect: PLAIN, existing: 'keep', allOrNothing: false },
      cancel: new SharedArrayBuffer(4),
    });

  test('a file that is not there', async () => {
    expect(await importPath(join(scratch.folder, 'none.csv'))).toMatchObject({
      ok: false,
      error: { code: 'file-not-found' },
    });
  });

  test('a folder', async () => {
    expect(await importPath(scratch.folder)).toMatchObject({ ok: false, error: { code: 'not-a-file' } });
  });

  test('a link to nothing', async () => {
    symlinkSync(join(scratch.folder, 'nothing'), join(scratch.folder, 'link.csv'));
    expect(await importPath(join(scratch.folder, 'link.csv'))).toMatchObject({
      ok: false,
      error: { code: 'file-not-found' },
    });
  });

  test('a name that climbs out of folders makes a symbol and no path', async () => {
    const look = await scratch.library.previewImport(
      scratch.file(text, '..%2f..%2fetc_passwd.csv'),
      undefined,
    );
    if (!look.ok) throw new Error(look.error.message);
    expect(look.value.guess.symbol).not.toMatch(/[/\\]/);
    const before = readdirSync(scratch.folder).length;
    await scratch.import(text, { facts: { ...DAILY, symbol: look.value.guess.symbol } });
    expect(readdirSync(scratch.folder).length - before).toBeLessThanOrEqual(1); // TEST.csv, written by the test itself
  });

  test('formula cells of refused rows are plain text in the report', async () => {
    const imported = await scratch.import(around('=cmd|calc!A1,1,1,1,1,1'));
    if (!imported.ok) throw new Error(imported.error.message);
    const saved = join(scratch.folder, 'refused.csv');
    expect(scratch.library.saveRefusedRows(imported.value.importId, saved)).toEqual({
      ok: true,
      value: null,
    });
    expect(readFileSync(saved, 'utf8')).toContain(`"'=cmd|calc!A1,1,1,1,1,1"`);
    expect(scratch.library.saveRefusedRows('11111111-1111-4111-8111-111111111111', saved)).toMatchObject({
      ok: false,
      error: { code: 'import-unknown' },
    });
  });
});
