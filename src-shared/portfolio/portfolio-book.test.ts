import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { currencySchema } from '../model/currency.ts';
import { toMicros } from '../model/money.ts';
import { PortfolioBook } from './portfolio-book.ts';
import { roundTripsOf } from './round-trips.ts';
import { AAPL, ACCOUNT, commission, ES, EURUSD, fill, SAP } from './testing/executions.ts';

const EUR = currencySchema.parse('EUR');
const isCampaign = process.env['TRADEWIND_COUNTS'] === 'full';

function booked(...executions: ReturnType<typeof fill>[]): PortfolioBook {
  const book = new PortfolioBook();
  for (const execution of executions) book.book(execution);
  return book;
}

const stateOf = (book: PortfolioBook, contract = AAPL) => {
  const { quantity, cost, realized } = book.contract(ACCOUNT, contract.contractId)!.state;
  return { quantity: quantity / 1e6, cost: Number(cost) / 1e6, realized: Number(realized) / 1e6 };
};
const tripsOf = (book: PortfolioBook, contract = AAPL) =>
  roundTripsOf(book.contract(ACCOUNT, contract.contractId)!, () => 1).map((trip) => [
    ...[trip.side, trip.quantity / 1e6, trip.entryPrice, trip.exitPrice],
    trip.grossPnl! / 1e6,
  ]);
const cashOf = (book: PortfolioBook) =>
  Object.fromEntries([...book.cash(ACCOUNT)].map(([currency, amount]) => [currency, Number(amount) / 1e6]));

