import type { Clock, Timers } from '#shared/kernel/clock.ts';
import type { OrderRecord } from '#shared/orders/order-record.ts';
import type { ConnectionReader } from '../../ports/broker-connection.ts';
import { ALL_TRADING, auditRow } from '../audit-log.ts';
import { Cancelling, type CancellingOptions } from './cancelling.ts';
import { DoubtfulCancels, type DoubtfulCancelsOptions } from './doubtful-cancels.ts';
import { Flattening, type FlatteningOptions } from './flattening.ts';
import { HaltDebts, type HaltDebtsOptions } from './halt-debts.ts';
import { haltNote, isLost } from './halt-note.ts';
import type { HaltPlaces } from './halt-places.ts';
import { owedElsewhere } from './owed-by-halt.ts';

export interface HaltWorkOptions
  extends HaltDebtsOptions, DoubtfulCancelsOptions, CancellingOptions, FlatteningOptions {
  readonly connection: () => ConnectionReader;
  readonly clock: Clock;
  readonly timers: Timers;
}

/** Does what a halt owes, until nothing is left: cancels until every order has ended, then closing; and says what is left. */
export class HaltWork {
  readonly #options: HaltWorkOptions;
  readonly #places: HaltPlaces;
  readonly #debts: HaltDebts;
  readonly #doubtful: DoubtfulCancels;
  readonly #cancelling: Cancelling;
  readonly #flattening: Flattening;
  /** What closing has left, in words; empty: nothing. */
  #left = '';
  #pulls = 0;
  /** Whether the connection was open at the last `look`. */
  #wasOpen = false;
  #stopTimer: () => void = () => undefined;

  constructor(options: HaltWorkOptions, places: HaltPlaces) {
    this.#options = options;
    this.#places = places;
    this.#debts = new HaltDebts(options, places);
    this.#doubtful = new DoubtfulCancels(
      options,
      places,
      () => this.#pulls,
      () => this.#askOnceMore(),
    );
    this.#cancelling = new Cancelling(options);
    this.#flattening = new Flattening(options);
  }

  /** How often the kill switch was pulled. */
  get pulls(): number {
    return this.#pulls;
  }

  /** Pulled: what was begun or answered for an earlier pull is over. */
  supersede(): void {
    this.#pulls++;
    this.#doubtful.begin();
  }

  /** Trading is halted: one message cancels everything. The book is told of it next, then comes `goOn`. */
  begin(): void {
    this.#cancelling.begin();
    this.#flattening.begin();
    this.#left = '';
    this.#wasOpen = this.#options.broker.isOpen;
    this.#cancelling.everything();
  }

  /** Single cancels follow, and all of it again later. */
  goOn(): void {
    this.#cancelling.firstOnes();
    this.#tell();
    this.askLater();
  }

  end(): void {
    this.#stopTimer();
  }

  /** Orders have been compared with the broker, or one has ended; or something about the connection has changed. */
  look(): void {
    const { control, broker } = this.#options;
    this.#places.look();
    const isBack = broker.isOpen && !this.#wasOpen;
    this.#wasOpen = broker.isOpen;
    if (control.halt === null) return;
    if (isBack) this.#doubtful.ask();
    const owed = this.#debts.here;
    if (isBack && owed?.areCancelsOwed === true) this.#askOnceMore();
    this.#tell();
    // Only a proven book says that nothing is left.
    const isProven = control.reconciliation.state !== 'unproven';
    if (owed?.areCancelsOwed !== true || !broker.isOpen || !isProven || this.#working.length > 0) return;
    // Cancels stay owed for orders that the broker does not list; closing does not wait for those.
    if (this.#lost.length > 0) return this.#flatten();
    if (this.#debts.settle(owed, { areCancelsOwed: false }) && owed.isFlattening) this.#flatten();
  }

  /** What is owed is looked at again after a while, for as long as trading is halted. */
  askLater(): void {
    this.#stopTimer();
    this.#stopTimer = this.#options.timers.schedule(this.#cancelling.pauseMs, () => {
      if (this.#options.control.halt === null) return;
      this.look();
      const owed = this.#debts.here;
      const isProven = this.#options.control.reconciliation.state !== 'unproven';
      // A global cancel also ends closing orders: it is sent only while other orders work.
      const isAnyLeft = !isProven || this.#working.length > 0;
      if (owed?.areCancelsOwed === true && isAnyLeft) {
        this.#cancelling.everything();
        this.#cancelling.everyOne();
      } else if (owed?.isFlattening === true) this.#flatten();
      this.askLater();
    });
  }

  /** Connected again: what was owed meanwhile goes first. */
  #askOnceMore(): void {
    this.#cancelling.begin();
    this.#cancelling.everything();
    this.#cancelling.firstOnes();
    this.askLater();
  }

  #flatten(): void {
    const { portfolio, connection, book, clock, newId, log } = this.#options;
    const owed = this.#debts.here;
    if (owed?.isFlattening !== true || !portfolio.arePositionsProven) return;
    // What was sent to close is waited for.
    if (book.live.some((one) => !isLost(one))) return;
    const pulls = this.#pulls;
    const left = this.#flattening.step(
      connection().accounts,
      () => pulls === this.#pulls && this.#debts.here?.isFlattening === true,
    );
    if (left === null) return;
    if (left.length > 0) log.error({ left }, 'positions are still open: close them by hand');
    this.#left = left.length === 0 ? '' : `Still open, to be closed by hand: ${left.join(', ')}.`;
    const text = left.length === 0 ? 'No position is open.' : this.#left;
    const asker = { by: 'program', correlationId: newId() };
    const row = auditRow('flattened', clock.now(), ALL_TRADING, asker, text, {});
    this.#debts.settle(owed, { isFlattening: false }, [row]);
    this.#tell();
  }

  #tell(): void {
    const { control, book } = this.#options;
    const owed = this.#debts.here;
    const note = haltNote({
      ...{ owed, elsewhere: owedElsewhere(control.halt!.owed, this.#places.here), left: this.#left },
      ...{ working: this.#working, lost: this.#lost },
    });
    control.setHaltWork(owed?.areCancelsOwed === true ? book.live.length : 0, note);
  }

  /** Orders that have to end before positions are closed; the closing orders are not among them. */
  get #working(): OrderRecord[] {
    return this.#options.book.live.filter((one) => !isLost(one) && !this.#flattening.isItsOrder(one.ref));
  }

  get #lost(): OrderRecord[] {
    return this.#options.book.live.filter(isLost);
  }
}
