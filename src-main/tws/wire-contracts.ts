import {
  OptionType,
  type Contract as WireContract,
  type ContractDetails as WireDetails,
  type SecType,
} from '@stoqey/ib';
import {
  contractIdSchema,
  contractSchema,
  type Contract,
  type ContractDetails,
  type ContractQuery,
  type PriceBand,
} from '#shared/model/contract.ts';
import { parseTradingHours } from './trading-hours.ts';
import { zoneOf } from './wire-zones.ts';

/** As requests and orders name it: the id says all, the exchange says where. */
export function toWireContract(contract: Contract): WireContract {
  const { contractId, symbol, securityType, exchange, currency } = contract;
  return { conId: contractId, symbol, secType: securityType as SecType, exchange, currency };
}

/** What is absent matches anything. */
export function toWireQuery(query: ContractQuery): WireContract {
  const { contractId, securityType, expiry, right, primaryExchange, ...same } = query;
  const wire = {
    ...same,
    conId: contractId,
    secType: securityType as SecType | undefined,
    lastTradeDateOrContractMonth: expiry?.replaceAll('-', ''),
    right: right === undefined ? undefined : right === 'call' ? OptionType.Call : OptionType.Put,
    primaryExch: primaryExchange,
  };
  return Object.fromEntries(Object.entries(wire).filter(([, value]) => value !== undefined));
}

/** Kinds of which a unit of price is worth more than a unit of the currency, or less: only the multiplier says what. */
const MULTIPLIED = new Set<string>(['OPT', 'FOP', 'FUT', 'WAR', 'IOPT']);

/** Whether a message leaves out what its contract is worth. Taken for 1 it would be wrong by 100, or 50, in every limit. */
export function lacksMultiplier({ secType, multiplier }: WireContract): boolean {
  return MULTIPLIED.has(secType ?? '') && !isMultiplier(multiplier);
}

/** For people: what of is told without it. */
export function multiplierMissing(
  what: string,
  { symbol = '', localSymbol = symbol, secType }: WireContract,
): string {
  return `${what} in ${localSymbol} (${secType ?? ''}) comes without the contract’s multiplier, and its details are not known: nobody can say what it is worth. Look the contract up in TWS, or report it to the broker`;
}

function isMultiplier(multiplier: number | undefined): multiplier is number {
  return multiplier !== undefined && multiplier > 0 && Number.isFinite(multiplier);
}

/**
 * A contract as any message of TWS describes it; what a message leaves out is empty.
 *
 * @returns null for what no contract of ours can be: no id, no symbol, a currency that is none, no multiplier where it counts
 */
export function fromWireContract(wire: WireContract): Contract | null {
  if (lacksMultiplier(wire)) return null;
  const { multiplier } = wire;
  const strike = wire.strike ?? 0;
  const hasRight = wire.right === OptionType.Call || wire.right === OptionType.Put;
  const parsed = contractSchema.safeParse({
    contractId: wire.conId,
    symbol: wire.symbol,
    securityType: wire.secType,
    expiry: isoDay(wire.lastTradeDateOrContractMonth) ?? isoDay(wire.lastTradeDate),
    strike: hasRight ? strike : null,
    right: hasRight ? (wire.right === OptionType.Call ? 'call' : 'put') : null,
    multiplier: isMultiplier(multiplier) ? multiplier : 1,
    exchange: wire.exchange ?? '',
    primaryExchange: wire.primaryExch ?? '',
    currency: wire.currency,
    localSymbol: wire.localSymbol ?? '',
    tradingClass: wire.tradingClass ?? '',
  });
  return parsed.success ? parsed.data : null;
}

/** What one answer says, before its rules for prices have been looked up: `ruleIds` are of `exchanges`, one each. */
export interface UnruledDetails {
  readonly details: Omit<ContractDetails, 'venues'>;
  readonly exchanges: readonly string[];
  readonly ruleIds: readonly number[];
}

/**
 * The contract's multiplier is that of its quotes: currency per unit of what it is quoted and ordered in, also where that is
 * cents or pence (`priceMagnifier`), so that nobody who values it has to know.
 *
 * @param now Unix ms @returns null for what no contract of ours can be
 */
export function fromWireDetails(wire: WireDetails, now: number): UnruledDetails | null {
  const described = fromWireContract({
    ...wire.contract,
    lastTradeDateOrContractMonth: wire.realExpirationDate ?? wire.contract.lastTradeDateOrContractMonth ?? '',
  });
  if (described === null) return null;
  const zone = wire.timeZoneId ?? '';
  const positive = (value: number | undefined, otherwise: number) =>
    value !== undefined && value > 0 && Number.isFinite(value) ? value : otherwise;
  const priceMagnifier = positive(wire.priceMagnifier, 1);
  const contract = { ...described, multiplier: described.multiplier / priceMagnifier };
  const minSize = positive(wire.minSize, 1);
  const sizeIncrement = positive(wire.sizeIncrement, minSize);
  return {
    details: {
      contract,
      longName: (wire.longName ?? '').slice(0, 500),
      minTick: positive(wire.minTick, 0.01),
      priceMagnifier,
      ...{ minSize, sizeIncrement },
      suggestedSizeIncrement: positive(wire.suggestedSizeIncrement, sizeIncrement),
      orderTypes: listed(wire.orderTypes),
      // Where nobody knows the zone its hours are unknown too: a chart of it is in UTC, and says so.
      timeZone: zoneOf(zone) ?? 'UTC',
      tradingHours: parseTradingHours(wire.tradingHours ?? '', zone),
      liquidHours: parseTradingHours(wire.liquidHours ?? '', zone),
      industry: wire.industry ?? '',
      category: wire.category ?? '',
      subcategory: wire.subcategory ?? '',
      underlyingId: contractIdSchema.safeParse(wire.underConId).data ?? null,
      underlyingSymbol: wire.underSymbol ?? '',
      stockType: wire.stockType ?? '',
      fetchedAt: now,
    },
    exchanges: listed(wire.validExchanges),
    ruleIds: listed(wire.marketRuleIds).map(Number),
  };
}

/** Joins exchanges with the bands of their rules; an exchange whose rule is not known has one band of the smallest tick. */
export function withRules(
  { details, exchanges, ruleIds }: UnruledDetails,
  bandsOf: (ruleId: number) => readonly PriceBand[] | undefined,
): ContractDetails {
  const single = [{ lowEdge: 0, increment: details.minTick }];
  const venues = exchanges.map((exchange, index) => {
    const bands = bandsOf(ruleIds[index] ?? NaN);
    return { exchange, bands: bands === undefined || bands.length === 0 ? single : [...bands] };
  });
  return { ...details, venues };
}

/** `20260320` and what begins with it; a month alone is no day. */
export function isoDay(text: string | undefined): string | null {
  const found = /^(\d{4})(\d\d)(\d\d)/.exec(text ?? '');
  return found === null ? null : `${found[1]}-${found[2]}-${found[3]}`;
}

function listed(text: string | undefined): string[] {
  return (text ?? '').split(',').filter((part) => part !== '');
}
