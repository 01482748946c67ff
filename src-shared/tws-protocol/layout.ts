import { assert } from '#shared/kernel/assert.ts';
import {
  doubleKind,
  doubleOrMaxKind,
  escapedTextKind,
  flagKind,
  intKind,
  intKindOr,
  oneOfKind,
  offsetKind,
  optionalDoubleKind,
  optionalFlagKind,
  optionalIntKind,
  optionalSizeKind,
  sizeKind,
  textKind,
  textOrNoneKind,
  wordKind,
  type FieldKind,
} from './field-kinds.ts';
import type { Reading, Wire } from './wire.ts';

// A layout lists the fields of one message in wire order. The same list reads, writes, and gives the message its type:
//
//   layout(63, version(1), int('reqId'), text('account'), since(178, flag('isFinal')))
//
// is message 63 of type { reqId: number; account: string; isFinal: boolean }.

/** One field or a run of fields of a record that has at least the properties of `R`. */
export interface Field<in R> {
  readonly walk: (wire: Wire, record: R) => void;
  /** Sets what the wire may leave out. */
  readonly prepare: (record: Draft) => void;
  /** Property and empty value of a single field, to compare with the noun it is a part of. */
  readonly single?: { readonly name: string; readonly empty: unknown };
}

type Draft = Record<string, unknown>;
type AnyField = Field<never>;
type Named<K extends string, T> = { readonly [P in K]: T };
type Flat<T> = { readonly [K in keyof T]: T[K] };
/** What all of `Fields` need of a record, and so the record's type. */
type RecordOf<Fields extends readonly AnyField[]> = Fields[number] extends Field<infer R> ? Flat<R> : never;

export interface Layout<in out R> {
  readonly id: number;
  readonly walk: (wire: Wire, record: R) => void;
  readonly fresh: () => R;
  readonly options: LayoutOptions;
}

export interface LayoutOptions {
  /** Tells layouts apart that share an id; sees all fields, the id first. */
  readonly takes?: (fields: readonly string[]) => boolean;
  /** Another way to read the fields, if what was read the ordinary way asks for a second look. */
  readonly secondReading?: (record: never) => Reading | undefined;
}

export type RecordOfLayout<L> = L extends Layout<infer R> ? R : never;

export function layout<const Fields extends readonly AnyField[]>(
  id: number,
  ...fields: Fields
): Layout<RecordOf<Fields>> {
  return {
    id,
    walk: walkAll<RecordOf<Fields>>(fields),
    fresh: () => freshRecord(fields) as RecordOf<Fields>,
    options: {},
  };
}

export function withOptions<R>(base: Layout<R>, options: LayoutOptions): Layout<R> {
  return { ...base, options };
}

// ── Single fields ──────────────────────────────────────────────────────────────────────────────────────────────────

export const text = fieldsOf(textKind);
export const escapedText = fieldsOf(escapedTextKind);
export const textOrNone = fieldsOf(textOrNoneKind);
export const flag = fieldsOf(flagKind);
export const optionalFlag = fieldsOf(optionalFlagKind);
export const int = fieldsOf(intKind);
export const optionalInt = fieldsOf(optionalIntKind);
export const double = fieldsOf(doubleKind);
export const optionalDouble = fieldsOf(optionalDoubleKind);
export const doubleOrMax = fieldsOf(doubleOrMaxKind);
export const size = fieldsOf(sizeKind);
export const optionalSize = fieldsOf(optionalSizeKind);
export const offset = fieldsOf(offsetKind);

export function intOr<K extends string>(empty: number, name: K): Field<Named<K, number>> {
  return fieldsOf(intKindOr(empty))(name);
}

export function word<K extends string, const Words extends readonly [string, ...string[]]>(
  name: K,
  ...words: Words
): Field<Named<K, Words[number]>> {
  return fieldsOf(wordKind(...words))(name);
}

export function oneOf<K extends string, const Numbers extends readonly [number, ...number[]]>(
  name: K,
  ...numbers: Numbers
): Field<Named<K, Numbers[number]>> {
  return fieldsOf(oneOfKind(...numbers))(name);
}

/** A message's own version number: senders disagree about it, so it is not looked at. */
export function version(written: number): Field<unknown> {
  return constant(String(written));
}

/** Of no use any more, but still in its place. */
export const deprecated: Field<unknown> = constant('');

export function constant(written: string): Field<unknown> {
  return { walk: (wire) => wire.constant(written), prepare: () => undefined };
}

// ── Gates ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Present from server version `first` on. */
export function since<const Fields extends readonly AnyField[]>(
  first: number,
  ...fields: Fields
): Field<RecordOf<Fields>> {
  return gated((wire) => wire.version >= first, fields);
}

