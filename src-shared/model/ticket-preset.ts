import { z } from 'zod';
import { securityTypeSchema } from './contract.ts';
import { orderTypeSchema, timeInForceSchema } from './order-ticket.ts';

export const TICKET_PRESETS_MAX = 9;

/** Price units or per cent of the price that they are measured from; positive, zero or, where that makes sense, negative. */
const distanceSchema = z.number().min(-1e9).max(1e9);

/** A ticket without its contract, side and prices: what is left is how far the prices are from the market. */
export const ticketPresetSchema = z.strictObject({
  name: z.string().trim().min(1).max(40),
  type: orderTypeSchema,
  timeInForce: timeInForceSchema,
  /** Units of the contract; null: the default of its security type. */
  quantity: z.number().positive().nullable(),
  /** Of all distances. `percent`: of the price that each is measured from. */
  unit: z.enum(['amount', 'percent']),
  /** Limit from the side of the market the order meets: positive waits, negative pays more than is asked. null: no limit. */
  limitDistance: distanceSchema.nullable(),
  /** Stop from the market, positive on the side where it waits. */
  stopDistance: distanceSchema.nullable(),
  /** How far a trailing stop stays behind. */
  trailDistance: distanceSchema.positive().nullable(),
  /** Exits from the limit, or from the market where there is none; both positive. null: none. */
  takeProfitDistance: distanceSchema.positive().nullable(),
  stopLossDistance: distanceSchema.positive().nullable(),
});
export type TicketPreset = z.output<typeof ticketPresetSchema>;

/** Units of the contract. */
export const defaultQuantitiesSchema = z.record(securityTypeSchema, z.number().positive().max(1e9));
export type DefaultQuantities = z.output<typeof defaultQuantitiesSchema>;

/** Shares go by the hundred, currencies by what IDEALPRO takes as a whole lot in nearly all of them; whatever else by one. */
const SHIPPED_QUANTITIES: Readonly<Record<string, number>> = { STK: 100, CASH: 25_000 };

/** Units of the contract; of a pair of currencies units of its first. */
export function defaultQuantity(quantities: DefaultQuantities, securityType: string): number {
  return quantities[securityType] ?? SHIPPED_QUANTITIES[securityType] ?? 1;
}
