import { err, ok, type Result } from '#shared/kernel/result.ts';
import { FieldReader } from './field-reader.ts';
import { FieldWriter } from './field-writer.ts';
import { frameOfFields } from './frame-encoder.ts';
import type { Layout, RecordOfLayout } from './layout.ts';
import { quoted, type ProtocolFault } from './protocol-fault.ts';
import { assertSpokenVersion } from './server-version.ts';
import { readUtf8 } from './utf8.ts';
import type { Reading } from './wire.ts';

type Layouts = Record<string, Layout<never>>;

/** Every record of a table of layouts, told apart by `kind`, its name there. */
export type RecordsOf<L> = {
  [K in keyof L]: { readonly kind: K } & RecordOfLayout<L[K]>;
}[keyof L];

interface AnyRecord {
  readonly kind: string;
}

const OFFICIAL: Reading = { hasScaleDetailsAtZero: false };

/** All messages of one direction: reads any payload, writes any record. */
export class Catalog<L> {
  readonly #layouts: ReadonlyMap<string, Layout<AnyRecord>>;
  readonly #byId: ReadonlyMap<number, readonly [string, Layout<AnyRecord>][]>;
  readonly #fieldCountMax: number;

  /** @param fieldCountMax no message of this direction has more; the rest of a longer one is not looked at */
  constructor(layouts: L & { [K in keyof L]: { readonly id: number } }, fieldCountMax: number) {
    // Each layout takes records of its own type; which one is settled by `kind` before a record gets there.
    const entries = Object.entries(layouts as unknown as Layouts) as unknown as [string, Layout<AnyRecord>][];
    this.#layouts = new Map(entries);
    const byId = new Map<number, [string, Layout<AnyRecord>][]>();
    for (const entry of entries) {
      const id = entry[1].id;
      byId.set(id, [...(byId.get(id) ?? []), entry]);
    }
    this.#byId = byId;
    this.#fieldCountMax = fieldCountMax;
  }

  /** The whole frame, as server version `version` lays it out. */
  encode(record: RecordsOf<L>, version: number): Uint8Array<ArrayBuffer> {
    assertSpokenVersion(version);
    const anyRecord = record as AnyRecord;
    const layout = this.#layouts.get(anyRecord.kind)!;
    const writer = new FieldWriter(version);
    writer.constant(String(layout.id));
    layout.walk(writer, anyRecord);
    return frameOfFields(writer.fields);
  }

  /** One frame's payload. Never throws and never guesses: either every field had its place, or a fault. */
  decode(payload: Uint8Array, version: number): Result<RecordsOf<L>, ProtocolFault> {
    assertSpokenVersion(version);
    const split = splitFields(payload, this.#fieldCountMax);
    if (!split.ok) return split;
    const fields = split.value;
    const messageId = Number(fields[0]);
    const found = this.#byId
      .get(messageId)
      ?.find(([, layout]) => layout.options.takes === undefined || layout.options.takes(fields));
    if (found === undefined) return err(unknownMessage(messageId));

    const [kind, layout] = found;
    const first = attempt(layout, fields, version, OFFICIAL);
    const reading = layout.options.secondReading?.(first.record as never);
    const second = reading && attempt(layout, fields, version, reading);
    const describe = (fault: AttemptFault): ProtocolFault => ({ ...fault, messageId, messageName: kind });
    if (second !== undefined && second.fault === undefined) {
      if (first.fault === undefined) return err(describe(ambiguous(first.requestId)));
      return ok({ ...second.record, kind } as RecordsOf<L>);
    }
    if (first.fault !== undefined) return err(describe(first.fault));
    return ok({ ...first.record, kind } as RecordsOf<L>);
  }
}

type AttemptFault = Omit<ProtocolFault, 'messageId' | 'messageName'>;

function attempt(layout: Layout<AnyRecord>, fields: readonly string[], version: number, reading: Reading) {
  const record = layout.fresh();
  const reader = new FieldReader(version, fields, 1, reading);
  layout.walk(reader, record);
  reader.expectEnd();
  const { fault, requestId } = reader;
  return { record, requestId, fault: fault && { ...fault, requestId } };
}

/** The fields of a payload, the message id first: digits. */
function splitFields(payload: Uint8Array, fieldCountMax: number): Result<readonly string[], ProtocolFault> {
  if (payload.length === 0) return err(unreadable('the frame is empty'));
  if (payload[payload.length - 1] !== 0) return err(unreadable('the last field has no NUL behind it'));
  const text = readUtf8(payload);
  if (!text.ok) return err(unreadable('the frame is not UTF-8'));
  const fields = text.value.slice(0, -1).split('\0', fieldCountMax + 1);
  if (fields.length > fieldCountMax)
    return err(unreadable(`the frame has more than ${fieldCountMax} fields`));
  if (!/^\d{1,9}$/.test(fields[0]!)) {
    return err(unreadable(`the frame must begin with a message id, began with ${quoted(fields[0]!)}`));
  }
  return ok(fields);
}

function unreadable(why: string): ProtocolFault {
  const nothing = { messageId: undefined, messageName: undefined, requestId: undefined, field: undefined };
  return { kind: 'unreadable', ...nothing, fieldIndex: undefined, why };
}

function unknownMessage(messageId: number): ProtocolFault {
  return {
    ...unreadable(`no message has the id ${messageId}`),
    kind: 'unknownMessage',
    messageId,
  };
}

function ambiguous(requestId: number | undefined): AttemptFault {
  const why =
    'it can be read with and without the scale details; leave scalePriceIncrement unset instead of 0';
  return { kind: 'ambiguous', requestId, field: undefined, fieldIndex: undefined, why };
}
