import { contractName } from '../../model/contract.ts';
import type { OrderTicket } from '../../model/order-ticket.ts';
import { isFinal } from '../../model/order.ts';
import { filledOf } from '../execution-ledger.ts';
import { stateOf } from '../order-state.ts';
import { checkPrices } from './check-prices.ts';
import { checkSizes } from './check-sizes.ts';
import { checkTimes } from './check-times.ts';
import { problem, type TicketProblem } from './problem.ts';
import type { TicketContext } from './ticket-context.ts';
import { TYPE_RULES } from './type-rules.ts';

/**
 * Everything that is wrong with a ticket by the details of its contract: all of it at once, for the form. An order that the
 * broker would refuse for its looks is refused here, before risk and journal. No problem does not mean that it will be taken.
 */
export function checkTicket(ticket: OrderTicket, context: TicketContext): readonly TicketProblem[] {
  const unknown = checkContract(ticket, context);
  // Without the right details there is nothing to compare with.
  if (unknown !== null) return [unknown];
  return [
    ...checkType(ticket, context),
    ...checkPrices(ticket, context),
    ...checkSizes(ticket.terms, context.details),
    ...checkTimes(ticket, context),
    ...checkParent(ticket, context),
  ];
}

function checkContract({ contract }: OrderTicket, { details, now }: TicketContext): TicketProblem | null {
  if (details.contract.contractId !== contract.contractId)
    return problem(
      'contract',
      `the details at hand are of contract ${details.contract.contractId}, the ticket is for ${contract.contractId}`,
      'Choose the contract again.',
    );
  if (details.orderTypes.length === 0)
    return problem(
      'contract',
      `${contractName(contract)} takes no orders`,
      'Choose a contract that can be traded, such as a future on it.',
    );
  if (details.venues.length > 0 && !details.venues.some(({ exchange }) => exchange === contract.exchange))
    return problem(
      'contract',
      `${contractName(contract)} is not traded at ${contract.exchange === '' ? 'an exchange without a name' : contract.exchange}`,
      `Send it to one of ${details.venues.map(({ exchange }) => exchange).join(', ')}.`,
    );
  // The day after, everywhere on earth.
  const end =
    contract.expiry === null ? Infinity : Date.parse(`${contract.expiry}T00:00:00Z`) + 36 * 3_600_000;
  if (now >= end)
    return problem(
      'contract',
      `${contractName(contract)} expired on ${contract.expiry}`,
      'Choose a contract that still trades.',
    );
  return null;
}

function checkType({ contract, terms, oca }: OrderTicket, { details }: TicketContext): TicketProblem[] {
  const { type, timeInForce, displayQuantity, minQuantity, isAllOrNone, conditions, goodAfterAt } = terms;
  const { code, timesInForce } = TYPE_RULES[type];
  const problems: TicketProblem[] = [];
  const lacks = (field: TicketProblem['field'], isAsked: boolean, codes: readonly string[], what: string) => {
    if (!isAsked || codes.some((one) => details.orderTypes.includes(one))) return;
    const others = `It takes ${details.orderTypes.join(', ')}.`;
    problems.push(
      problem(
        field,
        `${contractName(contract)} takes no ${what} (${codes.join(' or ')}) at ${contract.exchange}`,
        others,
      ),
    );
  };
  lacks('type', true, [code], `order of type ${type}`);
  if (!timesInForce.includes(timeInForce))
    problems.push(
      problem(
        'timeInForce',
        `an order of type ${type} cannot be ${timeInForce}`,
        `Choose ${timesInForce.join(', ')}, or another type.`,
      ),
    );
  // DAY is what an order is when nothing is said: lists leave it out.
  else lacks('timeInForce', timeInForce !== 'DAY', [timeInForce], `order good ${timeInForce}`);
  lacks('displayQuantity', displayQuantity !== null, ['ICE'], 'order that shows a part of itself');
  lacks('minQuantity', minQuantity !== null, ['MINQTY'], 'order with a smallest fill');
  lacks('isAllOrNone', isAllOrNone, ['AON'], 'all-or-none order');
  lacks('conditions', conditions.length > 0, ['COND', 'CONDORDER'], 'order with conditions');
  lacks('goodAfterAt', goodAfterAt !== null, ['GAT'], 'order that begins later');
  lacks('oca', oca !== null, ['OCA'], 'order of a group that cancels');
  return problems;
}

function checkParent(
  { parentRef, account }: OrderTicket,
  { parent, clientId }: TicketContext,
): TicketProblem[] {
  if (parentRef === null) return [];
  const choose = 'Send it without one, or attach it to an order that works.';
  if (parent === null || parent.ref !== parentRef)
    return [problem('parentRef', `the order ${parentRef} that it is attached to is not known`, choose)];
  if (parent.account !== account)
    return [problem('parentRef', `the order it is attached to is of account ${parent.account}`, choose)];
  // TWS knows a parent by its number alone, as one of ours: of another client it would be another order, or none.
  if (parent.clientId !== clientId || parent.orderId === null || parent.orderId <= 0)
    return [
      problem('parentRef', 'the order it is attached to was not sent by us, over this client id', choose),
    ];
  const state = stateOf(parent);
  // TWS takes orders attached to one that has filled: they work at once.
  return isFinal(state) && filledOf(parent.fills) === 0
    ? [problem('parentRef', `the order it is attached to is ${state}: it would never work`, choose)]
    : [];
}
