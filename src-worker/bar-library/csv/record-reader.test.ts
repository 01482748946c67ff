import fc from 'fast-check';
import Papa from 'papaparse';
import { expect, test } from 'vitest';
import { LineTooLong, RecordReader, type CsvRecord } from './record-reader.ts';

function read(text: string, cuts: readonly number[] = []): CsvRecord[] {
  const reader = new RecordReader(',');
  const records: CsvRecord[] = [];
  let from = 0;
  for (const cut of [...cuts.map((at) => Math.min(at, text.length)).sort((a, b) => a - b), text.length]) {
    records.push(...reader.push(text.slice(from, cut)));
    from = cut;
  }
  return [...records, ...reader.end()];
}

test('numbers physical lines, also behind quoted line breaks and blank lines', () => {
  const records = read('a,b\n\n"c\nc\nc",d\r\ne,f\rg,h');
  expect(records.map(({ cells, line, lineCount }) => [line, lineCount, ...cells])).toEqual([
    [1, 1, 'a', 'b'],
    [3, 3, 'c\nc\nc', 'd'],
    [6, 1, 'e', 'f'],
    [7, 1, 'g', 'h'],
  ]);
});

test('shows a row as it stands in the file', () => {
  const reader = new RecordReader(',');
  const [, second] = reader.push('a,b\n"c ""x""",  d\ne,f\n');
  expect(reader.textOf(second!)).toBe('"c ""x""",  d');
});

test('gives up on a quote after 50 lines and takes only its own row for malformed', () => {
  const lines = Array.from({ length: 300 }, (_, i) => (i === 10 ? '"open,1' : `row ${i},1`));
  const records = read(lines.join('\n'), [50, 700]);
  expect(records).toHaveLength(300);
  expect(records.filter(({ malformed }) => malformed !== null).map(({ line }) => line)).toEqual([11]);
});

test('reads a file full of open quotes', () => {
  const records = read('"a,b\n'.repeat(5_000), [30, 4_000]);
  expect(records.length).toBeGreaterThan(0);
  expect(records.at(-1)!.line).toBeLessThanOrEqual(5_000);
});

test('does not gather a line without an end', () => {
  const reader = new RecordReader(',');
  expect(() => {
    for (let i = 0; i < 100; i++) reader.push('x'.repeat(10_000));
  }).toThrow(LineTooLong);
});

const cell = fc.string({ unit: fc.constantFrom('a', '1', ' ', ',', '"', '\n'), maxLength: 6 });
const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 12 });

test('reads back what Papa Parse writes, wherever the pieces are cut', () => {
  fc.assert(
    fc.property(table, fc.array(fc.nat(120)), fc.constantFrom('\n', '\r\n'), (rows, cuts, newline) => {
      const full = rows.filter((cells) => cells.some((text) => text.trim() !== ''));
      const text = Papa.unparse(full, { newline });
      const records = read(text, cuts);
      expect(records.map(({ cells }) => cells)).toEqual(full);
      expect(records.every(({ malformed }) => malformed === null)).toBe(true);
    }),
  );
});

test('a line end that is cut in two is one, even with an empty piece between', () => {
  expect(read('a\r\na', [2, 2])).toEqual(read('a\r\na'));
});

test('gives the same records for any text, wherever the pieces are cut', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '1', ',', '\n', '\r', ' '), maxLength: 80 });
  fc.assert(
    fc.property(text, fc.array(fc.nat(80)), (content, cuts) => {
      expect(read(content, cuts)).toEqual(read(content));
    }),
  );
});
