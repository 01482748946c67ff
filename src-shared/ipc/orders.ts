/**
 * Orders from the window to the broker and back. Whoever shows orders subscribes to `orders.changed`, then asks
 * `orders.list`: it carries the sequence up to which it is complete, changes at or below that are in it already. Changes are
 * numbered without gaps; one that is missing (a window that reads too slowly) means: ask for the list again.
 */
import { z } from 'zod';
import { unixMillisSchema } from '../kernel/time.ts';
import { contractIdSchema } from '../model/contract.ts';
import { commissionReportSchema, executionSchema } from '../model/execution.ts';
import {
  orderRefSchema,
  orderSideSchema,
  orderTermsSchema,
  orderTicketSchema,
} from '../model/order-ticket.ts';
import { orderSchema } from '../model/order.ts';

const nothing = z.strictObject({});
const accountSchema = z.string().min(1).max(64);

/** Orders that go together: a bracket is its parent and up to some children. All are sent, or none. */
const TICKETS_AT_ONCE_MAX = 10;

/** Why something was not sent: ours, with its numbers. `code` is a pre-trade rule's, or one of `OWN_DENIALS`. */
export const denialSchema = z.strictObject({
  code: z.string(),
  rule: z.string(),
  /** The parameter whose change would let it through; null where none would. */
  param: z.string().nullable(),
  value: z.union([z.number(), z.string()]),
  limit: z.union([z.number(), z.string()]),
  /** Where that limit is set now. */
  scope: z.enum(['profile', 'everywhere', 'account', 'contract']),
  /** The fact that nobody knows; null where the order was judged by its numbers. */
  missing: z.string().nullable(),
  /** What happened, with the numbers. */
  message: z.string(),
  /** What to do about it. */
  help: z.string(),
});
export type DenialView = z.output<typeof denialSchema>;

/**
 * Denials that no pre-trade rule makes: the ticket does not fit its contract, nothing is known under the ref, the order
 * cannot be changed or cancelled (any more), it is another client's, the message budget is used up, the journal cannot be
 * written, no session is open.
 */
export const OWN_DENIALS = [
  'ticket',
  'order-unknown',
  'not-changeable',
  'not-ours',
  'message-budget',
  'journal-failed',
  'not-connected',
] as const;

const deniedSchema = z.strictObject({
  kind: z.literal('denied'),
  /** In the log, the audit log and the slow-order warning. */
  correlationId: z.string(),
  /** The order of those that go together that could not be let through; nothing was sent. */
  ref: orderRefSchema,
  denial: denialSchema,
});

export const placeOutcomeSchema = z.discriminatedUnion('kind', [
  /** In the journal and on the socket. What becomes of it is told by `orders.changed`. */
  z.strictObject({ kind: z.literal('sent'), correlationId: z.string(), refs: z.array(orderRefSchema) }),
  deniedSchema,
  /**
   * In the journal, and nobody knows whether it is at the broker: writing it to the socket failed. It is shown as unknown, is
   * never sent again by itself, and a comparison with the broker settles it. What went out of its unit before it is cancelled.
   */
  z.strictObject({
    kind: z.literal('unknown'),
    correlationId: z.string(),
    /** The order that may have gone out. */
    ref: orderRefSchema,
    ...{ message: z.string(), help: z.string() },
  }),
]);
export type PlaceOutcome = z.output<typeof placeOutcomeSchema>;

export const cancelOutcomeSchema = z.discriminatedUnion('kind', [
  /** In the journal, and sent or next in turn: cancels go before everything else. */
  z.strictObject({ kind: z.literal('asked'), correlationId: z.string(), refs: z.array(orderRefSchema) }),
  deniedSchema,
]);
export type CancelOutcome = z.output<typeof cancelOutcomeSchema>;

