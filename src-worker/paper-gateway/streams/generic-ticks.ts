import { err, ok, type Result } from '#shared/kernel/result.ts';
import { MS_PER_DAY } from '#shared/kernel/time.ts';
import { quantityMicros } from '#shared/model/quantity.ts';
import { borrowTerms, shortableTick } from '#shared/simulation/account-rules/borrow.ts';
import type { MarketEvent } from '#shared/simulation/market/market.ts';
import type { MarketSource } from '#shared/simulation/market/market-source.ts';
import type { ContractDetails, SecurityType } from '#shared/simulation/universe/contract.ts';
import { quoted } from '#shared/tws-protocol/protocol-fault.ts';
import type { ClientSession } from '../server/client-session.ts';
import type { QuoteState } from '../world/market-feed.ts';

/** What clients may add to a line, by TWS's number. */
const GENERIC_TICKS = {
  historicalVolatility: 104,
  impliedVolatility: 106,
  miscellaneous: 165,
  markPrice: 221,
  markPriceAgain: 232,
  tradeReport: 233,
  shortable: 236,
  tradeCount: 293,
  lastRegularTrade: 318,
  tradeVolume: 375,
} as const;

/** Those that TWS has, ours or not: a client may ask for any and gets what there is. */
const LEGAL: Readonly<Record<SecurityType, readonly number[]>> = {
  STK: [
    ...[100, 101, 104, 106, 165, 221, 225, 232, 233, 236, 256, 258, 292, 293, 294, 295, 318, 375, 411, 456],
    ...[460, 499, 506, 577, 586, 587, 588, 595, 614, 619, 623],
  ],
  OPT: [100, 101, 104, 105, 106, 165, 221, 225, 232, 233, 236, 293, 294, 295, 318, 375, 411, 456, 588, 595],
  FUT: [100, 101, 104, 105, 106, 165, 162, 221, 225, 232, 233, 292, 293, 294, 295, 318, 375, 411, 588, 595],
  CONTFUT: [165, 221, 232, 233, 293, 294, 295, 318, 375, 588],
  IND: [100, 101, 104, 105, 106, 165, 162, 221, 225, 232, 233, 292, 293, 318, 411],
  CASH: [165, 221, 225, 232, 233, 292, 293, 294, 295, 318, 375],
  CRYPTO: [165, 221, 225, 232, 233, 292, 293, 294, 295, 318, 375],
};

/** `100,101, 233`; `mdoff` and news (`292:BRFG`) are TWS's too. */
export function parseGenericTicks(text: string, secType: SecurityType): Result<ReadonlySet<number>, string> {
  const wanted = new Set<number>();
  for (const part of text.split(',').map((each) => each.trim())) {
    if (part === '' || part === 'mdoff') continue;
    const number = Number(/^(\d{1,4})(:.*)?$/.exec(part)?.[1] ?? NaN);
    if (!LEGAL[secType].includes(number)) {
      return err(
        `Incorrect generic tick list of ${quoted(text)}. Legal ones for (${secType}) are: ${LEGAL[secType].join(',')}`,
      );
    }
    wanted.add(number);
  }
  return ok(wanted);
}

export interface GenericTicksParts {
  readonly session: ClientSession;
  readonly reqId: number;
  readonly details: ContractDetails;
  readonly market: MarketSource;
  readonly wanted: ReadonlySet<number>;
}

const YEAR_DAYS = 366;
const VOLATILITY_DAYS = 30;
const TRADING_DAYS_PER_YEAR = 252;
const AVERAGE_VOLUME_DAYS = 90;

/** The generic ticks that one market data line was asked for beside its quote. */
export class GenericTicks {
  readonly #parts: GenericTicksParts;
  /** Price times size of the session before the line began. */
  #valueBefore = 0;
  #valueSince = 0;
  #volume = 0;
  #tradeCount = 0;
  #markTold = NaN;
  #tradeCountTold = NaN;

  constructor(parts: GenericTicksParts) {
    this.#parts = parts;
  }

