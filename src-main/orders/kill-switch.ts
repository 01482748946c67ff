import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { Clock, Timers } from '#shared/kernel/clock.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import { orderRefSchema, PLAIN_TERMS } from '#shared/model/order-ticket.ts';
import { quantityMicros } from '#shared/model/quantity.ts';
import { isLive } from '#shared/model/order.ts';
import { applyOrderEvent } from '#shared/orders/order-machine.ts';
import { stateOf } from '#shared/orders/order-state.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { BrokerOrders } from '../ports/broker-orders.ts';
import type { Contracts } from '../ports/contracts.ts';
import type { Confirmation } from '../ports/desktop.ts';
import type { Halt, NewAuditRow } from '../ports/order-journal.ts';
import type { HeldPosition, PortfolioReader } from '../ports/portfolio.ts';
import type { JournalWriter } from './journal-writer.ts';
import type { OrderBook } from './order-book.ts';
import type { Asker } from './asker.ts';
import type { OrderPath } from './order-path.ts';
import type { TradingControl } from './trading-control.ts';

/** Cancels that had no effect yet are asked for again: soon at first, then now and then for as long as it is halted. */
export const ASK_AGAIN_MS = 2_000;
const ASK_LATER_MS = 10_000;
const SOON_COUNT = 5;
/** Messages that the rate lets out in any case. */
const FIRST_COUNT = 20;
/** Closing orders are sent so often at most: what still stands then is for a person. */
const FLATTEN_ROUNDS = 3;
const RATES = new Set(['message-budget', 'broker-message-rate']);

export interface KillSwitchOptions {
  readonly control: TradingControl;
  readonly book: OrderBook;
  readonly writer: JournalWriter;
  readonly broker: BrokerOrders;
  readonly path: OrderPath;
  readonly portfolio: PortfolioReader;
  readonly contracts: Contracts;
  readonly accounts: () => readonly string[];
  readonly confirm: (confirmation: Confirmation) => Promise<boolean>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly newId: () => string;
  readonly log: Logger;
}

/**
 * Halts, cancels everything, and closes positions if that was asked. The halt is in memory in the first line and on the disk
 * before the first byte, so that nothing new goes out and it holds over a restart. Cancels are asked for until every order
 * has ended; a restart goes on with them, but not with closing, which a person has to ask for again.
 */
export class KillSwitch {
  readonly #options: KillSwitchOptions;
  #tries = 0;
  #rounds = 0;
  #pulls = 0;
  /** The connection could be written to when it was last looked at. */
  #wasOpen = false;
  #isClosing = false;
  #stopTimer: () => void = () => undefined;

  constructor(options: KillSwitchOptions) {
    this.#options = options;
  }

  /** What was kept of the program before. */
  begin(halt: Halt | null): void {
    if (halt === null) return;
    const { control, writer } = this.#options;
    control.setHalt({ ...halt, isFlattening: false });
    if (halt.isFlattening) writer.commit({ halt: { ...halt, isFlattening: false } });
    this.#later();
  }

