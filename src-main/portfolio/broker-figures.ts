import { ACCOUNT_FIGURES, type AccountFigure } from '#shared/model/account.ts';
import { currencySchema, type Currency } from '#shared/model/currency.ts';
import { toMicros, type Micros } from '#shared/model/money.ts';
import type { BrokerPnl, BrokerValue } from '../ports/broker-accounts.ts';

const FIGURE_OF: Readonly<Record<string, AccountFigure>> = {
  NetLiquidation: 'netLiquidation',
  TotalCashValue: 'totalCash',
  SettledCash: 'settledCash',
  GrossPositionValue: 'grossPositionValue',
  EquityWithLoanValue: 'equityWithLoan',
  FullInitMarginReq: 'initialMargin',
  FullMaintMarginReq: 'maintenanceMargin',
  AvailableFunds: 'availableFunds',
  ExcessLiquidity: 'excessLiquidity',
  BuyingPower: 'buyingPower',
  AccruedDividend: 'accruedDividends',
  UnrealizedPnL: 'unrealizedPnl',
  RealizedPnL: 'realizedPnl',
};
/** Told once more for each currency; the account's own figure is the line of the base. */
const BY_CURRENCY = new Set(['UnrealizedPnL', 'RealizedPnL']);
/** More than the broker has; a line beyond is not kept. */
const CURRENCY_COUNT_MAX = 50;
const PLAIN_NUMBER = /^-?\d{1,15}(\.\d{1,10})?(E-?\d{1,3})?$/;

export interface CurrencyFigures {
  /** Of the base currency for one of this; NaN: not told. */
  rate: number;
  /** In cash, futures' variation in it; null: not told. */
  cash: Micros | null;
}

/** What the broker has said of one account, line by line. */
export class BrokerFigures {
  readonly figures = Object.fromEntries(ACCOUNT_FIGURES.map((name) => [name, null])) as Record<
    AccountFigure,
    Micros | null
  >;
  readonly currencies = new Map<Currency, CurrencyFigures>();
  baseCurrency: Currency | null = null;
  pnl: BrokerPnl = { daily: null, unrealized: null, realized: null };
  /** Unix ms of the last word; null: none in this session. */
  updatedAt: number | null = null;
  /** While TWS resets its servers it says of itself that its figures are not to be trusted. */
  isReady = true;

  /** Takes one line in; what is no figure of ours is passed over. @param now Unix ms */
  take({ key, value, currency }: BrokerValue, now: number): void {
    this.updatedAt = now;
    if (key === 'AccountReady') this.isReady = value === 'true';
    if (!this.isReady) return;
    const known = currencySchema.safeParse(currency).data;
    const isBase = currency === 'BASE';
    const figure = FIGURE_OF[key];
    if (figure !== undefined && (!BY_CURRENCY.has(key) || isBase)) {
      this.figures[figure] = amountOf(value);
      if (figure === 'netLiquidation' && known !== undefined && !isBase) this.baseCurrency = known;
    }
    if (known === undefined || isBase) return;
    if (key === 'TotalCashBalance') this.#of(known).cash = amountOf(value);
    if (key === 'ExchangeRate') this.#of(known).rate = rateOf(value);
  }

  /** Units of the base currency for one of `currency`; NaN: not known. */
  rate(currency: string): number {
    if (currency === this.baseCurrency) return 1;
    return this.currencies.get(currency as Currency)?.rate ?? NaN;
  }

  /** The session is over: figures stay to be shown, and are old. */
  becomeOld(): void {
    this.updatedAt = null;
  }

  #of(currency: Currency): CurrencyFigures {
    let figures = this.currencies.get(currency);
    if (figures === undefined) {
      figures = { rate: NaN, cash: null };
      if (this.currencies.size < CURRENCY_COUNT_MAX) this.currencies.set(currency, figures);
    }
    return figures;
  }
}

/** null for what is no number, or beyond what can be counted. */
function amountOf(text: string): Micros | null {
  if (!PLAIN_NUMBER.test(text)) return null;
  const value = Number(text);
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER / 1e6 ? toMicros(value) : null;
}

function rateOf(text: string): number {
  const rate = PLAIN_NUMBER.test(text) ? Number(text) : NaN;
  return rate > 0 ? rate : NaN;
}
