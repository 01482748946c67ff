import { assert } from '#shared/kernel/assert.ts';
import { textKind, type FieldKind } from './field-kinds.ts';
import type { Reading, Wire } from './wire.ts';

/** Collects the fields of one message. Values that cannot be written are a bug of the caller, so they assert. */
export class FieldWriter implements Wire {
  readonly version: number;
  readonly reading: Reading = { hasScaleDetailsAtZero: false };
  readonly fields: string[] = [];

  constructor(version: number) {
    this.version = version;
  }

  pass<K extends string, T>(record: { readonly [P in K]: T }, name: K, kind: FieldKind<T>): void {
    this.fields.push(kind.format(record[name]));
  }

  constant(text: string): void {
    this.fields.push(text);
  }

  inside(_name: string, walk: () => void): void {
    walk();
  }

  list<K extends string, Item>(
    record: { readonly [P in K]: readonly Item[] },
    name: K,
    itemCountMax: number,
    _fresh: () => Item,
    walk: (item: Item) => void,
  ): void {
    const items: readonly Item[] = record[name];
    this.#count(name, items.length, itemCountMax);
    for (const item of items) walk(item);
  }

  values<K extends string, T>(
    record: { readonly [P in K]: readonly T[] },
    name: K,
    itemCountMax: number,
    kind: FieldKind<T>,
  ): void {
    const values: readonly T[] = record[name];
    this.#count(name, values.length, itemCountMax);
    for (const value of values) this.fields.push(kind.format(value));
  }

  present<K extends string, Item>(
    record: { readonly [P in K]: Item | undefined },
    name: K,
    _fresh: () => Item,
    walk: (item: Item) => void,
  ): void {
    const item: Item | undefined = record[name];
    this.fields.push(item === undefined ? '0' : '1');
    if (item !== undefined) walk(item);
  }

  rest<K extends string>(record: { readonly [P in K]: readonly string[] }, name: K): void {
    for (const field of record[name]) this.fields.push(textKind.format(field));
  }

  #count(name: string, count: number, countMax: number): void {
    assert(count <= countMax, `${name} has ${count} items, ${countMax} are the most one message takes`);
    this.fields.push(String(count));
  }
}