/** Present below server version `end`. */
export function before<const Fields extends readonly AnyField[]>(
  end: number,
  ...fields: Fields
): Field<RecordOf<Fields>> {
  return gated((wire) => wire.version < end, fields);
}

/** Present if what came before says so. */
export function when<R, const Fields extends readonly AnyField[]>(
  isPresent: (record: R, wire: Wire) => boolean,
  ...fields: Fields
): Field<R & RecordOf<Fields>> {
  return gated<R & RecordOf<Fields>>((wire, record) => isPresent(record, wire), fields);
}

function gated<R>(isPresent: (wire: Wire, record: R) => boolean, fields: readonly AnyField[]): Field<R> {
  const walk = walkAll<R>(fields);
  return {
    walk: (wire, record) => {
      if (isPresent(wire, record)) walk(wire, record);
    },
    prepare: prepareAll(fields),
  };
}

// ── Groups ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Fields of an object inside the record, which starts as `empty`. May come back for more later in the layout. */
export function inside<K extends string, Noun extends object>(name: K, empty: Noun) {
  return (...fields: readonly Field<Noun>[]): Field<Named<K, Noun>> => {
    for (const { single } of fields) {
      if (single === undefined) continue;
      const inNoun = (empty as Draft)[single.name];
      assert(inNoun === single.empty, `${name}.${single.name} is ${String(inNoun)} when empty, not so here`);
    }
    const walk = walkAll<Noun>(fields);
    return {
      walk: (wire, record) => wire.inside(name, () => walk(wire, record[name])),
      prepare: (record) => {
        record[name] ??= { ...empty };
      },
    };
  };
}

/** A count and as many items, `itemCountMax` at most. */
export function list<K extends string, const Fields extends readonly AnyField[]>(
  name: K,
  itemCountMax: number,
  ...fields: Fields
): Field<Named<K, readonly RecordOf<Fields>[]>> {
  return listOf<K, RecordOf<Fields>>(
    name,
    itemCountMax,
    () => freshRecord(fields) as RecordOf<Fields>,
    walkAll<RecordOf<Fields>>(fields),
  );
}

export function listOf<K extends string, Item>(
  name: K,
  itemCountMax: number,
  fresh: () => Item,
  walkItem: (wire: Wire, item: Item) => void,
): Field<Named<K, readonly Item[]>> {
  return {
    walk: (wire, record) => wire.list(record, name, itemCountMax, fresh, (item) => walkItem(wire, item)),
    prepare: (record) => {
      record[name] ??= [];
    },
  };
}

/** A count and as many plain texts or numbers. */
export function listOfValues<K extends string, T>(
  name: K,
  itemCountMax: number,
  kind: FieldKind<T>,
): Field<Named<K, readonly T[]>> {
  return {
    walk: (wire, record) => wire.values(record, name, itemCountMax, kind),
    prepare: (record) => {
      record[name] ??= [];
    },
  };
}

/** A flag, and if it is 1 the object. */
export function present<K extends string, const Fields extends readonly AnyField[]>(
  name: K,
  ...fields: Fields
): Field<Named<K, RecordOf<Fields> | undefined>> {
  const walk = walkAll<RecordOf<Fields>>(fields);
  const fresh = () => freshRecord(fields) as RecordOf<Fields>;
  return {
    walk: (wire, record) => wire.present(record, name, fresh, (item) => walk(wire, item)),
    prepare: (record) => {
      record[name] ??= undefined;
    },
  };
}

/** All remaining fields as they are. */
export function rest<K extends string>(name: K): Field<Named<K, readonly string[]>> {
  return {
    walk: (wire, record) => wire.rest(record, name),
    prepare: (record) => {
      record[name] ??= [];
    },
  };
}

function fieldsOf<T>(kind: FieldKind<T>) {
  return <K extends string>(name: K): Field<Named<K, T>> => ({
    walk: (wire, record) => wire.pass(record, name, kind),
    prepare: (record) => {
      record[name] ??= kind.empty;
    },
    single: { name, empty: kind.empty },
  });
}

/** `R` is what all the fields need together; whoever derives it from them says so. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- a cast in one place instead of six
function walkAll<R>(fields: readonly AnyField[]): (wire: Wire, record: R) => void {
  return (wire, record) => {
    for (const field of fields as readonly Field<R>[]) field.walk(wire, record);
  };
}

function prepareAll(fields: readonly AnyField[]): (record: Draft) => void {
  return (record) => {
    for (const field of fields) field.prepare(record);
  };
}

function freshRecord(fields: readonly AnyField[]): Draft {
  const record: Draft = {};
  prepareAll(fields)(record);
  return record;
}
