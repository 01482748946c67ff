import { z } from 'zod';
import { deniedViewSchema, type DeniedView } from '#shared/ipc/orders.ts';
import { assert } from '#shared/kernel/assert.ts';
import { commissionReportSchema, executionSchema, type CommissionReport } from '#shared/model/execution.ts';
import type { OrderRef } from '#shared/model/order-ticket.ts';
import { orderRecordSchema, type OrderRecord } from '#shared/orders/order-record.ts';
import type { ActivityRow, EquityRow, ExecutionRow, Halt, OwedByHalt } from '../ports/order-journal.ts';
import type { RawRow } from './damaged-rows.ts';

// What is read from the journal's tables is checked as strictly as what was written. A row that does not fit throws here, and
// its reader notes it as damaged (`DamagedRows`).

export interface ExecutionBody extends RawRow {
  readonly ref: string | null;
}
export interface IdBody extends RawRow {
  readonly id: number;
}

export function readRecord({ body }: RawRow): OrderRecord {
  return orderRecordSchema.parse(JSON.parse(body));
}

export function readExecution({ ref, body }: ExecutionBody): ExecutionRow {
  return { ref: ref as OrderRef | null, execution: executionSchema.parse(JSON.parse(body)) };
}

export function readDenied({ id, body }: IdBody): DeniedView {
  return deniedViewSchema.parse({ ...(JSON.parse(body) as object), id });
}

export function readCommission({ body }: RawRow): CommissionReport {
  return commissionReportSchema.parse(JSON.parse(body));
}

export function readMarks({ key, body }: RawRow): EquityRow {
  return { account: key, ...marksSchema.parse(JSON.parse(body)) };
}

/** Checked by hand instead of with zod: there may be a hundred thousand of them at a start. */
export function readActivity({ body }: RawRow): ActivityRow {
  const row = JSON.parse(body) as Partial<
    Record<'account' | 'at' | 'contractId' | 'kind' | 'request' | 'side', unknown>
  >;
  const isSound =
    typeof row.account === 'string' && Number.isFinite(row.at) && Number.isInteger(row.contractId);
  const isKind =
    row.kind === 'loss' ||
    (row.kind === 'trade' && (row.side === 1 || row.side === -1)) ||
    (row.kind === 'attempt' && typeof row.request === 'object' && row.request !== null);
  assert(isSound && isKind, 'it is no attempt, trade or loss of an account');
  return row as unknown as ActivityRow;
}

/** A row that cannot be read counts as a halt. @param now Unix ms */
export function readHalt(body: string, now: number): Halt {
  const read = haltSchema.safeParse(parsed(body));
  return read.success ? read.data : { since: now, by: 'program', owed: [NOBODYS] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON at all: checked as an absent value.
    return null;
  }
}

const marksSchema = z.strictObject({
  at: z.number(),
  marks: z.strictObject({
    dayStart: z.number().nullable(),
    dayLow: z.number().nullable(),
    high: z.number().nullable(),
    lowSinceHigh: z.number().nullable(),
    outside: z.record(z.string(), z.number()).nullish(),
  }),
});
const owedSchema = z.strictObject({
  profileId: z.string().nullable(),
  profileName: z.string(),
  accounts: z.array(z.string()).nullable(),
  areCancelsOwed: z.boolean(),
  isFlattening: z.boolean(),
});
const NOBODYS: OwedByHalt = {
  ...{ profileId: null, profileName: '', accounts: null, areCancelsOwed: true, isFlattening: false },
};
const pulled = { since: z.number(), by: z.enum(['window', 'menu', 'hotkey', 'program']) };
const haltSchema = z.union([
  z.strictObject({ ...pulled, owed: z.array(owedSchema) }),
  // Written by a version that did not store for which profile the kill switch was pulled.
  z
    .strictObject({ ...pulled, isFlattening: z.boolean(), areCancelsOwed: z.boolean() })
    .transform(({ since, by, areCancelsOwed }) => ({ since, by, owed: areCancelsOwed ? [NOBODYS] : [] })),
]);
