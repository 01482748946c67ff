import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ContractQuery } from './contract.ts';
import { findContracts } from './find-contracts.ts';
import { optionParameters } from './option-parameters.ts';
import { searchSymbols } from './search-symbols.ts';
import { Universe } from './universe.ts';

const NOW = Date.parse('2025-11-24T15:00Z');
const universe = new Universe();

function find(query: ContractQuery, now = NOW) {
  const found = findContracts(universe, query, now);
  if (!found.ok) throw new Error(found.error.kind);
  return found.value;
}
const names = (query: ContractQuery, now = NOW) =>
  find(query, now)
    .map(({ contract }) => contract.localSymbol)
    .join(' ');

describe('finds exactly one', () => {
  // The descriptions of IB's own samples and of ib_insync's documentation.
  test.each<[string, ContractQuery, string]>([
    ['a stock on SMART', { symbol: 'AAPL', secType: 'STK', exchange: 'SMART', currency: 'USD' }, 'AAPL'],
    ['whatever its case', { symbol: 'aapl', secType: 'stk', exchange: 'smart', currency: 'usd' }, 'AAPL'],
    ['with its primary exchange', { symbol: 'MSFT', secType: 'STK', exchange: 'SMART', primaryExchange: 'NASDAQ' }, 'MSFT'],
    ['under the old name of it', { symbol: 'MSFT', secType: 'STK', exchange: 'SMART', primaryExchange: 'ISLAND' }, 'MSFT'],
    ['routed to an exchange', { symbol: 'IBM', secType: 'STK', exchange: 'NYSE', currency: 'USD' }, 'IBM'],
    ['by local symbol', { localSymbol: 'NVDA', secType: 'STK' }, 'NVDA'],
    ['a fund', { symbol: 'SPY', secType: 'STK', exchange: 'ARCA', currency: 'USD' }, 'SPY'],
    ['an index', { symbol: 'SPX', secType: 'IND', exchange: 'CBOE', currency: 'USD' }, 'SPX'],
    ['a currency pair', { symbol: 'EUR', secType: 'CASH', currency: 'USD', exchange: 'IDEALPRO' }, 'EUR.USD'],
    ['a currency pair by its name', { localSymbol: 'USD.JPY', secType: 'CASH' }, 'USD.JPY'],
    ['a coin', { symbol: 'BTC', secType: 'CRYPTO', exchange: 'PAXOS', currency: 'USD' }, 'BTC.USD'],
    ['a future by contract month', { symbol: 'ES', secType: 'FUT', exchange: 'CME', lastTradeDateOrContractMonth: '202603' }, 'ESH6'],
    ['a future by its last day', { symbol: 'ES', secType: 'FUT', exchange: 'GLOBEX', lastTradeDateOrContractMonth: '20260320' }, 'ESH6'],
    ['a future by local symbol', { localSymbol: 'ESZ5', secType: 'FUT', exchange: 'CME', currency: 'USD' }, 'ESZ5'],
    ['oil by the month of delivery', { symbol: 'CL', secType: 'FUT', lastTradeDateOrContractMonth: '202601' }, 'CLF6'],
    ['oil by the day in the month before', { symbol: 'CL', secType: 'FUT', lastTradeDateOrContractMonth: '20251219' }, 'CLF6'],
    ['the continuous future', { symbol: 'ES', secType: 'CONTFUT', exchange: 'CME' }, 'ESZ5'],
    ['an option', { symbol: 'SPY', secType: 'OPT', exchange: 'SMART', lastTradeDateOrContractMonth: '20260116', strike: 670, right: 'C', multiplier: '100' }, 'SPY   260116C00670000'],
    ['an option put into words', { symbol: 'AAPL', secType: 'OPT', lastTradeDateOrContractMonth: '20251219 16:00 US/Eastern', strike: 272.5, right: 'PUT' }, 'AAPL  251219P00272500'],
    ['an option by its name', { secType: 'OPT', localSymbol: 'SPY   260116P00600000' }, 'SPY   260116P00600000'],
    ['an option whose strike is no longer listed', { symbol: 'SPY', secType: 'OPT', lastTradeDateOrContractMonth: '20251205', strike: 300, right: 'C' }, 'SPY   251205C00300000'],
    ['a stock with the option fields filled in', { symbol: 'AAPL', secType: 'STK', strike: 0, right: '?', lastTradeDateOrContractMonth: '', multiplier: '' }, 'AAPL'],
  ])('%s', (_title, query, localSymbol) => {
    expect(names(query)).toBe(localSymbol);
  }); // prettier-ignore

  test('what it answers, when asked about itself', () => {
    const chain = find({ symbol: 'AAPL', secType: 'OPT', lastTradeDateOrContractMonth: '20251219' });
    for (const details of [...universe.listedAt(NOW).map((each) => each.details), ...chain]) {
      expect(find(details.contract)).toEqual([details]);
      expect(find({ conId: details.contract.conId })).toEqual([details]);
      expect(find({ ...details.contract, conId: 0 })).toEqual([details]);
    }
  });
});

