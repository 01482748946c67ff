import { z } from 'zod';
import { unixMillisSchema } from '../kernel/time.ts';
import { contractSchema } from './contract.ts';
import {
  heldTermsSchema,
  ocaSchema,
  orderPriceSchema,
  orderRefSchema,
  toldSideSchema,
} from './order-ticket.ts';
import { quantityMicros } from './quantity.ts';

/**
 * `denied` by us, `rejected` by the broker. `pending-send`: in the journal, not on the socket. `unknown`: sent, or asked for,
 * and nobody can say what became of it; it counts as working until evidence settles it.
 */
export const ORDER_STATES = [
  'draft',
  'denied',
  'pending-send',
  'sent',
  'working',
  'partially-filled',
  'filled',
  'pending-cancel',
  'cancelled',
  'rejected',
  'expired',
  'unknown',
] as const;
export const orderStateSchema = z.enum(ORDER_STATES);
export type OrderState = z.output<typeof orderStateSchema>;

const FINAL: ReadonlySet<OrderState> = new Set(['denied', 'filled', 'cancelled', 'rejected', 'expired']);
const LIVE: ReadonlySet<OrderState> = new Set([
  'pending-send',
  'sent',
  'working',
  'partially-filled',
  'pending-cancel',
  'unknown',
]);

/** Nothing more is expected of it; a late fill is booked all the same. */
export function isFinal(state: OrderState): boolean {
  return FINAL.has(state);
}

/** May be at the broker and may fill. */
export function isLive(state: OrderState): boolean {
  return LIVE.has(state);
}

/** `other-client`: of another client of the API, or of ours before this journal. `tws`: entered in TWS by hand or by the broker itself, or nobody said where. */
const ORDER_ORIGINS = ['ours', 'other-client', 'tws'] as const;
export const orderOriginSchema = z.enum(ORDER_ORIGINS);

/** What a person should look at; facts about the order, true until the broker says otherwise. */
const ORDER_FLAGS = [
  /** More has filled than was ordered. */
  'overfill',
  /** Something filled although the broker had said it ended with less. */
  'filled-after-end',
  /** The broker counts more filled than the executions that were heard of. */
  'executions-missing',
  /** An execution was corrected, or taken back. */
  'corrected',
  /** Somebody else changed its terms. */
  'changed-elsewhere',
  /** It had ended by all evidence, and the broker holds it open again. */
  'revived',
  /** A change of its terms was asked for, and no answer has come. */
  'amend-unanswered',
] as const;
export const orderFlagSchema = z.enum(ORDER_FLAGS);
export type OrderFlag = z.output<typeof orderFlagSchema>;

const filledSchema = z.number().int().nonnegative().transform(quantityMicros);

/** A code and a text that the broker sent about an order, newest last. */
export const orderNoticeSchema = z.strictObject({
  at: unixMillisSchema,
  code: z.number().int(),
  text: z.string(),
});

/** An order as windows and services see it: what its record comes to. Quantities in 1e-6, prices in 1e-8. */
export const orderSchema = z.strictObject({
  /** For orders from outside one is made of the broker's number: `perm-123`. */
  ref: orderRefSchema,
  origin: orderOriginSchema,
  state: orderStateSchema,
  account: z.string().max(64),
  contract: contractSchema,
  side: toldSideSchema,
  /** What holds at the broker as far as is known, its reductions included. */
  terms: heldTermsSchema,
  /** Asked for and not answered; null: nothing. */
  requestedTerms: heldTermsSchema.nullable(),
  parentRef: orderRefSchema.nullable(),
  oca: ocaSchema.nullable(),
  /** null until it was given one. */
  orderId: z.number().int().nullable(),
  clientId: z.number().int().nullable(),
  permId: z.number().int().nullable(),
  filled: filledSchema,
  /** What may still fill; 0 once it has ended. */
  leaves: filledSchema,
  /** Of what has filled, rounded half-even; null: nothing has. */
  averagePrice: orderPriceSchema.nullable(),
  createdAt: unixMillisSchema,
  /** When it was first heard to have ended. */
  endedAt: unixMillisSchema.nullable(),
  /** The broker's own word for where it stands: PreSubmitted, Submitted ...; empty before the first. */
  brokerStatus: z.string().max(64),
  /** `locate` and the like; empty: not held. */
  whyHeld: z.string().max(200),
  /** Why it was denied, rejected, cancelled, or is unknown; empty otherwise. */
  reason: z.string(),
  flags: z.array(orderFlagSchema),
  notices: z.array(orderNoticeSchema),
  /** What it has that we do not show: `algorithm Adaptive`, `volume condition`. Orders from outside only. */
  extras: z.array(z.string().max(100)).max(20),
});
export type Order = z.output<typeof orderSchema>;
