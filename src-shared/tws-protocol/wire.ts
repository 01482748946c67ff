import type { FieldKind } from './field-kinds.ts';

/** How a layout may be read when clients disagree about it. A writer always takes the official form. */
export interface Reading {
  /** @stoqey/ib sends the seven scale details for an increment of 0 too; official clients only above 0. */
  readonly hasScaleDetailsAtZero: boolean;
}

/** One walk along the fields of a message. A reader sets properties from fields, a writer sets fields from properties. */
export interface Wire {
  readonly version: number;
  readonly reading: Reading;
  pass<K extends string, T>(record: { readonly [P in K]: T }, name: K, kind: FieldKind<T>): void;
  /** A field nobody looks at: written as `text`, read as anything. */
  constant(text: string): void;
  /** Names the object whose fields follow, for faults. */
  inside(name: string, walk: () => void): void;
  /** A count, then that many items. */
  list<K extends string, Item>(
    record: { readonly [P in K]: readonly Item[] },
    name: K,
    itemCountMax: number,
    fresh: () => Item,
    walk: (item: Item) => void,
  ): void;
  /** A count, then that many fields of one kind. */
  values<K extends string, T>(
    record: { readonly [P in K]: readonly T[] },
    name: K,
    itemCountMax: number,
    kind: FieldKind<T>,
  ): void;
  /** A flag, then the object if it is there. */
  present<K extends string, Item>(
    record: { readonly [P in K]: Item | undefined },
    name: K,
    fresh: () => Item,
    walk: (item: Item) => void,
  ): void;
  /** Whatever is left. */
  rest<K extends string>(record: { readonly [P in K]: readonly string[] }, name: K): void;
}
