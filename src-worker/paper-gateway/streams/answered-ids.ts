const KEPT_COUNT_MAX = 1_000;

/** Ids of one-time requests that have been answered: many clients cancel them afterwards, which is no error. */
export class AnsweredIds {
  readonly #ids = new Set<number>();

  add(reqId: number): void {
    this.#ids.add(reqId);
    if (this.#ids.size <= KEPT_COUNT_MAX) return;
    const [oldest] = this.#ids;
    this.#ids.delete(oldest!);
  }

  /** @returns whether it was there */
  take(reqId: number): boolean {
    return this.#ids.delete(reqId);
  }
}
