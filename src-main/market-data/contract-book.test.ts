import { beforeEach, expect, test } from 'vitest';
import { cancelController } from '#shared/kernel/cancel.ts';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { unixMillis } from '#shared/kernel/time.ts';
import {
  contractDetailsSchema,
  contractIdSchema,
  type ContractDetails,
  type ContractId,
} from '#shared/model/contract.ts';
import type { MarketDataFault } from '#shared/model/quote.ts';
import type { MarketDataSource } from '../ports/market-data-source.ts';
import { Circuits } from './circuits.ts';
import { ContractBook, DETAILS_TTL_MS, SEARCH_EVERY_MS } from './contract-book.ts';

const quiet = () => undefined;
const ID = contractIdSchema.parse(1);
let now: number;
let asked: string[];
let stored: Map<ContractId, ContractDetails>;
let isPractice: boolean;
let fault: MarketDataFault['kind'] | null;
let timers: ManualTimers;
let book: ContractBook;

function details(longName: string): ContractDetails {
  return contractDetailsSchema.parse({
    contract: {
      ...{ contractId: 1, symbol: 'AAPL', securityType: 'STK', expiry: null, strike: null, right: null },
      ...{ multiplier: 1, exchange: 'SMART', primaryExchange: '', currency: 'USD' },
      ...{ localSymbol: '', tradingClass: '' },
    },
    ...{ longName, minTick: 0.01, priceMagnifier: 1, venues: [], minSize: 1, sizeIncrement: 1 },
    ...{ suggestedSizeIncrement: 1, orderTypes: [], timeZone: '', tradingHours: [], liquidHours: [] },
    ...{ industry: '', category: '', subcategory: '', underlyingId: null, underlyingSymbol: '' },
    ...{ stockType: '', fetchedAt: now },
  });
}

const nameOf = async () => {
  const answer = await book.details(ID);
  return answer.ok ? answer.value.longName : answer.error.kind;
};

beforeEach(() => {
  [now, asked, stored, isPractice, fault] = [1_000_000, [], new Map(), false, null];
  timers = new ManualTimers();
  const source = {
    findContracts: () => {
      asked.push('details');
      if (fault !== null) return Promise.resolve(err({ kind: fault, code: null, message: '', help: '' }));
      return Promise.resolve(ok([details(isPractice ? 'simulated' : 'real')]));
    },
    searchContracts: (text: string) => {
      asked.push(text);
      return Promise.resolve(ok([]));
    },
  };
  book = new ContractBook({
    ...{ source: source as unknown as MarketDataSource, circuits: new Circuits(() => now), timers },
    clock: { now: () => unixMillis(now) },
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    store: {
      load: (contractId) => stored.get(contractId) ?? null,
      save(saved) {
        stored.set(saved.contract.contractId, saved);
        return ok(null);
      },
    },
    isPractice: () => isPractice,
  });
});

test('ten who ask at once are one question, and the answer is known until it is old', async () => {
  await Promise.all(Array.from({ length: 10 }, nameOf));
  expect(asked).toEqual(['details']);
  now += DETAILS_TTL_MS - 1;
  await nameOf();
  expect(asked).toHaveLength(1);
  now += 1;
  await nameOf();
  expect(asked).toHaveLength(2);
});

test('an old answer is better than none, but not where the contract is gone', async () => {
  await nameOf();
  now += DETAILS_TTL_MS;
  fault = 'not-connected';
  expect(await nameOf()).toBe('real');
  fault = 'unknown-contract';
  expect(await nameOf()).toBe('unknown-contract');
});

test('what the practice market says of a number is never told of the broker\u2019s contract, nor stored', async () => {
  isPractice = true;
  expect(await nameOf()).toBe('simulated');
  expect(stored.size).toBe(0);
  isPractice = false;
  expect(book.known(ID)).toBeUndefined();
  expect(await nameOf()).toBe('real');
  expect(stored.get(ID)?.longName).toBe('real');
  isPractice = true;
  expect(await nameOf()).toBe('simulated');
});

test('searches are a second apart, known for a while, and one that is taken back costs no turn', async () => {
  const signal = cancelController().signal;
  await book.search('aapl', signal);
  await book.search(' AAPL ', signal);
  expect(asked).toEqual(['AAPL']);
  const taken = cancelController();
  const first = book.search('ms', taken.signal);
  const second = book.search('msft', signal);
  taken.abort();
  await first;
  now += SEARCH_EVERY_MS;
  timers.advance(SEARCH_EVERY_MS);
  await second;
  expect(asked).toContain('MSFT');
});
