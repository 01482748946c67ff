import { describe, expect, test } from 'vitest';
import { corporateActionSchema } from '../model/corporate-action.ts';
import { MS_PER_DAY } from '../kernel/time.ts';
import { applyActions, sharesAtEnd } from './apply-actions.ts';
import { barColumns, columnsByteLength } from './columns.ts';

const facts = { symbol: 'AAA', barSize: '1 day', timeZone: 'America/New_York', adjustment: 'raw' } as const;
const split = (date: string, ratio: number, symbol = 'AAA') =>
  corporateActionSchema.parse({ kind: 'split', symbol, date, ratio });
const dividend = (date: string, amount: number, symbol = 'AAA') =>
  corporateActionSchema.parse({ kind: 'dividend', symbol, date, amount });

/** Daily bars from 2024-01-01, each with this close, a volume of 100. */
function columnsOf(closes: readonly number[]): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(columnsByteLength(closes.length));
  const bars = barColumns(closes.length, buffer);
  closes.forEach((close, i) => {
    bars.time[i] = Date.UTC(2024, 0, 1) + i * MS_PER_DAY;
    for (const name of ['open', 'high', 'low', 'close'] as const) bars[name][i] = close;
    bars.volume[i] = 100;
  });
  return buffer;
}

const acted = (actions: Parameters<typeof applyActions>[0], changes: object = {}) => {
  const columns = columnsOf([400, 100, 100, 50]);
  const { columns: after, dividends } = applyActions(actions, { ...facts, ...changes }, columns, 4);
  const { close, volume } = barColumns(4, after);
  return { close: [...close], volume: [...volume], dividends, isSame: after === columns };
};

describe('splits', () => {
  test('bring the bars before them to the shares of the end, one after the other', () => {
    const { close, volume } = acted([split('2024-01-04', 2), split('2024-01-02', 4)]);
    expect(close).toEqual([50, 50, 50, 50]);
    expect(volume).toEqual([800, 200, 200, 100]);
  });

  test('leave the bars that were given alone', () => {
    const columns = columnsOf([400, 100]);
    applyActions([split('2024-01-02', 4)], facts, columns, 2);
    expect([...barColumns(2, columns).close]).toEqual([400, 100]);
  });

  test('change nothing on the first bar, after the last, of another symbol, and in bars adjusted for them', () => {
    for (const action of [split('2024-01-01', 4), split('2024-01-05', 4), split('2024-01-02', 4, 'BBB')])
      expect(acted([action])).toMatchObject({ close: [400, 100, 100, 50], isSame: true });
    expect(acted([split('2024-01-02', 4)], { adjustment: 'splits' }).isSame).toBe(true);
  });

  test('a day without a bar counts for the next one', () => {
    const columns = columnsOf([10, 20]);
    barColumns(2, columns).time[1] = Date.UTC(2024, 0, 8);
    const { columns: after } = applyActions([split('2024-01-05', 2)], facts, columns, 2);
    expect([...barColumns(2, after).close]).toEqual([5, 20]);
  });

  test('of intraday bars begin with the day in their own zone', () => {
    const columns = columnsOf([10, 10]);
    const { time } = barColumns(2, columns);
    time[0] = Date.UTC(2024, 0, 2, 4, 59); // 23:59 in New York, the day before
    time[1] = Date.UTC(2024, 0, 2, 5);
    const { columns: after } = applyActions(
      [split('2024-01-02', 2)],
      { ...facts, barSize: '1 min' },
      columns,
      2,
    );
    expect([...barColumns(2, after).close]).toEqual([5, 10]);
  });
});

describe('dividends', () => {
  test('are due with the first bar of their day, in the shares of the end', () => {
    const actions = [
      dividend('2024-01-03', 1),
      split('2024-01-04', 2),
      split('2024-01-02', 4),
      dividend('2024-01-02', 8),
    ];
    expect(acted(actions).dividends).toEqual([
      { bar: 1, amount: 1 },
      { bar: 2, amount: 0.5 },
    ]);
  });

  test('become smaller by later splits also where the bars are adjusted for them', () => {
    const actions = [dividend('2024-01-02', 1), split('2024-01-04', 2)];
    expect(acted(actions, { adjustment: 'splits' }).dividends).toEqual([{ bar: 1, amount: 0.5 }]);
  });
});

test('a fill in the shares of the end is seen on raw bars as it was', () => {
  const shares = sharesAtEnd(
    [split('2024-01-02', 4), split('2024-01-04', 2), split('2024-01-09', 3)],
    facts,
    Date.UTC(2024, 0, 4),
  );
  expect([1, 2, 3, 4].map((day) => shares(Date.UTC(2024, 0, day)))).toEqual([8, 2, 2, 1]);
});
