import { flagKind, intKind, refused, type FieldKind } from './field-kinds.ts';
import { quoted, type ProtocolFault } from './protocol-fault.ts';
import type { Reading, Wire } from './wire.ts';

type ReadFault = Pick<ProtocolFault, 'kind' | 'field' | 'fieldIndex' | 'why'>;

/**
 * Reads the fields of one message into records made fresh for it.
 *
 * It never throws: the first fault stays, and from there on every field keeps the value that a fresh record has. So the
 * walk always ends, and what it made is only to be used when `fault` is undefined.
 */
export class FieldReader implements Wire {
  readonly version: number;
  readonly reading: Reading;
  readonly #fields: readonly string[];
  #index: number;
  #path = '';
  #fault: ReadFault | undefined;
  #requestId: number | undefined;

  /** @param index of the first field to read: 1, behind the message id */
  constructor(version: number, fields: readonly string[], index: number, reading: Reading) {
    this.version = version;
    this.#fields = fields;
    this.#index = index;
    this.reading = reading;
  }

  get fault(): ReadFault | undefined {
    return this.#fault;
  }

  /** The reqId or orderId at the top of the record, once it has been read. */
  get requestId(): number | undefined {
    return this.#requestId;
  }

  /** To be called after the last field: a surplus means that both sides counted differently, so nothing can be trusted. */
  expectEnd(): void {
    const leftCount = this.#fields.length - this.#index;
    if (leftCount === 0) return;
    const first = quoted(this.#fields[this.#index]!);
    this.#fail(
      'leftoverFields',
      undefined,
      this.#index,
      `${leftCount} more than this message has, from ${first} on`,
    );
  }

  pass<K extends string, T>(record: { readonly [P in K]: T }, name: K, kind: FieldKind<T>): void {
    const value = this.#read(name, kind);
    if (value === refused) return;
    set(record, name, value);
    if (this.#path === '' && (name === 'reqId' || name === 'orderId') && typeof value === 'number') {
      this.#requestId ??= value;
    }
  }

  constant(): void {
    this.#next('version');
  }

  inside(name: string, walk: () => void): void {
    const outer = this.#path;
    this.#path = `${outer}${name}.`;
    walk();
    this.#path = outer;
  }

  list<K extends string, Item>(
    record: { readonly [P in K]: readonly Item[] },
    name: K,
    itemCountMax: number,
    fresh: () => Item,
    walk: (item: Item) => void,
  ): void {
    const count = this.#count(name, itemCountMax);
    const items: Item[] = [];
    const outer = this.#path;
    for (let i = 0; i < count && this.#fault === undefined; i++) {
      const item = fresh();
      this.#path = `${outer}${name}[${i}].`;
      walk(item);
      items.push(item);
    }
    this.#path = outer;
    set(record, name, items);
  }

  values<K extends string, T>(
    record: { readonly [P in K]: readonly T[] },
    name: K,
    itemCountMax: number,
    kind: FieldKind<T>,
  ): void {
    const count = this.#count(name, itemCountMax);
    const values: T[] = [];
    for (let i = 0; i < count; i++) {
      const value = this.#read(`${name}[${i}]`, kind);
      if (value === refused) return;
      values.push(value);
    }
    set(record, name, values);
  }

  present<K extends string, Item>(
    record: { readonly [P in K]: Item | undefined },
    name: K,
    fresh: () => Item,
    walk: (item: Item) => void,
  ): void {
    if (this.#read(name, flagKind) !== true) return;
    const item = fresh();
    this.inside(name, () => walk(item));
    set(record, name, item);
  }

  rest<K extends string>(record: { readonly [P in K]: readonly string[] }, name: K): void {
    if (this.#fault !== undefined) return;
    set(record, name, this.#fields.slice(this.#index));
    this.#index = this.#fields.length;
  }

  /** 0 after a fault, so that the loop over the items does nothing. */
  #count(name: string, countMax: number): number {
    const countIndex = this.#index;
    const count = this.#read(`${name}.length`, intKind);
    if (count === refused) return 0;
    if (count < 0 || count > countMax) {
      const why = `${this.#path}${name} takes 0 to ${countMax} items, was ${count}`;
      this.#fail('tooManyItems', name, countIndex, why);
      return 0;
    }
    return count;
  }

  #read<T>(name: string, kind: FieldKind<T>): T | typeof refused {
    const index = this.#index;
    const text = this.#next(name);
    if (text === undefined) return refused;
    const value = kind.parse(text);
    if (value === refused) {
      const why = `${this.#path}${name} must be ${kind.expects}, was ${quoted(text)}`;
      this.#fail('badField', name, index, why);
    }
    return value;
  }

  #next(name: string): string | undefined {
    if (this.#fault !== undefined) return undefined;
    if (this.#index >= this.#fields.length) {
      this.#fail('missingField', name, this.#index, `the message ends before ${this.#path}${name}`);
      return undefined;
    }
    return this.#fields[this.#index++];
  }

  #fail(kind: ReadFault['kind'], name: string | undefined, fieldIndex: number, why: string): void {
    this.#fault ??= {
      kind,
      field: name === undefined ? undefined : this.#path + name,
      fieldIndex,
      why,
    };
  }
}

/** The one place where a record is written to: while it is being read, before anyone has seen it. */
function set<K extends string>(record: { [P in K]: unknown }, name: K, value: unknown): void {
  record[name] = value;
}
