import { z } from 'zod';
import { unixMillisSchema } from '../kernel/time.ts';
import { contractSchema } from './contract.ts';
import { currencySchema } from './currency.ts';
import { micros } from './money.ts';
import { orderPriceSchema, orderSideSchema } from './order-ticket.ts';
import { quantityMicros } from './quantity.ts';

/** The broker's number of one fill. A correction has the same but for a larger last part: `0000e0d5.00000001.01.02`. */
export const execIdSchema = z.string().min(1).max(128);

/** What the broker says of one fill of one order, of ours or of somebody else's. */
export const executionSchema = z.strictObject({
  execId: execIdSchema,
  /** Unix ms, as the broker dates it. */
  at: unixMillisSchema,
  account: z.string().max(64),
  /** As the broker describes it; `exchange` there is where the order was sent. */
  contract: contractSchema,
  side: orderSideSchema,
  /** 1e-6 units. 0: a correction that takes the fill back. */
  quantity: z.number().int().nonnegative().transform(quantityMicros),
  /** 1e-8 price units, commission apart. */
  price: orderPriceSchema,
  /** Where it traded. */
  exchange: z.string().max(32),
  /** 0: the broker gave none (a trade from outside). */
  permId: z.number().int(),
  clientId: z.number().int(),
  /** Of that client; 0 or below for orders that no client of the API sent. */
  orderId: z.number().int(),
  /** Our own reference where the order carried one; empty otherwise. */
  orderRef: z.string().max(128),
  /** Whether it rested in the book or took from it; `unknown` for auctions and whatever does not say. */
  liquidity: z.enum(['added', 'removed', 'unknown']),
  /** The broker closed the position by itself. */
  isLiquidation: z.boolean(),
});
export type Execution = z.output<typeof executionSchema>;

const amount = z.number().int().transform(micros);

/** What one fill cost. It comes after the fill, before it, twice, late or never. */
export const commissionReportSchema = z.strictObject({
  execId: execIdSchema,
  /** 1e-6 of the currency; a rebate is negative. */
  commission: amount,
  currency: currencySchema,
  /** 1e-6 of the currency, as the broker counts; null: it did not say. */
  realizedPnl: amount.nullable(),
});
export type CommissionReport = z.output<typeof commissionReportSchema>;