test('a continuous future is the front month under the type that was asked for', () => {
  const [front] = find({ symbol: 'ES', secType: 'CONTFUT' });
  const [month] = find({ symbol: 'ES', secType: 'FUT' });
  expect(front!.contract).toEqual({ ...month!.contract, secType: 'CONTFUT' });
});

test('answers for the exchange that was asked for', () => {
  expect(find({ symbol: 'AAPL', secType: 'STK', exchange: 'ISLAND' })[0]!.contract.exchange).toBe('NASDAQ');
  expect(find({ symbol: 'AAPL', secType: 'STK' })[0]!.contract.exchange).toBe('SMART');
  expect(find({ symbol: 'ES', secType: 'FUT', exchange: 'GLOBEX' })[0]!.contract.exchange).toBe('CME');
});

test('ids that IB gave are understood where programs have them written down, never given', () => {
  const [aapl] = find({ conId: 265598, exchange: 'SMART' });
  expect(aapl!.contract).toMatchObject({ symbol: 'AAPL', conId: 1_700_000_001 });
  expect(find({ conId: 265599 })).toEqual([]);
});

describe('ambiguity gives several', () => {
  test.each<[string, ContractQuery, number]>([
    ['futures without an expiry', { symbol: 'ES', secType: 'FUT', exchange: 'CME' }, 5],
    ['a base currency alone', { symbol: 'EUR', secType: 'CASH' }, 4],
    ['an option without its right', { symbol: 'SPY', secType: 'OPT', lastTradeDateOrContractMonth: '20260116', strike: 670 }, 2],
    ['the month of weekly options', { symbol: 'SPY', secType: 'OPT', lastTradeDateOrContractMonth: '202512', strike: 670, right: 'C' }, 4],
    ['futures and the continuous one', { symbol: 'ES', secType: 'FUT+CONTFUT' }, 6],
  ])('%s', (_title, query, count) => {
    const found = find(query);
    expect(found.length).toBe(count);
  }); // prettier-ignore

  test('a whole chain, each option once', () => {
    const chain = find({ symbol: 'SPY', secType: 'OPT' });
    expect(chain.length).toBeGreaterThan(2_000);
    expect(chain.length).toBeLessThan(10_000);
    expect(new Set(chain.map(({ contract }) => contract.conId)).size).toBe(chain.length);
  });
});

describe('finds none', () => {
  test.each<[string, ContractQuery]>([
    ['an unknown ticker', { symbol: 'NOSUCH', secType: 'STK' }],
    ['a part of a ticker', { symbol: 'AAP', secType: 'STK' }],
    ['another currency', { symbol: 'AAPL', secType: 'STK', currency: 'EUR' }],
    ['an exchange it does not trade on', { symbol: 'AAPL', secType: 'STK', exchange: 'CME' }],
    ['another primary exchange', { symbol: 'AAPL', secType: 'STK', primaryExchange: 'NYSE' }],
    ['a future on SMART', { symbol: 'ES', secType: 'FUT', exchange: 'SMART' }],
    ['a future that is not listed yet', { symbol: 'ES', secType: 'FUT', lastTradeDateOrContractMonth: '203012' }],
    ['a future in a month that has none', { symbol: 'ES', secType: 'FUT', lastTradeDateOrContractMonth: '202601' }],
    ['an option on a day without expiry', { symbol: 'SPY', secType: 'OPT', lastTradeDateOrContractMonth: '20260114', strike: 670 }],
    ['a strike off the grid', { symbol: 'SPY', secType: 'OPT', lastTradeDateOrContractMonth: '20260116', strike: 670.5 }],
    ['a strike out of this world', { symbol: 'SPY', secType: 'OPT', lastTradeDateOrContractMonth: '20260116', strike: 60 }],
    ['another multiplier', { symbol: 'ES', secType: 'FUT', multiplier: '5' }],
    ['a date that is none', { symbol: 'ES', secType: 'FUT', lastTradeDateOrContractMonth: 'DEC26' }],
    ['a type that is not simulated', { symbol: 'AAPL', secType: 'CFD' }],
    ['an ISIN', { symbol: 'AAPL', secType: 'STK', secIdType: 'ISIN', secId: 'US0378331005' }],
    ['an id that is nobody’s', { conId: 123 }],
    ['an id with another symbol beside it', { conId: 1_700_000_001, symbol: 'MSFT' }],
  ])('%s', (_title, query) => {
    expect(find(query)).toEqual([]);
  }); // prettier-ignore
});

test('what has expired is known for two years to those who ask for it', () => {
  const query = { symbol: 'ES', secType: 'FUT', lastTradeDateOrContractMonth: '202509' };
  expect(names(query)).toBe('');
  expect(names({ ...query, includeExpired: true })).toBe('ESU5');
  expect(names({ ...query, includeExpired: true, lastTradeDateOrContractMonth: '202309' })).toBe('');
  const option = { symbol: 'SPY', secType: 'OPT', strike: 600, right: 'C' };
  expect(names({ ...option, lastTradeDateOrContractMonth: '20250417' })).toBe('');
  // The Thursday before Good Friday.
  expect(names({ ...option, lastTradeDateOrContractMonth: '20250417', includeExpired: true })).toBe('SPY   250417C00600000');
  const conId = 1_710_001_508; // ESU5
  expect(names({ conId })).toBe('');
  expect(names({ conId, includeExpired: true })).toBe('ESU5');
}); // prettier-ignore

