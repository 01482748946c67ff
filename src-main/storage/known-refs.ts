import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';

/** Years of a person's orders, some megabytes; with more, a reference that is not in memory is looked up on the disk. */
const KNOWN_REFS_MAX = 100_000;

/**
 * The references of all orders of one book, in memory. Every order is checked for a reference that was used before, and a look
 * at the disk would cost more (70 µs) than all pre-trade rules.
 */
export class KnownRefs {
  readonly #all;
  readonly #one;
  readonly #max: number;
  #bookId: string | null = null;
  #refs = new Set<string>();
  /** Whether these are all references, so that any other was never used. */
  #areAll = false;

  constructor(db: SqliteDatabase, max = KNOWN_REFS_MAX) {
    this.#max = max;
    // In the order of an index that contains the references: the rows themselves are not read.
    this.#all = db
      .prepare<[string, number], string>(
        'SELECT ref FROM orders WHERE profile_id = ? ORDER BY created_at DESC LIMIT ?',
      )
      .pluck();
    this.#one = db.prepare<[string, string]>('SELECT 1 FROM orders WHERE profile_id = ? AND ref = ?');
  }

  /** Reads the references of a book; later ones are passed to `add`. */
  begin(bookId: string): void {
    const refs = this.#all.all(bookId, this.#max + 1);
    this.#bookId = bookId;
    this.#areAll = refs.length <= this.#max;
    this.#refs = new Set(refs.slice(0, this.#max));
  }

  /** References that have been written. */
  add(bookId: string, refs: Iterable<string>): void {
    if (bookId !== this.#bookId) return;
    for (const ref of refs) {
      if (this.#refs.has(ref)) continue;
      if (this.#refs.size < this.#max) this.#refs.add(ref);
      else this.#areAll = false;
    }
  }

  has(bookId: string, ref: string): boolean {
    if (bookId === this.#bookId) {
      if (this.#refs.has(ref)) return true;
      if (this.#areAll) return false;
    }
    return this.#one.get(bookId, ref) !== undefined;
  }
}
