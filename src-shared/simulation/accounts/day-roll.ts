import { yearOfDay, compactDate } from '../../model/civil-day.ts';
import { micros } from '../../model/money.ts';
import { nightlyBorrowFee } from '../account-rules/borrow.ts';
import type { Settlement } from './account-report.ts';
import { addCash, noVolume, type AccountState } from './account-state.ts';
import { BASE_CURRENCY } from './account-spec.ts';
import { payVariation, settleExpired } from './expiry.ts';
import { equityWithLoan, netLiquidation } from './figures.ts';
import { amountOf, type Valuation } from './valuation.ts';

/** @param before the day that ends; null: there was none @param day the one that begins */
export function rollDay(
  account: AccountState,
  valuation: Valuation,
  time: number,
  before: number | null,
  day: number,
): Settlement[] {
  const settlements = settleExpired(account, valuation, time);
  if (before !== null) {
    settlements.push(...settleVariation(account, valuation));
    settlements.push(...chargeBorrowing(account, valuation, day - before));
    if (monthOf(before) !== monthOf(day)) Object.assign(account.month, noVolume());
  }
  settlements.push(...payDividends(account, day));
  for (const balance of account.cash.values()) balance.unsettled = micros(0);
  beginDay(account, valuation);
  return settlements;
}

/** Today's profit and loss counts from here. What was closed is not listed any more. */
export function beginDay(account: AccountState, valuation: Valuation): void {
  for (const position of [...account.positions.values()]) {
    if (position.quantity === 0 && position.carry === 0) {
      account.positions.delete(position.conId);
      continue;
    }
    position.lastPrice = valuation.priceOf(position);
    position.realizedToday = micros(0);
    position.realizedTodayUsd = micros(0);
    position.dayFlow = micros(0);
    const { currency } = valuation.held(position.conId);
    position.dayStartValueUsd = valuation.toUsd(valuation.valueOf(position), currency);
  }
  account.realizedTodayUsd = micros(0);
  account.dayStartNetLiquidation = netLiquidation(account, valuation);
  account.dayStartEquityWithLoan = equityWithLoan(account, valuation);
}

/** One line for each currency. */
function settleVariation(account: AccountState, valuation: Valuation): Settlement[] {
  const paid = new Map<string, number>();
  for (const position of account.positions.values()) {
    const { kind, currency } = valuation.held(position.conId);
    if (kind !== 'future') continue;
    paid.set(currency, (paid.get(currency) ?? 0) + payVariation(account, valuation, position));
  }
  return [...paid]
    .filter(([, amount]) => amount !== 0)
    .map(([currency, amount]) => ({
      kind: 'futures-variation',
      account: account.id,
      conId: 0,
      amount: micros(amount),
      currency,
      positions: [],
    }));
}

/** Weekends and holidays are nights too. */
function chargeBorrowing(account: AccountState, valuation: Valuation, nights: number): Settlement[] {
  const settlements: Settlement[] = [];
  for (const position of account.positions.values()) {
    const { kind, symbol, conId, currency } = valuation.held(position.conId);
    if (kind !== 'stock' || position.quantity >= 0) continue;
    const price = valuation.toUsd(amountOf(valuation.priceOf(position)), currency);
    const fee = micros(nightlyBorrowFee(symbol, position.quantity, price) * nights);
    if (fee === 0) continue;
    addCash(account, BASE_CURRENCY, micros(-fee));
    settlements.push({
      kind: 'borrow-fee',
      account: account.id,
      conId,
      amount: micros(-fee),
      currency: BASE_CURRENCY,
      positions: [],
    });
  }
  return settlements;
}

function payDividends(account: AccountState, day: number): Settlement[] {
  const due = account.dividends.filter(({ payDay }) => payDay <= day);
  account.dividends = account.dividends.filter(({ payDay }) => payDay > day);
  return due.map(({ conId, currency, amount }) => {
    addCash(account, currency, amount);
    return { kind: 'dividend', account: account.id, conId, amount, currency, positions: [] };
  });
}

function monthOf(day: number): string {
  return `${yearOfDay(day)} ${compactDate(day).slice(4, 6)}`;
}