test.each<[ContractQuery, string]>([
  [{ symbol: 'AAPL' }, 'no-security-type'],
  [{}, 'no-security-type'],
  [{ symbol: 'AAPL', secType: 'STOCK' }, 'unknown-security-type'],
  [{ secType: 'STK' }, 'no-symbol'],
])('refuses %j: %s', (query, kind) => {
  expect(findContracts(universe, query, NOW)).toMatchObject({ ok: false, error: { kind } });
});

test('anything may be asked: the answer is a list or a fault, never a crash', () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom('AAPL', 'SPY', 'ES', 'OPT', 'FUT', 'STK', 'CASH', 'SMART', '202512', '20251219', 'C'),
  );
  const number = fc.oneof(fc.double(), fc.integer(), fc.integer({ min: 1.7e9, max: 2 ** 31 }));
  fc.assert(
    fc.property(
      fc.record(
        {
          ...{
            conId: number,
            symbol: text,
            secType: text,
            lastTradeDateOrContractMonth: text,
            strike: number,
          },
          ...{ right: text, multiplier: text, exchange: text, primaryExchange: text, currency: text },
          ...{ localSymbol: text, tradingClass: text, includeExpired: fc.boolean() },
        },
        { requiredKeys: [] },
      ),
      (query) => {
        expect(typeof findContracts(universe, query, NOW).ok).toBe('boolean');
      },
    ),
    { numRuns: process.env.TRADEWIND_COUNTS === 'full' ? 100_000 : 300 },
  );
});

describe('symbol search', () => {
  const tickers = (pattern: string) => searchSymbols(universe, pattern, NOW).map(({ symbol }) => symbol);

  test('puts the ticker itself first, then tickers that begin so, then names', () => {
    expect(tickers('C').slice(0, 7)).toEqual(['C', 'CSCO', 'CRM', 'COST', 'CVX', 'CAT', 'CL']);
    expect(tickers('apple')).toEqual(['AAPL']);
    expect(tickers('motor')).toEqual(['F', 'GM']);
    expect(tickers('eurusd')).toEqual(['EUR']);
    expect(tickers('ES')).toEqual(['ES']);
  });

  test('gives what a client needs to ask on', () => {
    expect(searchSymbols(universe, 'SPY', NOW)).toEqual([
      {
        conId: 1_700_000_101,
        symbol: 'SPY',
        secType: 'STK',
        primaryExchange: 'ARCA',
        currency: 'USD',
        derivativeSecTypes: ['OPT'],
        description: 'SS SPDR S&P 500 ETF TRUST-US (SIMULATED)',
      },
    ]);
  });

  test('finds no more than sixteen, and nothing for nothing', () => {
    expect(tickers('I').length).toBeLessThanOrEqual(16);
    expect(tickers('S').length).toBeGreaterThan(5);
    expect(tickers('  ')).toEqual([]);
    expect(tickers('zzz')).toEqual([]);
    expect(tickers('SIMULATED')).toEqual([]);
  });
});

describe('option parameters', () => {
  const query = {
    underlyingSymbol: 'SPY',
    futFopExchange: '',
    underlyingSecType: 'STK',
    underlyingConId: 1_700_000_101,
  };

  test('name every exchange, with expiries and strikes that exist', () => {
    const found = optionParameters(universe, query, NOW);
    expect(found.map(({ exchange }) => exchange)).toContain('SMART');
    const smart = found.find(({ exchange }) => exchange === 'SMART')!;
    expect(smart).toMatchObject({ tradingClass: 'SPY', multiplier: '100', underlyingConId: 1_700_000_101 });
    expect(smart.expirations.length).toBe(14);
    expect(smart.strikes.length).toBeGreaterThan(200);
    for (const lastTradeDateOrContractMonth of smart.expirations)
      for (const strike of [smart.strikes[0]!, smart.strikes.at(-1)!, 675])
        expect(find({ symbol: 'SPY', secType: 'OPT', lastTradeDateOrContractMonth, strike, right: 'C' }).length).toBe(1);
  }); // prettier-ignore

  test('there are none for what has no options', () => {
    expect(optionParameters(universe, { ...query, underlyingSymbol: 'KO' }, NOW)).toEqual([]);
    expect(optionParameters(universe, { ...query, underlyingConId: 1 }, NOW)).toEqual([]);
    expect(optionParameters(universe, { ...query, futFopExchange: 'CME' }, NOW)).toEqual([]);
    expect(optionParameters(universe, { ...query, underlyingSecType: 'FUT' }, NOW)).toEqual([]);
  });
});
