import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import type { OrderPreview } from '#shared/ipc/orders.ts';
import type { CancelSignal } from '#shared/kernel/cancel.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { OrderTicket } from '#shared/model/order-ticket.ts';
import type { BrokerOrders } from '../ports/broker-orders.ts';
import { describeRequestError } from '../ports/request-error.ts';
import type { RiskDesk } from '../risk/risk-desk.ts';
import type { JournalWriter } from './journal-writer.ts';
import type { OrderCandidates } from './order-candidates.ts';
import type { OrderIds } from './order-ids.ts';
import { requestOf } from './order-requests.ts';
import { NOT_CONNECTED } from './own-denials.ts';

export interface PreviewPorts {
  readonly candidates: OrderCandidates;
  readonly ids: OrderIds;
  readonly writer: JournalWriter;
  readonly broker: BrokerOrders;
  readonly risk: RiskDesk;
  /** The kill switch is pulled: not even a question about an order goes out. */
  readonly isHalted: () => boolean;
}

/** Asks the broker what an order would change in margin and cost in commission. It uses up an order id; nothing else is kept. */
export async function previewOrder(
  { candidates, ids, writer, broker, risk, isHalted }: PreviewPorts,
  given: OrderTicket,
  signal?: CancelSignal,
): Promise<Result<OrderPreview, ServiceFailure>> {
  const ticket = candidates.asKnown(given);
  const wrong = candidates.checkTicket(ticket);
  if (wrong !== null) return err(failure('ticket', wrong.message, wrong.help));
  if (!broker.isOpen) return err(failure('not-connected', NOT_CONNECTED.message, NOT_CONNECTED.help));
  const denial = risk.evaluate({
    ...{ request: requestOf(ticket, 'submit'), account: ticket.account, contract: ticket.contract },
    ...{ except: null, assumed: candidates.assumedFill(ticket), isIdUsed: false },
  });
  if (isHalted()) return ok({ ...NO_FIGURES, denial });
  const orderId = ids.take();
  writer.queue({ nextOrderId: ids.next });
  const answer = await broker.preview({ orderId, ticket, parentOrderId: null, isTransmitted: true }, signal);
  if (answer.ok) return ok({ ...answer.value, denial });
  const { kind } = answer.error;
  const code =
    kind === 'refused' ? 'preview-refused' : kind === 'not-connected' ? kind : 'preview-unanswered';
  const help = 'The order can be sent without it: margin and commission are then not known beforehand.';
  return err(failure(code, `No preview: ${describeRequestError(answer.error)}.`, help));
}

/** The broker was not asked. */
const NO_FIGURES: Omit<OrderPreview, 'denial'> = {
  ...{ initialMarginBefore: null, initialMarginAfter: null, maintenanceMarginBefore: null },
  ...{ maintenanceMarginAfter: null, equityBefore: null, equityAfter: null },
  ...{ commission: null, commissionMin: null, commissionMax: null, commissionCurrency: '', warning: '' },
};
