import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { DenialView, OWN_DENIALS } from '#shared/ipc/orders.ts';
import type { OrderRef } from '#shared/model/order-ticket.ts';
import type { TicketProblem } from '#shared/orders/ticket/problem.ts';

/** A denial that comes from no pre-trade rule, in the same form: what happened and what to do. */
export function ownDenial(
  code: (typeof OWN_DENIALS)[number],
  message: string,
  help: string,
  figures: Partial<Pick<DenialView, 'value' | 'limit'>> = {},
): DenialView {
  return {
    ...{ code, rule: RULE_NAMES[code], param: null, value: '', limit: '', scope: 'profile' },
    ...figures,
    ...{ missing: null, message, help },
  };
}

const RULE_NAMES: Readonly<Record<(typeof OWN_DENIALS)[number], string>> = {
  ticket: 'The ticket',
  'order-unknown': 'The order',
  'not-changeable': 'The order',
  'not-ours': 'The order',
  'message-budget': 'Messages to the broker',
  'journal-failed': 'The journal',
  'not-connected': 'The connection',
};

export const NOT_CONNECTED = ownDenial(
  'not-connected',
  'There is no connection to TWS.',
  'Wait until it is connected.',
);

/** @param code of problems with the order itself; those of fields are the ticket's */
export function ticketDenial(
  { field, message, help }: TicketProblem,
  code: 'ticket' | 'not-changeable' = 'ticket',
): DenialView {
  const sentence = `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
  const whose = field === 'account' && code === 'not-changeable' ? 'not-ours' : code;
  return ownDenial(whose, sentence, help, { value: field });
}

export function unknownOrder(ref: OrderRef): DenialView {
  return ownDenial(
    'order-unknown',
    `No order ${ref} is known.`,
    'Look at the blotter: it may have ended long ago.',
  );
}

export function budgetDenial(messagesLastSecond: number, count: number): DenialView {
  return ownDenial(
    'message-budget',
    `${messagesLastSecond} messages went to the broker in the last second: ${count} more may not go now.`,
    'An order goes at once or not at all, as it must not leave later than it was checked. Send it again in a second.',
    { value: messagesLastSecond, limit: 50 },
  );
}

export function journalDenial({ message, help }: ServiceFailure): DenialView {
  return ownDenial(
    'journal-failed',
    `The order was not sent, as it could not be journalled: ${message}`,
    help ?? '',
  );
}
