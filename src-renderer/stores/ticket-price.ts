import type { OrderSide } from '#shared/model/order-ticket.ts';
import { quoteOf } from './quotes.ts';
import { useSelection } from './selection.ts';
import { changeTicket, openTicket, useTicket } from './ticket.ts';
import { pricesOf } from './ticket-draft.ts';
import { showPanel } from './workspace.ts';

/**
 * A ticket at a price that was pointed at. It rests there: a limit on the near side of the market, a stop on the far one.
 * Nothing is sent.
 */
export function openTicketAt(side: OrderSide, price: number): void {
  const chosen = useSelection.getState().contract;
  if (chosen === null) return;
  const quote = quoteOf(chosen.contract.contractId);
  const market = quote?.last ?? quote?.mark ?? null;
  const isBeyond = market !== null && (side === 'buy' ? price > market : price < market);
  openTicket(side);
  const text = plainPrice(price);
  changeTicket(isBeyond ? { type: 'STP', stop: text, limit: '' } : { type: 'LMT', limit: text, stop: '' });
}

/** Puts a price into the ticket that is open: where its type has one, else it becomes a limit order. */
export function takePrice(price: number): void {
  const text = plainPrice(price);
  const fields = pricesOf(useTicket.getState().draft.type).map(([field]) => field);
  if (fields.includes('limit')) changeTicket({ limit: text });
  else if (fields.includes('stop') && !fields.includes('trail')) changeTicket({ stop: text });
  else changeTicket({ type: 'LMT', limit: text });
  showPanel('ticket', { focus: false });
}

/** As a person would type it: never 1e-7. */
function plainPrice(price: number): string {
  return price.toFixed(8).replace(/\.?0+$/, '');
}
