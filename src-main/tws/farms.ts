import type { Farm } from '#shared/model/connection.ts';

/** A farm that is broken for so long is a reason to connect anew. */
export const BROKEN_FOR_MS_MAX = 5 * 60_000;
const FARM_COUNT_MAX = 100;

/** The broker's data farms and their states, as TWS last reported them. */
export class Farms {
  readonly #farms = new Map<string, Farm>();

  /** @returns whether it says anything new */
  hear(farm: Omit<Farm, 'since'>, now: number): boolean {
    const key = `${farm.kind} ${farm.name}`;
    const known = this.#farms.get(key);
    if (known?.state === farm.state) return false;
    if (known === undefined && this.#farms.size >= FARM_COUNT_MAX) return false;
    this.#farms.set(key, { ...farm, since: now });
    return true;
  }

  get all(): Farm[] {
    return [...this.#farms.values()];
  }

  get isAnyBroken(): boolean {
    return this.all.some(({ state }) => state === 'broken');
  }

  /** Unix ms of the first one that broke and did not come back; null: all are well. */
  get brokenSince(): number | null {
    const broken = this.all.filter(({ state }) => state === 'broken').map(({ since }) => since);
    return broken.length === 0 ? null : Math.min(...broken);
  }

  forget(): void {
    this.#farms.clear();
  }
}
