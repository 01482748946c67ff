import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CsvDialect } from '#shared/model/import.ts';
import type { SeriesFacts } from '#shared/model/series.ts';
import { previewFile, type FilePreview } from './preview.ts';
import { openTextFile } from './text-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tradewind-preview-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function look(text: string, name = 'TEST.csv', dialect?: CsvDialect) {
  const path = join(folder, name);
  writeFileSync(path, text);
  const file = await openTextFile(path);
  if (!file.ok) throw new Error(file.error.message);
  const seen = await previewFile(file.value, dialect);
  await file.value.close();
  return seen;
}

async function mustLook(text: string, name?: string): Promise<FilePreview> {
  const seen = await look(text, name);
  if (!seen.ok) throw new Error(seen.error.message);
  return seen.value;
}

/** Rows as data vendors and platforms write them, and what is to be seen in them. */
const VENDORS: readonly {
  readonly name: string;
  readonly file: string;
  readonly dialect: Partial<CsvDialect>;
  readonly guess?: Partial<SeriesFacts>;
}[] = [
  {
    name: 'Yahoo',
    file: 'Date,Open,High,Low,Close,Adj Close,Volume\n2020-01-02,10.5,12,9,11,10.9,100\n2020-01-03,10,12,9,11,10.9,100\n',
    dialect: { columns: { date: 0, time: -1, open: 1, high: 2, low: 3, close: 4, volume: 6 } },
  },
  {
    name: 'yfinance with three header lines',
    file: 'Price,Close,High,Low,Open,Volume\nTicker,SPY,SPY,SPY,SPY,SPY\nDate,,,,,\n2020-01-02,11,12,9,10.5,100\n2020-01-03,11,12,9,10,100\n',
    dialect: { columns: { date: 0, time: -1, open: 4, high: 2, low: 3, close: 1, volume: 5 } },
  },
  {
    name: 'yfinance, intraday with offsets',
    file: 'Datetime,Open,High,Low,Close,Volume\n2020-12-01 09:30:00-05:00,10,12,9,11,1\n2020-12-01 09:35:00-05:00,10,12,9,11,1\n',
    dialect: { dateFormat: 'YYYY-MM-DD' },
    guess: { barSize: '5 mins', timeZone: 'America/New_York' },
  },
  {
    name: 'Nasdaq',
    file: 'Date,Close/Last,Volume,Open,High,Low\n01/31/2020,11,100,10,12,9\n01/30/2020,11,100,10,12,9\n',
    dialect: {
      dateFormat: 'MM/DD/YYYY',
      columns: { date: 0, time: -1, open: 3, high: 4, low: 5, close: 1, volume: 2 },
    },
  },
  {
    name: 'Stooq',
    file: '<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\nSPY.US,5,20200102,153000,10,12,9,11,1,0\nSPY.US,5,20200102,153500,10,12,9,11,1,0\n',
    dialect: {
      dateFormat: 'YYYYMMDD',
      columns: { date: 2, time: 3, open: 4, high: 5, low: 6, close: 7, volume: 8 },
    },
    guess: { symbol: 'SPY.US', barSize: '5 mins' },
  },
  {
    name: 'MetaTrader without a header',
    file: '2020.01.02,00:00,1.12085,1.12110,1.12080,1.12101,52\n2020.01.02,00:01,1.12101,1.12130,1.12100,1.12115,60\n',
    dialect: {
      hasHeader: false,
      columns: { date: 0, time: 1, open: 2, high: 3, low: 4, close: 5, volume: 6 },
    },
    guess: { barSize: '1 min', tick: 0.00001 },
  },
  {
    name: 'HistData',
    file: '20200102 170000;1.12085;1.12110;1.12080;1.12101;0\n20200102 170100;1.12101;1.12130;1.12100;1.12115;0\n',
    dialect: { delimiter: ';', decimal: '.', hasHeader: false, dateFormat: 'YYYYMMDD' },
    guess: { barSize: '1 min' },
  },
  {
    name: 'Dukascopy',
    file: 'Gmt time,Open,High,Low,Close,Volume\n02.01.2020 00:00:00.000,1.1,1.2,1.05,1.15,10\n02.01.2020 01:00:00.000,1.1,1.2,1.05,1.15,10\n',
    dialect: { dateFormat: 'DD.MM.YYYY' },
    guess: { barSize: '1 hour' },
  },
  {
    name: 'CryptoDataDownload with a line above the header',
    file: 'https://www.CryptoDataDownload.com\nunix,date,symbol,open,high,low,close,Volume BTC,Volume USD\n1577923200000,2020-01-02 00:00:00,BTC/USD,10,12,9,11,1.5,2\n1577926800000,2020-01-02 01:00:00,BTC/USD,10,12,9,11,1.5,2\n',
    dialect: { columns: { date: 1, time: -1, open: 3, high: 4, low: 5, close: 6, volume: 7 } },
    guess: {
      symbol: 'BTC/USD',
      currency: 'USD' as SeriesFacts['currency'],
      barSize: '1 hour',
      timeZone: 'UTC',
    },
  },
  {
    name: 'Alpha Vantage',
    file: 'timestamp,1. open,2. high,3. low,4. close,5. volume\n2020-01-03,10,12,9,11,1\n2020-01-02,10,12,9,11,1\n',
    dialect: { columns: { date: 0, time: -1, open: 1, high: 2, low: 3, close: 4, volume: 5 } },
  },
  {
    name: 'TradingView',
    file: 'time,open,high,low,close,Volume,RSI\n1577975400,10,12,9,11,1,50\n1578061800,10,12,9,11,1,50\n',
    dialect: { dateFormat: 'unix-seconds' },
    guess: { barSize: '1 day' },
  },
  {
    name: 'a German spreadsheet',
    file: 'Date;Open;High;Low;Close;Volume\n31.01.2020;1010,5;1012,25;1009;1011;100\n03.02.2020;1010,5;1012,25;1009;1011;100\n',
    dialect: { delimiter: ';', decimal: ',', dateFormat: 'DD.MM.YYYY' },
  },
  {
    name: 'Binance klines, microseconds and no header',
    file: '1735689600000000,10.5,12.1,9.3,11.2,1,1735689659999999,1,2,3,4,0\n1735689660000000,10.5,12.1,9.3,11.2,1,1735689719999999,1,2,3,4,0\n',
    dialect: { hasHeader: false, dateFormat: 'unix-microseconds' },
    guess: { barSize: '1 min' },
  },
];

