import type { CancelSignal } from '#shared/kernel/cancel.ts';
import type { Clock, Timers } from '#shared/kernel/clock.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { MS_PER_HOUR, MS_PER_MINUTE } from '#shared/kernel/time.ts';
import type { ContractDetails, ContractId, ContractMatch, ContractQuery } from '#shared/model/contract.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { ContractStore } from '../ports/contract-store.ts';
import type { Contracts } from '../ports/contracts.ts';
import type { Circuits } from './circuits.ts';
import type { Answer, MarketDataSource } from '../ports/market-data-source.ts';

/** Hours and rules are told for about a week ahead and change at most daily. */
export const DETAILS_TTL_MS = 12 * MS_PER_HOUR;
const SEARCH_TTL_MS = 10 * MS_PER_MINUTE;
/** The broker wants at least a second between two searches. */
export const SEARCH_EVERY_MS = 1_000;
const DETAILS_MAX = 5_000;
const SEARCHES_MAX = 200;

export interface ContractBookOptions {
  readonly source: MarketDataSource;
  readonly store: ContractStore;
  readonly circuits: Circuits;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  /** Its market has other contracts under the same numbers: nothing of it is stored, nor told elsewhere. Absent: never. */
  readonly isPractice?: () => boolean;
}

interface Memory {
  readonly known: Map<ContractId, ContractDetails>;
  /** Questions under way, so that ten who ask the same make one question. */
  readonly asked: Map<ContractId, Promise<Answer<ContractDetails>>>;
  readonly searches: Map<string, Search>;
}

const makeMemory = (): Memory => ({ known: new Map(), asked: new Map(), searches: new Map() });

interface Search {
  readonly matches: readonly ContractMatch[];
  readonly at: number;
}

/** What can be traded: asked of the broker once, kept in memory and in trading.db, asked again when it has become old. */
export class ContractBook implements Contracts {
  readonly #options: ContractBookOptions;
  readonly #ofBroker = makeMemory();
  readonly #ofPractice = makeMemory();
  #nextSearchAt = 0;
  readonly reads = { hits: 0, misses: 0 };

  constructor(options: ContractBookOptions) {
    this.#options = options;
  }

  known(contractId: ContractId): ContractDetails | undefined {
    const remembered = this.#memory.known.get(contractId);
    if (remembered !== undefined || this.#isPractice) return remembered;
    const stored = this.#options.store.load(contractId) ?? undefined;
    if (stored !== undefined) this.#keep(stored);
    return stored;
  }

  async details(contractId: ContractId, signal?: CancelSignal): Promise<Answer<ContractDetails>> {
    const known = this.known(contractId);
    if (known !== undefined && this.#options.clock.now() - known.fetchedAt < DETAILS_TTL_MS) {
      this.reads.hits++;
      this.#keep(known);
      return ok(known);
    }
    this.reads.misses++;
    const memory = this.#memory;
    let asked = memory.asked.get(contractId);
    if (asked === undefined) {
      // Not with the signal of the first who asks: others may still want to know when that one has left.
      asked = this.#ask(contractId, memory).finally(() => memory.asked.delete(contractId));
      memory.asked.set(contractId, asked);
    }
    const answer = await asked;
    if (signal?.aborted === true)
      return err({ kind: 'cancelled', code: null, message: 'It was taken back.', help: '' });
    const isGone = !answer.ok && answer.error.kind === 'unknown-contract';
    return answer.ok || known === undefined || isGone ? answer : ok(known);
  }

  /** Contracts by ticker or name. */
  async search(text: string, signal: CancelSignal): Promise<Answer<readonly ContractMatch[]>> {
    const { source, clock, circuits } = this.#options;
    const key = text.trim().toUpperCase();
    const { searches } = this.#memory;
    const known = searches.get(key);
    if (known !== undefined && clock.now() - known.at < SEARCH_TTL_MS) {
      this.reads.hits++;
      return ok(known.matches);
    }
    this.reads.misses++;
    await this.#searchTurn(signal);
    const found = await circuits.ask('search', '', () => source.searchContracts(key, signal));
    if (found.ok) {
      searches.set(key, { matches: found.value, at: clock.now() });
      dropOldest(searches, SEARCHES_MAX);
    }
    return found;
  }

  /** All that fit a description; what is found is remembered one by one. */
  async find(query: ContractQuery, signal: CancelSignal): Promise<Answer<readonly ContractDetails[]>> {
    const { source, circuits } = this.#options;
    const found = await circuits.ask('contracts', '', () => source.findContracts(query, signal));
    if (found.ok) for (const details of found.value) this.#keep(details);
    return found;
  }

  async #ask(contractId: ContractId, memory: Memory): Promise<Answer<ContractDetails>> {
    const { source, store, circuits, log } = this.#options;
    const found = await circuits.ask('contracts', '', () => source.findContracts({ contractId }));
    if (!found.ok) return found;
    const details = found.value.find(({ contract }) => contract.contractId === contractId);
    if (details === undefined) {
      const message = `The broker knows no contract of the number ${contractId}.`;
      return err({ kind: 'unknown-contract', code: null, message, help: 'Look it up by its name again.' });
    }
    this.#keep(details, memory);
    if (memory === this.#ofPractice) return ok(details);
    const saved = store.save(details);
    if (!saved.ok) log.warn({ error: saved.error }, 'contract details were not saved');
    return ok(details);
  }

  get #isPractice(): boolean {
    return this.#options.isPractice?.() === true;
  }

  get #memory(): Memory {
    return this.#isPractice ? this.#ofPractice : this.#ofBroker;
  }

  #keep(details: ContractDetails, { known } = this.#memory): void {
    const { contractId } = details.contract;
    // Anew, so that it is the youngest: the oldest make room.
    known.delete(contractId);
    known.set(contractId, details);
    dropOldest(known, DETAILS_MAX);
  }

  #searchTurn(signal: CancelSignal): Promise<void> {
    const { clock, timers } = this.#options;
    const now = clock.now();
    const at = Math.max(now, this.#nextSearchAt);
    if (at === now) {
      this.#nextSearchAt = now + SEARCH_EVERY_MS;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const go = () => {
        stop();
        signal.removeEventListener('abort', go);
        // A turn that nobody takes is the next one's.
        if (!signal.aborted) this.#nextSearchAt = Math.max(this.#nextSearchAt, clock.now() + SEARCH_EVERY_MS);
        resolve();
      };
      const stop = timers.schedule(at - now, go);
      signal.addEventListener('abort', go);
    });
  }
}

function dropOldest(map: Map<unknown, unknown>, sizeMax: number): void {
  for (const key of map.keys()) {
    if (map.size <= sizeMax) return;
    map.delete(key);
  }
}
