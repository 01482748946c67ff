import { z } from 'zod';
import type { Brand } from '../kernel/brand.ts';
import { unixMillisSchema } from '../kernel/time.ts';
import { contractIdSchema, contractSchema } from './contract.ts';
import { orderPrice } from './order-price.ts';
import { quantityMicros } from './quantity.ts';

/** Our own name of an order, sent along in TWS's orderRef: it tells after a crash which order of the broker's is which. */
export type OrderRef = Brand<string, 'OrderRef'>;
export const orderRefSchema = z
  .string()
  .regex(/^[A-Za-z0-9._:-]{1,64}$/, 'an order reference is 1 to 64 letters, digits, dots, colons and dashes')
  .transform((ref) => ref as OrderRef);

const ORDER_SIDES = ['buy', 'sell'] as const;
export const orderSideSchema = z.enum(ORDER_SIDES);
export type OrderSide = z.output<typeof orderSideSchema>;

/** Of an order from outside the broker may name an action that nobody here knows: it is either, and neither is counted on. */
export const toldSideSchema = z.enum([...ORDER_SIDES, 'unknown']);
export type ToldSide = z.output<typeof toldSideSchema>;

/** One buys and the other sells. */
export function areOpposite(one: ToldSide, other: ToldSide): boolean {
  return one !== other && one !== 'unknown' && other !== 'unknown';
}

/** As TWS spells them. Market and limit on open are MKT and LMT with time in force OPG. */
export const ORDER_TYPES = [
  ...['MKT', 'LMT', 'STP', 'STP LMT', 'TRAIL', 'TRAIL LIMIT', 'MIT', 'LIT'],
  ...['MOC', 'LOC', 'PEG MID', 'MKT PRT'],
] as const;
export const orderTypeSchema = z.enum(ORDER_TYPES);
export type OrderType = z.output<typeof orderTypeSchema>;

export const TIMES_IN_FORCE = ['DAY', 'GTC', 'IOC', 'FOK', 'GTD', 'OPG'] as const;
export const timeInForceSchema = z.enum(TIMES_IN_FORCE);
export type TimeInForce = z.output<typeof timeInForceSchema>;

/** Which price sets a stop off. 0: as the exchange has it, 1: double bid or ask, 2: last, 3: double last, 4: bid or ask, 7: last or bid or ask, 8: midpoint. */
export const TRIGGER_METHODS = [0, 1, 2, 3, 4, 7, 8] as const;
export const triggerMethodSchema = z.literal(TRIGGER_METHODS);
export type TriggerMethod = z.output<typeof triggerMethodSchema>;

/** 1e-8 price units. */
export const orderPriceSchema = z.number().int().transform(orderPrice);
/** 1e-6 units of the contract, above zero. */
export const orderQuantitySchema = z.number().int().positive().transform(quantityMicros);

/** How a condition is tied to the next one. */
const joins = z.enum(['and', 'or']);
export const orderConditionSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('price'),
    joins,
    contractId: contractIdSchema,
    exchange: z.string().min(1).max(32),
    /** At the price or above it, or else at it or below. */
    isMore: z.boolean(),
    price: orderPriceSchema,
    triggerMethod: triggerMethodSchema,
  }),
  z.strictObject({ kind: z.literal('time'), joins, isMore: z.boolean(), at: unixMillisSchema }),
]);
export type OrderCondition = z.output<typeof orderConditionSchema>;

const MAX_CONDITIONS = 20;

const terms = {
  quantity: orderQuantitySchema,
  /** LMT, STP LMT, LIT, LOC; what a PEG MID may cost at most, or null; where a TRAIL LIMIT begins, or null. */
  limitPrice: orderPriceSchema.nullable(),
  /** Where STP and STP LMT are set off, MIT and LIT are touched; where a trailing stop begins, or null: from the market. */
  stopPrice: orderPriceSchema.nullable(),
  /** How far a trailing stop follows: an amount, or else per cent of the price. */
  trailAmount: orderPriceSchema.nullable(),
  trailPercent: z.number().positive().lt(100).nullable(),
  /** From stop to limit of a TRAIL LIMIT; how far from the midpoint a PEG MID stays, or null. Never negative. */
  limitOffset: orderPriceSchema.nullable(),
  /** Unix ms; GTD only. */
  goodTillAt: unixMillisSchema.nullable(),
  /** Unix ms before which the order waits; null: works at once. */
  goodAfterAt: unixMillisSchema.nullable(),
  isOutsideHours: z.boolean(),
  /** Shown at a time; null: all of it. */
  displayQuantity: orderQuantitySchema.nullable(),
  /** No fill is smaller, unless less is left; null: any will do. */
  minQuantity: orderQuantitySchema.nullable(),
  isAllOrNone: z.boolean(),
  triggerMethod: triggerMethodSchema,
  conditions: z.array(orderConditionSchema).max(MAX_CONDITIONS),
  /** The conditions look outside regular hours too. */
  areConditionsOutsideHours: z.boolean(),
  /** The conditions cancel the order instead of sending it. */
  doConditionsCancel: z.boolean(),
};

/** What a modify may bring anew. Prices in 1e-8, quantities in 1e-6, times in Unix ms. */
export const orderTermsSchema = z.strictObject({
  type: orderTypeSchema,
  timeInForce: timeInForceSchema,
  ...terms,
});
export type OrderTerms = z.output<typeof orderTermsSchema>;

/** Terms of any order at the broker: others may be of types and times that are not ours to send. */
export const heldTermsSchema = z.strictObject({
  type: z.string().max(32),
  timeInForce: z.string().max(32),
  ...terms,
  /** 0 for an order by amount of cash. */
  quantity: z.number().int().nonnegative().transform(quantityMicros),
  trailPercent: z.number().nullable(),
});
export type HeldTerms = z.output<typeof heldTermsSchema>;

/** Once one cancels all: orders of an account under the same name. */
export const ocaSchema = z.strictObject({
  group: z.string().min(1).max(64),
  /** 1: a fill cancels the others, with block. 2: it takes the same part off them, with block. 3: the same, without block. */
  type: z.literal([1, 2, 3]),
});
export type Oca = z.output<typeof ocaSchema>;

/** What somebody wants sent: by hand, by a strategy, by an algorithm. Checked against the contract's details before anything else. */
export const orderTicketSchema = z.strictObject({
  ref: orderRefSchema,
  account: z.string().min(1).max(64),
  /** Its `exchange` is where the order goes. */
  contract: contractSchema,
  side: orderSideSchema,
  terms: orderTermsSchema,
  /** The order it waits for and ends with; null: none. */
  parentRef: orderRefSchema.nullable(),
  oca: ocaSchema.nullable(),
  /** May only make a position smaller. */
  isReduceOnly: z.boolean(),
});
export type OrderTicket = z.output<typeof orderTicketSchema>;

/** A DAY market order with nothing special about it: for tickets to begin from. */
export const PLAIN_TERMS: Omit<OrderTerms, 'quantity'> = {
  type: 'MKT',
  timeInForce: 'DAY',
  limitPrice: null,
  stopPrice: null,
  trailAmount: null,
  trailPercent: null,
  limitOffset: null,
  goodTillAt: null,
  goodAfterAt: null,
  isOutsideHours: false,
  displayQuantity: null,
  minQuantity: null,
  isAllOrNone: false,
  triggerMethod: 0,
  conditions: [],
  areConditionsOutsideHours: false,
  doConditionsCancel: false,
};

/** +1 buys, -1 sells: for arithmetic. */
export function signOf(side: OrderSide): 1 | -1 {
  return side === 'buy' ? 1 : -1;
}
