import { expect, test } from 'vitest';
import type { TradeFilter } from '../model/round-trip.ts';
import { PortfolioBook } from './portfolio-book.ts';
import { passesFilter, roundTripsOf, totalsOf } from './round-trips.ts';
import { AAPL, ACCOUNT, ES, fill, SAP } from './testing/executions.ts';

const book = new PortfolioBook();
for (const execution of [
  ...[fill('a.01', 1, 10, 100), fill('b.01', 10, -10, 110)],
  ...[fill('c.01', 2, -2, 100, ES), fill('d.01', 20, 2, 102, ES)],
  ...[fill('e.01', 3, 10, 100, SAP), fill('f.01', 30, -10, 100, SAP)],
])
  book.book(execution);
/** A long that won, a short that lost and a long that came out even, closed at 10, 20 and 30. */
const trips = [AAPL, ES, SAP].map(
  ({ contractId }) => roundTripsOf(book.contract(ACCOUNT, contractId)!, () => 1)[0]!,
);

const EVERYTHING = { account: null, text: '', side: null, outcome: null, from: null, to: null };

test.each<[Partial<TradeFilter>, string[]]>([
  [{}, ['AAPL', 'ES', 'SAP']],
  [{ account: ACCOUNT }, ['AAPL', 'ES', 'SAP']],
  [{ account: 'DU1000002' }, []],
  [{ side: 'long' }, ['AAPL', 'SAP']],
  [{ side: 'short' }, ['ES']],
  [{ outcome: 'win' }, ['AAPL']],
  [{ outcome: 'loss' }, ['ES']],
  [{ from: 20 }, ['ES', 'SAP']],
  [{ from: 21 }, ['SAP']],
  [{ to: 20 }, ['AAPL']],
  [{ to: 21 }, ['AAPL', 'ES']],
  [{ text: ' aap ' }, ['AAPL']],
  [{ text: 'esh6' }, ['ES']],
  [{ text: 'nothing of that name' }, []],
  [{ side: 'long', outcome: 'loss' }, []],
])('the filter %j lets through %j', (filter, symbols) => {
  const passed = trips.filter((trip) => passesFilter(trip, { ...EVERYTHING, ...filter }));
  expect(passed.map(({ contract }) => contract.symbol)).toEqual(symbols);
});

test('a trade whose result is not known neither won nor lost', () => {
  const unknown = { ...trips[0]!, netPnl: null };
  for (const outcome of ['win', 'loss'] as const)
    expect(passesFilter(unknown, { ...EVERYTHING, outcome })).toBe(false);
});

test('totals are a line a currency, by its name; what came out even is neither won nor lost', () => {
  expect(totalsOf([...trips].reverse())).toEqual([
    { currency: 'EUR', count: 1, wins: 0, losses: 0, grossPnl: 0, netPnl: 0 },
    { currency: 'USD', count: 2, wins: 1, losses: 1, grossPnl: -100e6, netPnl: -100e6 },
  ]);
});
