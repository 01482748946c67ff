import { z } from 'zod';
import { unixMillisSchema, type UnixMillis } from '../kernel/time.ts';
import { contractSchema } from '../model/contract.ts';
import { commissionReportSchema, type Execution } from '../model/execution.ts';
import {
  heldTermsSchema, ocaSchema, orderRefSchema, toldSideSchema, PLAIN_TERMS, type OrderRef, type OrderTicket,
} from '../model/order-ticket.ts'; // prettier-ignore
import { orderNoticeSchema, orderOriginSchema } from '../model/order.ts';
import { quantityMicros } from '../model/quantity.ts';
import { ledgerEntrySchema, splitExecId } from './execution-ledger.ts';
import { relevantTerms } from './held-terms.ts';
import type { BrokerNames, BrokerOrder } from './order-event.ts';

export const PAST_TERMS_MAX = 32;
export const NOTICES_MAX = 20;

/** `gone`: no evidence of an end but that nobody has it any more; any sign of life takes it back. */
export const ENDING_KINDS = ['filled', 'rejected', 'cancelled', 'gone'] as const;
const filledSchema = z.number().int().nonnegative().transform(quantityMicros);

const endingSchema = z.strictObject({
  kind: z.enum(ENDING_KINDS),
  /** When it was first heard. */
  at: unixMillisSchema,
  /** The least that the broker counted as filled when it said so; null: it gave no count. */
  filled: filledSchema.nullable(),
  reason: z.string(),
});
export type Ending = z.output<typeof endingSchema>;

const doubtSchema = z.strictObject({
  /** `send`: until anything is heard of it. `not-found`, `missing`: until a comparison with the broker finds it. */
  kind: z.enum(['send', 'not-found', 'missing']),
  at: unixMillisSchema,
  why: z.string(),
});

const requestSchema = z.strictObject({
  at: unixMillisSchema,
  terms: heldTermsSchema,
  isRefused: z.boolean(),
  isLost: z.boolean(),
});

/**
 * What is known of one order, as facts that only add up: the order they become known in does not matter, nor how often. What
 * it comes to (state, flags, leaves) is derived: `stateOf`, `orderOf`. Plain data, as it is kept in the journal.
 */
export const orderRecordSchema = z.strictObject({
  ref: orderRefSchema,
  origin: orderOriginSchema,
  account: z.string().max(64),
  contract: contractSchema,
  side: toldSideSchema,
  parentRef: orderRefSchema.nullable(),
  oca: ocaSchema.nullable(),
  /** Rows of before it was kept do not say it. */
  isReduceOnly: z.boolean().default(false),
  extras: z.array(z.string().max(100)).max(20),
  createdAt: unixMillisSchema,
  /** When a DAY order ends by itself; null: nobody knows. */
  dayEndsAt: unixMillisSchema.nullable(),

  clientId: z.number().int().nullable(),
  orderId: z.number().int().nullable(),
  permId: z.number().int().nullable(),
  /** Of an order from outside: what the broker calls its reference, to be sent back as it came. null: ours, or not told. */
  orderRef: z.string().nullable().default(null),

  /** How far we have got with it ourselves. `heard`: it is from outside. */
  step: z.enum(['draft', 'denied', 'pending-send', 'sent', 'heard']),
  denial: z.string(),
  sentAt: unixMillisSchema.nullable(),
  /** TWS has it. */
  isAcknowledged: z.boolean(),
  /** The broker has it, too: it waits there or works. */
  isWorking: z.boolean(),
  doubt: doubtSchema.nullable(),

  terms: heldTermsSchema,
  /** Terms that held once, newest last: repeated late, they change nothing. */
  pastTerms: z.array(heldTermsSchema).max(PAST_TERMS_MAX),
  /** The latest change asked for, until it holds or another is asked for. */
  request: requestSchema.nullable(),
  /** 1e-6: the broker's latest total where it differs from the terms; null: it does not. */
  reducedTo: filledSchema.nullable(),
  amendCount: z.number().int().nonnegative(),

  cancelAskedAt: unixMillisSchema.nullable(),
  isCancelRefused: z.boolean(),
  /** The broker says that a cancel is on its way, whoever asked. */
  isCancelHeard: z.boolean(),

  fills: z.array(ledgerEntrySchema),
  commissions: z.array(commissionReportSchema),
  /** 1e-6: the most the broker ever counted as filled. */
  reportedFilled: filledSchema,

  endings: z.array(endingSchema).max(ENDING_KINDS.length),
  wasRevived: z.boolean(),
  wasChangedElsewhere: z.boolean(),
  brokerStatus: z.string().max(64),
  whyHeld: z.string().max(200),
  notices: z.array(orderNoticeSchema).max(NOTICES_MAX),
});
export type OrderRecord = z.output<typeof orderRecordSchema>;

