import { expect, test } from 'vitest';
import { z } from 'zod';
import { DEFAULT_EXECUTION, type Execution } from '#shared/model/backtest.ts';
import type { OrderEvent } from '#shared/model/order-request.ts';
import { defineStrategy, type BarContext, type Strategy } from '#shared/strategies/strategy.ts';
import type { EngineJob, EngineSymbol } from './job.ts';
import { barColumns } from '#shared/bars/columns.ts';
import { barsOfCloses, jobOf, resultOf, symbolOf } from './testing/test-jobs.ts';

const day = (n: number) => Date.UTC(2024, 0, n);

/** Daily bars from 2024-01-01 as open, high, low, close, and volume where it matters. */
function barsOf(rows: readonly (readonly number[])[], changes: Partial<EngineSymbol> = {}): EngineSymbol {
  const symbol = symbolOf(
    rows.map(([open, , , close], i) => ({ time: day(i + 1), open: open!, close: close! })),
    { symbol: 'ABC', ...changes },
  );
  const { high, low, volume } = barColumns(symbol.barCount, symbol.columns);
  rows.forEach((row, i) => {
    high[i] = row[1]!;
    low[i] = row[2]!;
    volume[i] = row[4] ?? 1_000;
  });
  return symbol;
}

function run(
  symbols: readonly EngineSymbol[],
  onBar: (context: BarContext, bar: number) => void,
  {
    execution,
    onOrder,
    ...changes
  }: Omit<Partial<EngineJob>, 'execution'> & {
    execution?: Partial<Execution>;
    onOrder?: Strategy['onOrder'];
  } = {},
) {
  const scripted = defineStrategy({
    id: 'scripted',
    title: 'Scripted',
    description: 'Does what the test says.',
    parameters: z.strictObject({}),
    create: () => ({
      onBar: (context) => onBar(context, (context.time - day(1)) / 86_400_000),
      ...(onOrder === undefined ? {} : { onOrder }),
    }),
  });
  return resultOf(
    jobOf(symbols, {
      strategyId: 'scripted',
      parameters: {},
      execution: { ...DEFAULT_EXECUTION, ...execution },
      ...changes,
    }),
    [scripted],
  );
}

const FLAT = [100, 105, 95, 100];
const margin = { account: 'margin' } as const;

test('an order given on a close acts from the next bar', () => {
  const result = run([barsOf([[100, 105, 90, 100], FLAT, [97, 98, 92, 95]])], (context, bar) => {
    if (bar === 0) expect(context.buy({ quantity: 10, type: 'LMT', limitPrice: 94, tif: 'GTC' })).toBe(1);
  });
  expect([...result.fills.time]).toEqual([day(3)]);
  expect([...result.fills.price]).toEqual([94]);
});

test('a bracket enters, is stopped out, and the other exit is gone', () => {
  const result = run([barsOf([FLAT, FLAT, [99, 108, 91, 100], FLAT])], (context, bar) => {
    if (bar === 0)
      context.buy({
        quantity: 10,
        exits: [
          { type: 'LMT', limitPrice: 107 },
          { type: 'STP', stopPrice: 92 },
        ],
      });
    expect(context.workingOrders().length).toBe([3, 2, 0, 0][bar]);
  });
  expect([...result.fills.price]).toEqual([100, 92]);
  expect(result.trades).toMatchObject([{ side: 'long', quantity: 10, pnl: -80 }]);
  expect(result.notes).toEqual([]);
});

test('an account with margin sells short, pays for the shares it borrows, and buys them back', () => {
  const result = run(
    [barsOf([FLAT, FLAT, FLAT, [90, 91, 89, 90]])],
    (context, bar) => {
      if (bar === 0) context.enterShort();
      if (bar === 2) context.exit();
    },
    { execution: { ...margin, borrow: 36.5 }, sizing: { kind: 'quantity', quantity: 100 } },
  );
  expect([...result.fills.side]).toEqual([-1, 1]);
  // Two nights at a tenth of a per cent of 10,000.
  expect(result.statistics.finalEquity).toBe(100_000 + 1_000 - 20);
  expect(result.symbolOutcomes[0]!.pnl).toBe(980);
  expect(result.notes).toEqual([
    'Borrowing what was sold short cost 20.00 in all; it is in the equity, and in no trade.',
  ]);
});

