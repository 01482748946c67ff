import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import type { ListName } from './state-schema.ts';

type Id = number | string;

export interface KeptRowsOptions<Row> {
  readonly idOf: (row: Row) => Id;
  /** Where not all fields of a row can change, sooner told than by all of them. */
  readonly isSame?: (kept: Row, row: Row) => boolean;
}

interface Kept<Row> {
  /** The row as it was last written to the file, to compare with. */
  readonly copy: Row;
  readonly position: number;
  /** The caller's own object, as it was last handed over. */
  row: Row;
  /** Number of the last `keep` whose list had the row: one that is behind has been left out, and is deleted. */
  pass: number;
}

/**
 * A list of plain rows in a table of its own, one JSON text each. The list is handed over whole, and what differs from last
 * time is written: a row costs something when it changes and next to nothing otherwise. A row changes by its fields; what
 * is inside a field is replaced, never edited, except for lists of numbers and texts.
 *
 * All writing is done within the caller's transaction. When that fails, this must not be used again.
 */
export class KeptRows<Row extends object> {
  readonly #options: KeptRowsOptions<Row>;
  readonly #rows = new Map<Id, Kept<Row>>();
  readonly #put: (id: Id, position: number, body: string) => void;
  readonly #delete: (id: Id) => void;
  readonly #readAll: () => readonly { readonly position: number; readonly body: string }[];
  #pass = 0;
  #lastPosition = 0;
  /** First and last row of the list as it was last handed over: while both are in place, nothing has gone or moved. */
  #firstId: Id | undefined;
  #lastId: Id | undefined;

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
      this.#rows.set(this.#options.idOf(row), { copy: copyOf(row), row, position, pass: this.#pass });
      this.#lastPosition = position;
      return row;
    });
  }

  /** @param rows all there are, in order */
  keep(rows: readonly Row[]): void {
    const { idOf } = this.#options;
    this.#pass++;
    let before = 0;
    for (const row of rows) {
      const id = idOf(row);
      const kept = this.#rows.get(id);
      const isInOrder = kept !== undefined && kept.position > before;
      before = isInOrder ? kept.position : ++this.#lastPosition;
      if (isInOrder && this.#isSame(kept.copy, row)) Object.assign(kept, { row, pass: this.#pass });
      else this.#write(id, row, before);
    }
    if (this.#rows.size > rows.length) this.#dropAllBut(this.#pass);
    this.#noteEnds(rows);
  }

  /**
   * As `keep`, of a list that gets rows at its end alone, may lose them anywhere, and moves at most its first to the end:
   * those it has already are passed over (`lookAt`), so that a long day costs no more than a short one.
   *
   * @returns those that were not passed over
   */
  append(rows: readonly Row[]): readonly Row[] {
    const { idOf } = this.#options;
    const count = this.#rows.size;
    const [first, last] = [rows[0], rows[count - 1]];
    // Where the first and the last are where they were, none has gone or moved.
    const isAsItWas =
      last !== undefined &&
      idOf(last) === this.#lastId &&
      first !== undefined &&
      idOf(first) === this.#firstId;
    if (!isAsItWas) {
      this.keep(rows);
      return rows;
    }
    const added = rows.slice(count);
    for (const row of added) this.#write(idOf(row), row, ++this.#lastPosition);
    this.#noteEnds(rows);
    return added;
  }

  /** Rows of the list that may have changed since they were handed over. Ids that it does not have do not matter. */
  lookAt(ids: Iterable<Id>): void {
    for (const id of ids) {
      const kept = this.#rows.get(id);
      if (kept !== undefined && !this.#isSame(kept.copy, kept.row)) this.#write(id, kept.row, kept.position);
    }
  }

  #noteEnds(rows: readonly Row[]): void {
    const { idOf } = this.#options;
    const [first, last] = [rows[0], rows.at(-1)];
    this.#firstId = first === undefined ? undefined : idOf(first);
    this.#lastId = last === undefined ? undefined : idOf(last);
  }

  #isSame(kept: Row, row: Row): boolean {
    return (this.#options.isSame ?? hasSameFields)(kept, row);
  }

  #write(id: Id, row: Row, position: number): void {
    this.#put(id, position, JSON.stringify(row));
    this.#rows.set(id, { copy: copyOf(row), row, position, pass: this.#pass });
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

function hasSameFields<Row extends object>(kept: Row, row: Row): boolean {
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
