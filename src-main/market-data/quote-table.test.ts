import { expect, test } from 'vitest';
import { contractIdSchema } from '#shared/model/contract.ts';
import { emptyQuote, QUOTE_FIELDS } from '#shared/model/quote.ts';
import { QuoteTable } from './quote-table.ts';

test('every field of a row is read under its own name, over growing tables too', () => {
  const table = new QuoteTable();
  const ids = Array.from({ length: 300 }, (_, index) => contractIdSchema.parse(index + 1));
  for (const id of ids) {
    const row = table.ensureRow(id);
    QUOTE_FIELDS.forEach((_, field) => table.set(row, field, id * 100 + field));
  }
  const quote = emptyQuote();
  for (const id of ids) {
    table.readInto(table.rowOf(id), quote);
    expect(quote).toEqual(Object.fromEntries(QUOTE_FIELDS.map((name, field) => [name, id * 100 + field])));
  }
});

test('of what was never asked about everything is NaN', () => {
  const table = new QuoteTable();
  const quote = emptyQuote();
  quote.bid = 5;
  table.readInto(table.rowOf(contractIdSchema.parse(9)), quote);
  expect(Object.values(quote).every(Number.isNaN)).toBe(true);
});

test('a side that is taken away makes the other prices no younger', () => {
  const table = new QuoteTable();
  const row = table.ensureRow(contractIdSchema.parse(1));
  const quote = emptyQuote();
  table.tick(row, QUOTE_FIELDS.indexOf('last'), 100, 1_000);
  table.tick(row, QUOTE_FIELDS.indexOf('bid'), NaN, 3_600_000);
  table.readInto(row, quote);
  expect(quote).toMatchObject({ last: 100, bid: NaN, at: 1_000 });
});

test('the mark is the last trade, held between bid and ask', () => {
  const table = new QuoteTable();
  const row = table.ensureRow(contractIdSchema.parse(1));
  const quote = emptyQuote();
  const markAfter = (field: (typeof QUOTE_FIELDS)[number], value: number) => {
    table.tick(row, QUOTE_FIELDS.indexOf(field), value, 1);
    table.readInto(row, quote);
    return quote.mark;
  };
  expect(markAfter('close', 90)).toBe(90);
  expect(markAfter('bid', 100)).toBe(90);
  expect(markAfter('ask', 102)).toBe(101);
  expect(markAfter('last', 99)).toBe(100);
  expect(markAfter('last', 101.5)).toBe(101.5);
  expect(markAfter('bid', 103)).toBe(101.5);
});
