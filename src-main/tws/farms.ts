import { MS_PER_HOUR, MS_PER_MINUTE } from '#shared/kernel/time.ts';
import type { Farm } from '#shared/model/connection.ts';

/** A farm that is broken for so long is a reason to connect anew. */
export const BROKEN_FOR_MS_MAX = 5 * MS_PER_MINUTE;
/** If that has not mended it: a new connection halts trading for seconds and ends every quote of the farms that work. */
const RECONNECTED_FOR_IT_EVERY_MS = MS_PER_HOUR;
const FARM_COUNT_MAX = 100;

/** The broker's data farms and their states, as TWS last reported them. */
export class Farms {
  readonly #farms = new Map<string, Farm>();

  /** @returns whether it says anything new */
  hear(farm: Omit<Farm, 'since'>, now: number): boolean {
    const key = keyOf(farm);
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

  knows(farm: Pick<Farm, 'kind' | 'name'>): boolean {
    return this.#farms.has(keyOf(farm));
  }

  /** @param since Unix ms */
  isAnyBrokenSince(since: number): boolean {
    return this.all.some((farm) => farm.state === 'broken' && farm.since >= since);
  }

  /** TWS names them as connected, whatever their kind. */
  hearConnected(names: readonly string[], now: number): void {
    for (const { name, kind, state } of this.all)
      if (state === 'broken' && names.includes(name)) this.hear({ name, kind, state: 'ok' }, now);
  }

  /**
   * Whether a farm has been broken for so long that a new connection may mend it.
   *
   * @param tried when one was made for each farm, Unix ms; those that are broken now are noted in it
   */
  callForReconnect(now: number, tried: Map<string, number>): boolean {
    for (const [farm, at] of tried) if (now - at >= RECONNECTED_FOR_IT_EVERY_MS) tried.delete(farm);
    const broken = this.all.filter(({ state }) => state === 'broken');
    const isOverdue = broken.some((farm) => now - farm.since >= BROKEN_FOR_MS_MAX && !tried.has(keyOf(farm)));
    if (isOverdue) for (const farm of broken) tried.set(keyOf(farm), now);
    return isOverdue;
  }
}

function keyOf({ kind, name }: Pick<Farm, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}
