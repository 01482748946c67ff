import type { Contract } from '../model/contract.ts';
import { bookEntry, copyState, emptyState, type BookState, type ClosedPart } from './book-state.ts';
import { compareEntries, timeOf, type Entry } from './entry.ts';

/** So many entries are booked anew at most when one that is not the last changes, as commissions do that come after their fill. */
const CHECKPOINT_EVERY = 64;

/** The book before the entry of this index, and how many parts had been closed by then. */
interface Checkpoint {
  readonly index: number;
  readonly state: BookState;
  readonly partCount: number;
}

/** What one entry realised, for sums over days. */
interface Realized {
  readonly at: number;
  /** 1e-6 of the contract's currency. */
  readonly amount: bigint;
}

/**
 * One contract in one account: entries in the order of their time, whatever order they came in, and what follows from them.
 * The same entries give the same book. Entries older than `forgetBefore` was told are no longer kept one by one.
 */
export class ContractBook {
  readonly account: string;
  /** As the newest entry or the broker's own line describes it. */
  contract: Contract;
  #entries: Entry[] = [];
  readonly #ids = new Set<string>();
  /** Of each entry: what it realised. */
  #realized: Realized[] = [];
  #state = emptyState();
  #parts: ClosedPart[] = [];
  #checkpoints: Checkpoint[] = [{ index: 0, state: emptyState(), partCount: 0 }];
  /** Unix ms: entries before are folded away. */
  #forgottenUntil = -Infinity;

  constructor(account: string, contract: Contract) {
    this.account = account;
    this.contract = contract;
  }

  get state(): Readonly<BookState> {
    return this.#state;
  }

  /** Closed parts of lots, in the order in which they were closed. */
  get parts(): readonly ClosedPart[] {
    return this.#parts;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** Unix ms of the newest entry; -Infinity: none that is not forgotten. */
  get lastAt(): number {
    const last = this.#entries.at(-1);
    return last === undefined ? -Infinity : timeOf(last);
  }

  /** Whether an entry of that time would come too late to be put in its place. */
  isForgotten(at: number): boolean {
    return at < this.#forgottenUntil;
  }

  /** What was realised from an instant on, 1e-6 of the contract's currency. */
  realizedSince(from: number): bigint {
    let sum = 0n;
    for (let index = this.#realized.length - 1; index >= 0 && this.#realized[index]!.at >= from; index--)
      sum += this.#realized[index]!.amount;
    return sum;
  }

  /** Commissions from an instant on that are in other currencies than the contract's, and so no part of its cost. */
  foreignCommissionsSince(from: number): ReadonlyMap<string, bigint> {
    const sums = new Map<string, bigint>();
    for (let index = this.#entries.length - 1; index >= 0; index--) {
      const entry = this.#entries[index]!;
      if (timeOf(entry) < from) break;
      if (entry.kind !== 'fill' || entry.commission === null) continue;
      const { currency, commission } = entry.commission;
      if (currency === entry.execution.contract.currency) continue;
      sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(commission));
    }
    return sums;
  }

  /** Adds an entry, or puts it in the place of the one with the same id. */
  put(entry: Entry): void {
    const old = this.#ids.has(entry.id) ? this.#entries.findLastIndex(({ id }) => id === entry.id) : -1;
    if (old >= 0) this.#entries.splice(old, 1);
    else this.#ids.add(entry.id);
    const place = this.#placeOf(entry);
    this.#entries.splice(place, 0, entry);
    this.#bookFrom(old < 0 ? place : Math.min(old, place));
  }

  remove(id: string): void {
    const place = this.#entries.findLastIndex((entry) => entry.id === id);
    if (place < 0) return;
    this.#entries.splice(place, 1);
    this.#ids.delete(id);
    this.#bookFrom(place);
  }

  /** Keeps what entries before an instant have led to and forgets the entries themselves. @returns those that are forgotten */
  forgetBefore(at: number): readonly Entry[] {
    const kept = this.#checkpoints.findLast(
      ({ index }) => index === 0 || timeOf(this.#entries[index - 1]!) < at,
    );
    if (kept === undefined || kept.index === 0) return [];
    this.#forgottenUntil = timeOf(this.#entries[kept.index - 1]!) + 1;
    const forgotten = this.#entries.splice(0, kept.index);
    for (const { id } of forgotten) this.#ids.delete(id);
    this.#realized = this.#realized.slice(kept.index);
    this.#checkpoints = this.#checkpoints
      .filter(({ index }) => index >= kept.index)
      .map((checkpoint) => ({ ...checkpoint, index: checkpoint.index - kept.index }));
    return forgotten;
  }

  #placeOf(entry: Entry): number {
    let place = this.#entries.length;
    while (place > 0 && compareEntries(this.#entries[place - 1]!, entry) > 0) place--;
    return place;
  }

  #bookFrom(changed: number): void {
    const start = this.#checkpoints.findLast(({ index }) => index <= changed)!;
    // The present state holds for the entries before a new last one: nothing is done twice.
    const isAppended = changed === this.#realized.length && changed === this.#entries.length - 1;
    const from = isAppended ? changed : start.index;
    if (!isAppended) {
      this.#checkpoints.length = this.#checkpoints.indexOf(start) + 1;
      this.#state = copyState(start.state);
      this.#parts.length = start.partCount;
      this.#realized.length = start.index;
    }
    for (let index = from; index < this.#entries.length; index++) {
      if (index - this.#checkpoints.at(-1)!.index >= CHECKPOINT_EVERY)
        this.#checkpoints.push({ index, state: copyState(this.#state), partCount: this.#parts.length });
      const entry = this.#entries[index]!;
      const before = this.#state.realized;
      this.#parts.push(...bookEntry(this.#state, entry));
      this.#realized.push({ at: timeOf(entry), amount: this.#state.realized - before });
    }
  }
}