/** Amounts in the account's currency, 1 is one unit; null: the broker did not say. */
export const previewSchema = z.strictObject({
  initialMarginBefore: z.number().nullable(),
  initialMarginAfter: z.number().nullable(),
  maintenanceMarginBefore: z.number().nullable(),
  maintenanceMarginAfter: z.number().nullable(),
  equityBefore: z.number().nullable(),
  equityAfter: z.number().nullable(),
  commission: z.number().nullable(),
  commissionMin: z.number().nullable(),
  commissionMax: z.number().nullable(),
  /** ISO code; empty when nothing was said about commission. */
  commissionCurrency: z.string().max(8),
  /** The broker's; empty: none. */
  warning: z.string(),
  /** What our own rules would say to it now; null: they would let it through. */
  denial: denialSchema.nullable(),
});
export type OrderPreview = z.output<typeof previewSchema>;

/** One fill as booked, once. A correction replaces the row it corrects: same `root`. */
export const executionViewSchema = z.strictObject({
  /** execId without the part that counts corrections. */
  root: z.string(),
  /** null: of an order nobody here knows. */
  ref: orderRefSchema.nullable(),
  execution: executionSchema,
  /** null: not reported yet. */
  commission: commissionReportSchema.nullable(),
  isCorrected: z.boolean(),
});
export type ExecutionView = z.output<typeof executionViewSchema>;

/** An order or a change that we refused: never sent. */
export const deniedViewSchema = z.strictObject({
  id: z.number().int(),
  at: unixMillisSchema,
  correlationId: z.string(),
  action: z.enum(['place', 'modify', 'cancel', 'flatten']),
  ref: orderRefSchema,
  /** null: nothing was known under the ref. */
  ticket: orderTicketSchema.nullable(),
  denial: denialSchema,
});
export type DeniedView = z.output<typeof deniedViewSchema>;

const AUDIT_KINDS = [
  'placed',
  'denied',
  'modified',
  'cancel-asked',
  'limits-changed',
  'limits-change-declined',
  'halted',
  'resumed',
  'resume-declined',
  'flattened',
  'difference-seen',
  'difference-gone',
  'position-expired',
  'difference-accepted',
  'order-adopted',
  'drawdown-restarted',
] as const;

/** One decision: who asked for what, what was decided, and by what. Rows are never changed. */
export const auditRowSchema = z.strictObject({
  id: z.number().int(),
  at: unixMillisSchema,
  kind: z.enum(AUDIT_KINDS),
  /** Who asked: `window`, `menu`, `hotkey`, `program`, later a strategy's name. */
  by: z.string(),
  correlationId: z.string().nullable(),
  account: z.string().nullable(),
  ref: z.string().nullable(),
  /** One sentence. */
  text: z.string(),
  /** The numbers behind it, as JSON. */
  facts: z.string(),
});
export type AuditRow = z.output<typeof auditRowSchema>;

/** What can be written to a file. */
export const BLOTTER_LISTS = ['orders', 'executions', 'denied'] as const;

/** Pages go back in time: `before` is the smallest `id` or time of the page before. */
const limit = z.number().int().min(1).max(500);
const pageInput = { before: z.number().optional(), limit };
/** Rows of one instant stand in the order of their ids: a page may end between two of them. */
const timePageInput = {
  before: z.strictObject({ at: z.number(), id: z.string().max(200) }).optional(),
  limit,
};

export const LATENCY_STEPS = [
  'tickToOrder',
  'check',
  'risk',
  'journal',
  'send',
  'signalToSocket',
  'ack',
] as const;
export type LatencyStep = (typeof LATENCY_STEPS)[number];

/** Microseconds, since the start of the program. */
const latencySummarySchema = z.strictObject({
  count: z.number().int(),
  p50: z.number(),
  p99: z.number(),
  p999: z.number(),
  max: z.number(),
});
export const latencySchema = z.strictObject({
  /**
   * `tickToOrder`: quote to the begin of the step, for orders that a tick set off. `check` (the ticket, and all that the rules
   * ask about), `risk` (the rules alone), `journal` (with the disk's flush), `send` (the bytes of all orders of a unit): parts
   * of the step. `signalToSocket`: from the quote, or without one from the begin of the step, until the bytes are on the
   * socket. `ack`: from there to the broker's first word.
   */
  steps: z.record(z.enum(LATENCY_STEPS), latencySummarySchema),
  /** The last that took longer than they should, newest first. */
  slow: z.array(
    z.strictObject({
      at: unixMillisSchema,
      correlationId: z.string(),
      step: z.enum(LATENCY_STEPS),
      us: z.number(),
      limitUs: z.number(),
    }),
  ),
});
export type OrderLatency = z.output<typeof latencySchema>;

