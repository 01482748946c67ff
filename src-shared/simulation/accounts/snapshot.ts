import { z } from 'zod';
import { orderPrice } from '../../model/order-price.ts';
import { quantityMicros } from '../../model/quantity.ts';
import { micros } from '../../model/money.ts';

export const ACCOUNTS_SNAPSHOT_VERSION = 1;

const integer = z.number().int().refine(Number.isSafeInteger, 'a whole number that can be counted');
const money = integer.transform(micros);
const quantity = integer.transform(quantityMicros);
const size = integer.min(0).transform(quantityMicros);
const price = integer.transform(orderPrice);
const currency = z.string().regex(/^[A-Z]{3,5}$/);

const positionSchema = z.strictObject({
  conId: integer.positive(),
  quantity,
  cost: money,
  carry: money,
  lastPrice: price,
  realizedToday: money,
  realizedTodayUsd: money,
  dayFlow: money,
  dayStartValueUsd: money,
});

const accountSchema = z.strictObject({
  id: z.string().min(1),
  startingCash: money,
  revision: integer.min(0),
  isBreached: z.boolean(),
  cash: z.array(z.strictObject({ currency, amount: money, unsettled: money })),
  positions: z.array(positionSchema),
  realizedTodayUsd: money,
  dayStartNetLiquidation: money,
  dayStartEquityWithLoan: money,
  dividends: z.array(z.strictObject({ conId: integer, currency, amount: money, payDay: integer })),
  month: z.strictObject({ stock: size, option: size, future: size, forex: money, crypto: money }),
});

const orderSchema = z.strictObject({
  key: integer.positive(),
  account: z.string().min(1),
  conId: integer.positive(),
  quantity: size,
  value: money,
  addedQuantity: size,
  charged: money,
  monthBefore: integer.min(0),
});

export const accountsSnapshotSchema = z.strictObject({
  version: z.literal(ACCOUNTS_SNAPSHOT_VERSION),
  bookedSequence: integer.min(0),
  day: integer.nullable(),
  accounts: z.array(accountSchema),
  orders: z.array(orderSchema),
  /** Last ex day by kind and symbol. */
  actions: z.record(z.string(), integer),
});

/** All the accounts know, as plain data for JSON. Plan, instruments and prices are the host's and come again from it. */
export type AccountsSnapshot = z.infer<typeof accountsSnapshotSchema>;

export interface AccountsSnapshotRefused {
  readonly kind: 'otherVersion' | 'broken' | 'unknownInstrument' | 'doubleAccount';
  /** What is wrong and where, in a sentence. */
  readonly message: string;
}
