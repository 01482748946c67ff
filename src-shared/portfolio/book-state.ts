import { assert } from '../kernel/assert.ts';
import { quotientHalfEven } from '../kernel/quotient.ts';
import { signOf, timeOf, type AdjustmentEntry, type Entry, type FillEntry } from './entry.ts';

/** What is left of one fill that opened or enlarged a position. Sizes; 1e-6 units, and 1e-6 of their currencies. */
export interface Lot {
  readonly entry: Entry;
  quantity: number;
  value: bigint;
  commission: bigint;
}

/** A part of a lot that a fill has closed. */
export interface ClosedPart {
  readonly opened: Entry;
  readonly closed: FillEntry;
  readonly side: 1 | -1;
  readonly quantity: number;
  readonly entryValue: bigint;
  readonly exitValue: bigint;
  /** Its share of the commission of each, each in its own currency. */
  readonly entryCommission: bigint;
  readonly exitCommission: bigint;
}

/** A contract's book after some of its entries. Money: 1e-6 of the contract's currency. */
export interface BookState {
  /** 1e-6 units, signed. */
  quantity: number;
  /**
   * What is held has cost by the method of average cost, commissions of the contract's currency in it; negative: what was got
   * for a short position. As brokers count it.
   */
  cost: bigint;
  /** At average cost, after commissions of the contract's currency; those of others are apart. */
  realized: bigint;
  /** Unix ms at which the position was opened or turned round; null when flat. */
  openedAt: number | null;
  /** Since it was last flat: whether fills, and adjustments, have made it. */
  hasFills: boolean;
  hasAdjustments: boolean;
  /** Oldest first. */
  lots: Lot[];
}

export function emptyState(): BookState {
  return {
    quantity: 0,
    cost: 0n,
    realized: 0n,
    openedAt: null,
    hasFills: false,
    hasAdjustments: false,
    lots: [],
  };
}

export function copyState(state: BookState): BookState {
  return { ...state, lots: state.lots.map((lot) => ({ ...lot })) };
}

/** Books one entry into `state`. @returns the parts of lots that it closed, oldest first */
export function bookEntry(state: BookState, entry: Entry): readonly ClosedPart[] {
  const before = state.quantity;
  const parts = entry.kind === 'fill' ? bookFill(state, entry) : bookAdjustment(state, entry);
  if (state.quantity === 0) {
    assert(state.cost === 0n, 'nothing that is held has a cost');
    state.openedAt = null;
    state.hasFills = false;
    state.hasAdjustments = false;
  } else {
    if (before * state.quantity <= 0) {
      state.openedAt = timeOf(entry);
      state.hasFills = false;
      state.hasAdjustments = false;
    }
    if (entry.kind === 'fill') state.hasFills = true;
    else state.hasAdjustments = true;
  }
  return parts;
}

function bookFill(state: BookState, entry: FillEntry): readonly ClosedPart[] {
  const { execution, value } = entry;
  const { quantity } = execution;
  const sign = signOf(execution);
  const charge = chargeOf(entry);
  if (quantity === 0) {
    // A correction took it back; what it cost stays paid until the broker says otherwise.
    state.realized -= charge;
    return [];
  }
  const held = state.quantity;
  const closed = held * sign < 0 ? Math.min(quantity, Math.abs(held)) : 0;
  const closedValue = shareOf(value, closed, quantity);
  const closedCharge = shareOf(charge, closed, quantity);
  const closedCost = closed === 0 ? 0n : shareOf(state.cost, closed, Math.abs(held));
  const direction = BigInt(sign);
  state.quantity = held + sign * quantity;
  state.cost += direction * (value - closedValue) + (charge - closedCharge) - closedCost;
  if (closed > 0) state.realized += -direction * closedValue - closedCharge - closedCost;
  return bookLots(state, entry, sign, closed);
}

/** The quantity and cost that result are one lot: what fills had made of it before is no longer what the broker counts by. */
function bookAdjustment(state: BookState, entry: AdjustmentEntry): readonly ClosedPart[] {
  state.quantity += entry.quantity;
  // Nothing held costs nothing: an adjustment that closes a position realises neither gain nor loss.
  state.cost = state.quantity === 0 ? 0n : state.cost + entry.cost;
  const value = state.quantity < 0 ? -state.cost : state.cost;
  state.lots =
    state.quantity === 0 ? [] : [{ entry, quantity: Math.abs(state.quantity), value, commission: 0n }];
  return [];
}

/** First in, first out. Parts take their share, rounded; the last takes the rest, so nothing is lost. */
function bookLots(state: BookState, entry: FillEntry, sign: 1 | -1, closed: number): readonly ClosedPart[] {
  const parts: ClosedPart[] = [];
  let quantityLeft: number = entry.execution.quantity;
  let valueLeft = entry.value;
  let commissionLeft = BigInt(entry.commission?.commission ?? 0);
  let toClose = closed;
  let emptied = 0;
  for (const lot of state.lots) {
    if (toClose === 0) break;
    const quantity = Math.min(toClose, lot.quantity);
    const exitValue = shareOf(valueLeft, quantity, quantityLeft);
    const exitCommission = shareOf(commissionLeft, quantity, quantityLeft);
    const entryValue = shareOf(lot.value, quantity, lot.quantity);
    const entryCommission = shareOf(lot.commission, quantity, lot.quantity);
    parts.push({
      opened: lot.entry,
      closed: entry,
      side: sign > 0 ? -1 : 1,
      ...{ quantity, entryValue, exitValue, entryCommission, exitCommission },
    });
    quantityLeft -= quantity;
    valueLeft -= exitValue;
    commissionLeft -= exitCommission;
    toClose -= quantity;
    lot.quantity -= quantity;
    lot.value -= entryValue;
    lot.commission -= entryCommission;
    if (lot.quantity === 0) emptied++;
  }
  assert(toClose === 0, 'the lots are the position');
  state.lots.splice(0, emptied);
  if (quantityLeft > 0)
    state.lots.push({ entry, quantity: quantityLeft, value: valueLeft, commission: commissionLeft });
  return parts;
}

/** What of its commission is in the contract's currency, and so a part of its cost. */
function chargeOf({ execution, commission }: FillEntry): bigint {
  return commission?.currency === execution.contract.currency ? BigInt(commission.commission) : 0n;
}

function shareOf(amount: bigint, part: number, whole: number): bigint {
  return part === whole ? amount : quotientHalfEven(amount * BigInt(part), BigInt(whole));
}
