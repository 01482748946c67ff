import { micros, type Micros } from '../../model/money.ts';
import { accountRoom } from '../account-rules/account-room.ts';
import { sizeOf } from '../account-rules/exact.ts';
import type { AccountFigures } from './account-report.ts';
import type { AccountState } from './account-state.ts';
import { marginNeed } from './margin-need.ts';
import type { Valuation } from './valuation.ts';

/** What an account has in one currency, micros of it. */
export interface CurrencyFigures {
  readonly currency: string;
  readonly cash: Micros;
  readonly settledCash: Micros;
  readonly futuresPnl: Micros;
  readonly stockValue: Micros;
  readonly optionValue: Micros;
  readonly cryptoValue: Micros;
  readonly grossPositionValue: Micros;
  readonly accruedDividends: Micros;
  readonly unrealizedPnl: Micros;
  readonly realizedPnl: Micros;
}

type Sums = { -readonly [K in Exclude<keyof CurrencyFigures, 'currency'>]: number };

/** Every currency the account has or had something in, the base first, the others by name. */
export function currencyFigures(account: AccountState, valuation: Valuation): readonly CurrencyFigures[] {
  const sums = new Map<string, Sums>();
  const sumOf = (currency: string) => {
    let sum = sums.get(currency);
    if (sum === undefined) {
      sum = { cash: 0, settledCash: 0, futuresPnl: 0, stockValue: 0, optionValue: 0, cryptoValue: 0, grossPositionValue: 0, accruedDividends: 0, unrealizedPnl: 0, realizedPnl: 0 }; // prettier-ignore
      sums.set(currency, sum);
    }
    return sum;
  };
  for (const [currency, { amount, unsettled }] of account.cash) {
    const sum = sumOf(currency);
    sum.cash += amount;
    sum.settledCash += amount - unsettled;
  }
  for (const position of account.positions.values()) {
    const { kind, currency } = valuation.held(position.conId);
    const value = valuation.valueOf(position);
    const sum = sumOf(currency);
    sum.unrealizedPnl += value - position.cost;
    sum.realizedPnl += position.realizedToday;
    if (kind === 'future') sum.futuresPnl += value - position.carry;
    if (kind === 'future' || kind === 'forex') continue;
    sum[`${kind}Value`] += value;
    sum.grossPositionValue += sizeOf(value);
  }
  for (const { currency, amount } of account.dividends) sumOf(currency).accruedDividends += amount;
  return [...sums.keys()]
    .sort((a, b) => (a === 'USD' ? -1 : b === 'USD' ? 1 : a < b ? -1 : 1))
    .map((currency) => ({ currency, ...checked(sums.get(currency)!) }));
}

function checked(sums: Sums): Omit<CurrencyFigures, 'currency'> {
  for (const amount of Object.values(sums)) micros(amount);
  return sums as Omit<CurrencyFigures, 'currency'>;
}

/** What is the account's in a currency when everything is sold at its mark. */
export function liquidationOf(figures: CurrencyFigures): Micros {
  const { cash, futuresPnl, stockValue, optionValue, cryptoValue, accruedDividends } = figures;
  return micros(cash + futuresPnl + stockValue + optionValue + cryptoValue + accruedDividends);
}

/** Cash, futures' variation, stocks and crypto: what can be lent against. */
function loanValueOf({ cash, futuresPnl, stockValue, cryptoValue }: CurrencyFigures): Micros {
  return micros(cash + futuresPnl + stockValue + cryptoValue);
}

/** Sums a figure over all currencies, in USD. */
export function inUsd(
  list: readonly CurrencyFigures[],
  valuation: Valuation,
  pick: (figures: CurrencyFigures) => number,
): Micros {
  return micros(
    list.reduce((sum, figures) => sum + valuation.toUsd(micros(pick(figures)), figures.currency), 0),
  );
}

export function equityWithLoan(account: AccountState, valuation: Valuation): Micros {
  return inUsd(currencyFigures(account, valuation), valuation, loanValueOf);
}

export function netLiquidation(account: AccountState, valuation: Valuation): Micros {
  return inUsd(currencyFigures(account, valuation), valuation, liquidationOf);
}

export function accountFigures(account: AccountState, valuation: Valuation): AccountFigures {
  return figuresOf(currencyFigures(account, valuation), account, valuation);
}

export function figuresOf(
  list: readonly CurrencyFigures[],
  account: AccountState,
  valuation: Valuation,
): AccountFigures {
  const sum = (pick: (figures: CurrencyFigures) => number) => inUsd(list, valuation, pick);
  const equity = sum(loanValueOf);
  const need = marginNeed(account, valuation);
  return {
    netLiquidation: sum(liquidationOf),
    totalCash: sum(({ cash, futuresPnl }) => cash + futuresPnl),
    grossPositionValue: sum(({ grossPositionValue }) => grossPositionValue),
    equityWithLoan: equity,
    initialMargin: need.initial,
    maintenanceMargin: need.maintenance,
    ...accountRoom(equity, need),
    accruedDividends: sum(({ accruedDividends }) => accruedDividends),
    unrealizedPnl: sum(({ unrealizedPnl }) => unrealizedPnl),
    realizedPnl: account.realizedTodayUsd,
  };
}
