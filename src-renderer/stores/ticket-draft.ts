import type { UnixMillis } from '#shared/kernel/time.ts';
import type { Watched } from '#shared/model/watchlist.ts';
import { contractName } from '#shared/model/contract.ts';
import { ORDER_PRICE_STEPS_PER_UNIT, toOrderPrice, type OrderPrice } from '#shared/model/order-price.ts';
import {
  type HeldTerms,
  ORDER_TYPES,
  type OrderRef,
  type OrderSide,
  type OrderTerms,
  type OrderTicket,
  type OrderType,
  PLAIN_TERMS,
  TIMES_IN_FORCE,
  type TimeInForce,
  type TriggerMethod,
} from '#shared/model/order-ticket.ts';
import { QUANTITY_STEPS_PER_UNIT, toQuantityMicros } from '#shared/model/quantity.ts';
import { formatNumber, formatQuantity } from '../format/number.ts';
import { SIDE_WORDS } from '../format/order.ts';
import { DECIMAL_HELP, parseDecimal } from './decimal.ts';

/** What is typed into the order ticket, as typed. */
export interface TicketDraft {
  readonly side: OrderSide;
  readonly quantity: string;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly limit: string;
  readonly stop: string;
  readonly trail: string;
  readonly trailUnit: 'amount' | 'percent';
  readonly offset: string;
  /** As `<input type="datetime-local">` writes it, in local time. */
  readonly goodTill: string;
  readonly goodAfter: string;
  readonly isOutsideHours: boolean;
  readonly display: string;
  readonly minQuantity: string;
  readonly isAllOrNone: boolean;
  readonly triggerMethod: TriggerMethod;
  readonly isReduceOnly: boolean;
  readonly ocaGroup: string;
  /** Of the children that a bracket adds; empty: none. */
  readonly takeProfit: string;
  readonly stopLoss: string;
}

export const FIRST_TICKET: TicketDraft = {
  ...{ side: 'buy', quantity: '100', type: 'LMT', timeInForce: 'DAY', limit: '', stop: '' },
  ...{ trail: '', trailUnit: 'amount', offset: '', goodTill: '', goodAfter: '', isOutsideHours: false },
  ...{
    display: '',
    minQuantity: '',
    isAllOrNone: false,
    triggerMethod: 0,
    isReduceOnly: false,
    ocaGroup: '',
  },
  ...{ takeProfit: '', stopLoss: '' },
};

export type PriceField = 'limit' | 'stop' | 'trail' | 'offset';
export type TicketErrors = Partial<Record<keyof TicketDraft, string>>;

type Need = 'required' | 'optional';

/** Which prices each type takes, in the order a trader thinks of them. */
const PRICES: Readonly<Record<OrderType, Partial<Record<PriceField, Need>>>> = {
  MKT: {},
  LMT: { limit: 'required' },
  STP: { stop: 'required' },
  'STP LMT': { stop: 'required', limit: 'required' },
  TRAIL: { trail: 'required', stop: 'optional' },
  'TRAIL LIMIT': { trail: 'required', offset: 'required', stop: 'optional' },
  MIT: { stop: 'required' },
  LIT: { stop: 'required', limit: 'required' },
  MOC: {},
  LOC: { limit: 'required' },
  'PEG MID': { limit: 'optional', offset: 'optional' },
  'MKT PRT': {},
};

export const TICKET_TYPES: readonly OrderType[] = ORDER_TYPES.filter((type) => type !== 'MKT PRT');
export const TICKET_TIMES = TIMES_IN_FORCE;

export function pricesOf(type: OrderType): readonly (readonly [PriceField, Need])[] {
  return Object.entries(PRICES[type]) as [PriceField, Need][];
}

export interface TicketContext {
  readonly watched: Watched;
  readonly account: string;
  readonly newRef: () => OrderRef;
}

export type ReadTicket =
  | { readonly kind: 'tickets'; readonly tickets: readonly [OrderTicket, ...OrderTicket[]] }
  | { readonly kind: 'errors'; readonly errors: TicketErrors };

