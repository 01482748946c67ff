import { contractName } from '../../model/contract.ts';
import { ORDER_PRICE_STEPS_PER_UNIT } from '../../model/order-price.ts';
import { signOf, type OrderTerms, type OrderTicket } from '../../model/order-ticket.ts';
import type { TicketContext } from './ticket-context.ts';
import { neighbours, tickAt } from './price-grid.ts';
import { problem, type TicketField, type TicketProblem } from './problem.ts';
import { TYPE_RULES, type PriceName } from './type-rules.ts';

type PriceField = 'limitPrice' | 'stopPrice' | 'trailAmount' | 'limitOffset';

/** Spreads of contracts, and futures now and then, trade below zero. */
const MAY_BE_NEGATIVE: ReadonlySet<string> = new Set(['BAG', 'FUT', 'FOP']);

const WORDS: Readonly<Record<PriceName | PriceField, string>> = {
  limitPrice: 'a limit price',
  stopPrice: 'a stop price',
  trail: 'a trailing amount or per cent',
  trailAmount: 'a trailing amount',
  limitOffset: 'an offset of the limit',
};

/** Which prices there are, that they are on the tick, and how they lie to one another and to the market. */
export function checkPrices(ticket: OrderTicket, context: TicketContext): TicketProblem[] {
  const missing = checkPresence(ticket.terms);
  const offTick = [...checkTicks(ticket, context), ...checkConditions(ticket.terms)];
  // How prices lie to one another says nothing while one is missing.
  return missing.length > 0 ? [...missing, ...offTick] : [...offTick, ...checkRelations(ticket, context)];
}

function checkPresence(terms: OrderTerms): TicketProblem[] {
  const { type, limitPrice, stopPrice, trailAmount, trailPercent, limitOffset } = terms;
  const { needs, may } = TYPE_RULES[type];
  const has: Record<PriceName, boolean> = {
    limitPrice: limitPrice !== null,
    stopPrice: stopPrice !== null,
    trail: trailAmount !== null || trailPercent !== null,
    limitOffset: limitOffset !== null,
  };
  const problems = needs
    .filter((name) => !has[name])
    .map((name) => problem(fieldOf(name), `an order of type ${type} needs ${WORDS[name]}`, 'Enter it.'));
  const useless = (Object.keys(has) as PriceName[]).filter(
    (name) => has[name] && !needs.includes(name) && !may.includes(name),
  );
  for (const name of useless)
    problems.push(
      problem(
        fieldOf(name),
        `an order of type ${type} has no use for ${WORDS[name]}`,
        'Leave it empty, or choose another type.',
      ),
    );
  if (trailAmount !== null && trailPercent !== null)
    problems.push(
      problem(
        'trailPercent',
        'a stop trails by an amount or by per cent, not by both',
        'Leave one of them empty.',
      ),
    );
  return problems;
}

function fieldOf(name: PriceName): TicketField {
  return name === 'trail' ? 'trailAmount' : name;
}

function checkTicks({ contract, terms }: OrderTicket, { details }: TicketContext): TicketProblem[] {
  const problems: TicketProblem[] = [];
  for (const field of ['limitPrice', 'stopPrice', 'trailAmount', 'limitOffset'] as const) {
    const price = terms[field];
    if (price === null) continue;
    const mayBeNegative = field.endsWith('Price') && MAY_BE_NEGATIVE.has(contract.securityType);
    const isTooLow = field === 'limitOffset' ? price < 0 : price <= 0 && !mayBeNegative;
    if (isTooLow)
      problems.push(
        problem(
          field,
          `${WORDS[field]} of ${shown(price)} is too low for ${contractName(contract)}`,
          'Enter one above zero.',
        ),
      );
    const tick = tickAt(details, contract.exchange, price);
    if (isTooLow || price % tick === 0) continue;
    const [lower, upper] = neighbours(price, tick);
    problems.push(
      problem(
        field,
        `${WORDS[field]} of ${shown(price)} is not on the tick of ${contractName(contract)} at ${contract.exchange}, which is ${shown(tick)} there`,
        `Enter ${shown(lower)} or ${shown(upper)}.`,
      ),
    );
  }
  return problems;
}

function checkConditions({ conditions }: OrderTerms): TicketProblem[] {
  return conditions
    .filter((condition) => condition.kind === 'price' && condition.price <= 0)
    .map(() =>
      problem('conditions', 'a price to wait for lies above zero', 'Enter it, or take the condition out.'),
    );
}

function checkRelations({ side, terms, parentRef }: OrderTicket, context: TicketContext): TicketProblem[] {
  const { type, limitPrice, stopPrice } = terms;
  const { trigger } = TYPE_RULES[type];
  if (trigger === null || stopPrice === null) return [];
  const sign = signOf(side);
  const problems: TicketProblem[] = [];
  const direction = trigger === 'stop' ? sign : -sign;
  // What waits for its parent is compared with the market of another day. Refused is only what is set off for certain: a
  // stop that protects must not fail for a wide quote or an old last trade.
  const nearest = direction === 1 ? context.market.low : context.market.high;
  const market = parentRef === null ? nearest * ORDER_PRICE_STEPS_PER_UNIT : NaN;
  if ((stopPrice - market) * direction <= 0)
    problems.push(
      problem(
        'stopPrice',
        `the market is at ${shown(market)}: at ${shown(stopPrice)} an order to ${side} of type ${type} is set off at once`,
        `Enter a price ${direction === 1 ? 'above' : 'below'} the market${trigger === 'stop' ? ', or MIT to wait for a better one' : ', or STP to follow it'}.`,
      ),
    );
  if (limitPrice !== null && trigger === 'stop' && (limitPrice - stopPrice) * sign < 0)
    problems.push(
      problem(
        'limitPrice',
        `once it is set off at ${shown(stopPrice)} an order to ${side} with its limit at ${shown(limitPrice)} cannot fill there`,
        `Enter a limit at the stop or ${sign === 1 ? 'above' : 'below'} it.`,
      ),
    );
  return problems;
}

function shown(steps: number): string {
  return String(Math.round(steps) / ORDER_PRICE_STEPS_PER_UNIT);
}
