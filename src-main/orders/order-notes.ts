import type { PlaceOutcome } from '#shared/ipc/orders.ts';
import type { Clock } from '#shared/kernel/clock.ts';
import type { OrderRef } from '#shared/model/order-ticket.ts';
import type { OrderEvent } from '#shared/orders/order-event.ts';
import { applyOrderEvent } from '#shared/orders/order-machine.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { OutgoingOrder } from '../ports/broker-orders.ts';
import type { Asker } from './asker.ts';
import type { JournalWriter } from './journal-writer.ts';
import type { OrderBook } from './order-book.ts';

export interface NotePorts {
  readonly book: Pick<OrderBook, 'get' | 'put'>;
  readonly writer: Pick<JournalWriter, 'queue'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** An order became unknown: the broker is to be asked about it. */
  readonly onUnknown: () => void;
}

const NOT_WRITTEN = {
  message: 'It may have gone out or not: writing it to the socket failed.',
  help: 'Do not send it again before the broker has been asked, which is done now; until then it is shown as unknown.',
};

/** Applies an event that we caused ourselves: to the book at once, to the journal at the end of the turn of the event loop. */
export function noteEvent({ book, writer }: NotePorts, ref: OrderRef, event: OrderEvent): void {
  const before = book.get(ref);
  if (before === undefined) return;
  const { record } = applyOrderEvent(before, event);
  book.put(record);
  writer.queue({ orders: [record], events: [{ ref, event }] });
}

/**
 * A bug in what makes the message. The order that failed may have been sent and is unknown; those after it were not sent.
 *
 * @param left orders of the unit that were not sent for certain; the first is the one that failed
 */
export function noteSendFailure(
  ports: NotePorts,
  error: unknown,
  left: readonly OutgoingOrder[],
  { correlationId }: Asker,
): PlaceOutcome {
  const { log, clock } = ports;
  log.error({ error, correlationId }, 'an order could not be written to the socket');
  const [failed, ...behind] = left;
  const why = 'it could not be written to the socket';
  noteEvent(ports, failed!.ticket.ref, { kind: 'lost', at: clock.now(), why });
  for (const { ticket } of behind)
    noteEvent(ports, ticket.ref, { kind: 'not-sent', at: clock.now(), reason: why });
  ports.onUnknown();
  return { kind: 'unknown', correlationId, ref: failed!.ticket.ref, ...NOT_WRITTEN };
}
