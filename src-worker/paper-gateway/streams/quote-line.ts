import { MS_PER_SECOND } from '#shared/kernel/time.ts';
import type { MarketEvent } from '#shared/simulation/market/market.ts';
import type { MarketSource } from '#shared/simulation/market/market-source.ts';
import type { ContractDetails } from '#shared/simulation/universe/contract.ts';
import type { ClientSession } from '../server/client-session.ts';
import type { QuoteState } from '../world/market-feed.ts';
import type { GenericTicks } from './generic-ticks.ts';
import {
  DATA_TYPE,
  DELAYED_TICKS,
  isDelayed,
  LIVE_TICKS,
  shownType,
  type DataType,
  type TickTypes,
} from './tick-types.ts';

export interface QuoteLineParts {
  readonly session: ClientSession;
  readonly reqId: number;
  readonly details: ContractDetails;
  readonly asked: DataType;
  readonly market: MarketSource;
  readonly generic: GenericTicks;
}

const CAN_AUTO_EXECUTE = 1;
const GREEKS_EVERY_MS = 1_000;

/** One market data line: remembers the ticks it has sent, and sends those that have changed. */
export class QuoteLine {
  readonly #parts: QuoteLineParts;
  readonly #ticks: TickTypes;
  readonly #told = new Map<number, string | number>();
  #shownType: DataType | undefined;
  #greeksTold = -Infinity;

  constructor(parts: QuoteLineParts) {
    this.#parts = parts;
    this.#ticks = isDelayed(parts.asked) ? DELAYED_TICKS : LIVE_TICKS;
  }

  /** Everything a new line begins with. @param time of what is shown, Unix ms */
  begin(state: QuoteState, time: number): void {
    this.update(state, time);
    this.#parts.generic.begin(state, time);
  }

  event(event: MarketEvent, state: QuoteState): void {
    this.#parts.generic.event(event, state);
  }

  update(state: QuoteState, time: number): void {
    const { session, reqId, asked, details } = this.#parts;
    const ticks = this.#ticks;
    const isOpen = state.isOpen || state.isHalted;
    const type = shownType(asked, isOpen);
    if (type !== this.#shownType) {
      this.#shownType = type;
      session.send({ kind: 'marketDataType', reqId, marketDataType: type });
    }
    const { secType } = details.contract;
    if (secType !== 'IND') {
      const isQuoted = isOpen || type === DATA_TYPE.frozen || type === DATA_TYPE.delayedFrozen;
      this.#quote(ticks.bid, ticks.bidSize, isQuoted ? state.bid : null, state.bidSize);
      this.#quote(ticks.ask, ticks.askSize, isQuoted ? state.ask : null, state.askSize);
    }
    // An over-the-counter market reports no trades.
    if (secType !== 'CASH' && state.last !== null) {
      this.#text(ticks.lastTimestamp, String(Math.floor(state.lastTime / MS_PER_SECOND)));
      this.#price(ticks.last, state.last, state.lastSize);
      if (secType !== 'IND') {
        this.#size(ticks.lastSize, state.lastSize);
        this.#size(ticks.volume, state.volume);
        if (ticks.lastExchange !== undefined && state.lastExchange !== '')
          this.#text(ticks.lastExchange, state.lastExchange);
      }
      if (state.open !== null) this.#price(ticks.open, state.open, 0);
    }
    if (state.high !== null) this.#price(ticks.high, state.high, 0);
    if (state.low !== null) this.#price(ticks.low, state.low, 0);
    if (state.previousClose !== null) this.#price(ticks.close, state.previousClose, 0);
    if (ticks.halted !== undefined) this.#number(ticks.halted, state.isHalted ? 1 : 0);
    if (secType === 'OPT') this.#greeks(time);
    this.#parts.generic.update(state, time);
  }

  #quote(priceType: number, sizeType: number, price: number | null, size: number): void {
    const shown = price === null ? 0 : size;
    if (this.#isNews(priceType, price ?? -1)) {
      const { session, reqId } = this.#parts;
      const attribMask = price === null ? 0 : CAN_AUTO_EXECUTE;
      session.send({
        kind: 'tickPrice',
        reqId,
        tickType: priceType,
        price: price ?? -1,
        size: shown,
        attribMask,
      });
    }
    // Not every client takes the size out of the price's message.
    this.#size(sizeType, shown);
  }

  #price(tickType: number, price: number, size: number): void {
    if (!this.#isNews(tickType, price)) return;
    const { session, reqId } = this.#parts;
    session.send({ kind: 'tickPrice', reqId, tickType, price, size, attribMask: 0 });
  }

  #size(tickType: number, size: number): void {
    if (!this.#isNews(tickType, size)) return;
    const { session, reqId } = this.#parts;
    session.send({ kind: 'tickSize', reqId, tickType, size });
  }

  #text(tickType: number, value: string): void {
    if (!this.#isNews(tickType, value)) return;
    const { session, reqId } = this.#parts;
    session.send({ kind: 'tickString', reqId, tickType, value });
  }

  #number(tickType: number, value: number): void {
    if (!this.#isNews(tickType, value)) return;
    const { session, reqId } = this.#parts;
    session.send({ kind: 'tickGeneric', reqId, tickType, value });
  }

  #greeks(time: number): void {
    if (time - this.#greeksTold < GREEKS_EVERY_MS) return;
    const { session, reqId, details, market } = this.#parts;
    const greeks = market.greeks(details.marketId, time);
    if (greeks === null) return;
    this.#greeksTold = time;
    session.send({
      kind: 'tickOptionComputation',
      ...{ reqId, tickType: this.#ticks.modelOption, tickAttrib: 0, pvDividend: 0 },
      impliedVol: greeks.impliedVolatility,
      delta: greeks.delta,
      optPrice: greeks.price,
      gamma: greeks.gamma,
      vega: greeks.vega,
      theta: greeks.theta,
      undPrice: greeks.underlyingPrice,
    });
  }

  #isNews(tickType: number, value: string | number): boolean {
    if (this.#told.get(tickType) === value) return false;
    this.#told.set(tickType, value);
    return true;
  }
}
