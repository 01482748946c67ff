import { micros } from '../../model/money.ts';
import { dividendCash, splitPosition } from '../account-rules/entitlements.ts';
import type { Dividend, Split } from '../universe/corporate-actions.ts';
import type { Settlement } from './account-report.ts';
import { addCash, type AccountState } from './account-state.ts';
import { bookRealized } from './trade.ts';
import { amountOf, type Valuation } from './valuation.ts';

export function applyAction(
  account: AccountState,
  valuation: Valuation,
  conId: number,
  action: Dividend | Split,
): Settlement[] {
  const position = account.positions.get(conId);
  if (position === undefined || position.quantity === 0) return [];
  return action.kind === 'dividend'
    ? noteDividend(account, valuation, conId, action)
    : splitShares(account, valuation, conId, action);
}

/** Nothing moves before the pay day, but who holds has a claim, and who is short a debt. */
function noteDividend(
  account: AccountState,
  valuation: Valuation,
  conId: number,
  dividend: Dividend,
): Settlement[] {
  const { currency } = valuation.held(conId);
  const amount = dividendCash(dividend, account.positions.get(conId)!.quantity);
  account.dividends.push({ conId, currency, amount, payDay: dividend.payDay });
  return [];
}

function splitShares(account: AccountState, valuation: Valuation, conId: number, split: Split): Settlement[] {
  const { currency } = valuation.held(conId);
  const position = account.positions.get(conId)!;
  const mark = valuation.mark(conId);
  const price = mark === null ? splitPrice(position.lastPrice, split) : mark;
  const { quantity, cost, cashInLieu } = splitPosition(
    split,
    position.quantity,
    position.cost,
    amountOf(price),
  );
  const costOfFraction = micros(position.cost - cost);
  position.quantity = quantity;
  position.cost = cost;
  position.lastPrice = price;
  const told = { account: account.id, conId, currency };
  const positions = [{ account: account.id, conId, quantity }];
  const settlements: Settlement[] = [{ ...told, kind: 'split', amount: micros(0), positions }];
  if (cashInLieu === 0 && costOfFraction === 0) return settlements;
  addCash(account, currency, cashInLieu);
  position.dayFlow = micros(position.dayFlow + cashInLieu);
  bookRealized(account, valuation, position, micros(cashInLieu - costOfFraction), currency);
  settlements.push({ ...told, kind: 'cash-in-lieu', amount: cashInLieu, positions: [] });
  return settlements;
}

function splitPrice<P extends number>(price: P, { numerator, denominator }: Split): P {
  return Math.round((price * denominator) / numerator) as P;
}
