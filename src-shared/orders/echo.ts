import type { HeldTerms } from '../model/order-ticket.ts';
import type { QuantityMicros } from '../model/quantity.ts';
import { isEchoOf, isReductionOf, movedTerms, relevantTerms } from './held-terms.ts';
import { PAST_TERMS_MAX, type OrderRecord } from './order-record.ts';

/** What distinguishes terms that are alike in what an order is about. */
const FINER = [
  ...['isOutsideHours', 'displayQuantity', 'minQuantity', 'isAllOrNone', 'goodAfterAt', 'triggerMethod'],
  ...['conditions', 'areConditionsOutsideHours', 'doConditionsCancel'],
] as const satisfies readonly (keyof HeldTerms)[];

/**
 * What the terms in an openOrder say of ours. Echoes carry no number and come late: one of terms that held before is stale,
 * one of those asked for confirms them, a smaller quantity is the broker's reduction (of an OCA group, of a bracket), and
 * anything else was changed by somebody else.
 */
export function takeEcho(record: OrderRecord, raw: HeldTerms): OrderRecord {
  const echo = relevantTerms(raw);
  const { terms, pastTerms } = record;
  const asked = confirmedBy(record, echo);
  if (asked !== null) return confirmed(record, asked, echo);
  if (isEchoOf(echo, terms)) return moved(record, echo);
  if (pastTerms.some((past) => isEchoOf(echo, past))) return record;
  return isReductionOf(echo, terms) ? reduced(moved(record, echo), echo.quantity) : replaced(record, echo);
}

/**
 * The same from a complete list, which is the newest word: nothing in it is stale.
 *
 * @param isAnswered the list was asked for so long after the change that it shows what became of it
 */
export function takeListed(record: OrderRecord, raw: HeldTerms, isAnswered: boolean): OrderRecord {
  const echo = relevantTerms(raw);
  const asked = confirmedBy(record, echo);
  if (asked !== null) return confirmed(record, asked, echo);
  const { request, terms } = record;
  const settled =
    request === null || !isAnswered ? record : { ...record, request: { ...request, isRefused: true } };
  if (isEchoOf(echo, terms)) return { ...moved(settled, echo), reducedTo: null };
  if (isReductionOf(echo, terms)) return { ...moved(settled, echo), reducedTo: echo.quantity };
  return replaced(settled, echo);
}

/** By the total of an orderStatus: it carries no prices to tell by whether it is of other terms. */
export function takeTotal(record: OrderRecord, total: QuantityMicros): OrderRecord {
  const { terms, pastTerms, request } = record;
  const isOf = (other: HeldTerms) => other.quantity === total;
  if (pastTerms.some(isOf) || (request !== null && isOf(request.terms))) return record;
  return total > 0 && total < terms.quantity ? reduced(record, total) : record;
}

/** The terms asked for, if this is their echo. A refusal may have been of something else: an echo outweighs it. */
function confirmedBy({ request, terms }: OrderRecord, echo: HeldTerms): HeldTerms | null {
  if (request === null) return null;
  const asked = request.terms;
  if (!isEchoOf(echo, asked)) return isReductionOf(echo, asked) && !isLike(echo, terms) ? asked : null;
  if (!isEchoOf(echo, terms)) return asked;
  // What sets the two apart is among the finer things.
  return FINER.every((field) => isSame(asked[field], terms[field]) || isSame(asked[field], echo[field]))
    ? asked
    : null;
}

function isLike(echo: HeldTerms, terms: HeldTerms): boolean {
  return isEchoOf(echo, terms) || isReductionOf(echo, terms);
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function moved(record: OrderRecord, echo: HeldTerms): OrderRecord {
  const terms = movedTerms(record.terms, echo, record.side);
  return terms === record.terms ? record : { ...record, terms };
}

function confirmed(record: OrderRecord, asked: HeldTerms, echo: HeldTerms): OrderRecord {
  return {
    ...record,
    pastTerms: withPast(record),
    terms: movedTerms(asked, echo, record.side),
    request: null,
    reducedTo: echo.quantity < asked.quantity ? echo.quantity : null,
  };
}

function replaced(record: OrderRecord, echo: HeldTerms): OrderRecord {
  return {
    ...record,
    pastTerms: withPast(record),
    terms: echo,
    reducedTo: null,
    wasChangedElsewhere: record.origin === 'ours' || record.wasChangedElsewhere,
  };
}

/** What holds goes among what held. */
function withPast({ pastTerms, terms }: OrderRecord): HeldTerms[] {
  return [...pastTerms, terms].slice(-PAST_TERMS_MAX);
}

/** A reduction is never taken back, so the smallest is the latest. */
function reduced(record: OrderRecord, to: QuantityMicros): OrderRecord {
  const { reducedTo } = record;
  return reducedTo !== null && reducedTo <= to ? record : { ...record, reducedTo: to };
}
