import {
  PLAIN_TERMS,
  signOf,
  type Oca,
  type OrderRef,
  type OrderTerms,
  type OrderTicket,
} from '../../model/order-ticket.ts';
import type { OrderPrice } from '../../model/order-price.ts';
import { problem, type TicketProblem } from '../ticket/problem.ts';

/** Exits of a bracket; at least one. Prices in 1e-8. */
export interface BracketExits {
  readonly takeProfit: { readonly ref: OrderRef; readonly limitPrice: OrderPrice } | null;
  /** With a limit it is a STP LMT; with a trail instead of a stop a TRAIL. */
  readonly stopLoss:
    | { readonly ref: OrderRef; readonly stopPrice: OrderPrice; readonly limitPrice: OrderPrice | null }
    | { readonly ref: OrderRef; readonly trailAmount: OrderPrice }
    | null;
  readonly timeInForce: 'DAY' | 'GTC';
  readonly isOutsideHours: boolean;
}

/**
 * An entry and what closes it again: the exits wait for the entry, each fill of it lets them close as much, and what one of
 * them closes the other loses. In the order in which they have to be sent.
 */
export function buildBracket(entry: OrderTicket, exits: BracketExits): readonly OrderTicket[] {
  const { takeProfit, stopLoss, timeInForce, isOutsideHours } = exits;
  const base = { ...PLAIN_TERMS, quantity: entry.terms.quantity, timeInForce, isOutsideHours };
  const exit = (ref: OrderRef, terms: OrderTerms): OrderTicket => ({
    ...{ ref, account: entry.account, contract: entry.contract, terms, oca: null, isReduceOnly: true },
    side: entry.side === 'buy' ? 'sell' : 'buy',
    parentRef: entry.ref,
  });
  const tickets = [entry];
  if (takeProfit !== null)
    tickets.push(exit(takeProfit.ref, { ...base, type: 'LMT', limitPrice: takeProfit.limitPrice }));
  if (stopLoss === null) return tickets;
  if ('trailAmount' in stopLoss)
    tickets.push(exit(stopLoss.ref, { ...base, type: 'TRAIL', trailAmount: stopLoss.trailAmount }));
  else {
    const { ref, stopPrice, limitPrice } = stopLoss;
    const type = limitPrice === null ? 'STP' : 'STP LMT';
    tickets.push(exit(ref, { ...base, type, stopPrice, limitPrice }));
  }
  return tickets;
}

/** What is wrong with a bracket as a whole; each ticket is checked by itself besides. */
export function checkBracket([entry, ...exits]: readonly [OrderTicket, ...OrderTicket[]]): TicketProblem[] {
  const problems: TicketProblem[] = [];
  const say = (field: TicketProblem['field'], message: string, help: string) =>
    problems.push(problem(field, message, help));
  if (exits.length === 0)
    say('parentRef', 'a bracket has a target, a stop or both', 'Add one, or send the order alone.');
  const entryPrice = entry.terms.limitPrice ?? entry.terms.stopPrice;
  const refs = new Set([entry.ref]);
  for (const { ref, parentRef, account, contract, side, terms } of exits) {
    if (refs.has(ref))
      say('parentRef', `two orders are called ${ref}`, 'Send it again: each needs a name of its own.');
    refs.add(ref);
    const fits =
      parentRef === entry.ref &&
      account === entry.account &&
      contract.contractId === entry.contract.contractId &&
      side !== entry.side;
    if (!fits)
      say(
        'side',
        `order ${ref} does not close what order ${entry.ref} opens`,
        'An exit is attached to its entry, and of the other side.',
      );
    if (terms.quantity > entry.terms.quantity)
      say(
        'quantity',
        `order ${ref} would close more than the entry opens`,
        'Make it as large as the entry, or smaller.',
      );
    if (entry.terms.timeInForce === 'GTC' && terms.timeInForce === 'DAY')
      say(
        'timeInForce',
        `order ${ref} would end with the day, and the entry may fill later`,
        'Make the exits GTC, or the entry DAY.',
      );
    const isStop = terms.stopPrice !== null;
    const price = terms.stopPrice ?? terms.limitPrice;
    if (price === null || entryPrice === null) continue;
    const isAbove = (price - entryPrice) * signOf(entry.side) > 0;
    if (isStop === isAbove || price === entryPrice)
      say(
        isStop ? 'stopPrice' : 'limitPrice',
        `the ${isStop ? 'stop' : 'target'} lies on the wrong side of the entry`,
        `Enter a price ${(side === 'sell') === isStop ? 'below' : 'above'} the entry's.`,
      );
  }
  return problems;
}

/** What each order is sent with: only the last one says that all of them may go. Parents come before what hangs on them. */
export function inSendOrder(
  tickets: readonly OrderTicket[],
): readonly { readonly ticket: OrderTicket; readonly isTransmitted: boolean }[] {
  const placed = new Set<OrderRef>();
  const own = new Set(tickets.map(({ ref }) => ref));
  const sorted: OrderTicket[] = [];
  let waiting = [...tickets];
  while (waiting.length > 0) {
    const isReady = ({ parentRef }: OrderTicket) =>
      parentRef === null || placed.has(parentRef) || !own.has(parentRef);
    const ready = waiting.filter(isReady);
    // Orders that hang on one another in a ring are sent as they are: each of them is refused for it.
    const next = ready.length > 0 ? ready : waiting;
    for (const ticket of next) {
      placed.add(ticket.ref);
      sorted.push(ticket);
    }
    waiting = waiting.filter(({ ref }) => !placed.has(ref));
  }
  return sorted.map((ticket, index) => ({ ticket, isTransmitted: index === sorted.length - 1 }));
}

/** Orders of which a fill of one ends or reduces the others. */
export function buildOca(
  tickets: readonly OrderTicket[],
  group: string,
  type: Oca['type'],
): readonly OrderTicket[] {
  return tickets.map((ticket) => ({ ...ticket, oca: { group, type } }));
}

/** @param groupsInUse names that live orders of the account have: whoever takes one joins that group */
export function checkOca(tickets: readonly OrderTicket[], groupsInUse: ReadonlySet<string>): TicketProblem[] {
  const problems: TicketProblem[] = [];
  const group = tickets[0]?.oca?.group;
  if (tickets.length < 2)
    problems.push(problem('oca', 'a group has two orders or more', 'Add one, or send the order alone.'));
  const isOne = tickets.every(
    ({ oca, account }) =>
      oca?.group === group && oca?.type === tickets[0]!.oca?.type && account === tickets[0]!.account,
  );
  if (!isOne || group === undefined)
    problems.push(
      problem(
        'oca',
        'the orders are not of one group, of one type, in one account',
        'Give all of them the same.',
      ),
    );
  if (group !== undefined && groupsInUse.has(group))
    problems.push(problem('oca', `live orders are of a group ${group} already`, 'Choose another name.'));
  return problems;
}