  /** @returns how many orders were working. The failure is the journal's: it is halted and cancelled all the same. */
  halt(isFlattening: boolean, asker: Asker & { readonly by: Halt['by'] }): Result<number, ServiceFailure> {
    const { control, book, writer, clock, log } = this.#options;
    const at = clock.now();
    const halt: Halt = {
      ...{ since: control.halt?.since ?? at, by: control.halt?.by ?? asker.by, areCancelsOwed: true },
      isFlattening: isFlattening || (control.halt?.isFlattening ?? false),
    };
    this.#pulls++;
    try {
      control.setHalt(halt);
    } catch (error) {
      // Halted it is; whoever could not be told must not keep the cancels from going out.
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
    this.#tries = this.#rounds = 0;
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
    this.#later();
    return written.ok ? ok(live.length) : written;
  }

  /** Asks natively. @returns whether trading goes on */
  async resume(asker: Asker): Promise<Result<boolean, ServiceFailure>> {
    const { control, writer, confirm } = this.#options;
    if (control.halt === null) return ok(true);
    const { workingOrders, unknownOrders } = control.status;
    const pulls = this.#pulls;
    const agreed = await confirm({
      title: 'Resume trading',
      message: 'Release the kill switch?',
      detail: `Orders may be sent again by everything that sends orders. ${workingOrders} orders work now, ${unknownOrders} are unknown.`,
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
    control.setCancelsOpen(0);
    return ok(true);
  }

  /** Orders have been compared with the broker, or one has ended. */
  look(): void {
    const { control, book, writer, broker } = this.#options;
    const { halt } = control;
    const isBack = broker.isOpen && !this.#wasOpen;
    this.#wasOpen = broker.isOpen;
    if (halt === null) return;
    if (isBack && halt.areCancelsOwed) this.#askOnceMore();
    const live = book.live.length;
    control.setCancelsOpen(halt.areCancelsOwed ? live : 0);
    // Only a proven book says that nothing is left.
    const isProven = control.reconciliation.state !== 'unproven';
    if (!halt.areCancelsOwed || !broker.isOpen || !isProven) return;
    if (live > 0) return;
    const done = { ...halt, areCancelsOwed: false };
    if (!writer.commit({ halt: done }).ok) return;
    control.setHalt(done);
    if (done.isFlattening) this.#flatten();
  }

  #later(): void {
    this.#stopTimer();
    this.#stopTimer = this.#options.timers.schedule(
      this.#tries < SOON_COUNT ? ASK_AGAIN_MS : ASK_LATER_MS,
      () => {
        const { control } = this.#options;
        if (control.halt === null) return;
        this.look();
        if (control.halt.areCancelsOwed) this.#askForCancels();
        else if (control.halt.isFlattening) this.#flatten();
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
    const { broker, book, log, control } = this.#options;
    const live = book.live;
    control.setCancelsOpen(live.length);
    if (!broker.isOpen) return;
    const ours = live.filter(
      ({ orderId, clientId }) => orderId !== null && orderId !== 0 && clientId === broker.clientId,
    );
    for (const { orderId, ref } of ours.slice(0, countMax))
      broker.cancel(orderId!, () => log.info({ ref }, 'cancel sent'));
  }

  #flatten(): void {
    const { control, portfolio, accounts, book, log } = this.#options;
    if (this.#isClosing || control.halt?.isFlattening !== true || !portfolio.arePositionsProven) return;
    // What was sent to close is waited for.
    if (book.live.some((record) => isLive(stateOf(record)))) return;
    const open = accounts().flatMap((account) =>
      portfolio.positions(account).filter(({ quantity }) => quantity !== 0).map((held) => ({ account, held })),
    ); // prettier-ignore
    if (open.length === 0 || this.#rounds >= FLATTEN_ROUNDS) {
      if (open.length > 0)
        log.error({ positions: open.length }, 'positions are still open: close them by hand');
      return this.#endFlattening(open.length);
    }
    this.#rounds++;
    this.#isClosing = true;
    const closings = open.map(({ account, held }) => this.#close(account, held));
    void Promise.allSettled(closings).then((outcomes) => {
      this.#isClosing = false;
      // Those for which the broker's rate had no room have not been tried.
      if (outcomes.some((outcome) => outcome.status === 'fulfilled' && outcome.value)) this.#rounds--;
      for (const outcome of outcomes)
        if (outcome.status === 'rejected')
          log.error({ error: outcome.reason as unknown }, 'a position could not be closed');
    });
  }

  /** @returns whether the broker's rate had no room for it */
  async #close(account: string, { contract: { contractId }, quantity }: HeldPosition): Promise<boolean> {
    const { contracts, path, portfolio, newId, log } = this.#options;
    const details = await contracts.details(contractId);
    // The answer took a moment: what is held now is what is closed.
    const held = portfolio.quantity(account, contractId);
    if (!details.ok || held === 0 || Math.sign(held) !== Math.sign(quantity)) {
      log.warn({ contractId, details }, 'a position was not closed');
      return false;
    }
    const correlationId = newId();
    const outcome = path.place(
      [
        {
          ...{
            ref: orderRefSchema.parse(`flat-${correlationId}`),
            account,
            contract: details.value.contract,
          },
          ...{ side: held > 0 ? 'sell' : 'buy', parentRef: null, oca: null, isReduceOnly: true },
          terms: { ...PLAIN_TERMS, quantity: quantityMicros(Math.abs(held)) },
        },
      ],
      { by: 'kill switch', correlationId },
      'flatten',
    );
    log.warn({ contractId, outcome }, 'the kill switch closes a position');
    return outcome.kind === 'denied' && RATES.has(outcome.denial.code);
  }

  #endFlattening(left: number): void {
    const { control, writer, newId } = this.#options;
    const halt = { ...control.halt!, isFlattening: false };
    const text =
      left === 0
        ? 'No position is open.'
        : `${left} positions are still open after ${FLATTEN_ROUNDS} rounds.`;
    writer.commit({
      halt,
      audit: [this.#auditRow('flattened', { by: 'program', correlationId: newId() }, text)],
    });
    control.setHalt(halt);
  }

  #auditRow(kind: NewAuditRow['kind'], { by, correlationId }: Asker, text: string): NewAuditRow {
    const at = this.#options.clock.now();
    return { at, kind, by, correlationId, account: null, ref: null, text, facts: '{}' };
  }
}