test('a cash account sells nothing short, and says so', () => {
  const result = run([barsOf([FLAT, FLAT, FLAT])], (context, bar) => {
    if (bar === 0) context.enterShort();
    if (bar === 0) expect(context.sell(5)).toBe(0);
  });
  expect(result.fills.time.length).toBe(0);
  expect(result.symbolOutcomes[0]!.deniedOrderCount).toBe(2);
  expect(result.notes[0]).toContain('ABC: 2 orders were denied. The first, on 2024-01-01: a sale of 1 unit');
});

test('two sales of a cash account do not sell the same shares twice', () => {
  const result = run([barsOf([FLAT, FLAT, FLAT, FLAT])], (context, bar) => {
    if (bar === 0) context.buy(10);
    if (bar !== 1) return;
    expect(context.sell({ quantity: 10, type: 'STP', stopPrice: 99, tif: 'GTC', ocaGroup: 'x' })).toBe(2);
    expect(context.sell({ quantity: 10, type: 'LMT', limitPrice: 101, tif: 'GTC', ocaGroup: 'x' })).toBe(3);
    expect(context.sell(1)).toBe(0);
  });
  expect([...result.fills.side]).toEqual([1, -1]);
});

test('margin lets an account hold twice its equity, and no more', () => {
  const result = run(
    [barsOf([FLAT, FLAT, FLAT])],
    (context, bar) => {
      if (bar !== 0) return;
      expect(context.buy(2_001)).toBe(0);
      expect(context.buy(1_500)).toBe(1);
      expect(context.buy(501)).toBe(0);
      expect(context.buy(500)).toBe(2);
    },
    { execution: margin },
  );
  expect(result.statistics.finalEquity).toBe(100_000);
  expect(result.symbolOutcomes[0]!.deniedOrderCount).toBe(2);
  expect(result.notes[0]).toContain('2,001 units more would need a margin of 100,050.00 in all');
});

test('positions that the account cannot keep are closed at the next open, and the run says so', () => {
  const result = run(
    [barsOf([FLAT, FLAT, [100, 100, 60, 62], [58, 60, 50, 55], FLAT])],
    (context, bar) => {
      if (bar === 0) context.buy(2_000);
    },
    { execution: margin },
  );
  // Equity at 62: 24,000, where 31,000 has to be kept.
  expect([...result.fills.price]).toEqual([100, 58]);
  expect([...result.fills.time]).toEqual([day(2), day(4)]);
  expect(result.statistics.finalEquity).toBe(16_000);
  expect(result.notes[0]).toContain(
    'Margin calls closed a position 1 time, at the next open. The first: ABC',
  );
  expect(result.notes[0]).toContain('24,000.00 where 31,000.00 had to be kept');
});

test('of several positions only as many are closed as it takes, the neediest first', () => {
  const fallen = [FLAT, FLAT, [100, 100, 60, 62], [58, 60, 50, 58], FLAT];
  const result = run(
    [barsOf([FLAT, FLAT, FLAT, FLAT, FLAT], { symbol: 'CALM' }), barsOf(fallen, { symbol: 'FALLEN' })],
    (context, bar) => {
      if (bar === 0) context.buy(context.symbol === 0 ? 200 : 1_800);
    },
    { execution: margin },
  );
  expect([...result.fills.symbol]).toEqual([0, 1, 1]);
  expect(result.trades.filter((trade) => trade.exitTime === null).map((trade) => trade.symbol)).toEqual([0]);
});

test('a position to reach counts what is held and what works', () => {
  const result = run(
    [barsOf([FLAT, FLAT, FLAT, FLAT])],
    (context, bar) => {
      if (bar === 0) {
        expect(context.targetPosition(30)).toBe(1);
        expect(context.targetPosition(30)).toBe(0);
      }
      if (bar === 1) context.targetPosition(-20);
      if (bar === 2) expect(context.position).toBe(-20);
    },
    { execution: margin },
  );
  expect([...result.fills.quantity]).toEqual([30e6, 50e6]);
});

