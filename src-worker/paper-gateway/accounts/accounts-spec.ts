import { toMicros } from '#shared/model/money.ts';
import type { CommissionPlan } from '#shared/simulation/account-rules/commission-tables.ts';
import { accountInstrument } from '#shared/simulation/accounts/account-instrument.ts';
import type { AccountsSpec } from '#shared/simulation/accounts/account-spec.ts';
import type { World } from '../world/world.ts';
import type { WorldPrices } from './world-prices.ts';

/** As IB's paper accounts have it. */
const STARTING_CASH_USD = 1_000_000;

/** Accounts that trade what the world lists, at its prices. @param names each begins with DU */
export function accountsSpec(
  world: World,
  prices: WorldPrices,
  names: readonly string[],
  plan: CommissionPlan,
): AccountsSpec {
  return {
    accounts: names.map((id) => ({ id, startingCash: toMicros(STARTING_CASH_USD) })),
    instruments: (conId) => {
      const listing = world.universe.byConId(conId);
      return listing === null ? null : accountInstrument(listing.details);
    },
    market: prices,
    plan,
  };
}
