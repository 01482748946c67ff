import { MS_PER_SECOND } from '../../kernel/time.ts';
import { contractName, isOpenAt } from '../../model/contract.ts';
import type { OrderTicket } from '../../model/order-ticket.ts';
import type { TicketContext } from './ticket-context.ts';
import { problem, type TicketProblem } from './problem.ts';

/** The dates of a ticket, and whether its market is open for what cannot wait. */
export function checkTimes(
  { contract, terms }: OrderTicket,
  { now, details }: TicketContext,
): TicketProblem[] {
  const { timeInForce, goodTillAt, goodAfterAt, isOutsideHours, conditions } = terms;
  const problems: TicketProblem[] = [];
  const say = (field: TicketProblem['field'], message: string, help: string) =>
    problems.push(problem(field, message, help));

  if (timeInForce === 'GTD' && goodTillAt === null)
    say('goodTillAt', 'an order good till a date needs the date', 'Enter it, or choose DAY or GTC.');
  if (timeInForce !== 'GTD' && goodTillAt !== null)
    say(
      'goodTillAt',
      `an order that is ${timeInForce} has no use for a date`,
      'Leave it empty, or choose GTD.',
    );
  if (goodTillAt !== null && goodTillAt <= now)
    say('goodTillAt', `the order was good until ${text(goodTillAt)}, which is over`, 'Enter a later time.');
  if (goodAfterAt !== null && goodAfterAt <= now)
    say(
      'goodAfterAt',
      `the time to begin at, ${text(goodAfterAt)}, is over`,
      'Leave it empty to begin at once.',
    );
  if (goodAfterAt !== null && goodTillAt !== null && goodAfterAt >= goodTillAt)
    say(
      'goodAfterAt',
      `the order would begin at ${text(goodAfterAt)} and end before that`,
      'Begin earlier, or end later.',
    );
  // TWS takes whole seconds: what is between would come back as another time.
  for (const [field, at] of [['goodTillAt', goodTillAt], ['goodAfterAt', goodAfterAt]] as const)
    if (at !== null && at % MS_PER_SECOND !== 0)
      say(field, `${text(at)} is not a whole second`, 'Enter a time in whole seconds.'); // prettier-ignore

  const isAtOnce = (timeInForce === 'IOC' || timeInForce === 'FOK') && goodAfterAt === null;
  const hours = isOutsideHours ? details.tradingHours : details.liquidHours;
  // No hours at all are hours that nobody told.
  if (isAtOnce && conditions.length === 0 && hours.length > 0 && !isOpenAt(hours, now))
    say(
      'timeInForce',
      `${contractName(contract)} is closed${isOutsideHours ? '' : ' for regular trading'}: an order that is ${timeInForce} would be cancelled at once`,
      'Choose DAY or GTC to wait for the open, or a begin.',
    );
  return problems;
}

function text(at: number): string {
  return new Date(at).toISOString();
}