describe('one contract', () => {
  test('realises at average cost, while round trips close the oldest lots first', () => {
    const book = booked(fill('a.01', 1, 10, 100), fill('b.01', 2, 10, 120), fill('c.01', 3, -10, 130));
    expect(stateOf(book)).toEqual({ quantity: 10, cost: 1_100, realized: 200 });
    expect(tripsOf(book)).toEqual([['long', 10, 100, 130, 300]]);
    expect(cashOf(book)).toEqual({ USD: -900 });
  });

  test('a lot that is closed bit by bit gives each part its share of worth and commission', () => {
    const book = booked(fill('a.01', 1, 10, 100), fill('b.01', 2, -2, 110), fill('c.01', 3, -3, 120), fill('d.01', 4, -5, 130)); // prettier-ignore
    book.bookCommission(commission('a.01', 1));
    expect(tripsOf(book)).toEqual([
      ['long', 2, 100, 110, 20],
      ['long', 3, 100, 120, 60],
      ['long', 5, 100, 130, 150],
    ]);
    const trips = roundTripsOf(book.contract(ACCOUNT, AAPL.contractId)!, () => 1);
    expect(trips.map(({ netPnl }) => netPnl)).toEqual([19.8e6, 59.7e6, 149.5e6]);
  });

  test('a fill larger than the position closes it and opens the rest the other way', () => {
    const book = booked(fill('a.01', 1, 10, 100), fill('b.01', 2, -25, 110), fill('c.01', 3, 5, 90));
    expect(stateOf(book)).toEqual({ quantity: -10, cost: -1_100, realized: 100 + 100 });
    expect(tripsOf(book)).toEqual([
      ['long', 10, 100, 110, 100],
      ['short', 5, 110, 90, 100],
    ]);
    expect(book.contract(ACCOUNT, AAPL.contractId)!.state.openedAt).toBe(2);
  });

  test('a commission is part of the cost on the way in and of the result on the way out, rebates too', () => {
    const book = booked(fill('a.01', 1, 10, 100), fill('b.01', 2, -4, 110));
    expect(book.bookCommission(commission('a.01', 1))).toBe(true);
    expect(book.bookCommission(commission('b.01', -0.2))).toBe(true);
    expect(book.bookCommission(commission('b.01', -0.2)), 'told twice').toBe(false);
    expect(stateOf(book)).toEqual({ quantity: 6, cost: 600.6, realized: 39.8 });
    expect(cashOf(book)).toEqual({ USD: -560.8 });
    const [trip] = roundTripsOf(book.contract(ACCOUNT, AAPL.contractId)!, () => 1);
    expect(trip).toMatchObject({ grossPnl: 40e6, netPnl: 39.8e6, isCommissionPending: false });
    expect(trip!.commissions).toEqual([{ currency: 'USD', amount: 0.2e6 }]);
  });

  test('of two commissions of one fill the latest holds, before the fill and after it', () => {
    const book = booked();
    for (const amount of [1, 2]) book.bookCommission(commission('a.01', amount));
    book.book(fill('a.01', 1, 10, 100));
    expect(cashOf(book)).toEqual({ USD: -1_002 });
    expect(book.bookCommission(commission('a.01', 3))).toBe(true);
    expect(book.bookCommission({ ...commission('a.01', 3), realizedPnl: toMicros(7) })).toBe(true);
    expect(cashOf(book)).toEqual({ USD: -1_003 });
    expect(book.bookCommission(commission('a.00', 9)), 'of an earlier version').toBe(false);
  });

  test('a commission in another currency is told apart and converted only for the net', () => {
    const book = booked(fill('a.01', 1, 10, 100, SAP), fill('b.01', 2, -10, 110, SAP));
    for (const id of ['a.01', 'b.01']) book.bookCommission(commission(id, 2));
    const sap = book.contract(ACCOUNT, SAP.contractId)!;
    expect(stateOf(book, SAP)).toEqual({ quantity: 0, cost: 0, realized: 100 });
    expect(sap.foreignCommissionsSince(2)).toEqual(new Map([['USD', 2_000_000n]]));
    expect(cashOf(book)).toEqual({ EUR: 100, USD: -4 });
    const rate = (from: string, to: string) => (from === to ? 1 : 0.8);
    expect(roundTripsOf(sap, rate)[0]).toMatchObject({ grossPnl: 100e6, netPnl: 96.8e6 });
    expect(roundTripsOf(sap, (from, to) => (from === to ? 1 : NaN))[0]).toMatchObject({ netPnl: null });
  });

  test('a correction takes the place of what it corrects, also where it changes price, account or takes it back', () => {
    const book = booked(fill('x.7.01', 1, 10, 100), fill('x.8.01', 2, 5, 100));
    book.bookCommission(commission('x.7.01', 1));
    expect(book.book(fill('x.7.02', 1, 8, 101))).toBe('correction');
    expect(stateOf(book)).toEqual({ quantity: 13, cost: 809 + 500, realized: 0 });
    expect(book.book(fill('x.7.01', 1, 10, 100))).toBe('superseded');
    expect(book.book(fill('x.8.02', 2, 0, 0))).toBe('correction');
    expect(stateOf(book)).toEqual({ quantity: 8, cost: 809, realized: 0 });
    expect(book.book(fill('x.7.03', 1, 8, 101, AAPL, 'DU1000002'))).toBe('correction');
    expect(stateOf(book)).toEqual({ quantity: 0, cost: 0, realized: 0 });
    expect(cashOf(book)).toEqual({ USD: 0 });
    expect(book.contract('DU1000002', AAPL.contractId)!.state.quantity).toBe(8e6);
  });

  test('what was opened elsewhere is closed at its cost, and counts as one lot', () => {
    const book = new PortfolioBook();
    book.adjust(ACCOUNT, AAPL, { kind: 'adjustment', id: 'first', at: 1, quantity: 100e6, cost: 9_000_000_000n }); // prettier-ignore
    const { state } = book.contract(ACCOUNT, AAPL.contractId)!;
    expect([state.hasAdjustments, state.hasFills, state.openedAt]).toEqual([true, false, 1]);
    book.book(fill('a.01', 2, -40, 95));
    expect(stateOf(book)).toEqual({ quantity: 60, cost: 5_400, realized: 200 });
    expect(tripsOf(book)).toEqual([['long', 40, 90, 95, 200]]);
    expect(cashOf(book), 'no cash was paid for it here').toEqual({ USD: 3_800 });
  });

  test('taking the broker’s word for less realises nothing', () => {
    const book = booked(fill('a.01', 1, 10, 100));
    book.adjust(ACCOUNT, AAPL, { kind: 'adjustment', id: 'gone', at: 2, quantity: -10e6, cost: -1_000_000_000n }); // prettier-ignore
    expect(stateOf(book)).toEqual({ quantity: 0, cost: 0, realized: 0 });
    expect(tripsOf(book)).toEqual([]);
  });

  test('a future moves as much cash as it would cost, which its worth takes back; its multiplier counts', () => {
    const book = booked(fill('a.01', 1, 2, 5_000.25, ES), fill('b.01', 2, -2, 5_010.5, ES));
    expect(cashOf(book)).toEqual({ USD: 1_025 });
    expect(stateOf(book, ES).realized).toBe(1_025);
    expect(tripsOf(book, ES)).toEqual([['long', 2, 5_000.25, 5_010.5, 1_025]]);
  });

  test('a currency pair moves both of its currencies', () => {
    expect(cashOf(booked(fill('a.01', 1, 20_000, 1.08235, EURUSD)))).toEqual({ EUR: 20_000, USD: -21_647 });
  });

  test('rounds half to even, once, from whole numbers', () => {
    // 0.000003 units × 0.5 = 1.5 millionths, × 0.8333.. = 2.5: both to 2.
    expect(cashOf(booked(fill('a.01', 1, 0.000003, 0.5)))['USD']).toBe(-0.000002);
    expect(cashOf(booked(fill('a.01', 1, 0.000005, 0.5)))['USD']).toBe(-0.000002);
  });

  test('amounts beyond what a double counts are booked, and told as unknown', () => {
    const yen = { ...AAPL, currency: currencySchema.parse('JPY') };
    const book = booked(fill('a.01', 1, 5_000_000_000, 10_000, yen), fill('b.01', 2, -5_000_000_000, 20_000, yen)); // prettier-ignore
    expect(book.cash(ACCOUNT).get('JPY')).toBe(5_000_000_000n * 10_000n * 1_000_000n);
    expect(roundTripsOf(book.contract(ACCOUNT, AAPL.contractId)!, () => 1)[0]!.grossPnl).toBeNull();
  });

  test('sums what was realised since an instant', () => {
    const book = booked(fill('a.01', 1, 10, 100), fill('b.01', 5, -2, 110), fill('c.01', 9, -2, 120));
    const aapl = book.contract(ACCOUNT, AAPL.contractId)!;
    expect([aapl.realizedSince(0), aapl.realizedSince(6), aapl.realizedSince(10)]).toEqual([
      ...[60_000_000n, 40_000_000n, 0n],
    ]);
  });

  test('days that are folded away keep their results; what comes late for them is refused', () => {
    const book = new PortfolioBook();
    for (let at = 0; at < 400; at++) book.book(fill(`x.${at}.01`, at, at % 2 === 0 ? 3 : -2, 100 + at));
    const before = [stateOf(book), tripsOf(book).length, cashOf(book)];
    book.forgetBefore(300);
    const aapl = book.contract(ACCOUNT, AAPL.contractId)!;
    expect(aapl.entries.length).toBeLessThan(400);
    expect(book.book(fill('x.3.01', 3, -2, 103))).toBe('too-late');
    expect(book.book(fill('new.01', 3, -2, 103))).toBe('too-late');
    expect([stateOf(book), tripsOf(book).length, cashOf(book)]).toEqual(before);
    expect(book.book(fill('x.399.02', 399, -3, 499))).toBe('correction');
    expect(stateOf(book).quantity).toBe(199);
  });
});

