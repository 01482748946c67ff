import { assert } from '#shared/kernel/assert.ts';
import { toQuantityMicros } from '#shared/model/quantity.ts';
import type { ExchangeInstrument } from '#shared/simulation/exchange/instrument.ts';
import type { ContractDetails, SecurityType } from '#shared/simulation/universe/contract.ts';
import { MARKET_RULES } from '#shared/simulation/universe/market-rules.ts';

/** What has a quote and no trades, or few: their triggers look at bid and ask, as TWS's default does. */
const TRIGGERED_BY_QUOTES: ReadonlySet<SecurityType> = new Set(['OPT', 'CASH']);

/** A contract as the exchange sees it. null: an index or a continuous future, which nobody can trade. */
export function exchangeInstrument(details: ContractDetails): ExchangeInstrument | null {
  const { contract, orderTypes, minSize, sizeIncrement, marketRuleIds } = details;
  if (orderTypes.length === 0) return null;
  // The universe gives a contract one rule at all its exchanges.
  const bands = MARKET_RULES.get(marketRuleIds[0]!);
  assert(bands !== undefined, `contract ${contract.conId} has no market rule`);
  return {
    ...{ id: contract.conId, bands, orderTypes },
    minSize: toQuantityMicros(minSize),
    sizeIncrement: toQuantityMicros(sizeIncrement),
    defaultTrigger: TRIGGERED_BY_QUOTES.has(contract.secType) ? 'bidAsk' : 'last',
    isStock: contract.secType === 'STK',
  };
}
