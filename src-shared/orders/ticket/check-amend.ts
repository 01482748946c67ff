import {
  ORDER_TYPES,
  type HeldTerms,
  type OrderTerms,
  type OrderTicket,
  type OrderType,
} from '../../model/order-ticket.ts';
import { isFinal } from '../../model/order.ts';
import { fromQuantityMicros } from '../../model/quantity.ts';
import { filledOf } from '../execution-ledger.ts';
import { relevantTerms } from '../held-terms.ts';
import type { OrderRecord } from '../order-record.ts';
import { pendingRequestOf, stateOf } from '../order-state.ts';
import { checkPrices } from './check-prices.ts';
import { checkSizes } from './check-sizes.ts';
import type { TicketContext } from './ticket-context.ts';
import { checkTimes } from './check-times.ts';
import { checkOwner } from './owner.ts';
import { problem, type TicketProblem } from './problem.ts';
import { TYPE_RULES } from './type-rules.ts';

/** Auctions and pegs are no types to change to or from: TWS refuses it (329). */
const FIXED_TYPES: ReadonlySet<string> = new Set<OrderType>(['MOC', 'LOC', 'PEG MID', 'MKT PRT']);

/**
 * Why an order cannot be given these terms now: all that is wrong. What TWS would refuse (104, 105, 161, 329, 2102) is refused
 * here. Side, contract, account, parent and group are no terms: an order keeps them, another one has to be sent.
 */
export function checkAmend(
  record: OrderRecord,
  terms: OrderTerms,
  context: TicketContext,
): readonly TicketProblem[] {
  const blocked = checkOwner(record, context.clientId) ?? checkStanding(record);
  if (blocked !== null) return [blocked];
  const { type: oldType } = record.terms;
  if (!isOurType(oldType))
    return [
      problem(
        'type',
        `an order of type ${oldType} can be changed in TWS only`,
        'Change it there, or cancel it and send another.',
      ),
    ];
  const { side } = record;
  if (side === 'unknown')
    return [
      problem(
        'side',
        'nobody here knows whether the order buys or sells',
        'Change it in TWS, or cancel it and send another.',
      ),
    ];
  // What goes out is the whole order anew: what we do not know of would be taken off it.
  if (record.extras.length > 0)
    return [
      problem(
        'type',
        `the order has what a change from here would take off it: ${record.extras.join(', ')}`,
        'Change it in TWS, or cancel it and send another.',
      ),
    ];
  if (isSameTerms(terms, record.terms))
    return [
      problem('type', 'nothing about the order would change', 'Change something, or leave it as it is.'),
    ];
  // What was wrong before it was asked for is not a fault of the change: a stop that has been set off, a begin that is over.
  const known = termProblems({ ...record, side }, { ...record.terms, type: oldType } as OrderTerms, context);
  const isNew = (one: TicketProblem) =>
    !known.some(({ field, message }) => field === one.field && message === one.message);
  return [
    ...checkChange(record, terms, oldType),
    ...termProblems({ ...record, side }, terms, context).filter(isNew),
  ];
}

function checkStanding(record: OrderRecord): TicketProblem | null {
  const state = stateOf(record);
  if (isFinal(state)) return problem('type', `the order is ${state}`, 'Send another one.');
  if (state === 'unknown')
    return problem(
      'type',
      'nobody knows what became of the order',
      'Wait until it has been compared with the broker, or look in TWS.',
    );
  if (state === 'pending-cancel')
    return problem(
      'type',
      'the order is being cancelled',
      'Wait until it is cancelled, then send another one.',
    );
  if (!record.isWorking)
    return problem('type', 'the broker has not acknowledged the order', 'Wait a moment, then change it.');
  if (pendingRequestOf(record) !== null)
    return problem(
      'type',
      'the last change has not been answered',
      'Wait for the answer, then change it again.',
    );
  return null;
}

function checkChange(record: OrderRecord, terms: OrderTerms, oldType: OrderType): TicketProblem[] {
  const problems: TicketProblem[] = [];
  const { type, timeInForce, quantity } = terms;
  if (type !== oldType && (FIXED_TYPES.has(type) || FIXED_TYPES.has(oldType)))
    problems.push(
      problem(
        'type',
        `an order of type ${oldType} cannot become one of type ${type}`,
        'Cancel it and send another one.',
      ),
    );
  if (timeInForce !== record.terms.timeInForce && [timeInForce, record.terms.timeInForce].includes('OPG'))
    problems.push(
      problem(
        'timeInForce',
        'an order for the open cannot become another, nor another one for the open',
        'Cancel it and send another one.',
      ),
    );
  if (!TYPE_RULES[type].timesInForce.includes(timeInForce))
    problems.push(
      problem(
        'timeInForce',
        `an order of type ${type} cannot be ${timeInForce}`,
        `Choose ${TYPE_RULES[type].timesInForce.join(', ')}.`,
      ),
    );
  const filled = filledOf(record.fills);
  if (quantity <= filled)
    problems.push(
      problem(
        'quantity',
        `${fromQuantityMicros(filled)} have filled already, the new quantity is ${fromQuantityMicros(quantity)}`,
        'Enter more than has filled, or cancel the rest.',
      ),
    );
  return problems;
}

function termProblems(
  record: OrderRecord & Pick<OrderTicket, 'side'>,
  terms: OrderTerms,
  context: TicketContext,
): TicketProblem[] {
  const { ref, account, contract, side, oca, parentRef } = record;
  const { parent } = context;
  // Once its parent has filled an attached order works by itself, and its stop is compared with the market.
  const isWaiting = parent !== null && filledOf(parent.fills) === 0;
  const ticket: OrderTicket = {
    ...{ ref, account, contract, side, oca, terms, isReduceOnly: false },
    parentRef: isWaiting ? parentRef : null,
  };
  return [
    ...checkPrices(ticket, context),
    ...checkSizes(terms, context.details),
    ...checkTimes(ticket, context),
  ];
}

function isOurType(type: string): type is OrderType {
  return (ORDER_TYPES as readonly string[]).includes(type);
}

function isSameTerms(terms: OrderTerms, held: HeldTerms): boolean {
  const asked = relevantTerms(terms);
  return (Object.keys(asked) as (keyof HeldTerms)[]).every(
    (field) => JSON.stringify(asked[field]) === JSON.stringify(held[field]),
  );
}
