import { ratesOver, type RateColumns } from '#shared/bars/currency-rates.ts';
import { MS_PER_DAY } from '#shared/kernel/time.ts';
import { roundHalfEven } from '#shared/kernel/round.ts';
import { micros, type Micros, fromMicros } from '#shared/model/money.ts';
import type { CurrencyOutcome } from '#shared/model/backtest.ts';
import type { MultiCurrencyAccount } from '#shared/portfolio/multi-currency-account.ts';
import type { EngineCurrencies, EngineSymbol } from './job.ts';

const DAYS_PER_YEAR = 365;

function rateColumns({ count, columns }: EngineCurrencies['others'][number]): RateColumns {
  return { from: new Float64Array(columns, 0, count), rate: new Float64Array(columns, count * 8, count) };
}

/** Per symbol, the place of its currency among those of the account: 0 is the account's own. */
export function currencyPlaces(
  { base, others }: EngineCurrencies,
  symbols: readonly EngineSymbol[],
): readonly number[] {
  return symbols.map(({ symbol, currency = base }) => {
    if (currency === base) return 0;
    const place = others.findIndex((one) => one.currency === currency);
    if (place < 0) throw new Error(`${symbol} is in ${currency}, and the run has no rate of it in ${base}`);
    return place + 1;
  });
}

/** Exchange rates of an account with several currencies, step by step, and interest on borrowed cash. Advanced before all else of a step. */
export class AccountCurrencies {
  readonly account: MultiCurrencyAccount;
  private readonly currencies: EngineCurrencies;
  private readonly rates: readonly RateColumns[];
  private readonly places: readonly number[];
  /** Per other currency, the entry of the step. */
  private readonly at: Int32Array;
  private readonly firstRates: Float64Array;
  /** Share of what is borrowed, a day. */
  private readonly dailyInterest: number;
  private lastTime = NaN;

  constructor(account: MultiCurrencyAccount, currencies: EngineCurrencies, symbols: readonly EngineSymbol[]) {
    this.account = account;
    this.currencies = currencies;
    this.rates = currencies.others.map(rateColumns);
    this.places = currencyPlaces(currencies, symbols);
    this.at = new Int32Array(this.rates.length).fill(-1);
    this.firstRates = new Float64Array(this.rates.length).fill(NaN);
    this.dailyInterest = currencies.interest / 100 / DAYS_PER_YEAR;
  }

  /** @param now start of the step's bars, Unix ms */
  moveTo(now: number): void {
    const { account, rates, at, firstRates } = this;
    if (this.dailyInterest > 0) this.chargeInterest(now);
    this.lastTime = now;
    for (let other = 0; other < rates.length; other++) {
      const { from, rate } = rates[other]!;
      let entry = at[other]!;
      if (entry + 1 >= from.length || from[entry + 1]! > now) {
        if (entry < 0) throw this.noRate(other, now);
        continue;
      }
      while (entry + 1 < from.length && from[entry + 1]! <= now) entry++;
      at[other] = entry;
      if (Number.isNaN(firstRates[other]!)) firstRates[other] = rate[entry]!;
      account.setRate(other + 1, rate[entry]!);
    }
  }

  /** The rate of a symbol's currency at the start of each of its bars: NaN before the first that is known. */
  ratesOver(symbol: number, times: Float64Array): Float64Array {
    const place = this.places[symbol]!;
    if (place === 0) return new Float64Array(times.length).fill(1);
    return ratesOver(this.rates[place - 1]!, times);
  }

  /** How each currency ended. @param startCash micros of the account */
  outcomes(startCash: Micros): CurrencyOutcome[] {
    const { account } = this;
    const { base, others } = this.currencies;
    return [base, ...others.map(({ currency }) => currency)].map((currency, place) => {
      const worth = account.worthIn(place);
      const trading = account.pnlIn(place);
      const interest = account.interestPaid[place]!;
      const start = place === 0 ? startCash : 0;
      return {
        currency,
        firstRate: place === 0 ? 1 : this.firstRates[place - 1]!,
        lastRate: account.rates[place]!,
        cash: fromMicros(micros(account.cashIn[place]!)),
        positions: fromMicros(micros(account.positionsIn(place))),
        worth: fromMicros(micros(worth)),
        tradingPnl: fromMicros(micros(trading)),
        translation: fromMicros(micros(worth - start - trading + interest)),
        interest: fromMicros(micros(interest)),
      };
    });
  }

  private noRate(other: number, now: number): Error {
    const { base, others } = this.currencies;
    return new Error(
      `there is no rate of ${others[other]!.currency} in ${base} at ${new Date(now).toISOString()}`,
    );
  }

  private chargeInterest(now: number): void {
    const nights = Math.floor(now / MS_PER_DAY) - Math.floor(this.lastTime / MS_PER_DAY);
    if (!(nights > 0)) return;
    const { account, dailyInterest } = this;
    account.cashIn.forEach((cash, place) => {
      if (cash < 0) account.chargeInterest(place, micros(roundHalfEven(-cash * dailyInterest * nights)));
    });
  }
}