/** The ticket with its bracket, ready to be sent; or what is wrong, field by field. The contract's own rules are main's to judge. */
export function readTicket(draft: TicketDraft, { watched, account, newRef }: TicketContext): ReadTicket {
  const read = readTerms(draft);
  if ('errors' in read) return { kind: 'errors', errors: read.errors };
  const { contract } = watched;
  const ref = newRef();
  const parent: OrderTicket = {
    ...{ ref, account, contract, side: draft.side, terms: read.terms, parentRef: null },
    oca: draft.ocaGroup.trim() === '' ? null : { group: draft.ocaGroup.trim(), type: 1 },
    isReduceOnly: draft.isReduceOnly,
  };
  const child = (terms: OrderTerms): OrderTicket => ({
    ...{ ref: newRef(), account, contract, side: draft.side === 'buy' ? 'sell' : 'buy', terms },
    ...{ parentRef: ref, oca: null, isReduceOnly: false },
  });
  const base: OrderTerms = {
    ...{ ...PLAIN_TERMS, quantity: read.terms.quantity, isOutsideHours: draft.isOutsideHours },
    timeInForce: 'GTC',
  };
  return {
    kind: 'tickets',
    tickets: [
      parent,
      ...(read.takeProfit === null ? [] : [child({ ...base, type: 'LMT', limitPrice: read.takeProfit })]),
      ...(read.stopLoss === null ? [] : [child({ ...base, type: 'STP', stopPrice: read.stopLoss })]),
    ],
  };
}

export function readTerms(draft: TicketDraft):
  | {
      readonly terms: OrderTerms;
      readonly takeProfit: OrderPrice | null;
      readonly stopLoss: OrderPrice | null;
    }
  | { readonly errors: TicketErrors } {
  const errors: Partial<Record<keyof TicketDraft, string>> = {};
  const figure = (field: keyof TicketDraft, need: Need, isPrice: boolean): number | null => {
    const text = String(draft[field]);
    if (text.trim() === '') {
      if (need === 'required') errors[field] = isPrice ? 'a price is needed' : 'how many?';
      return null;
    }
    const value = parseDecimal(text);
    if (value === null) errors[field] = DECIMAL_HELP;
    else if (!isPrice && value <= 0) errors[field] = 'it must be above 0';
    return value;
  };
  const price = (field: keyof TicketDraft, need: Need) => {
    const value = figure(field, need, true);
    return value === null || errors[field] !== undefined ? null : toOrderPrice(value);
  };
  const quantity = figure('quantity', 'required', false);
  const needs = PRICES[draft.type];
  const taken = (field: PriceField) => (needs[field] === undefined ? null : price(field, needs[field]));
  const limitPrice = taken('limit');
  const stopPrice = taken('stop');
  const limitOffset = taken('offset');
  const trail = needs.trail === undefined ? null : figure('trail', needs.trail, true);
  if (trail !== null && trail <= 0) errors.trail = 'it must be above 0';
  if (trail !== null && draft.trailUnit === 'percent' && trail >= 100)
    errors.trail = 'it must be below 100 %';
  const instant = (field: 'goodTill' | 'goodAfter') => {
    if (draft[field] === '') return null;
    const at = new Date(draft[field]).getTime() as UnixMillis;
    if (Number.isNaN(at)) errors[field] = 'a date and a time are needed';
    return at;
  };
  const goodTillAt = draft.timeInForce === 'GTD' ? instant('goodTill') : null;
  if (draft.timeInForce === 'GTD' && goodTillAt === null) errors.goodTill = 'until when?';
  const goodAfterAt = instant('goodAfter');
  const display = figure('display', 'optional', false);
  const minimum = figure('minQuantity', 'optional', false);
  const takeProfit = price('takeProfit', 'optional');
  const stopLoss = price('stopLoss', 'optional');
  const group = draft.ocaGroup.trim();
  if (group.length > 64) errors.ocaGroup = '64 letters at most';
  if (Object.keys(errors).length > 0 || quantity === null) return { errors };
  return {
    terms: {
      ...PLAIN_TERMS,
      ...{ type: draft.type, timeInForce: draft.timeInForce, quantity: toQuantityMicros(quantity) },
      ...{ limitPrice, stopPrice, limitOffset },
      trailAmount: trail !== null && draft.trailUnit === 'amount' ? toOrderPrice(trail) : null,
      trailPercent: draft.trailUnit === 'percent' ? trail : null,
      ...{ goodTillAt, goodAfterAt, isOutsideHours: draft.isOutsideHours },
      displayQuantity: display === null ? null : toQuantityMicros(display),
      minQuantity: minimum === null ? null : toQuantityMicros(minimum),
      ...{ isAllOrNone: draft.isAllOrNone, triggerMethod: draft.triggerMethod },
    },
    ...{ takeProfit, stopLoss },
  };
}

