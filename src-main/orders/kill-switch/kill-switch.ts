import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import { applyOrderEvent } from '#shared/orders/order-machine.ts';
import type { Halt, NewAuditRow } from '../../ports/order-journal.ts';
import type { Asker } from '../asker.ts';
import { ALL_TRADING, auditRow } from '../audit-log.ts';
import { HaltPlaces, type HaltPlacesOptions } from './halt-places.ts';
import { HaltWork, type HaltWorkOptions } from './halt-work.ts';
import { owedElsewhere, withPull } from './owed-by-halt.ts';

export interface KillSwitchOptions extends HaltWorkOptions, HaltPlacesOptions {}

/**
 * Halts, cancels everything, and closes positions if that was asked. The halt is in memory in the first line and on the disk
 * before the first byte, so that nothing new goes out and it holds over a restart. It holds on every connection; cancels and
 * closing are owed where it was pulled, and go nowhere else. Cancels are asked for until every order has ended; a restart
 * goes on with them, but not with closing, which a person has to ask for again.
 */
export class KillSwitch {
  readonly #options: KillSwitchOptions;
  readonly #places: HaltPlaces;
  readonly #work: HaltWork;

  constructor(options: KillSwitchOptions) {
    this.#options = options;
    this.#places = new HaltPlaces(options);
    this.#work = new HaltWork(options, this.#places);
  }

  /** Takes over the halt that is in the journal from before the restart. */
  begin(halt: Halt | null): void {
    if (halt === null) return;
    const { control, writer } = this.#options;
    const owed = halt.owed.filter(({ areCancelsOwed }) => areCancelsOwed);
    const kept = { ...halt, owed: owed.map((one) => ({ ...one, isFlattening: false })) };
    control.setHalt(kept);
    if (halt.owed.some(({ isFlattening }) => isFlattening)) writer.commit({ halt: kept });
    this.#work.askLater();
  }

  /** @returns how many orders were working. The failure is the journal's: it is halted and cancelled all the same. */
  halt(isFlattening: boolean, asker: Asker & { readonly by: Halt['by'] }): Result<number, ServiceFailure> {
    const { control, book, writer, broker, clock, log } = this.#options;
    const at = clock.now();
    const halt: Halt = {
      ...{ since: control.halt?.since ?? at, by: control.halt?.by ?? asker.by },
      owed: this.#places.ofPull.reduce(
        (owed, { place, isMeant }) => withPull(owed, place, isFlattening && isMeant),
        control.halt?.owed ?? [],
      ),
    };
    this.#work.supersede();
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
    this.#work.begin();
    broker.stopPreviews();
    for (const before of live) {
      const event = { kind: 'cancel-requested' as const, at };
      const { record } = applyOrderEvent(before, event);
      book.put(record);
      writer.queue({ orders: [record], events: [{ ref: record.ref, event }] });
    }
    this.#work.goOn();
    return written.ok ? ok(live.length) : written;
  }

  /** Asks natively. @returns whether trading goes on */
  async resume(asker: Asker): Promise<Result<boolean, ServiceFailure>> {
    const { control, writer, confirm } = this.#options;
    if (control.halt === null) return ok(true);
    const { workingOrders, unknownOrders } = control.status;
    const elsewhere = owedElsewhere(control.halt.owed, this.#places.here);
    const dropped = elsewhere === '' ? '' : ` ${elsewhere} This will not be done any more.`;
    const { pulls } = this.#work;
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
    if (pulls !== this.#work.pulls) return ok(false);
    // Stored first: a halt that comes back after a restart is a surprise, one that is gone is a danger.
    const written = writer.commit({
      halt: null,
      audit: [this.#auditRow('resumed', asker, 'Trading was resumed.')],
    });
    if (!written.ok) return written;
    this.#work.end();
    control.setHalt(null);
    control.setHaltWork(0, '');
    return ok(true);
  }

  /** Orders have been compared with the broker, or one has ended; or something about the connection has changed. */
  look(): void {
    this.#work.look();
  }

  #auditRow(kind: NewAuditRow['kind'], asker: Asker, text: string): NewAuditRow {
    return auditRow(kind, this.#options.clock.now(), ALL_TRADING, asker, text, {});
  }
}
