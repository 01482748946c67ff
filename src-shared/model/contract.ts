import { z } from 'zod';
import type { Brand } from '../kernel/brand.ts';
import { currencySchema } from './currency.ts';
import { isoDateSchema } from './iso-date.ts';

/** The broker's number of a contract: never given twice, never changed. What is stored and compared. */
export type ContractId = Brand<number, 'ContractId'>;
export const contractIdSchema = z
  .number()
  .int()
  .positive()
  .max(2_147_483_647)
  .transform((id) => id as ContractId);

/** STK, OPT, FUT, FOP, CASH, IND, CRYPTO, CFD, BOND ... in the broker's letters: it adds new ones, so the list is open. */
export const securityTypeSchema = z
  .string()
  .regex(/^[A-Z]{2,12}$/, 'a security type is written STK, OPT, FUT');

const textSchema = z.string().max(128);

/** What trades: enough to ask for its prices and to send an order in it. */
export const contractSchema = z.strictObject({
  contractId: contractIdSchema,
  symbol: textSchema.min(1),
  securityType: securityTypeSchema,
  /** Last day on which it trades; null for what does not expire. */
  expiry: isoDateSchema.nullable(),
  /** Price units of the underlying; null for what has none. */
  strike: z.number().nullable(),
  right: z.enum(['call', 'put']).nullable(),
  /** Units of the currency per unit of price: 1 for a share, 100 for most options. */
  multiplier: z.number().positive(),
  /** Where orders go and quotes come from: SMART, CME, IDEALPRO. */
  exchange: textSchema,
  /** Where it is listed; empty when the broker does not say. */
  primaryExchange: textSchema,
  currency: currencySchema,
  /** The exchange's own name for it: `ESH6`. */
  localSymbol: textSchema,
  tradingClass: textSchema,
});
export type Contract = z.output<typeof contractSchema>;

/** One hit of a search by name. Not every kind can be traded as it is: options and futures are listed under `derivatives`. */
export const contractMatchSchema = z.strictObject({
  contractId: contractIdSchema,
  symbol: textSchema.min(1),
  securityType: securityTypeSchema,
  primaryExchange: textSchema,
  currency: currencySchema,
  /** The company or fund; may be empty. */
  name: z.string().max(500),
  /** Security types of what is written on it. */
  derivatives: z.array(z.string().max(12)).max(50),
});
export type ContractMatch = z.output<typeof contractMatchSchema>;

/** A description to look contracts up by; what is absent matches anything. */
export const contractQuerySchema = z.strictObject({
  contractId: contractIdSchema.optional(),
  symbol: textSchema.optional(),
  securityType: securityTypeSchema.optional(),
  /** A day `YYYY-MM-DD` or a month `YYYY-MM`. */
  expiry: z
    .string()
    .regex(/^\d{4}-\d{2}(-\d{2})?$/, 'an expiry is a day, 2026-03-20, or a month, 2026-03')
    .optional(),
  strike: z.number().optional(),
  right: z.enum(['call', 'put']).optional(),
  exchange: textSchema.optional(),
  primaryExchange: textSchema.optional(),
  currency: currencySchema.optional(),
  localSymbol: textSchema.optional(),
  tradingClass: textSchema.optional(),
});
export type ContractQuery = z.output<typeof contractQuerySchema>;

/** From `lowEdge` on, up to the next band, a price is a multiple of `increment`. Price units. */
export const priceBandSchema = z.strictObject({ lowEdge: z.number(), increment: z.number().positive() });
export type PriceBand = z.output<typeof priceBandSchema>;

/** Unix ms; `start` belongs to it, `end` does not. */
export const openHoursSchema = z.strictObject({ start: z.number(), end: z.number() });
export type OpenHours = z.output<typeof openHoursSchema>;

/** What the broker knows of a contract: what an order must keep to, and when it trades. */
export const contractDetailsSchema = z.strictObject({
  contract: contractSchema,
  longName: z.string().max(500),
  /** The smallest increment in any band and on any exchange: what a price must keep to is in `priceBandsOn`. */
  minTick: z.number().positive(),
  /** Quotes are in this part of the price that orders are written in: 1 nearly always, 100 for pence. */
  priceMagnifier: z.number().positive(),
  /** Where it can be traded, each with its rule for prices. */
  venues: z
    .array(z.strictObject({ exchange: textSchema, bands: z.array(priceBandSchema).min(1).max(100) }))
    .max(200),
  /** Units of the contract. */
  minSize: z.number().positive(),
  sizeIncrement: z.number().positive(),
  suggestedSizeIncrement: z.number().positive(),
  /** In the broker's letters, types, times in force and attributes alike: LMT, GTC, WHATIF. */
  orderTypes: z.array(z.string().max(32)).max(200),
  /** Of the IANA list; UTC where the broker names none that anybody knows. */
  timeZone: z.string().max(64),
  /** Of about the coming week, ascending: all hours, and the liquid ones among them. */
  tradingHours: z.array(openHoursSchema).max(100),
  liquidHours: z.array(openHoursSchema).max(100),
  industry: textSchema,
  category: textSchema,
  subcategory: textSchema,
  /** null for what has no underlying. */
  underlyingId: contractIdSchema.nullable(),
  underlyingSymbol: textSchema,
  /** COMMON, ETF; empty for what is no stock. */
  stockType: textSchema,
  /** Unix ms at which the broker was asked: hours and rules change. */
  fetchedAt: z.number(),
});
export type ContractDetails = z.output<typeof contractDetailsSchema>;

/** The rule for prices on an exchange, ascending; one band of the smallest tick where the broker names none. */
export function priceBandsOn(details: ContractDetails, exchange: string): readonly PriceBand[] {
  const venue = details.venues.find((one) => one.exchange === exchange);
  return venue?.bands ?? [{ lowEdge: 0, increment: details.minTick }];
}

/** The increment that holds at a price. The sign of the price does not matter: spreads trade below zero. */
export function tickAt(
  details: ContractDetails,
  price: number,
  exchange = details.contract.exchange,
): number {
  const bands = priceBandsOn(details, exchange);
  const size = Math.abs(price);
  let increment = bands[0]!.increment;
  for (const band of bands) if (size >= band.lowEdge) increment = band.increment;
  return increment;
}

/** As a trader would say it: `AAPL`, `ES 2026-03-20`, `AAPL 2026-03-20 190 call`, `EUR.USD`. */
export function contractName(contract: Omit<Contract, 'contractId'>): string {
  const { symbol, securityType, expiry, strike, right, currency } = contract;
  if (securityType === 'CASH' || securityType === 'CRYPTO') return `${symbol}.${currency}`;
  return [symbol, expiry, strike, right].filter((part) => part !== null).join(' ');
}

/** Hours in which it trades at an instant. */
export function isOpenAt(hours: readonly OpenHours[], now: number): boolean {
  return hours.some(({ start, end }) => now >= start && now < end);
}
