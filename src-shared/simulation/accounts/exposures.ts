import { micros } from '../../model/money.ts';
import type { OrderPrice } from '../../model/order-price.ts';
import { quantityMicros, type QuantityMicros } from '../../model/quantity.ts';
import { sizeOf } from '../account-rules/exact.ts';
import type { OrderTerms } from '../exchange/order-terms.ts';
import { signOf, type Side } from '../exchange/side.ts';
import type { AccountState } from './account-state.ts';
import type { WorkingOrder } from './account-spec.ts';
import type { Commissions } from './commissions.ts';
import { marginNeed, slippage, type Exposure, type Leg } from './margin-need.ts';
import type { Valuation } from './valuation.ts';

/** Orders of which one fills at most, in all: a group, or the exits attached to one parent. null: it stands alone. */
export function groupOf({ ocaGroup, parent }: OrderTerms): string | null {
  if (ocaGroup !== null) return `group ${ocaGroup}`;
  return parent === null ? null : `parent ${parent}`;
}

/** It closes what a parent that still works opens, and no more: the parent counts, the exit does not. */
export function isExit(order: WorkingOrder, orders: readonly WorkingOrder[]): boolean {
  const { parent, side } = order.terms;
  if (parent === null) return false;
  return orders.some(
    ({ key, instrument, terms }) => key === parent && instrument === order.instrument && terms.side !== side,
  );
}

export function remainingOf({ quantity, filled }: WorkingOrder): QuantityMicros {
  return quantityMicros(Math.max(0, quantity - filled));
}

/** What orders on one side of a contract can still fill, each group counted once and `except` not at all. */
export function workingOn(
  side: Side,
  conId: number,
  orders: readonly WorkingOrder[],
  except: string | null,
): QuantityMicros {
  const groups = new Map<string, number>();
  let total = 0;
  for (const order of orders) {
    if (order.instrument !== conId || order.terms.side !== side || isExit(order, orders)) continue;
    const group = groupOf(order.terms);
    if (group === null) total += remainingOf(order);
    else if (group !== except) groups.set(group, Math.max(groups.get(group) ?? 0, remainingOf(order)));
  }
  for (const quantity of groups.values()) total += quantity;
  return quantityMicros(total);
}

/** What an order may trade at, for the worse; null: at the market. */
export function priceAsked({ limitPrice, stopPrice }: OrderTerms): OrderPrice | null {
  return limitPrice ?? stopPrice;
}

interface Piece extends Leg {
  readonly conId: number;
  readonly side: Side;
  readonly price: OrderPrice;
}

type Exposures = Map<number, Exposure>;

/**
 * What the working orders of an account may still do, contract by contract. Exits of live parents are left out; a group is
 * there with its largest order, and if it spans contracts with its orders in that contract which makes the whole ask for most.
 */
export function exposuresOf(
  account: AccountState,
  valuation: Valuation,
  commissions: Commissions,
  orders: readonly WorkingOrder[],
): ReadonlyMap<number, Exposure> {
  const exposures: Exposures = new Map();
  const groups = new Map<string, Piece[]>();
  for (const order of orders) {
    if (remainingOf(order) === 0 || isExit(order, orders)) continue;
    const piece = pieceOf(account, valuation, commissions, order);
    if (piece === null) continue;
    const group = groupOf(order.terms);
    if (group === null) addPiece(exposures, piece);
    else groups.set(group, joined(groups.get(group) ?? [], piece));
  }
  const spanning: Piece[][] = [];
  for (const pieces of groups.values()) {
    if (pieces.every(({ conId }) => conId === pieces[0]!.conId))
      for (const piece of pieces) addPiece(exposures, piece);
    else spanning.push(pieces);
  }
  return worstChoice(account, valuation, exposures, spanning);
}

/** null: the contract has neither a price nor an order at a price; `check` lets no such order in. */
function pieceOf(
  account: AccountState,
  valuation: Valuation,
  commissions: Commissions,
  order: WorkingOrder,
): Piece | null {
  const { instrument: conId, terms } = order;
  const instrument = valuation.held(conId);
  const quantity = remainingOf(order);
  const mark = valuation.priceIn(account, conId) ?? priceAsked(terms);
  if (mark === null) return null;
  const price = priceAsked(terms) ?? mark;
  const slip = slippage(valuation, instrument, signOf(terms.side), quantity, price, mark);
  const value = sizeOf(valuation.toUsd(valuation.value(instrument, quantity, price), instrument.currency));
  const commission = commissions.estimate(account, instrument, quantity, value, false);
  const cost = micros(slip + Math.max(0, commission));
  const most = valuation.value(instrument, quantity, Math.max(mark, price) as OrderPrice);
  return { conId, side: terms.side, quantity, cost, value: most, price: mark };
}

/** The larger of two orders on one side of a contract stands for both. */
function joined(pieces: readonly Piece[], piece: Piece): Piece[] {
  const same = pieces.find(({ conId, side }) => conId === piece.conId && side === piece.side);
  if (same === undefined) return [...pieces, piece];
  const larger: Piece = {
    ...same,
    quantity: quantityMicros(Math.max(same.quantity, piece.quantity)),
    cost: micros(Math.max(same.cost, piece.cost)),
    value: micros(Math.max(same.value, piece.value)),
  };
  return pieces.map((other) => (other === same ? larger : other));
}

function addPiece(exposures: Exposures, { conId, side, quantity, cost, value, price }: Piece): void {
  const nothing: Leg = { quantity: quantityMicros(0), cost: micros(0), value: micros(0) };
  const before = exposures.get(conId) ?? { buys: nothing, sells: nothing, price };
  const name = side === 'buy' ? 'buys' : 'sells';
  const leg: Leg = {
    quantity: quantityMicros(before[name].quantity + quantity),
    cost: micros(before[name].cost + cost),
    value: micros(before[name].value + value),
  };
  exposures.set(conId, { ...before, [name]: leg });
}

/** So many ways in which groups that span contracts can fill are tried; beyond that all of their orders count. */
const CHOICES_MAX = 32;

/** Which contract of one group asks for most depends on the others': every choice is tried. */
function worstChoice(
  account: AccountState,
  valuation: Valuation,
  exposures: Exposures,
  groups: readonly (readonly Piece[])[],
): Exposures {
  if (groups.length === 0) return exposures;
  let choices: (readonly Piece[])[] = [[]];
  for (const pieces of groups) {
    const conIds = [...new Set(pieces.map(({ conId }) => conId))];
    choices = choices.flatMap((chosen) =>
      conIds.map((conId) => [...chosen, ...pieces.filter((piece) => piece.conId === conId)]),
    );
    if (choices.length > CHOICES_MAX) {
      choices = [groups.flat()];
      break;
    }
  }
  let worst = exposures;
  let most = -Infinity;
  for (const pieces of choices) {
    const tried: Exposures = new Map(exposures);
    for (const piece of pieces) addPiece(tried, piece);
    const { initial, equityChange } = marginNeed(account, valuation, tried);
    if (initial - equityChange <= most) continue;
    worst = tried;
    most = initial - equityChange;
  }
  return worst;
}
