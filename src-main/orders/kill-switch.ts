import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { Clock, Timers } from '#shared/kernel/clock.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import type { ConnectionProfile, ConnectionStatus } from '#shared/model/connection.ts';
import { applyOrderEvent } from '#shared/orders/order-machine.ts';
import type { OrderRecord } from '#shared/orders/order-record.ts';
import { stateOf } from '#shared/orders/order-state.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { BookName } from '../ports/book-name.ts';
import type { BrokerOrders } from '../ports/broker-orders.ts';
import type { Contracts } from '../ports/contracts.ts';
import type { Confirmation } from '../ports/desktop.ts';
import type { Halt, NewAuditRow, OwedByHalt } from '../ports/order-journal.ts';
import type { PortfolioReader } from '../ports/portfolio.ts';
import type { Asker } from './asker.ts';
import { Flattening } from './flattening.ts';
import type { JournalWriter } from './journal-writer.ts';
import type { OrderBook } from './order-book.ts';
import type { OrderPath } from './order-path.ts';
import { isOwedAt, owedElsewhere, withPull, type HaltPlace } from './owed-by-halt.ts';
import type { TradingControl } from './trading-control.ts';

/** Cancels without effect are sent again: after this time at first, later less often, for as long as trading is halted. */
export const ASK_AGAIN_MS = 2_000;
const ASK_LATER_MS = 10_000;
const SOON_COUNT = 5;
/** Single cancels that are sent at once: the message rate always has room for so many. */
const FIRST_COUNT = 20;

export interface KillSwitchOptions {
  readonly control: TradingControl;
  readonly book: OrderBook;
  readonly writer: JournalWriter;
  readonly broker: BrokerOrders;
  readonly path: OrderPath;
  readonly portfolio: PortfolioReader;
  readonly contracts: Contracts;
  readonly connection: () => ConnectionStatus;
  /** Whose orders the book has; null: nobody's yet. */
  readonly bookName: () => BookName | null;
  readonly bookOf: (profile: ConnectionProfile) => BookName;
  readonly confirm: (confirmation: Confirmation) => Promise<boolean>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly newId: () => string;
  readonly log: Logger;
}

/**
 * Halts, cancels everything, and closes positions if that was asked. The halt is in memory in the first line and on the disk
 * before the first byte, so that nothing new goes out and it holds over a restart. It holds on every connection; cancels and
 * closing are owed where it was pulled, and go nowhere else. Cancels are asked for until every order has ended; a restart
 * goes on with them, but not with closing, which a person has to ask for again.
 */
export class KillSwitch {
  readonly #options: KillSwitchOptions;
  readonly #flattening: Flattening;
  /** Accounts of the login that was connected last for the book. */
  #accounts: { readonly profileId: string; readonly names: readonly string[] } | null = null;
  /** Logins whose orders the user did not want cancelled, when it was not known which login the switch was pulled for. */
  readonly #declined = new Set<string>();
  #isAsking = false;
  /** What closing has left, in words; empty: nothing. */
  #left = '';
  #tries = 0;
  #pulls = 0;
  /** Whether the connection was open at the last `look`. */
  #wasOpen = false;
  #stopTimer: () => void = () => undefined;

  constructor(options: KillSwitchOptions) {
    this.#options = options;
    this.#flattening = new Flattening(options);
  }

  /** Takes over the halt that is in the journal from before the restart. */
  begin(halt: Halt | null): void {
    if (halt === null) return;
    const { control, writer } = this.#options;
    const owed = halt.owed.filter(({ areCancelsOwed }) => areCancelsOwed);
    const kept = { ...halt, owed: owed.map((one) => ({ ...one, isFlattening: false })) };
    control.setHalt(kept);
    if (halt.owed.some(({ isFlattening }) => isFlattening)) writer.commit({ halt: kept });
    this.#later();
  }

