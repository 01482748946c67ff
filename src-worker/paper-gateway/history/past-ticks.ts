import { MS_PER_DAY, MS_PER_SECOND } from '#shared/kernel/time.ts';
import type { Interval } from '#shared/model/sessions/session-calendar.ts';
import type { ContractDetails } from '#shared/simulation/universe/contract.ts';
import type { GatewayMessage } from '#shared/tws-protocol/messages/messages.ts';
import type { ClientSession } from '../server/client-session.ts';
import type { World } from '../world/world.ts';

export interface TickQuery {
  readonly what: 'TRADES' | 'BID_ASK' | 'MIDPOINT';
  readonly count: number;
  readonly regularOnly: boolean;
  /** Leaves out quotes of which only a size changed. */
  readonly ignoreSize: boolean;
}

type MessageOf<K> = Extract<GatewayMessage, { readonly kind: K }>;
type TradeTick = MessageOf<'historicalTicksLast'>['ticks'][number];
type QuoteTick = MessageOf<'historicalTicksBidAsk'>['ticks'][number];
type MidTick = MessageOf<'historicalTicks'>['ticks'][number];

/** In order of time. */
export type PastTicks =
  | { readonly what: 'TRADES'; readonly ticks: readonly TradeTick[] }
  | { readonly what: 'BID_ASK'; readonly ticks: readonly QuoteTick[] }
  | { readonly what: 'MIDPOINT'; readonly ticks: readonly MidTick[] };

/** TWS's own limit for one request. */
export const TICK_COUNT_MAX = 1_000;
/** Read at once; ten minutes is what the market gives. */
const WINDOW_MS = 300_000;
/** How far ticks are looked for: some options trade once in days. */
const SEARCH_MS = 14 * MS_PER_DAY;

/** The last ticks before an instant. */
export function ticksBefore(
  world: World,
  details: ContractDetails,
  end: number,
  query: TickQuery,
): PastTicks {
  const reader = new TickReader(world, details, query);
  const to = Math.min(end, world.now() + 1);
  let found: Tick[] = [];
  for (const window of windowsOf(openBetween(world, details, to - SEARCH_MS, to, query)).reverse()) {
    found = [...reader.read(window), ...found];
    if (found.length >= query.count) break;
  }
  return asPastTicks(query.what, found.slice(-query.count));
}

/** The first ticks from an instant on. */
export function ticksFrom(
  world: World,
  details: ContractDetails,
  start: number,
  query: TickQuery,
): PastTicks {
  const reader = new TickReader(world, details, query);
  const to = Math.min(start + SEARCH_MS, world.now() + 1);
  const found: Tick[] = [];
  for (const window of windowsOf(openBetween(world, details, start, Math.max(start, to), query))) {
    found.push(...reader.read(window));
    if (found.length >= query.count) break;
  }
  return asPastTicks(query.what, found.slice(0, query.count));
}

export function sendHistoricalTicks(
  session: ClientSession,
  reqId: number,
  past: PastTicks,
  done: boolean,
): void {
  switch (past.what) {
    case 'TRADES':
      session.send({ kind: 'historicalTicksLast', reqId, ticks: past.ticks, done });
      break;
    case 'BID_ASK':
      session.send({ kind: 'historicalTicksBidAsk', reqId, ticks: past.ticks, done });
      break;
    case 'MIDPOINT':
      session.send({ kind: 'historicalTicks', reqId, ticks: past.ticks, done });
      break;
  }
}

type Tick =
  | { readonly what: 'TRADES'; readonly tick: TradeTick }
  | { readonly what: 'BID_ASK'; readonly tick: QuoteTick }
  | { readonly what: 'MIDPOINT'; readonly tick: MidTick };

function asPastTicks(what: TickQuery['what'], found: readonly Tick[]): PastTicks {
  // A reader gives ticks of the kind that was asked for and no other.
  return { what, ticks: found.map(({ tick }) => tick) } as PastTicks;
}

class TickReader {
  readonly #world: World;
  readonly #details: ContractDetails;
  readonly #query: TickQuery;

  constructor(world: World, details: ContractDetails, query: TickQuery) {
    this.#world = world;
    this.#details = details;
    this.#query = query;
  }

  read({ start, end }: Interval): Tick[] {
    const { what } = this.#query;
    if (what === 'TRADES')
      return this.#details.contract.secType === 'IND' ? this.#values(start, end) : this.#trades(start, end);
    return this.#quotes(start, end, what);
  }

  #trades(from: number, to: number): Tick[] {
    const trades = this.#world.market.trades(this.#details.marketId, from, to);
    return trades.map(({ time, price, size, exchange }) => ({
      what: 'TRADES',
      tick: { time: seconds(time), mask: 0, price, size, exchange, specialConditions: '' },
    }));
  }

  /** An index has a value each second where others have trades. */
  #values(from: number, to: number): Tick[] {
    const request = { size: '1 sec', what: 'TRADES', regularOnly: false, from, to } as const;
    const bars = this.#world.market.bars(this.#details.marketId, request);
    return Array.from(bars.time, (time, i) => ({
      what: 'TRADES',
      tick: {
        time: seconds(time),
        mask: 0,
        price: bars.close[i]!,
        size: 0,
        exchange: '',
        specialConditions: '',
      },
    }));
  }

  #quotes(from: number, to: number, what: 'BID_ASK' | 'MIDPOINT'): Tick[] {
    const ticks: Tick[] = [];
    let told = '';
    for (const { time, bid, ask, bidSize, askSize } of this.#world.market.quotes(
      this.#details.marketId,
      from,
      to,
    )) {
      const sizes = this.#query.ignoreSize ? '' : `|${bidSize}|${askSize}`;
      const news = what === 'MIDPOINT' ? String(bid + ask) : `${bid}|${ask}${sizes}`;
      if (news === told) continue;
      told = news;
      if (what === 'MIDPOINT')
        ticks.push({ what, tick: { time: seconds(time), price: (bid + ask) / 2, size: 0 } });
      else {
        const sides = { priceBid: bid, priceAsk: ask, sizeBid: bidSize, sizeAsk: askSize };
        ticks.push({ what, tick: { time: seconds(time), mask: 0, ...sides } });
      }
    }
    return ticks;
  }
}

function openBetween(
  world: World,
  details: ContractDetails,
  from: number,
  to: number,
  query: TickQuery,
): Interval[] {
  const hours = query.regularOnly ? 'regular' : 'extended';
  const since = Math.max(from, world.market.headTime(details.marketId, false));
  return since < to ? world.universe.sessionsOf(details).intervalsBetween(since, to, hours) : [];
}

function windowsOf(intervals: readonly Interval[]): Interval[] {
  return intervals.flatMap(({ start, end }) =>
    Array.from({ length: Math.ceil((end - start) / WINDOW_MS) }, (_, i) => ({
      start: start + i * WINDOW_MS,
      end: Math.min(end, start + (i + 1) * WINDOW_MS),
    })),
  );
}

function seconds(unixMs: number): number {
  return Math.floor(unixMs / MS_PER_SECOND);
}
