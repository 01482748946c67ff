import { expect, test } from 'vitest';
import { err, ok } from '#shared/kernel/result.ts';
import { unixMillis } from '#shared/kernel/time.ts';
import {
  contractSchema,
  type Contract,
  type ContractDetails,
  type ContractQuery,
} from '#shared/model/contract.ts';
import { currencySchema } from '#shared/model/currency.ts';
import { emptyQuote, type Quote } from '#shared/model/quote.ts';
import { ASK_AGAIN_MS, FxRates, PAIRS_MAX } from './fx-rates.ts';

const [EUR, USD, JPY, SEK, GBP] = ['EUR', 'USD', 'JPY', 'SEK', 'GBP'].map((code) => currencySchema.parse(code)) as [never, never, never, never, never]; // prettier-ignore
const PAIRS = ['EUR.USD', 'USD.JPY', 'USD.SEK', 'GBP.USD'];

function market(fault: 'timeout' | null = null) {
  const asked: string[] = [];
  const needed = new Set<string>();
  const quotes: Record<string, Partial<Quote>> = {};
  const state = { now: unixMillis(1_000), fault };
  const pairOf = (id: number) => PAIRS[id - 1]!;
  const contractOf = (name: string): Contract =>
    contractSchema.parse({
      ...{ contractId: PAIRS.indexOf(name) + 1, symbol: name.slice(0, 3), securityType: 'CASH', expiry: null, strike: null },
      ...{ right: null, multiplier: 1, exchange: 'IDEALPRO', primaryExchange: '', currency: name.slice(4) },
      ...{ localSymbol: name, tradingClass: '' },
    }); // prettier-ignore
  const rates = new FxRates({
    find: ({ symbol, currency }: ContractQuery) => {
      const name = `${symbol}.${currency}`;
      asked.push(name);
      if (state.fault !== null)
        return Promise.resolve(err({ kind: state.fault, code: null, message: '', help: '' }));
      if (!PAIRS.includes(name)) return Promise.resolve(err({ kind: 'unknown-contract' as const, code: 200, message: '', help: '' })); // prettier-ignore
      return Promise.resolve(ok([{ contract: contractOf(name) } as ContractDetails]));
    },
    quotes: {
      need: ({ localSymbol }) => {
        needed.add(localSymbol);
        return () => needed.delete(localSymbol);
      },
      readInto: (id, out) => {
        Object.assign(out, emptyQuote(), quotes[pairOf(id)]);
        return quotes[pairOf(id)] !== undefined;
      },
    },
    clock: { now: () => state.now },
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  return { rates, asked, needed, quotes, state };
}
const turn = () => new Promise(setImmediate);

test('a rate that nobody has told is asked for, and is that of the pair’s quotes', async () => {
  const { rates, needed, quotes, asked } = market();
  expect(rates.rate(EUR, USD)).toBeNaN();
  await turn();
  expect([...needed]).toEqual(['EUR.USD']);
  expect(rates.rate(EUR, USD)).toBeNaN();
  quotes['EUR.USD'] = { bid: 1.08, ask: 1.1 };
  expect(rates.rate(EUR, USD)).toBeCloseTo(1.09, 12);
  expect(rates.rate(USD, EUR)).toBeCloseTo(1 / 1.09, 12);
  // Nobody quotes both sides.
  quotes['EUR.USD'] = { bid: 1.08, mark: 1.07 };
  expect(rates.rate(EUR, USD)).toBe(1.07);
  await turn();
  expect(asked.filter((name) => name === 'EUR.USD')).toHaveLength(1);
});

test('two currencies that have no pair meet in dollars', async () => {
  const { rates, quotes } = market();
  rates.rate(EUR, SEK);
  await turn();
  quotes['EUR.USD'] = { bid: 1.1, ask: 1.1 };
  quotes['USD.SEK'] = { bid: 10, ask: 10 };
  expect(rates.rate(EUR, SEK)).toBeCloseTo(11, 12);
  expect(rates.rate(SEK, EUR)).toBeCloseTo(1 / 11, 12);
});

test('a look-up that failed is made again, one that found nothing is not', async () => {
  const { rates, asked, state, needed } = market('timeout');
  const ask = async () => {
    rates.rate(USD, JPY);
    await turn();
  };
  await ask();
  await ask();
  expect(asked).toEqual(['USD.JPY', 'JPY.USD']);
  state.fault = null;
  state.now = unixMillis(state.now + ASK_AGAIN_MS);
  await ask();
  expect([asked.slice(2), [...needed]]).toEqual([['USD.JPY', 'JPY.USD'], ['USD.JPY']]);
  state.now = unixMillis(state.now + ASK_AGAIN_MS);
  await ask();
  expect(asked).toHaveLength(4);
});

test('what another session had is forgotten, and its answers come to nothing', async () => {
  const { rates, needed, quotes } = market();
  rates.rate(EUR, USD);
  await turn();
  quotes['EUR.USD'] = { bid: 1.1, ask: 1.1 };
  rates.rate(GBP, USD);
  rates.forget();
  await turn();
  expect(needed.size).toBe(0);
  expect(rates.rate(EUR, USD)).toBeNaN();
});

test('there is an end to what is followed', async () => {
  const { rates, asked } = market();
  for (let index = 0; index < PAIRS_MAX; index++)
    rates.rate(currencySchema.parse(`A${String.fromCharCode(65 + index)}A`), USD);
  await turn();
  expect(asked).toHaveLength(PAIRS_MAX);
});