test('a strategy trades one symbol on the bar of another, and sees what both are worth', () => {
  const a = barsOfCloses([10, 11, 12, 13]);
  const b = barsOfCloses([20, 21, 22, 23]);
  const seen: number[] = [];
  const result = run([symbolOf(a), symbolOf(b)], (context, bar) => {
    if (context.symbol !== 0) return;
    seen.push(context.closeOf(1), context.positionOf(1), context.equity, context.cash);
    if (bar === 0) context.buy({ quantity: 2, symbol: 1 });
  });
  expect([...result.fills.symbol]).toEqual([1]);
  expect(seen).toEqual([
    20, 0, 1e5, 1e5, 21, 2, 100_002, 99_960, 22, 2, 100_004, 99_960, 23, 2, 100_006, 99_960,
  ]);
});

test('tells a strategy what became of its orders before the bar in which it happened', () => {
  const heard: (OrderEvent & { readonly at: number })[] = [];
  const order: string[] = [];
  run(
    [barsOf([FLAT, FLAT, FLAT, FLAT])],
    (context, bar) => {
      order.push(`bar ${bar}`);
      if (bar === 0) {
        context.buy(3);
        context.buy({ quantity: 1, type: 'LMT', limitPrice: 50 });
      }
    },
    {
      onOrder: (event, context) => {
        order.push(event.kind);
        heard.push({ ...event, at: context.time });
        if (event.kind === 'filled' && event.side === 'buy') context.sell(3);
      },
    },
  );
  expect(order).toEqual(['bar 0', 'filled', 'expired', 'bar 1', 'filled', 'bar 2', 'bar 3']);
  expect(heard[0]).toMatchObject({ id: 1, quantity: 3, price: 100, filled: 3, at: day(2) });
  expect(heard[1]).toMatchObject({ id: 2, quantity: 0, price: NaN, reason: 'its day is over' });
});

test('cancels and changes work from the next bar, or later with latency', () => {
  const orders = (latencyBars: number) => {
    const rows = [FLAT, FLAT, FLAT, FLAT, FLAT, FLAT];
    return run(
      [barsOf(rows)],
      (context, bar) => {
        if (bar === 0) context.buy({ quantity: 10, type: 'LMT', limitPrice: 50, tif: 'GTC' });
        if (bar === 1) expect(context.modify(1, { limitPrice: 97, quantity: 8 })).toBe(true);
      },
      { execution: { latencyBars } },
    );
  };
  expect([...orders(0).fills.time]).toEqual([day(3)]);
  expect([...orders(2).fills.time]).toEqual([day(5)]);
  expect([...orders(2).fills.quantity]).toEqual([8e6]);
  const cancelled = run([barsOf([FLAT, FLAT, FLAT])], (context, bar) => {
    if (bar === 0) expect(context.cancel(context.buy(1))).toBe(true);
    expect(context.cancel(1)).toBe(false);
  });
  expect(cancelled.fills.time.length).toBe(0);
});

test('entries, too, wait as long as orders need', () => {
  const result = run(
    [barsOf([FLAT, FLAT, FLAT, FLAT])],
    (context, bar) => (bar === 0 ? context.enterLong() : undefined),
    { execution: { latencyBars: 1 } },
  );
  expect([...result.fills.time]).toEqual([day(3)]);
});

test('entries that are larger than their share of the volume fill over several bars, at one commission', () => {
  const rows = [1, 2, 3, 4].map(() => [100, 105, 95, 100, 50]);
  const result = run([barsOf(rows)], (context, bar) => (bar === 0 ? context.enterLong() : undefined), {
    execution: { participation: 10 },
    sizing: { kind: 'quantity', quantity: 12 },
    commission: { kind: 'per-order', amount: 1 },
  });
  expect([...result.fills.quantity]).toEqual([5e6, 5e6, 2e6]);
  expect([...result.fills.commission]).toEqual([1e6, 0, 0]);
});

