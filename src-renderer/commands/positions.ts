import type { OrderRef, OrderTicket } from '#shared/model/order-ticket.ts';
import { PLAIN_TERMS } from '#shared/model/order-ticket.ts';
import { contractName } from '#shared/model/contract.ts';
import type { Position } from '#shared/model/position.ts';
import { fromQuantityMicros, quantityMicros } from '#shared/model/quantity.ts';
import { formatQuantity } from '../format/number.ts';
import { main } from '../ipc/services.ts';
import { notify, notifyProblem } from '../stores/notices.ts';
import { refusalOf, wordsOfRefusal } from '../stores/order-changes.ts';
import { chosenPosition, usePortfolio } from '../stores/portfolio.ts';
import { openTicketWith, ticketAccount } from '../stores/ticket.ts';
import type { Command } from './command.ts';

const chosen = () => chosenPosition(usePortfolio.getState());

export const positionCommands: readonly Command[] = [
  {
    id: 'position.close',
    get title() {
      return `Close ${words(chosen())} at the market`;
    },
    group: 'Trading',
    hotkey: 'alt+shift+f',
    enabled: () => chosen() !== null,
    async run() {
      const position = chosen();
      if (position !== null) await closePosition(position);
    },
  },
  {
    id: 'position.reverse',
    get title() {
      return `Reverse ${words(chosen())}: opens the ticket`;
    },
    group: 'Trading',
    hotkey: 'alt+shift+r',
    enabled: () => chosen() !== null,
    async run() {
      const position = chosen();
      if (position === null) return;
      const ordersGoTo = ticketAccount();
      if (position.account !== ordersGoTo) {
        notify(
          'error',
          `${position.account} holds ${position.contract.symbol}, and the ticket sends to ${ordersGoTo ?? 'no account'}.`,
          {
            detail: `Choose ${position.account} in the Connection panel first: what is reversed in another account is opened there.`,
          },
        );
        return;
      }
      await openTicketWith(position.contract, {
        side: position.quantity > 0 ? 'sell' : 'buy',
        quantity: String(2 * fromQuantityMicros(quantityMicros(Math.abs(position.quantity)))),
        type: 'MKT',
        timeInForce: 'DAY',
      });
    },
  },
];

/** What one key would trade, in the words of its button: `the position: long 25 AAPL`. */
function words(position: Position | null): string {
  if (position === null) return 'the position in the selected symbol';
  const { account, contract, quantity } = position;
  const isOneOfSeveral = (usePortfolio.getState().view?.accounts.length ?? 0) > 1;
  const units = formatQuantity(fromQuantityMicros(quantityMicros(Math.abs(quantity))));
  return `the position, ${quantity > 0 ? 'long' : 'short'} ${units} ${contractName(contract)}${isOneOfSeveral ? ` in ${account}` : ''},`;
}

/** One action, no question: a market order that can only make the position smaller. */
async function closePosition({ account, contract, quantity }: Position): Promise<void> {
  const ticket: OrderTicket = {
    ...{ ref: crypto.randomUUID() as OrderRef, account, contract, side: quantity > 0 ? 'sell' : 'buy' },
    terms: { ...PLAIN_TERMS, quantity: quantityMicros(Math.abs(quantity)) },
    ...{ parentRef: null, oca: null, isReduceOnly: true },
  };
  const result = await main.invoke('orders.place', { tickets: [ticket] });
  if (!result.ok) return notifyProblem(result.error, `close the position in ${contract.symbol}`);
  const refusal = refusalOf(result.value);
  if (refusal === null) return;
  const [message, detail] = wordsOfRefusal(refusal);
  notify('error', message, { detail });
}