/** Fills the form with the terms of an order that is to be changed. */
export function draftOfTerms(side: OrderSide, terms: HeldTerms): TicketDraft {
  const price = (steps: number | null) => (steps === null ? '' : plain(steps / ORDER_PRICE_STEPS_PER_UNIT));
  const units = (steps: number | null) => (steps === null ? '' : plain(steps / QUANTITY_STEPS_PER_UNIT));
  return {
    ...FIRST_TICKET,
    ...{ side, quantity: units(terms.quantity) },
    type: ORDER_TYPES.find((type) => type === terms.type) ?? 'LMT',
    timeInForce: TIMES_IN_FORCE.find((time) => time === terms.timeInForce) ?? 'DAY',
    ...{ limit: price(terms.limitPrice), stop: price(terms.stopPrice), offset: price(terms.limitOffset) },
    trail:
      terms.trailAmount === null
        ? terms.trailPercent === null
          ? ''
          : plain(terms.trailPercent)
        : price(terms.trailAmount),
    trailUnit: terms.trailPercent === null ? 'amount' : 'percent',
    ...{ goodTill: localInput(terms.goodTillAt), goodAfter: localInput(terms.goodAfterAt) },
    ...{
      isOutsideHours: terms.isOutsideHours,
      isAllOrNone: terms.isAllOrNone,
      triggerMethod: terms.triggerMethod,
    },
    ...{ display: units(terms.displayQuantity), minQuantity: units(terms.minQuantity) },
  };
}

/** What the button says: exactly what will happen. `Buy 100 AAPL @ 187.40 LMT DAY`. */
export function ticketSentence(draft: TicketDraft, watched: Watched): string {
  const quantity = parseDecimal(draft.quantity);
  const what = `${SIDE_WORDS[draft.side]} ${quantity === null ? '…' : formatQuantity(quantity)} ${contractName(watched.contract)}`;
  const prices = pricesOf(draft.type)
    .filter(([field, need]) => need === 'required' || draft[field].trim() !== '')
    .map(([field]) => `${PRICE_WORDS[field]}${priceOf(draft, field)}`);
  const children = (['takeProfit', 'stopLoss'] as const)
    .filter((field) => draft[field].trim() !== '')
    .map((field) => `${field === 'takeProfit' ? 'profit' : 'stop'} ${figureOf(draft[field])}`);
  const bracket =
    children.length === 0
      ? ''
      : ` with ${children.length === 1 ? 'an exit' : 'two exits'}: ${children.join(', ')}`;
  return `${what}${prices.length === 0 ? '' : ` ${prices.join(' ')}`} ${draft.type} ${draft.timeInForce}${bracket}`;
}

/**
 * What the order is worth in the currency of its contract, at its own limit or stop, else at the market; null: nobody can
 * say yet.
 */
export function orderValue(
  draft: TicketDraft,
  { contract }: Watched,
  market: number | null,
): { readonly amount: number; readonly isEstimate: boolean } | null {
  const quantity = parseDecimal(draft.quantity);
  const needs = PRICES[draft.type];
  const own = (['limit', 'stop'] as const)
    .filter((field) => needs[field] === 'required')
    .map((field) => parseDecimal(draft[field]))
    .find((price) => price !== null);
  const price = own ?? market;
  if (quantity === null || price === null) return null;
  return { amount: quantity * price * contract.multiplier, isEstimate: own === undefined };
}

const PRICE_WORDS: Readonly<Record<PriceField, string>> = {
  limit: '@ ',
  stop: 'at ',
  trail: 'trailing ',
  offset: 'offset ',
};

function priceOf(draft: TicketDraft, field: PriceField): string {
  const text = figureOf(draft[field]);
  return field === 'trail' && draft.trailUnit === 'percent' && text !== '…' ? `${text} %` : text;
}

function figureOf(typed: string): string {
  const value = parseDecimal(typed);
  if (value === null) return '…';
  const decimals = plain(value).split('.')[1]?.length ?? 0;
  return formatNumber(value, Math.max(2, decimals));
}

const HIDDEN_FIELDS = [
  ...['goodAfter', 'isOutsideHours', 'display', 'minQuantity'],
  ...['isAllOrNone', 'triggerMethod', 'isReduceOnly', 'ocaGroup'],
] as const satisfies readonly (keyof TicketDraft)[];

/** How many of the fields that can be folded away say something. */
export function countHidden(draft: TicketDraft): number {
  return HIDDEN_FIELDS.filter((field) => draft[field] !== FIRST_TICKET[field]).length;
}

/** One tick up or down from what is typed, or from `start` where nothing is. */
export function stepped(text: string, by: number, step: number, start: number | null): string {
  const value = parseDecimal(text) ?? start;
  if (value === null) return text;
  const ticks = Math.round(value / step) + by;
  const decimals = Math.max(0, (plain(step).split('.')[1] ?? '').length);
  return (ticks * step).toFixed(decimals);
}

/** A number as a person would type it: 0.0001, never 1e-4. */
function plain(value: number): string {
  return value.toFixed(8).replace(/\.?0+$/, '');
}

/** As `<input type="datetime-local">` wants it. */
function localInput(at: number | null): string {
  if (at === null) return '';
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