test('an order for the close fills at the next close, or at the one it was decided on', () => {
  const closes = (closeFill: Execution['closeFill']) =>
    run(
      [barsOf([FLAT, [100, 105, 95, 103], [100, 105, 95, 104]])],
      (context, bar) => {
        if (bar === 1) context.buy({ quantity: 1, type: 'MOC' });
      },
      { execution: { closeFill } },
    ).fills;
  expect([...closes('next-close').price]).toEqual([104]);
  expect([...closes('this-close').price]).toEqual([103]);
  expect([...closes('this-close').time]).toEqual([day(2)]);
});

test('a day of minutes ends orders at its end in the zone of the series', () => {
  const rows = [0, 1, 2, 3].map((i) => ({ time: Date.UTC(2024, 0, 3, 20, 58 + i), open: 100, close: 100 }));
  const next = { time: Date.UTC(2024, 0, 4, 14, 30), open: 90, close: 90 };
  const ends: string[] = [];
  const result = run(
    [symbolOf([...rows, next, { ...next, time: next.time + 60_000 }], { barSize: '1 min' })],
    (context) => {
      if (context.time !== rows[1]!.time) return;
      context.buy({ quantity: 1, type: 'LMT', limitPrice: 95 });
      context.buy({ quantity: 2, type: 'LMT', limitPrice: 95, tif: 'GTC' });
      context.buy({ quantity: 3, tif: 'OPG' });
      context.buy({ quantity: 4, type: 'MOC' });
    },
    {
      onOrder: (event, { time }) =>
        void ends.push(`${event.id} ${event.kind} ${new Date(time).toISOString().slice(5, 16)}`),
    },
  );
  expect(ends).toEqual([
    '4 filled 01-03T21:01',
    '1 expired 01-03T21:01',
    '3 filled 01-04T14:30',
    '2 filled 01-04T14:30',
  ]);
  expect([...result.fills.price]).toEqual([100, 90, 90]);
});

test('exit cancels what else works in the symbol', () => {
  const result = run([barsOf([FLAT, FLAT, FLAT, FLAT])], (context, bar) => {
    if (bar === 0) context.buy({ quantity: 5, exits: [{ type: 'STP', stopPrice: 50 }] });
    if (bar === 1) {
      context.exit();
      context.exit();
    }
    if (bar >= 2) expect(context.workingOrders()).toEqual([]);
  });
  expect([...result.fills.quantity]).toEqual([5e6, 5e6]);
});

test('what is no order fails the run and says what is missing', () => {
  const bars = [barsOf([FLAT, FLAT])];
  expect(() => run(bars, (context) => void context.buy({ quantity: 1, type: 'LMT' }))).toThrow(
    'an order of type LMT needs limitPrice, a number; it was undefined',
  );
  expect(() =>
    run(bars, (context) => void context.buy({ quantity: 1, type: 'STP', stopPrice: NaN })),
  ).toThrow('an order of type STP needs stopPrice');
  expect(() => run(bars, (context) => void context.buy({ quantity: 1, symbol: 3 }))).toThrow('was 3');
  expect(() => run(bars, (context) => void context.sell(-1))).toThrow('is not negative');
});

test('tells of orders that still work when the data ends', () => {
  const result = run([barsOf([FLAT, FLAT])], (context, bar) => {
    if (bar === 0) context.buy({ quantity: 1, type: 'LMT', limitPrice: 1, tif: 'GTC' });
  });
  expect(result.notes).toEqual(['ABC: 1 order was still working when the data ended.']);
});

test("IB's price lists go by order and month", () => {
  const commissions = (kind: 'ib-fixed' | 'ib-tiered') =>
    run(
      [barsOf([FLAT, FLAT, FLAT])],
      (context, bar) => {
        if (bar === 0) context.buy(100);
        if (bar === 1) context.sell(400);
      },
      { execution: margin, commission: { kind } },
    ).fills.commission;
  expect([...commissions('ib-fixed')]).toEqual([1e6, 2e6]);
  // 0.35 at least, or 0.0035 a share; and 0.0032 a share that the venues take.
  expect([...commissions('ib-tiered')]).toEqual([670_000, 2_680_000]);
});
