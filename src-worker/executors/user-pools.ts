import type { Piscina } from 'piscina';

/** Sets of threads that are kept for the next run of the same code. */
const POOLS_MAX = 4;

interface UserPool {
  readonly pool: Piscina;
  running: number;
}

/**
 * Threads for users' strategies: those that have met the code of one file, as it was at one time, meet no other's. So what a
 * file does to its thread stays there, and the engine in it is compiled for one class of strategy.
 */
export class UserPools {
  /** By the hash of the code; used longest ago first. */
  readonly #pools = new Map<string, UserPool>();
  readonly #make: () => Piscina;

  constructor(make: () => Piscina) {
    this.#make = make;
  }

  async use<Answer>(hash: string, task: (pool: Piscina) => Promise<Answer>): Promise<Answer> {
    const used = this.#pools.get(hash) ?? { pool: this.#make(), running: 0 };
    this.#pools.delete(hash);
    this.#pools.set(hash, used);
    used.running++;
    try {
      return await task(used.pool);
    } finally {
      used.running--;
      this.#makeRoom();
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map(({ pool }) => pool.destroy()));
  }

  #makeRoom(): void {
    for (const [hash, { pool, running }] of this.#pools) {
      if (this.#pools.size <= POOLS_MAX) return;
      if (running > 0) continue;
      this.#pools.delete(hash);
      void pool.destroy();
    }
  }
}
