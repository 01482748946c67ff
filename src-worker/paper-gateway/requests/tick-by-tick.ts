import { MS_PER_SECOND } from '#shared/kernel/time.ts';
import type { MarketEvent } from '#shared/simulation/market/market.ts';
import { twsErrors } from '#shared/tws-protocol/tws-errors.ts';
import { sendHistoricalTicks, TICK_COUNT_MAX, ticksBefore } from '../history/past-ticks.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import type { RequestGroup } from '../request-handlers.ts';
import type { ClientSession } from '../server/client-session.ts';
import { perSession } from '../server/sessions.ts';
import { TICK_BY_TICK_COUNT_MAX } from '../settings.ts';
import { Subscriptions } from '../streams/subscriptions.ts';
import type { QuoteState } from '../world/market-feed.ts';
import { resolveContract } from './resolve-contract.ts';

type Kinds = 'reqTickByTickData' | 'cancelTickByTickData';
type TickType = 'Last' | 'AllLast' | 'BidAsk' | 'MidPoint';

const PAST_TICKS = { Last: 'TRADES', AllLast: 'TRADES', BidAsk: 'BID_ASK', MidPoint: 'MIDPOINT' } as const;

/** Every single tick, as it happens. */
export function tickByTickRequests({ world }: GatewayParts): RequestGroup<Kinds> {
  const { clock, feed } = world;
  const streams = perSession((session) => new Subscriptions(session));

  return {
    reqTickByTickData({ reqId, contract, tickType, numberOfTicks, ignoreSize }, session) {
      const own = streams(session);
      if (own.has(reqId)) return session.fail(reqId, twsErrors.requestIdTaken());
      const found = resolveContract(contract, world);
      if (!found.ok) return session.fail(reqId, found.error);
      const details = found.value;
      const { secType } = details.contract;
      const isOfTrades = tickType === 'Last' || tickType === 'AllLast';
      if (secType === 'IND' || (secType === 'CASH' && isOfTrades)) {
        return session.fail(reqId, twsErrors.tickByTickFailed(`no ${tickType} ticks for ${secType}.`));
      }
      if (numberOfTicks < 0 || numberOfTicks > TICK_COUNT_MAX) {
        const why = `the number of ticks must be 0 to ${TICK_COUNT_MAX}, was ${numberOfTicks}`;
        return session.fail(reqId, twsErrors.validationFailed(why));
      }
      if (own.count >= TICK_BY_TICK_COUNT_MAX) return session.fail(reqId, twsErrors.tooManyTickByTick());

      if (numberOfTicks > 0) {
        const query = { what: PAST_TICKS[tickType], count: numberOfTicks, regularOnly: false, ignoreSize };
        const past = ticksBefore(world, details, clock.now() + 1, query);
        sendHistoricalTicks(session, reqId, past, true);
      }
      const stream = new TickStream(session, reqId, tickType, ignoreSize);
      own.add(reqId, feed.watch(details.marketId, { event: (event, state) => stream.event(event, state) }));
      stream.begin(feed.state(details.marketId), clock.now());
    },
    cancelTickByTickData({ reqId }, session) {
      if (!streams(session).cancel(reqId)) session.fail(reqId, twsErrors.tickerNotFound(reqId));
    },
  };
}

/** 1 Last, 2 AllLast: message 99. */
const TRADE_TYPES = { Last: 1, AllLast: 2 } as const;
const BID_PAST_LOW = 1;
const ASK_PAST_HIGH = 2;

class TickStream {
  readonly #session: ClientSession;
  readonly #reqId: number;
  readonly #tickType: TickType;
  readonly #ignoreSize: boolean;
  #told = '';

  constructor(session: ClientSession, reqId: number, tickType: TickType, ignoreSize: boolean) {
    this.#session = session;
    this.#reqId = reqId;
    this.#tickType = tickType;
    this.#ignoreSize = ignoreSize;
  }

  /** The quote in force, as TWS begins; a trade is told when it happens. */
  begin(state: QuoteState, now: number): void {
    if (state.isOpen) this.#quote(state, now);
  }

  event(event: MarketEvent, state: QuoteState): void {
    if (event.kind === 'quote') this.#quote(state, event.time);
    if (event.kind !== 'trade') return;
    const type = this.#tickType;
    if (type !== 'Last' && type !== 'AllLast') return;
    this.#session.send({
      kind: 'tickByTickLast',
      ...{ reqId: this.#reqId, tickType: TRADE_TYPES[type], time: Math.floor(event.time / MS_PER_SECOND) },
      ...{ price: event.price, size: event.size, mask: 0, exchange: event.exchange, specialConditions: '' },
    });
  }

  #quote({ bid, ask, bidSize, askSize, low, high }: QuoteState, at: number): void {
    if (bid === null || ask === null) return;
    const reqId = this.#reqId;
    const time = Math.floor(at / MS_PER_SECOND);
    if (this.#tickType === 'MidPoint') {
      const midPoint = (bid + ask) / 2;
      if (this.#isNews(String(midPoint))) {
        this.#session.send({ kind: 'tickByTickMidPoint', reqId, time, midPoint });
      }
    } else if (this.#tickType === 'BidAsk') {
      const sizes = this.#ignoreSize ? '' : `|${bidSize}|${askSize}`;
      if (!this.#isNews(`${bid}|${ask}${sizes}`)) return;
      const mask =
        (low !== null && bid < low ? BID_PAST_LOW : 0) | (high !== null && ask > high ? ASK_PAST_HIGH : 0);
      this.#session.send({
        kind: 'tickByTickBidAsk',
        ...{ reqId, time, bidPrice: bid, askPrice: ask, bidSize, askSize, mask },
      });
    }
  }

  #isNews(text: string): boolean {
    if (text === this.#told) return false;
    this.#told = text;
    return true;
  }
}
