import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import type { ListName } from './state-schema.ts';

export interface KeptRowsOptions<Row> {
  readonly idOf: (row: Row) => number | string;
  /** Of what hardly ever changes: sooner told than by all its fields. */
  readonly isSame?: (kept: Row, row: Row) => boolean;
}

interface Kept<Row> {
  /** As it was written. */
  readonly row: Row;
  readonly position: number;
  /** Of the last pass that it was there in. */
  pass: number;
}

/**
 * A list of plain rows in a table of its own, one JSON text each. The list is handed over whole, and what differs from last
 * time is written: a row costs something when it changes and next to nothing otherwise. A row changes by its fields; what
 * is inside a field is replaced, never edited, except for lists of numbers and texts.
 */
export class KeptRows<Row extends object> {
  readonly #options: KeptRowsOptions<Row>;
  readonly #rows = new Map<number | string, Kept<Row>>();
  readonly #put: (id: number | string, position: number, body: string) => void;
  readonly #delete: (id: number | string) => void;
  readonly #readAll: () => readonly { readonly position: number; readonly body: string }[];
  #pass = 0;
  #lastPosition = 0;

  constructor(db: SqliteDatabase, table: ListName, options: KeptRowsOptions<Row>) {
    this.#options = options;
    const put = db.prepare(
      `INSERT INTO ${table} (id, position, body) VALUES (?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET position = excluded.position, body = excluded.body`,
    );
    this.#put = (id, position, body) => void put.run(id, position, body);
    const remove = db.prepare(`DELETE FROM ${table} WHERE id = ?`);
    this.#delete = (id) => void remove.run(id);
    const readAll = db.prepare(`SELECT position, body FROM ${table} ORDER BY position`);
    this.#readAll = () => readAll.all() as { position: number; body: string }[];
  }

  /** What the file has, in the order in which it was handed over. Once, before anything is written. */
  load(): Row[] {
    return this.#readAll().map(({ position, body }) => {
      const row = JSON.parse(body) as Row;
      this.#rows.set(this.#options.idOf(row), { row: copyOf(row), position, pass: this.#pass });
      this.#lastPosition = position;
      return row;
    });
  }

  /** Within the caller's transaction. When that fails, this must not be used again. @param rows all there are, in order */
  keep(rows: readonly Row[]): void {
    const { idOf, isSame = hasSameFields } = this.#options;
    this.#pass++;
    let before = 0;
    for (const row of rows) {
      const id = idOf(row);
      const kept = this.#rows.get(id);
      const isInOrder = kept !== undefined && kept.position > before;
      if (isInOrder && isSame(kept.row, row)) {
        kept.pass = this.#pass;
        before = kept.position;
        continue;
      }
      const position = isInOrder ? kept.position : ++this.#lastPosition;
      this.#put(id, position, JSON.stringify(row));
      this.#rows.set(id, { row: copyOf(row), position, pass: this.#pass });
      before = position;
    }
    if (this.#rows.size > rows.length) this.#dropAllBut(this.#pass);
  }

  #dropAllBut(pass: number): void {
    for (const [id, kept] of this.#rows) {
      if (kept.pass === pass) continue;
      this.#delete(id);
      this.#rows.delete(id);
    }
  }
}

function copyOf<Row extends object>(row: Row): Row {
  const fields = Object.entries(row).map(([name, value]: [string, unknown]) => [
    name,
    Array.isArray(value) ? [...(value as unknown[])] : value,
  ]);
  return Object.fromEntries(fields) as Row;
}

/** For rows of which some never change again. */
export function hasSameFields<Row extends object>(kept: Row, row: Row): boolean {
  for (const name in row) {
    const [before, now] = [kept[name], row[name]];
    if (before === now || (Array.isArray(before) && Array.isArray(now) && isSameList(before, now))) continue;
    return false;
  }
  return true;
}

function isSameList(before: readonly unknown[], now: readonly unknown[]): boolean {
  return before.length === now.length && before.every((each, index) => each === now[index]);
}