describe('whatever order reports come in', () => {
  interface Report {
    readonly execId: string;
    readonly at: number;
    readonly units: number;
    readonly price: number;
    readonly commission: number | null;
    readonly contract: number;
  }
  const CONTRACTS = [AAPL, ES, EURUSD, SAP];
  const version = fc.record({
    units: fc.integer({ min: -5_000_000, max: 5_000_000 }).map((n) => n / 1e6),
    price: fc.integer({ min: 1, max: 500_000_000 }).map((n) => n / 1e4),
    commission: fc.option(fc.integer({ min: -2_000_000, max: 9_000_000 }).map((n) => n / 1e6)),
  });
  const history = fc
    .array(
      fc.record({
        at: fc.integer({ min: 0, max: 8 }),
        contract: fc.nat(CONTRACTS.length - 1),
        versions: fc.array(version, { minLength: 1, maxLength: 3 }),
      }),
      { maxLength: 40 },
    )
    .map((fills) =>
      fills.flatMap(({ versions, at, contract }, index) =>
        versions.map((one, revision): Report => ({
          ...{ execId: `e.${index}.0${revision + 1}`, at, contract },
          ...one,
        })),
      ),
    );

  const tell = (book: PortfolioBook, { execId, at, units, price, contract }: Report) =>
    void book.book(fill(execId, at, units, price, CONTRACTS[contract]));
  const tellCommission = (book: PortfolioBook, { execId, commission: paid, contract }: Report) => {
    if (paid !== null) book.bookCommission(commission(execId, paid, contract === 3 ? EUR : undefined));
  };
  const picture = (book: PortfolioBook) =>
    JSON.stringify(
      [
        [...book.cash(ACCOUNT)].sort().filter(([, amount]) => amount !== 0n),
        CONTRACTS.map(({ contractId }) => book.contract(ACCOUNT, contractId)).map(
          (one) => one && [one.state, one.parts, roundTripsOf(one, () => 1), one.realizedSince(4)],
        ),
      ],
      (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value),
    );

  test('and however often, the same reports give the same book', () => {
    const property = fc.property(
      history,
      fc.array(fc.tuple(fc.nat(), fc.boolean()), { maxLength: 80 }),
      fc.infiniteStream(fc.nat()),
      (reports, repeats, shuffle) => {
        const inOrder = new PortfolioBook();
        for (const report of reports) {
          tell(inOrder, report);
          tellCommission(inOrder, report);
        }
        const told = [
          ...reports.flatMap((report) => [[report, false] as const, [report, true] as const]),
          ...(reports.length === 0
            ? []
            : repeats.map(([pick, isMoney]) => [reports[pick % reports.length]!, isMoney] as const)),
        ];
        const stream = shuffle[Symbol.iterator]();
        for (let left = told.length - 1; left > 0; left--) {
          const other = stream.next().value! % (left + 1);
          [told[left], told[other]] = [told[other]!, told[left]!];
        }
        const anyOrder = new PortfolioBook();
        for (const [report, isMoney] of told) (isMoney ? tellCommission : tell)(anyOrder, report);
        expect(picture(anyOrder)).toBe(picture(inOrder));
      },
    );
    fc.assert(property, { numRuns: isCampaign ? 50_000 : 60 });
  });

  test('cash and what is held balance to the last unit', () => {
    const property = fc.property(history, (reports) => {
      const book = new PortfolioBook();
      for (const report of reports) {
        tell(book, report);
        tellCommission(book, report);
      }
      // Newest versions alone, summed by themselves.
      const last = new Map(reports.map((report) => [report.execId.slice(0, -3), report]));
      const position = CONTRACTS.map(() => 0);
      for (const { units, contract } of last.values()) position[contract]! += Math.round(units * 1e6);
      CONTRACTS.forEach((contract, index) => {
        const one = book.contract(ACCOUNT, contract.contractId);
        expect(one?.state.quantity ?? 0).toBe(position[index]);
        if (one === undefined) return;
        const lots = one.state.lots.reduce((sum, { quantity }) => sum + quantity, 0);
        expect(lots).toBe(Math.abs(position[index]!));
        // What was paid and got, but for what is still in the cost, is what was realised; the two methods agree when flat.
        let flow = 0n;
        for (const entry of one.entries)
          if (entry.kind === 'fill') {
            flow += (entry.execution.side === 'buy' ? -1n : 1n) * entry.value;
            flow -= BigInt(entry.commission?.commission ?? 0);
          }
        expect(one.state.realized - one.state.cost).toBe(flow);
        if (one.state.quantity !== 0) return;
        // A fill that was taken back is no part of a trade, what it cost stays paid.
        let trips = roundTripsOf(one, () => 1).reduce((sum, { netPnl }) => sum + BigInt(netPnl!), 0n);
        for (const entry of one.entries)
          if (entry.kind === 'fill' && entry.execution.quantity === 0)
            trips -= BigInt(entry.commission?.commission ?? 0);
        expect(trips).toBe(one.state.realized);
      });
    });
    fc.assert(property, { numRuns: isCampaign ? 50_000 : 60 });
  });
});
