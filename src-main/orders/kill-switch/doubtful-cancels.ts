import type { Logger } from '#shared/telemetry/logger.ts';
import type { Confirmation } from '../../ports/desktop.ts';
import type { OwedByHalt } from '../../ports/order-journal.ts';
import type { HaltPlaces } from './halt-places.ts';
import type { JournalWriter } from '../journal-writer.ts';
import { isOwedAt, withPull } from './owed-by-halt.ts';
import type { TradingControl } from '../trading-control.ts';

export interface DoubtfulCancelsOptions {
  readonly control: TradingControl;
  readonly writer: JournalWriter;
  readonly confirm: (confirmation: Confirmation) => Promise<boolean>;
  readonly log: Logger;
}

/** Asks the user about cancels that are owed to an unknown login, or to another login of the book that is connected. */
export class DoubtfulCancels {
  readonly #options: DoubtfulCancelsOptions;
  readonly #places: HaltPlaces;
  readonly #pullCount: () => number;
  readonly #onMeant: () => void;
  /** Logins whose orders the user did not want cancelled. */
  readonly #declined = new Set<string>();
  #isAsking = false;

  /**
   * @param pullCount how often the kill switch was pulled: an answer is about the pull that was asked about
   * @param onMeant cancels are owed here from now on
   */
  constructor(
    options: DoubtfulCancelsOptions,
    places: HaltPlaces,
    pullCount: () => number,
    onMeant: () => void,
  ) {
    this.#options = options;
    this.#places = places;
    this.#pullCount = pullCount;
    this.#onMeant = onMeant;
  }

  /** Pulled anew: what was declined before is asked about again. */
  begin(): void {
    this.#declined.clear();
  }

  /** To be called while halted, once a connection is open. */
  ask(): void {
    const { control, confirm, log } = this.#options;
    const place = this.#places.here;
    const isInQuestion = ({ profileId }: OwedByHalt) => profileId === null || profileId === place?.profileId;
    const doubtful = control.halt!.owed.filter(
      (one) => place !== null && isInQuestion(one) && !isOwedAt(one, place),
    );
    if (place === null || doubtful.length === 0 || this.#isAsking) return;
    const login = `${place.profileName} (${(place.accounts ?? []).join(', ')})`;
    if (this.#declined.has(login)) return;
    const pulls = this.#pullCount();
    this.#isAsking = true;
    void confirm({
      title: 'Kill switch',
      message: `The kill switch was pulled before. Cancel all orders of ${login}?`,
      detail:
        'It is not known to be meant for this login. Trading stays halted either way; no position is closed.',
      agree: 'Cancel all orders',
    })
      .then((isMeant) => {
        this.#isAsking = false;
        if (!isMeant) this.#declined.add(login);
        const { halt } = control;
        const now = this.#places.here;
        if (halt === null || pulls !== this.#pullCount()) return;
        // Another one is connected meanwhile: it is not the one that was asked about.
        if (now?.profileId !== place.profileId || String(now.accounts) !== String(place.accounts))
          return this.ask();
        if (!isMeant) return;
        const owed = withPull(
          halt.owed.filter((one) => !doubtful.includes(one)),
          place,
          false,
        );
        const next = { ...halt, owed };
        control.setHalt(next);
        this.#options.writer.queue({ halt: next });
        this.#onMeant();
      })
      .catch((error: unknown) => {
        this.#isAsking = false;
        log.error({ error }, 'whose orders the kill switch is to cancel could not be asked');
      });
  }
}
