import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawingOf, DRAWING_WIDTH, type DrawnTable, type Mark } from './table-drawing.ts';

const HEIGHT = 200;

test('every figure is drawn inside the picture, by the part of the way it lies between the edges', () => {
  const cell = fc.oneof(
    { weight: 4, arbitrary: fc.double({ min: -1e9, max: 1e9, noNaN: true }) },
    fc.constant(null),
  );
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 30 }), (values) => {
      const { marks, y } = drawingOf(line(values), HEIGHT);
      const drawn = pointsOf(marks[0]!);
      const figures = values.flatMap((value, at) => (value === null ? [] : [[at, value] as const]));
      expect(drawn).toHaveLength(figures.length);
      drawn.forEach(([left, down], i) => {
        const [at, value] = figures[i]!;
        const [low, high] = [y.low as number, y.high as number];
        const up = high > low ? (value - low) / (high - low) : 0.5;
        const right = values.length > 1 ? at / (values.length - 1) : 0.5;
        expect(left).toBeCloseTo(right * DRAWING_WIDTH, 0);
        expect(down).toBeCloseTo((1 - up) * HEIGHT, 0);
      });
    }),
  );
});

test('a line is broken where there is no figure, and zero is marked only between loss and gain', () => {
  const { marks, zero } = drawingOf(line([-1, 1, null, 3]), HEIGHT);
  expect(marks).toEqual([{ kind: 'line', title: 'Ratio', path: 'M0.0 200.0L333.3 100.0M1000.0 0.0' }]);
  expect(zero).toBe(150);
  expect(drawingOf(line([1, 2]), HEIGHT).zero).toBeNull();
});

test('bars stand side by side, the highest as high as the picture; those of returns below zero are losses', () => {
  const table = histogram('fine-fraction');
  const { marks, x, y } = drawingOf(table, HEIGHT);
  expect(marks.map((mark) => mark.kind === 'bar' && [mark.side, mark.x, mark.y, mark.width, mark.height])).toEqual([
    ['loss', 1, 100, 498, 100],
    ['gain', 501, 0, 498, 200],
  ]); // prettier-ignore
  expect(x).toEqual({ low: -0.1, high: 0.1, unit: 'fine-fraction' });
  expect(y).toEqual({ low: 0, high: 8, unit: 'count' });
  const plain = drawingOf(histogram('money'), HEIGHT).marks;
  expect(plain.map((mark) => mark.kind === 'bar' && mark.side)).toEqual(['plain', 'plain']);
});

test('each trade is a dot, those that lost apart from those that won or were even', () => {
  const { marks } = drawingOf(
    {
      title: 'Trades',
      drawnAs: 'scatter',
      columns: ['MAE', 'MFE', 'Return'].map((title) => ({ title, unit: 'fraction' })),
      rows: [
        [0, 0, -0.1],
        [0.2, 0.1, 0],
        [0.1, 0.2, 0.1],
      ],
    },
    HEIGHT,
  );
  expect(marks).toEqual([
    { kind: 'dots', side: 'gain', path: 'M1000.0 100.0h0M500.0 0.0h0' },
    { kind: 'dots', side: 'loss', path: 'M0.0 200.0h0' },
  ]);
});

function line(values: readonly (number | null)[]): DrawnTable {
  return {
    title: 'Line',
    drawnAs: 'lines',
    columns: [
      { title: 'Date', unit: 'date' },
      { title: 'Ratio', unit: 'ratio' },
    ],
    rows: values.map((value, at) => [at, value]),
  };
}

function histogram(unit: 'fine-fraction' | 'money'): DrawnTable {
  return {
    title: 'Bars',
    drawnAs: 'bars',
    columns: [
      { title: 'From', unit },
      { title: 'To', unit },
      { title: 'Returns', unit: 'count' },
    ],
    rows: [
      [-0.1, 0, 4],
      [0, 0.1, 8],
    ],
  };
}

function pointsOf(mark: Mark): (readonly [number, number])[] {
  const path = mark.kind === 'bar' ? '' : mark.path;
  return [...path.matchAll(/[ML](\S+) ([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
}