  /** @param time of what is shown, Unix ms */
  begin(state: QuoteState, time: number): void {
    const { wanted, details } = this.#parts;
    if (wanted.size === 0) return;
    const { secType, symbol } = details.contract;
    if (this.#wantsTrades()) this.#readSession(time);
    if (wanted.has(GENERIC_TICKS.shortable) && secType === 'STK') {
      this.#generic(46, shortableTick(symbol, quantityMicros(0)));
      this.#size(89, borrowTerms(symbol).available / 1_000_000);
    }
    const volatility = wanted.has(GENERIC_TICKS.historicalVolatility);
    if (volatility || wanted.has(GENERIC_TICKS.miscellaneous)) this.#year(time, volatility);
    if (wanted.has(GENERIC_TICKS.impliedVolatility) && secType === 'OPT') {
      const greeks = this.#parts.market.greeks(details.marketId, time);
      if (greeks !== null) this.#generic(24, greeks.impliedVolatility);
    }
    if (wanted.has(GENERIC_TICKS.lastRegularTrade)) {
      const price = state.isRegular ? state.last : (state.previousClose ?? state.last);
      if (price !== null) this.#price(57, price);
    }
    this.update(state, time);
  }

  event(event: MarketEvent, state: QuoteState): void {
    const { wanted } = this.#parts;
    if (event.kind === 'opened') this.#valueBefore = this.#valueSince = this.#volume = this.#tradeCount = 0;
    if (event.kind !== 'trade' || !this.#wantsTrades()) return;
    this.#valueSince += event.price * event.size;
    this.#volume = state.volume;
    this.#tradeCount++;
    const vwap = this.#volume > 0 ? (this.#valueBefore + this.#valueSince) / this.#volume : event.price;
    const report = [event.price, event.size, event.time, state.volume, Math.round(vwap * 1e6) / 1e6, true];
    if (wanted.has(GENERIC_TICKS.tradeReport)) this.#string(48, report.join(';'));
    if (wanted.has(GENERIC_TICKS.tradeVolume)) this.#string(77, report.join(';'));
    if (wanted.has(GENERIC_TICKS.lastRegularTrade) && state.isRegular) this.#price(57, event.price);
  }

  update(state: QuoteState, _time: number): void {
    const { wanted } = this.#parts;
    if (wanted.has(GENERIC_TICKS.markPrice) || wanted.has(GENERIC_TICKS.markPriceAgain)) {
      const mark = markPrice(state);
      if (mark !== null && mark !== this.#markTold) {
        this.#markTold = mark;
        this.#price(37, mark);
      }
    }
    if (wanted.has(GENERIC_TICKS.tradeCount) && this.#tradeCount !== this.#tradeCountTold) {
      this.#tradeCountTold = this.#tradeCount;
      this.#generic(54, this.#tradeCount);
    }
  }

  #wantsTrades(): boolean {
    const { tradeReport, tradeVolume, tradeCount } = GENERIC_TICKS;
    return [tradeReport, tradeVolume, tradeCount].some((tick) => this.#parts.wanted.has(tick));
  }

  #readSession(time: number): void {
    const { market, details } = this.#parts;
    const from = time - 2 * MS_PER_DAY;
    const request = { size: '1 day', what: 'TRADES', regularOnly: false, from, to: time } as const;
    const bars = market.bars(details.marketId, request);
    const last = bars.length - 1;
    if (last < 0) return;
    this.#valueBefore = bars.average[last]! * bars.volume[last]!;
    this.#volume = bars.volume[last]!;
    this.#tradeCount = bars.count[last]!;
  }

  /** Highs and lows of 13, 26 and 52 weeks, the average volume, the volatility of the last month. */
  #year(time: number, withVolatility: boolean): void {
    const { market, details, wanted } = this.#parts;
    const from = time - YEAR_DAYS * MS_PER_DAY;
    const what = details.contract.secType === 'CASH' ? 'MIDPOINT' : 'TRADES';
    const bars = market.bars(details.marketId, { size: '1 day', what, regularOnly: true, from, to: time });
    if (bars.length < 2) return;
    if (withVolatility) this.#generic(23, yearlyVolatility(bars.close.slice(-VOLATILITY_DAYS - 1)));
    if (!wanted.has(GENERIC_TICKS.miscellaneous)) return;
    for (const [index, weeks] of [13, 26, 52].entries()) {
      const since = time - weeks * 7 * MS_PER_DAY;
      const first = Math.max(
        0,
        bars.time.findIndex((start) => start >= since),
      );
      this.#price(15 + 2 * index, Math.min(...bars.low.slice(first)));
      this.#price(16 + 2 * index, Math.max(...bars.high.slice(first)));
    }
    const volumes = bars.volume.slice(-AVERAGE_VOLUME_DAYS);
    if (what === 'TRADES') this.#size(21, Math.round(volumes.reduce((a, b) => a + b, 0) / volumes.length));
  }

  #price(tickType: number, price: number): void {
    const { session, reqId } = this.#parts;
    session.send({ kind: 'tickPrice', reqId, tickType, price, size: 0, attribMask: 0 });
  }

  #size(tickType: number, size: number): void {
    const { session, reqId } = this.#parts;
    session.send({ kind: 'tickSize', reqId, tickType, size });
  }

  #generic(tickType: number, value: number): void {
    const { session, reqId } = this.#parts;
    session.send({ kind: 'tickGeneric', reqId, tickType, value });
  }

  #string(tickType: number, value: string): void {
    const { session, reqId } = this.#parts;
    session.send({ kind: 'tickString', reqId, tickType, value });
  }
}

/** The last price, kept within the quote. Source: IB, "mark price". */
export function markPrice({ bid, ask, last }: QuoteState): number | null {
  if (bid === null || ask === null) return last;
  if (last === null) return (bid + ask) / 2;
  return Math.min(Math.max(last, bid), ask);
}

function yearlyVolatility(closes: Float64Array): number {
  const returns = Array.from(closes.slice(1), (close, i) => Math.log(close / closes[i]!));
  const mean = returns.reduce((a, b) => a + b, 0) / returns.length;
  const variance =
    returns.reduce((sum, each) => sum + (each - mean) ** 2, 0) / Math.max(1, returns.length - 1);
  return Math.round(Math.sqrt(variance * TRADING_DAYS_PER_YEAR) * 1e6) / 1e6;
}
