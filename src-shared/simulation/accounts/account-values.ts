import { micros, type Micros } from '../../model/money.ts';
import type { AccountFigures, AccountValue } from './account-report.ts';
import type { AccountState } from './account-state.ts';
import { BASE_CURRENCY } from './account-spec.ts';
import { currencyFigures, figuresOf, inUsd, liquidationOf, type CurrencyFigures } from './figures.ts';
import type { Valuation } from './valuation.ts';

type Amounts = Readonly<Record<string, Micros>>;

/** What a US margin account has no use for and TWS sends all the same. */
const ALWAYS_ZERO = ['Billable', 'Guarantee', 'IndianStockHaircut', 'NetLiquidationUncertainty', 'NLVAndMarginInReview', 'PASharesValue', 'PhysicalCertificateValue', 'PostExpirationExcess', 'PostExpirationMargin', 'TotalDebitCardPendingCharges']; // prettier-ignore
const ALWAYS_ZERO_BY_CURRENCY = ['AccruedCash', 'CorporateBondValue', 'FundValue', 'FutureOptionValue', 'IssuerOptionValue', 'MoneyMarketFundValue', 'MutualFundValue', 'TBillValue', 'TBondValue', 'WarrantValue']; // prettier-ignore
/** Lines that TWS sends once more for the securities segment. */
const SECURITIES_SEGMENT = ['AccruedDividend', 'AvailableFunds', 'EquityWithLoanValue', 'ExcessLiquidity', 'FullAvailableFunds', 'FullExcessLiquidity', 'FullInitMarginReq', 'FullMaintMarginReq', 'GrossPositionValue', 'InitMarginReq', 'LookAheadAvailableFunds', 'LookAheadExcessLiquidity', 'LookAheadInitMarginReq', 'LookAheadMaintMarginReq', 'MaintMarginReq', 'NetLiquidation', 'PreviousDayEquityWithLoanValue', 'RegTEquity', 'RegTMargin', 'SMA', 'TotalCashValue']; // prettier-ignore

/** All lines of reqAccountUpdates: about the account, then by currency, BASE first. */
export function accountValues(account: AccountState, valuation: Valuation): readonly AccountValue[] {
  const list = currencyFigures(account, valuation);
  const figures = figuresOf(list, account, valuation);
  const amounts = amountsOf(figures, account, list, valuation);
  const zeros: Amounts = Object.fromEntries(ALWAYS_ZERO.map((key) => [key, micros(0)]));
  return [
    ...facts(account, figures),
    ...Object.entries({ ...amounts, ...zeros }).map(([key, amount]) => line(key, amount, BASE_CURRENCY)),
    ...SECURITIES_SEGMENT.map((key) => line(`${key}-S`, amounts[key]!, BASE_CURRENCY)),
    ...ledger('BASE', list, account, valuation),
    ...list.flatMap(({ currency }) => ledger(currency, list, account, valuation)),
  ];
}

/** Lines of reqAccountSummary in the order of the tags. */
export function accountSummary(
  account: AccountState,
  valuation: Valuation,
  tags: readonly string[],
): readonly AccountValue[] {
  const list = currencyFigures(account, valuation);
  const figures = figuresOf(list, account, valuation);
  const amounts: Amounts = {
    ...amountsOf(figures, account, list, valuation),
    AccruedCash: micros(0),
    PreviousEquityWithLoanValue: account.dayStartEquityWithLoan,
  };
  const known = new Map(
    [
      ...facts(account, figures).filter(({ key }) => SUMMARY_FACTS.has(key)),
      { key: 'Leverage', value: leverage(figures), currency: '' },
      { key: 'HighestSeverity', value: '0', currency: '' },
      ...Object.entries(amounts).map(([key, amount]) => line(key, amount, BASE_CURRENCY)),
    ].map((value) => [value.key, value]),
  );
  return tags.flatMap((tag): readonly AccountValue[] => {
    const ledgerTag = /^\$LEDGER(?::([A-Z]+))?$/.exec(tag);
    if (ledgerTag === null) {
      const value = known.get(tag);
      return value === undefined ? [] : [value];
    }
    const wanted = ledgerTag[1] ?? 'BASE';
    if (wanted !== 'ALL') return ledger(wanted, list, account, valuation);
    return ['BASE', ...list.map(({ currency }) => currency)].flatMap((currency) =>
      ledger(currency, list, account, valuation),
    );
  });
}

const SUMMARY_FACTS = new Set(['AccountType', 'Cushion', 'DayTradesRemaining', 'LookAheadNextChange']);

function facts({ id }: AccountState, figures: AccountFigures): readonly AccountValue[] {
  const fact = (key: string, value: string): AccountValue => ({ key, value, currency: '' });
  return [
    fact('AccountCode', id),
    fact('AccountReady', 'true'),
    fact('AccountType', 'INDIVIDUAL'),
    fact('Cushion', cushion(figures)),
    // -1: as many as one likes.
    fact('DayTradesRemaining', '-1'),
    ...[1, 2, 3, 4].map((days) => fact(`DayTradesRemainingT+${days}`, '-1')),
    fact('Leverage-S', leverage(figures)),
    // No change of margins is ahead.
    fact('LookAheadNextChange', '0'),
    fact('SegmentTitle-S', 'US Securities'),
    fact('TradingType-S', 'STKNOPT'),
    fact('WhatIfPMEnabled', 'false'),
  ];
}

