import type { Timers } from '#shared/kernel/clock.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import { SYNCHRONISE_PLACES, type Synchronise, type SynchronisePlace } from '../ports/synchronise.ts';
import type { Session } from './session.ts';

/** A participant that says nothing for this long has failed. */
export const PART_WITHIN_MS = 60_000;

/**
 * Has every service compare with the broker, in order, after a start, a reconnect or an outage. If one fails the book stays
 * unproven and the others are asked all the same: prices come although the orders could not be compared. Runs never overlap.
 */
export class Synchronisation {
  readonly #participants = new Map<SynchronisePlace, Synchronise>();
  readonly #timers: Timers;
  readonly #log: Logger;
  /** The services that have compared in this session, until TWS loses the session's data. */
  #proven: { session: Session; readonly places: Set<SynchronisePlace> } | null = null;
  #running: Promise<void> = Promise.resolve();
  #stopRunning: (why: string) => void = () => undefined;
  #runCount = 0;

  constructor(timers: Timers, log: Logger) {
    this.#timers = timers;
    this.#log = log;
  }

  register(place: SynchronisePlace, participant: Synchronise): void {
    if (this.#participants.has(place)) throw new Error(`two participants for ${place}`);
    this.#participants.set(place, participant);
  }

  /** For `TwsConnection`. Rejects with everything that could not be proven. */
  async run(session: Session, isDataKept: boolean): Promise<void> {
    this.stop('another comparison began');
    const mine = this.#runCount;
    if (this.#proven?.session !== session || !isDataKept) this.#proven = { session, places: new Set() };
    const { places } = this.#proven;
    await this.#running;
    if (mine !== this.#runCount) throw new Error('another comparison began');
    const cancel = new AbortController();
    const stopped = new Promise<never>((_, reject) => {
      this.#stopRunning = (why) => {
        cancel.abort();
        reject(new Error(why));
      };
    });
    const run = this.#askAll(session, places, cancel.signal, stopped);
    this.#running = run.then(
      () => undefined,
      () => undefined,
    );
    const failures = await run;
    if (failures.length > 0) throw new Error(failures.join('; '));
  }

  /** The session is over: what still runs is given up. */
  stop(why: string): void {
    this.#runCount++;
    this.#stopRunning(why);
    this.#stopRunning = () => undefined;
  }

  async #askAll(
    { profile, book, accounts, nextValidId }: Session,
    places: Set<SynchronisePlace>,
    signal: AbortSignal,
    stopped: Promise<never>,
  ): Promise<string[]> {
    const failures: string[] = [];
    for (const place of SYNCHRONISE_PLACES) {
      const participant = this.#participants.get(place);
      if (participant === undefined) continue;
      const context = { profile, book, accounts, nextValidId, signal, isDataKept: places.has(place) };
      try {
        await Promise.race([stopped, this.#within(place, participant(context))]);
        places.add(place);
      } catch (error) {
        if (signal.aborted) throw error;
        this.#log.warn({ error, place }, 'a part of the book could not be proven');
        failures.push(`${WORDS[place]}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    return failures;
  }

  #within(place: SynchronisePlace, part: Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const stopTimer = this.#timers.schedule(PART_WITHIN_MS, () => {
        reject(new Error(`${WORDS[place]} took longer than ${PART_WITHIN_MS / 1_000} s`));
      });
      part.then(resolve, reject).finally(stopTimer);
    });
  }
}

const WORDS: Readonly<Record<SynchronisePlace, string>> = {
  time: 'the broker’s time',
  orders: 'orders and executions',
  portfolio: 'positions and cash',
  'market-data': 'market data',
};
