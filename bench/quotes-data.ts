import { chownSync, readdirSync, statSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openTradingDatabase } from '../src-main/storage/trading-database.ts';
import { createConnectionStore } from '../src-main/storage/connection-store.ts';
import { createWatchlistStore } from '../src-main/storage/market-data-stores.ts';
import { createSettingsStore } from '../src-main/storage/settings-store.ts';
import { connectionProfileSchema } from '../src-shared/model/connection.ts';
import { settingsSchema } from '../src-shared/model/settings.ts';
import { watchlistSchema, type Watchlist } from '../src-shared/model/watchlist.ts';
import {
  listedExpiries,
  listedStrikes,
  option,
  OPTION_CLASSES,
  type OptionClass,
} from '../src-shared/simulation/universe/listings/options.ts';
import type { Listing } from '../src-shared/simulation/universe/listings/listing.ts';
import { Universe } from '../src-shared/simulation/universe/universe.ts';
import type { ContractDetails } from '../src-shared/simulation/universe/contract.ts';
import type { Logger } from '../src-shared/telemetry/logger.ts';

const PROFILE = 'bench-paper';
/** Some weeks ahead. */
const EXPIRY = 4;

/**
 * A data folder as somebody would have left it who trades on paper at this port and watches this many symbols: the next
 * start connects by itself. Done with the stores of main, so that it fits them.
 */
export function writeDataFolder(dataDir: string, port: number, symbolCount: number, log: Logger): void {
  const opened = openTradingDatabase(join(dataDir, 'trading.db'));
  if (!opened.ok) throw new Error(opened.error.message);
  const { db } = opened.value;
  const profile = connectionProfileSchema.parse({
    ...{ id: PROFILE, name: 'Bench', kind: 'paper', host: '127.0.0.1', port, clientId: 17, account: null },
  });
  const saved = [
    createSettingsStore(db, log).save(settingsSchema.parse({ startWith: 'tws', workspace: 'trading' })),
    createConnectionStore(db, log).save({
      ...{ profiles: [profile], lastProfileId: PROFILE, connectsAtStart: true },
    }),
    createWatchlistStore(db, log).save(watchlistOf(symbolCount)),
  ];
  for (const one of saved) if (!one.ok) throw new Error(one.error.message);
  opened.value.close();
  const { uid, gid } = statSync(dataDir);
  for (const name of readdirSync(dataDir)) chownSync(join(dataDir, name), uid, gid);
}

/** Everything that is listed and quoted, and options around the price of two stocks for the rest. */
function watchlistOf(symbolCount: number): Watchlist {
  const universe = new Universe({ alwaysOpen: true });
  const listed = universe.listedAt(Date.now());
  const rows = [
    ...listed.filter(({ details }) => details.contract.secType !== 'IND'),
    ...OPTION_CLASSES.flatMap((optionClass) => optionsOf(optionClass, universe)),
  ]
    .slice(0, symbolCount)
    .map(({ details }) => watchedOf(details));
  if (rows.length < symbolCount) throw new Error(`only ${rows.length} contracts have quotes`);
  return watchlistSchema.parse({
    market: 'broker',
    groups: [{ groupId: randomUUID(), name: 'Bench', rows }],
  });
}

function optionsOf(optionClass: OptionClass, universe: Universe): Listing[] {
  const expiry = listedExpiries(Date.now(), universe.calendars.official('us-options'))[EXPIRY]!;
  const price = universe.underlyingPrice(optionClass.symbol, Date.now());
  return listedStrikes(optionClass, price, 30).flatMap((strike) =>
    (['C', 'P'] as const).flatMap(
      (right) => option(optionClass, expiry, right, strike, universe.calendars) ?? [],
    ),
  );
}

function watchedOf({ contract, longName, minTick }: ContractDetails) {
  const { lastTradeDateOrContractMonth: day, secType, conId, multiplier, currency } = contract;
  return {
    contract: {
      contractId: conId,
      symbol: contract.symbol,
      securityType: secType,
      expiry: day === '' ? null : `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}`,
      strike: contract.strike === 0 ? null : contract.strike,
      right: contract.right === '' ? null : contract.right === 'C' ? 'call' : 'put',
      multiplier: multiplier === '' ? 1 : Number(multiplier),
      currency,
      exchange: contract.exchange,
      primaryExchange: contract.primaryExchange,
      localSymbol: contract.localSymbol,
      tradingClass: contract.tradingClass,
    },
    longName,
    minTick,
  };
}