/** Margins do not depend on the hour here, so full and look-ahead figures are those of now. */
function amountsOf(
  figures: AccountFigures,
  account: AccountState,
  list: readonly CurrencyFigures[],
  valuation: Valuation,
): Amounts {
  const { availableFunds, excessLiquidity, initialMargin, maintenanceMargin, equityWithLoan } = figures;
  const regTEquity = equityWithLoan;
  return {
    NetLiquidation: figures.netLiquidation,
    TotalCashValue: figures.totalCash,
    SettledCash: inUsd(list, valuation, ({ settledCash }) => settledCash),
    AccruedDividend: figures.accruedDividends,
    BuyingPower: figures.buyingPower,
    EquityWithLoanValue: equityWithLoan,
    PreviousDayEquityWithLoanValue: account.dayStartEquityWithLoan,
    GrossPositionValue: figures.grossPositionValue,
    RegTEquity: regTEquity,
    RegTMargin: initialMargin,
    // What could be taken out: no memorandum is kept of gains that were there before.
    SMA: micros(Math.max(0, regTEquity - initialMargin)),
    InitMarginReq: initialMargin,
    MaintMarginReq: maintenanceMargin,
    AvailableFunds: availableFunds,
    ExcessLiquidity: excessLiquidity,
    FullInitMarginReq: initialMargin,
    FullMaintMarginReq: maintenanceMargin,
    FullAvailableFunds: availableFunds,
    FullExcessLiquidity: excessLiquidity,
    LookAheadInitMarginReq: initialMargin,
    LookAheadMaintMarginReq: maintenanceMargin,
    LookAheadAvailableFunds: availableFunds,
    LookAheadExcessLiquidity: excessLiquidity,
  };
}

/** The lines of one currency, or of all in the base; nothing for a currency that the account never had. */
function ledger(
  currency: string,
  list: readonly CurrencyFigures[],
  account: AccountState,
  valuation: Valuation,
): readonly AccountValue[] {
  const isBase = currency === 'BASE';
  const one = list.find((figures) => figures.currency === currency);
  if (one === undefined && !isBase) return [];
  const sum = (pick: (figures: CurrencyFigures) => number) =>
    isBase ? inUsd(list, valuation, pick) : micros(pick(one!));
  const amounts: Amounts = {
    CashBalance: sum(({ cash }) => cash),
    TotalCashBalance: sum(({ cash, futuresPnl }) => cash + futuresPnl),
    FuturesPNL: sum(({ futuresPnl }) => futuresPnl),
    StockMarketValue: sum(({ stockValue }) => stockValue),
    OptionMarketValue: sum(({ optionValue }) => optionValue),
    Cryptocurrency: sum(({ cryptoValue }) => cryptoValue),
    FxCashBalance: micros(0),
    NetDividend: sum(({ accruedDividends }) => accruedDividends),
    NetLiquidationByCurrency: sum(liquidationOf),
    UnrealizedPnL: sum(({ unrealizedPnl }) => unrealizedPnl),
    RealizedPnL: isBase ? account.realizedTodayUsd : micros(one!.realizedPnl),
    ...Object.fromEntries(ALWAYS_ZERO_BY_CURRENCY.map((key) => [key, micros(0)])),
  };
  const rate = isBase || currency === BASE_CURRENCY ? '1.00' : valuation.rate(currency).toFixed(7);
  return [
    { key: 'AccountOrGroup', value: account.id, currency },
    { key: 'Currency', value: currency, currency },
    { key: 'RealCurrency', value: currency, currency },
    { key: 'ExchangeRate', value: rate, currency },
    ...Object.entries(amounts).map(([key, amount]) => line(key, amount, currency)),
  ];
}

function line(key: string, amount: Micros, currency: string): AccountValue {
  return { key, value: cents(amount), currency };
}

/** Rounded half-even to two places, from whole numbers: no `-0.00`, no digits of a float. */
export function cents(amount: Micros): string {
  const size = BigInt(Math.abs(amount));
  const whole = size / 10_000n;
  const twice = (size % 10_000n) * 2n;
  const rounded = twice > 10_000n || (twice === 10_000n && whole % 2n === 1n) ? whole + 1n : whole;
  const digits = rounded.toString().padStart(3, '0');
  const sign = amount < 0 && rounded !== 0n ? '-' : '';
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function cushion({ excessLiquidity, netLiquidation }: AccountFigures): string {
  return netLiquidation <= 0 ? '0' : String(Number((excessLiquidity / netLiquidation).toFixed(6)));
}

function leverage({ grossPositionValue, netLiquidation }: AccountFigures): string {
  return netLiquidation <= 0 ? '0.00' : (grossPositionValue / netLiquidation).toFixed(2);
}
