import type { OrderRecord } from '../order-record.ts';
import { problem, type TicketProblem } from './problem.ts';

/** Only the client that sent an order may change or cancel it; those of TWS itself belong to client 0, once they have a number. */
export function checkOwner({ clientId, orderId, origin }: OrderRecord, ours: number): TicketProblem | null {
  const isOurs = clientId === ours && orderId !== null;
  if (isOurs && (orderId > 0 || ours === 0)) return null;
  const whose = origin === 'tws' ? 'TWS itself' : `client ${clientId ?? 'unknown'}`;
  return problem(
    'account',
    `the order was sent by ${whose}, and we are client ${ours}`,
    'Change or cancel it where it was sent; from here only the kill switch reaches it.',
  );
}