test.each(VENDORS)('knows files of $name', async ({ file, dialect, guess }) => {
  const seen = await mustLook(file);
  expect(seen.dialect).toMatchObject(dialect);
  expect(seen.guess).toMatchObject(guess ?? {});
  expect(seen.rows.length).toBeGreaterThanOrEqual(2);
});

test('tells day and month apart by all rows', async () => {
  const rows = (...dates: string[]) =>
    `date,open,high,low,close\n${dates.map((date) => `${date},1,2,1,2\n`).join('')}`;
  const formatOf = async (...dates: string[]) => (await mustLook(rows(...dates))).dialect.dateFormat;
  expect(await formatOf('01/02/2020', '13/02/2020')).toBe('DD/MM/YYYY');
  expect(await formatOf('01/02/2020', '02/13/2020')).toBe('MM/DD/YYYY');
  // Nothing above 12: the reading that makes the better calendar.
  expect(await formatOf('06/01/2020', '07/01/2020', '08/01/2020', '09/01/2020')).toBe('DD/MM/YYYY');
  expect(await formatOf('01/06/2020', '01/07/2020', '01/08/2020', '01/09/2020')).toBe('MM/DD/YYYY');
  const doubtful = await mustLook(rows('01/06/2020', '01/07/2020'));
  expect(doubtful.remarks.join(' ')).toContain('could be MM/DD/YYYY or DD/MM/YYYY');
});

test('says what each guess rests on', async () => {
  const { remarks } = await mustLook(
    'date,open,high,low,close,adj close\n05-Jan-98,1,2,1,2,2\n02-Jan-98,1,2,1,2,2\n',
  );
  const text = remarks.join(' ');
  for (const words of [
    'name of the file',
    'time zone',
    'currency',
    'adjusted',
    'two digits',
    'turned round',
    'tick',
  ]) {
    expect(text).toContain(words);
  }
});

test('takes a first row with a fault for a row, and reports it', async () => {
  const seen = await mustLook('2020-01-02,abc,12,9,11\n2020-01-03,10,12,9,11\n2020-01-06,10,12,9,11\n');
  expect(seen.dialect.hasHeader).toBe(false);
  expect(seen.refused).toMatchObject([{ line: 1, fault: 'bad-number' }]);
});

test.each([
  ['a file of something else', 'name,age\nAnn,7\nBob,8\n', 'columns-unknown'],
  ['prices without open, high and low', 'date,price\n2020-01-02,7\n2020-01-03,8\n', 'columns-unknown'],
  ['a header alone', 'date,open,high,low,close\n', 'no-rows'],
  ['prose', 'It was a dark and stormy night.\nThe rain fell in torrents.\n', 'columns-unknown'],
])('refuses %s', async (_, text, code) => {
  expect(await look(text)).toMatchObject({ ok: false, error: { code } });
});

test('guesses pairs by their name', async () => {
  const file = 'date,open,high,low,close\n2020-01-02,1.1,1.2,1.05,1.15\n2020-01-03,1.1,1.2,1.05,1.15\n';
  expect((await mustLook(file, 'FX_EURGBP_oanda_mid.csv')).guess).toMatchObject({
    symbol: 'EURGBP',
    currency: 'GBP',
    lot: 1,
  });
  expect((await mustLook(file, 'CRYPTO_BTCUSD_1min_trade.csv')).guess).toMatchObject({
    symbol: 'BTCUSD',
    lot: 0.0001,
    timeZone: 'UTC',
  });
  expect((await mustLook(file, 'spy (daily).csv')).guess).toMatchObject({
    symbol: 'SPY',
    source: 'csv:spy (daily).csv',
  });
});