const NOTHING_YET = {
  isReduceOnly: false,
  extras: [],
  clientId: null,
  orderId: null,
  permId: null,
  orderRef: null,
  denial: '',
  sentAt: null,
  isAcknowledged: false,
  isWorking: false,
  doubt: null,
  pastTerms: [],
  request: null,
  reducedTo: null,
  amendCount: 0,
  cancelAskedAt: null,
  isCancelRefused: false,
  isCancelHeard: false,
  fills: [],
  commissions: [],
  reportedFilled: quantityMicros(0),
  endings: [],
  wasRevived: false,
  wasChangedElsewhere: false,
  brokerStatus: '',
  whyHeld: '',
  notices: [],
} satisfies Partial<OrderRecord>;

/** @param dayEndsAt of its contract, for what is good for the day: see `dayEndOf`; null where nobody knows */
export function newRecord(ticket: OrderTicket, at: UnixMillis, dayEndsAt: UnixMillis | null): OrderRecord {
  const { ref, account, contract, side, parentRef, oca, isReduceOnly } = ticket;
  return {
    ...NOTHING_YET,
    ...{ ref, origin: 'ours', account, contract, side, parentRef, oca, isReduceOnly },
    ...{ createdAt: at, dayEndsAt, step: 'draft', terms: relevantTerms(ticket.terms) },
  };
}

/** An order that we never sent. Feed what the broker says of it to `applyOrderEvent` next. */
export function adoptedRecord(
  order: BrokerOrder,
  at: UnixMillis,
  parentRef: OrderRef | null = null,
): OrderRecord {
  const { permId, clientId, orderId, account, contract, side, oca, terms, extras } = order;
  return {
    ...NOTHING_YET,
    ...{ ref: adoptedRef(order), origin: orderId > 0 ? 'other-client' : 'tws' },
    ...{ account, contract, side, parentRef, oca, extras: [...extras] },
    ...{ createdAt: at, dayEndsAt: null, step: 'heard', isAcknowledged: true },
    ...{ permId: permId === 0 ? null : permId, orderRef: order.orderRef },
    ...(orderId === 0 ? { clientId: null, orderId: null } : { clientId, orderId }),
    terms: relevantTerms(terms),
  };
}

/** An order of which only a fill is known: nobody told its terms. */
export function adoptedFromExecution(execution: Execution, at: UnixMillis): OrderRecord {
  const { permId, clientId, orderId, orderRef, account, contract, side } = execution;
  const terms = { ...PLAIN_TERMS, type: '', timeInForce: '', quantity: quantityMicros(0) };
  const order = { permId, clientId, orderId, orderRef, account, contract, side, terms };
  const rest = { parentOrderId: 0, oca: null, extras: [], status: '' };
  return { ...adoptedRecord({ ...order, ...rest }, at), ref: adoptedRef(execution) };
}

/** The name of an order from outside: the same whenever it is met. A trade without an order goes by its own id. */
export function adoptedRef({
  permId,
  clientId,
  orderId,
  execId = '',
}: BrokerNames & { execId?: string }): OrderRef {
  if (permId !== 0) return orderRefSchema.parse(`perm-${permId}`);
  if (orderId !== 0 || execId === '') return orderRefSchema.parse(`client-${clientId}.${orderId}`);
  return orderRefSchema.parse(
    `exec-${splitExecId(execId)
      .root.replace(/[^A-Za-z0-9._:-]/g, '-')
      .slice(0, 59)}`,
  );
}

/** Names that `adoptedRef` makes: an order of ours under one would be taken for the one from outside. */
export function isAdoptedRef(ref: OrderRef): boolean {
  return /^(perm|client|exec)-/.test(ref);
}