  /** @returns how many orders were working. The failure is the journal's: it is halted and cancelled all the same. */
  halt(isFlattening: boolean, asker: Asker & { readonly by: Halt['by'] }): Result<number, ServiceFailure> {
    const { control, book, writer, clock, log } = this.#options;
    const at = clock.now();
    const halt: Halt = {
      ...{ since: control.halt?.since ?? at, by: control.halt?.by ?? asker.by },
      owed: this.#pulledAt().reduce(
        (owed, { place, isMeant }) => withPull(owed, place, isFlattening && isMeant),
        control.halt?.owed ?? [],
      ),
    };
    this.#pulls++;
    this.#declined.clear();
    try {
      control.setHalt(halt);
    } catch (error) {
      // Trading is halted already: a listener that throws must not keep the cancels from being sent.
      log.error({ error }, 'the halt could not be shown');
    }
    log.warn(
      { by: asker.by, isFlattening, correlationId: asker.correlationId },
      'the kill switch was pulled',
    );
    const live = book.live;
    const what = `Trading was halted; ${live.length} orders are cancelled${isFlattening ? ', positions are closed' : ''}.`;
    // One small row before the first byte; the rows of each order come after it, however many they are.
    const step = { halt, audit: [this.#auditRow('halted', asker, what)] };
    const written = writer.commit(step);
    // It has happened: written as soon as the disk can be, so that it holds over a restart all the same.
    if (!written.ok) writer.queue(step);
    this.#tries = 0;
    this.#flattening.begin();
    this.#left = '';
    this.#wasOpen = this.#options.broker.isOpen;
    this.#cancelEverything();
    this.#options.broker.stopPreviews();
    for (const before of live) {
      const event = { kind: 'cancel-requested' as const, at };
      const { record } = applyOrderEvent(before, event);
      book.put(record);
      writer.queue({ orders: [record], events: [{ ref: record.ref, event }] });
    }
    this.#cancelEach(FIRST_COUNT);
    this.#tell();
    this.#later();
    return written.ok ? ok(live.length) : written;
  }

  /** Asks natively. @returns whether trading goes on */
  async resume(asker: Asker): Promise<Result<boolean, ServiceFailure>> {
    const { control, writer, confirm } = this.#options;
    if (control.halt === null) return ok(true);
    const { workingOrders, unknownOrders } = control.status;
    const elsewhere = owedElsewhere(control.halt.owed, this.#place());
    const dropped = elsewhere === '' ? '' : ` ${elsewhere} This will not be done any more.`;
    const pulls = this.#pulls;
    const agreed = await confirm({
      title: 'Resume trading',
      message: 'Release the kill switch?',
      detail: `Orders may be sent again by everything that sends orders. ${workingOrders} orders work now, ${unknownOrders} are unknown.${dropped}`,
      agree: 'Resume trading',
    });
    if (!agreed) {
      writer.queue({ audit: [this.#auditRow('resume-declined', asker, 'The kill switch stays pulled.')] });
      return ok(false);
    }
    // Pulled once more while the question stood: what was agreed to is over.
    if (pulls !== this.#pulls) return ok(false);
    // Stored first: a halt that comes back after a restart is a surprise, one that is gone is a danger.
    const written = writer.commit({
      halt: null,
      audit: [this.#auditRow('resumed', asker, 'Trading was resumed.')],
    });
    if (!written.ok) return written;
    this.#stopTimer();
    control.setHalt(null);
    control.setHaltWork(0, '');
    return ok(true);
  }

  /** Orders have been compared with the broker, or one has ended; or something about the connection has changed. */
  look(): void {
    const { control, broker, connection } = this.#options;
    const place = this.#place();
    if (broker.isOpen && place !== null)
      this.#accounts = { profileId: place.profileId, names: connection().accounts };
    const isBack = broker.isOpen && !this.#wasOpen;
    this.#wasOpen = broker.isOpen;
    if (control.halt === null) return;
    if (isBack) this.#askWhose(place);
    const owed = this.#owedHere();
    if (isBack && owed?.areCancelsOwed === true) this.#askOnceMore();
    this.#tell();
    // Only a proven book says that nothing is left.
    const isProven = control.reconciliation.state !== 'unproven';
    if (owed?.areCancelsOwed !== true || !broker.isOpen || !isProven || this.#working.length > 0) return;
    // Cancels stay owed for orders that the broker does not list; closing does not wait for those.
    if (this.#lost.length > 0) return this.#flatten();
    if (this.#settle(owed, { areCancelsOwed: false }) && owed.isFlattening) this.#flatten();
  }

  #tell(): void {
    const { control, book } = this.#options;
    const owed = this.#owedHere();
    const working = this.#working;
    const lost = this.#lost;
    const notes = [owedElsewhere(control.halt!.owed, this.#place()), this.#left];
    if (owed?.isFlattening === true && working.length > 0)
      notes.push(`Positions are closed once these orders have ended: ${named(working)}.`);
    if (owed?.areCancelsOwed === true && lost.length > 0)
      notes.push(`The broker does not list ${named(lost)}: look in TWS and settle it in the blotter.`);
    const note = notes.filter((text) => text !== '').join(' ');
    control.setHaltWork(owed?.areCancelsOwed === true ? book.live.length : 0, note);
  }

  /** Orders that have to end before positions are closed; the closing orders are not among them. */
  get #working(): OrderRecord[] {
    return this.#options.book.live.filter((one) => !isLost(one) && !this.#flattening.isItsOrder(one.ref));
  }

  get #lost(): OrderRecord[] {
    return this.#options.book.live.filter(isLost);
  }

  /** Whose orders the book has, and by which login if one is connected. */
  #place(): HaltPlace | null {
    const { bookName, broker, connection } = this.#options;
    const its = bookName();
    if (its === null) return null;
    const known = this.#accounts?.profileId === its.id ? this.#accounts.names : null;
    const accounts = broker.isOpen ? connection().accounts : known;
    return { profileId: its.id, profileName: its.name, accounts };
  }

  /** Where it is pulled: for the orders of the book, and, while another one is being connected, for that one above all. */
  #pulledAt(): readonly { readonly place: HaltPlace | null; readonly isMeant: boolean }[] {
    const place = this.#place();
    const { connection, bookOf, broker } = this.#options;
    const { profile } = connection();
    // What is connected is what the book is of.
    const asked = profile === null || broker.isOpen ? null : bookOf(profile);
    if (asked === null || asked.id === place?.profileId) return [{ place, isMeant: true }];
    const next: HaltPlace = { profileId: asked.id, profileName: asked.name, accounts: null };
    return [...(place === null ? [] : [{ place, isMeant: false }]), { place: next, isMeant: true }];
  }

  #owedHere(): OwedByHalt | undefined {
    const place = this.#place();
    return place === null ? undefined : this.#options.control.halt?.owed.find((one) => isOwedAt(one, place));
  }

  /** @returns whether it was written; if not, nothing may be done that follows from it */
  #settle(before: OwedByHalt, done: Partial<OwedByHalt>, audit: readonly NewAuditRow[] = []): boolean {
    const { control, writer } = this.#options;
    const others = control.halt!.owed.filter((one) => one !== before);
    const next = { ...before, ...done };
    const isAnyLeft = next.areCancelsOwed || next.isFlattening;
    const halt: Halt = { ...control.halt!, owed: isAnyLeft ? [...others, next] : others };
    if (!writer.commit({ halt, audit }).ok) return false;
    control.setHalt(halt);
    return true;
  }

  /** Asks the user about cancels that are owed to an unknown login, or to another login of this book. */
  #askWhose(place: HaltPlace | null): void {
    const { control, confirm, log } = this.#options;
    const isInQuestion = ({ profileId }: OwedByHalt) => profileId === null || profileId === place?.profileId;
    const doubtful = control.halt!.owed.filter(
      (one) => place !== null && isInQuestion(one) && !isOwedAt(one, place),
    );
    if (place === null || doubtful.length === 0 || this.#isAsking) return;
    const login = `${place.profileName} (${(place.accounts ?? []).join(', ')})`;
    if (this.#declined.has(login)) return;
    const pulls = this.#pulls;
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
        const now = this.#place();
        if (halt === null || pulls !== this.#pulls) return;
        // Another one is connected meanwhile: it is not the one that was asked about.
        if (now?.profileId !== place.profileId || String(now.accounts) !== String(place.accounts))
          return this.#askWhose(now);
        if (!isMeant) return;
        const owed = withPull(
          halt.owed.filter((one) => !doubtful.includes(one)),
          place,
          false,
        );
        const next = { ...halt, owed };
        control.setHalt(next);
        this.#options.writer.queue({ halt: next });
        this.#askOnceMore();
      })
      .catch((error: unknown) => {
        this.#isAsking = false;
        log.error({ error }, 'whose orders the kill switch is to cancel could not be asked');
      });
  }

  #later(): void {
    this.#stopTimer();
    this.#stopTimer = this.#options.timers.schedule(
      this.#tries < SOON_COUNT ? ASK_AGAIN_MS : ASK_LATER_MS,
      () => {
        if (this.#options.control.halt === null) return;
        this.look();
        const owed = this.#owedHere();
        const isProven = this.#options.control.reconciliation.state !== 'unproven';
        // A global cancel also ends closing orders: it is sent only while other orders work.
        const isAnyLeft = !isProven || this.#working.length > 0;
        if (owed?.areCancelsOwed === true && isAnyLeft) this.#askForCancels();
        else if (owed?.isFlattening === true) this.#flatten();
        this.#later();
      },
    );
  }

  /** Connected again: what was owed meanwhile goes first. */
  #askOnceMore(): void {
    this.#tries = 0;
    this.#cancelEverything();
    this.#cancelEach(FIRST_COUNT);
    this.#later();
  }

  #askForCancels(): void {
    this.#cancelEverything();
    this.#cancelEach(Infinity);
  }

  /** One message for everything there is, other clients' orders too. */
  #cancelEverything(): void {
    const { broker, log } = this.#options;
    if (!broker.isOpen) return;
    this.#tries++;
    broker.cancelEverything(() => log.info({ tries: this.#tries }, 'everything was cancelled'));
  }

  /** One for each that we can name, should the other get lost; at first no more than leave at once. */
  #cancelEach(countMax: number): void {
    const { broker, book, log } = this.#options;
    if (!broker.isOpen) return;
    const ours = book.live.filter(
      ({ orderId, clientId }) => orderId !== null && orderId !== 0 && clientId === broker.clientId,
    );
    for (const { orderId, ref } of ours.slice(0, countMax))
      broker.cancel(orderId!, () => log.info({ ref }, 'cancel sent'));
  }

  #flatten(): void {
    const { portfolio, connection, book, newId, log } = this.#options;
    const owed = this.#owedHere();
    if (owed?.isFlattening !== true || !portfolio.arePositionsProven) return;
    // What was sent to close is waited for.
    if (book.live.some((one) => !isLost(one))) return;
    const pulls = this.#pulls;
    const left = this.#flattening.step(
      connection().accounts,
      () => pulls === this.#pulls && this.#owedHere()?.isFlattening === true,
    );
    if (left === null) return;
    if (left.length > 0) log.error({ left }, 'positions are still open: close them by hand');
    this.#left = left.length === 0 ? '' : `Still open, to be closed by hand: ${left.join(', ')}.`;
    const text = left.length === 0 ? 'No position is open.' : this.#left;
    const row = this.#auditRow('flattened', { by: 'program', correlationId: newId() }, text);
    this.#settle(owed, { isFlattening: false }, [row]);
    this.#tell();
  }

  #auditRow(kind: NewAuditRow['kind'], { by, correlationId }: Asker, text: string): NewAuditRow {
    const at = this.#options.clock.now();
    return { at, kind, by, correlationId, account: null, ref: null, text, facts: '{}' };
  }
}

/** Working by our book, and in none of the broker's complete lists: there is nothing to cancel. */
function isLost(record: OrderRecord): boolean {
  return record.doubt?.kind === 'missing' && stateOf(record) === 'unknown';
}

const NAMED_MAX = 5;

function named(records: readonly OrderRecord[]): string {
  const names = records
    .slice(0, NAMED_MAX)
    .map(({ ref, side, contract }) => `${ref} (${side} ${contract.symbol})`);
  const more = records.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}
