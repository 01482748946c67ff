import type { PortfolioDifference } from '#shared/model/account.ts';
import type { Found } from '#shared/portfolio/compare.ts';

/** A fill, its commission and the account's own news come one after the other: what is over by then was no difference. */
const GRACE_MS: Readonly<Record<PortfolioDifference['about'], number>> = {
  quantity: 3_000,
  cash: 10_000,
  'average-cost': 10_000,
  'realized-pnl': 10_000,
};
const COUNT_MAX = 1_000;

/** Differences from when they are first seen until they are gone; told once they have lasted. */
export class DifferenceWatch {
  readonly #seen = new Map<string, { readonly since: number; found: Found; isTold: boolean }>();
  #told: readonly PortfolioDifference[] = [];

  get told(): readonly PortfolioDifference[] {
    return this.#told;
  }

  /**
   * @param isProof both sides have just been asked and are complete: nothing is waited for @param now Unix ms
   * @returns whether what is told has changed
   */
  see(all: readonly Found[], now: number, isProof = false): boolean {
    const keys = new Set(all.map(({ key }) => key));
    for (const key of this.#seen.keys()) if (!keys.has(key)) this.#seen.delete(key);
    for (const found of all) {
      const known = this.#seen.get(found.key);
      if (known !== undefined) known.found = found;
      else if (this.#seen.size < COUNT_MAX) this.#seen.set(found.key, { since: now, found, isTold: false });
    }
    for (const one of this.#seen.values())
      if (isProof || now - one.since >= GRACE_MS[one.found.about]) one.isTold = true;
    const told = [...this.#seen.values()]
      .filter(({ isTold }) => isTold)
      .map(({ found, since }): PortfolioDifference => ({ ...found, since }));
    const isSame =
      told.length === this.#told.length &&
      told.every((one, index) => {
        const other = this.#told[index]!;
        return one.key === other.key && one.ours === other.ours && one.brokers === other.brokers;
      });
    this.#told = told;
    return !isSame;
  }

  /** Some wait for their grace: look again. */
  get isWaiting(): boolean {
    return this.#told.length < this.#seen.size;
  }

  forget(): void {
    this.#seen.clear();
    this.#told = [];
  }
}
