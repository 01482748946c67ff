import { beforeEach, expect, test } from 'vitest';
import { contractDetailsSchema } from '#shared/model/contract.ts';
import { watchlistSchema } from '#shared/model/watchlist.ts';
import { createContractStore, createWatchlistStore } from './market-data-stores.ts';
import { scratchDatabase } from './testing/scratch-database.ts';

const database = scratchDatabase();
const warnings: object[] = [];
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: (fields: object) => void warnings.push(fields), error: quiet };

beforeEach(() => {
  warnings.length = 0;
});

const contract = {
  ...{ contractId: 265_598, symbol: 'AAPL', securityType: 'STK', expiry: null, strike: null, right: null },
  ...{ multiplier: 1, exchange: 'SMART', primaryExchange: 'NASDAQ', currency: 'USD' },
  ...{ localSymbol: 'AAPL', tradingClass: 'NMS' },
};
const details = contractDetailsSchema.parse({
  ...{ contract, longName: 'APPLE INC', minTick: 0.01, priceMagnifier: 1, minSize: 1, sizeIncrement: 1 },
  venues: [{ exchange: 'SMART', bands: [{ lowEdge: 0, increment: 0.01 }] }],
  ...{ suggestedSizeIncrement: 100, orderTypes: ['LMT'], timeZone: 'US/Eastern', tradingHours: [] },
  ...{ liquidHours: [{ start: 1, end: 2 }], industry: 'Technology', category: '', subcategory: '' },
  ...{ underlyingId: null, underlyingSymbol: '', stockType: 'COMMON', fetchedAt: 17 },
});

test('contract details and the watchlist are there again after a restart', () => {
  const watchlist = watchlistSchema.parse({
    market: 'broker',
    groups: [
      {
        groupId: '6a2f41a3-c54c-4c8d-8f7b-0d2c8c6d9a11',
        name: 'Tech',
        rows: [{ contract, longName: 'APPLE INC', minTick: 0.01 }],
      },
    ],
  });
  expect(createContractStore(database.db).save(details).ok).toBe(true);
  expect(createWatchlistStore(database.db, log).save(watchlist).ok).toBe(true);
  database.reopen();

  expect(createContractStore(database.db).load(details.contract.contractId)).toEqual(details);
  expect(createWatchlistStore(database.db, log).load('broker')).toEqual(watchlist);
  expect(createWatchlistStore(database.db, log).load('practice')).toBeNull();
});

test('what is not understood any more is as if it were not there, and the watchlist says so in the log', () => {
  database.db.prepare(`INSERT INTO contract VALUES (265598, 1, '{"old":true}')`).run();
  database.db.prepare(`INSERT INTO watchlist VALUES ('broker', '{"groups":[]}')`).run();
  expect(createContractStore(database.db).load(details.contract.contractId)).toBeNull();
  expect(createWatchlistStore(database.db, log).load('broker')).toBeNull();
  expect(warnings).toHaveLength(1);
});
