import { MS_PER_DAY, MS_PER_MINUTE } from '#shared/kernel/time.ts';
import { isOpenAt, priceBandsOn, type ContractDetails } from '#shared/model/contract.ts';
import { toOrderPrice } from '#shared/model/order-price.ts';
import { ORDER_TYPES, TIMES_IN_FORCE } from '#shared/model/order-ticket.ts';
import { toQuantityMicros } from '#shared/model/quantity.ts';
import { TYPE_RULES } from '#shared/orders/ticket/type-rules.ts';
import { marginRateOf, shortValueOf } from '#shared/risk/pre-trade/margin-rates.ts';
import type { ContractFacts } from '#shared/risk/pre-trade/risk-view.ts';

/** What changes from one look to the next is written anew before each. */
export type LiveContractFacts = { -readonly [Name in keyof ContractFacts]: ContractFacts[Name] };

/** Spreads, and futures on what can cost money to keep. */
const MAY_BE_NEGATIVE = new Set(['BAG', 'FUT']);

/** Minutes before the close until which an exchange takes orders for it; of the others the later of the two. */
const CLOSE_LEAD_MINUTES: Readonly<Record<string, number>> = { NYSE: 10, ARCA: 1, AMEX: 10, NASDAQ: 5 };
const OTHER_LEAD_MINUTES = 10;

/** @param exchange where the order goes: price steps differ */
export function contractFactsOf(details: ContractDetails, exchange: string): LiveContractFacts {
  const { contract, minSize, sizeIncrement } = details;
  const codes = new Set(details.orderTypes);
  return {
    id: contract.contractId,
    securityType: contract.securityType,
    isTradable: true,
    priceBands: priceBandsOn(details, exchange).map(({ lowEdge, increment }) => ({
      lowEdge: toOrderPrice(lowEdge),
      increment: toOrderPrice(increment),
    })),
    minSize: toQuantityMicros(minSize),
    sizeIncrement: toQuantityMicros(sizeIncrement),
    maxSize: Infinity,
    orderTypes: new Set(ORDER_TYPES.filter((type) => codes.has(TYPE_RULES[type].code))),
    // Lists leave out DAY: it is what an order is when nothing is said.
    timesInForce: new Set(TIMES_IN_FORCE.filter((tif) => tif === 'DAY' || codes.has(tif))),
    mayPriceBeNegative: MAY_BE_NEGATIVE.has(contract.securityType),
    multiplier: contract.multiplier,
    rate: NaN,
    marginRate: marginRateOf(contract.securityType),
    shortValue: shortValueOf(contract, NaN),
    shortable: NaN,
    hasSector: details.industry !== '',
    isRegularSession: false,
    isExtendedSession: false,
    closeOrdersUntil: NaN,
  };
}

/** Hours and expiry at an instant. Hours that the broker's text did not tell count as closed: limit orders may wait then. */
export function updateHours(facts: LiveContractFacts, details: ContractDetails, now: number): void {
  const { liquidHours, tradingHours, contract } = details;
  facts.isTradable = contract.expiry === null || Date.parse(contract.expiry) + MS_PER_DAY > now;
  facts.isRegularSession = isOpenAt(liquidHours, now);
  facts.isExtendedSession = isOpenAt(tradingHours, now);
  facts.closeOrdersUntil = NaN;
  const lead = CLOSE_LEAD_MINUTES[contract.primaryExchange] ?? OTHER_LEAD_MINUTES;
  for (const { end } of liquidHours)
    if (end > now) {
      facts.closeOrdersUntil = end - lead * MS_PER_MINUTE;
      return;
    }
}