const blotterSchema = z.strictObject({
  /** Of the last change that is in here. */
  sequence: z.number().int(),
  /** Live ones, and those that ended last, newest first; older ones: `orders.history`. */
  orders: z.array(orderSchema),
  /** Of the last day, newest first; older ones: `orders.executions`. */
  executions: z.array(executionViewSchema),
  /** Newest first; older ones: `orders.denied`. */
  denied: z.array(deniedViewSchema),
});
export type Blotter = z.output<typeof blotterSchema>;

export const orderRequests = {
  /**
   * Sends a ticket, or several that go together (a bracket: parent first, children with its `parentRef`; or one OCA group).
   * `ref` is the sender's: the same ref is never sent twice, so a request may be repeated when its answer was lost.
   */
  'orders.place': {
    input: z.strictObject({ tickets: z.array(orderTicketSchema).min(1).max(TICKETS_AT_ONCE_MAX) }),
    output: placeOutcomeSchema,
  },
  /** `terms` are all of them, changed ones and others. */
  'orders.modify': {
    input: z.strictObject({ ref: orderRefSchema, terms: orderTermsSchema }),
    output: placeOutcomeSchema,
  },
  'orders.cancel': { input: z.strictObject({ ref: orderRefSchema }), output: cancelOutcomeSchema },
  /** Every live order that fits, ours and those of others that we can reach. */
  'orders.cancelAll': {
    input: z.strictObject({
      account: accountSchema.optional(),
      contractId: contractIdSchema.optional(),
      side: orderSideSchema.optional(),
    }),
    output: cancelOutcomeSchema,
  },
  /**
   * What an order would cost and need, by the broker's word; nothing of it is kept. Codes: `not-connected`,
   * `preview-refused` (the broker's text), `preview-unanswered`, `ticket`.
   */
  'orders.preview': { input: z.strictObject({ ticket: orderTicketSchema }), output: previewSchema },
  'orders.list': { input: nothing, output: blotterSchema },
  /** Ended orders by the time they were made, newest first. `before`: `createdAt` and `ref` of the last one known. */
  'orders.history': {
    input: z.strictObject(timePageInput),
    output: z.strictObject({ orders: z.array(orderSchema) }),
  },
  /** `before`: `at` and `execId` of the last one known. */
  'orders.executions': {
    input: z.strictObject(timePageInput),
    output: z.strictObject({ executions: z.array(executionViewSchema) }),
  },
  /** `before`: id. */
  'orders.denied': {
    input: z.strictObject(pageInput),
    output: z.strictObject({ denied: z.array(deniedViewSchema) }),
  },
  /** `before`: id. */
  'orders.audit': {
    input: z.strictObject(pageInput),
    output: z.strictObject({ rows: z.array(auditRowSchema) }),
  },
  'orders.latency': { input: nothing, output: latencySchema },
  /**
   * Writes all that the journal has of a list as CSV, newest first, 100,000 rows at most: `isAll` is false when there are more.
   * Codes: `grant-unknown`, `file-not-written`.
   */
  'orders.export': {
    input: z.strictObject({ list: z.enum(BLOTTER_LISTS), grantId: z.uuid() }),
    output: z.strictObject({
      ...{ path: z.string(), bytes: z.number(), rows: z.number().int(), isAll: z.boolean() },
    }),
  },
} as const;

export const orderStreams = {
  /** What changed in one step, whole rows. `sequence` is one more than that of the change before. */
  'orders.changed': z.strictObject({
    sequence: z.number().int(),
    orders: z.array(orderSchema),
    executions: z.array(executionViewSchema),
    denied: z.array(deniedViewSchema),
  }),
  /** Once a second while orders go out. */
  'orders.latency': latencySchema,
} as const;
