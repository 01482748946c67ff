import type { RuleCode } from '../rules.ts';
import type { World } from './naive-world.ts';

/** Milliseconds since the trading day began: midnight was fifteen hours before the moment of all worlds. */
export const DAY_MS = 15 * 3_600_000;

/**
 * Every rule once more, the slow and plain way: from the table of trading states and the descriptions of the rules, in whole
 * numbers, sharing no line with them. Which rules say no to the order of a world; none: it passes.
 */
export function refusals(world: World): Set<RuleCode> {
  const { order, state, books, on } = world;
  const no = new Set<RuleCode>();
  if (order.action === 'cancel') return no;
  const isClosing = order.action === 'flatten';
  const closes = !isClosing && onlyCloses(world);
  const isNew = !isClosing && !closes;

  // The table of trading states.
  if (isClosing && !world.areProven) no.add('trading-state');
  if (!isClosing && state === 'halted') no.add('trading-state');
  if (isNew && state === 'reducing') no.add('trading-state');
  if (!isClosing && books === 'unproven') no.add('reconciliation');
  if (isNew && books === 'differences') no.add('reconciliation');
  if (on.has('reset-window') && isNew && isNearReset(world)) no.add('reset-window');

  for (const [code, isBroken] of Object.entries(VALIDITY) as [RuleCode, (world: World) => boolean][])
    if ((FIXED.has(code) || on.has(code)) && isBroken(world)) no.add(code);
  // What only closes a position, and the kill switch's own closing, keeps to no limit.
  if (isNew)
    for (const [code, isBroken] of Object.entries(LIMITS) as [RuleCode, (world: World) => boolean][])
      if (on.has(code) && isBroken(world)) no.add(code);
  return no;
}

const FIXED: ReadonlySet<RuleCode> = new Set(['request-sound', 'duplicate-id', 'reduce-only']);

/** At most as much as is held on the other side and not already being closed. */
function onlyCloses({ order, position, working }: World): boolean {
  if (position === null || position * order.side >= 0) return false;
  const beingClosed = order.side === 1 ? working.buy : working.sell;
  return Math.abs(position) >= beingClosed + order.units;
}

function isNearReset({ reset, limits }: World): boolean {
  return reset !== null && reset.from <= (limits['leadMs'] as number) && reset.to > 0;
}

const VALIDITY: Partial<Record<RuleCode, (world: World) => boolean>> = {
  'request-sound': ({ order, contract }) =>
    order.units <= 0 ||
    (!contract.mayBeNegative && [order.limit, order.stop].some((price) => price !== null && price <= 0)),
  'contract-known': ({ contract }) => contract.id <= 0 || !contract.isTradable,
  'duplicate-id': ({ order, isIdUsed }) => isIdUsed && order.action !== 'modify',
  'order-type': ({ order, contract }) =>
    !contract.types.includes(order.type) ||
    !contract.tifs.includes(order.tif) ||
    (['LMT', 'STP LMT', 'LOC'].includes(order.type) && order.limit === null) ||
    (['STP', 'STP LMT'].includes(order.type) && order.stop === null),
  'price-tick': ({ order, contract }) =>
    [order.limit, order.stop].some((price) => price !== null && price % contract.tickCents !== 0),
  'lot-size': ({ order: { units }, contract: { lot } }) =>
    units < lot.min || units > lot.max || units % lot.step !== 0,
  'good-till-date': ({ order }) =>
    order.goodFor === null ? order.tif === 'GTD' : order.goodFor <= 0,
  'late-close': ({ order, contract }) =>
    ['MOC', 'LOC'].includes(order.type) && (contract.closeIn === null || contract.closeIn < 0),
  'reduce-only': (world) =>
    (world.order.isReduceOnly || world.order.action === 'flatten') && !onlyCloses(world),
  'broker-collar': ({ order, contract, quote, limits }) => {
    const touch = order.side === 1 ? quote.ask : quote.bid;
    if (order.limit === null || touch === null || contract.kind === 'FUT') return false;
    const percent = limits[contract.kind === 'STK' ? 'stocks' : 'options'] as number;
    return order.side * (order.limit - touch) * 100 > touch * percent;
  },
  'broker-active-orders': ({ order, orderCount, limits }) =>
    order.action !== 'modify' &&
    (order.side === 1 ? orderCount.buy : orderCount.sell) >= (limits['perSide'] as number),
  'broker-message-rate': (world) => {
    const isClosing = world.order.action === 'flatten' || onlyCloses(world);
    const kept = (world.limits['keptForCancels'] as number) + (isClosing ? 0 : (world.limits['keptForExits'] as number));
    return world.messages + kept >= (world.limits['messages'] as number);
  },
}; // prettier-ignore

const LIMITS: Partial<Record<RuleCode, (world: World) => boolean>> = {
  'restricted-list': ({ contract, limits }) => (limits['restricted'] as number[]).includes(contract.id),
  'allow-list': ({ contract, limits }) => !(limits['allowed'] as number[]).includes(contract.id),
  'short-sale': (world) => {
    const { order, contract, limits } = world;
    if (order.side === 1 || contract.kind !== 'STK') return false;
    const long = reach(world);
    if (long === null) return true;
    if (long <= 0) return false;
    if (limits['mayShort'] === false) return true;
    return limits['mustLocate'] === true && (contract.shortable === null || long > contract.shortable);
  },
  'session-hours': ({ order, contract, limits }) => {
    const isOpen = contract.isRegular || (order.isOutside && contract.isExtended);
    return !isOpen && !(limits['mayWait'] === true && order.limit !== null);
  },
  'daily-loss': ({ past, limits }) => {
    const marks = past.flatMap((one) => (one.kind === 'equity' && one.msAgo <= DAY_MS ? [one.cents] : []));
    return marks.length === 0 || fell(marks[0]!, Math.min(...marks), limits['lossPercent'] as number);
  },
  drawdown: ({ past, limits }) => {
    const marks = past.flatMap((one) => (one.kind === 'equity' ? [one.cents] : []));
    if (marks.length === 0) return true;
    const high = Math.max(...marks);
    const since = marks.slice(marks.indexOf(high));
    return fell(high, Math.min(...since), limits['fallPercent'] as number);
  },
  'loss-streak': ({ past, limits }) => {
    const ago = past.flatMap((one) => (one.kind === 'loss' ? [one.msAgo] : []));
    const streak = ago.slice(-(limits['losses'] as number));
    if (streak.length < (limits['losses'] as number)) return false;
    const latest = streak.at(-1)!;
    return streak[0]! - latest < (limits['streakMs'] as number) && latest < (limits['pauseMs'] as number);
  },
  'submit-rate': ({ order, past, limits }) =>
    order.action === 'submit' &&
    attempts(past, ['submit', 'flatten'], limits['submitMs'] as number).length >= (limits['submits'] as number),
  'modify-rate': ({ order, past, limits }) =>
    order.action === 'modify' &&
    attempts(past, ['modify'], limits['modifyMs'] as number).length >= (limits['modifies'] as number),
  'duplicate-order': ({ order, contract, past, limits }) =>
    order.action === 'submit' &&
    attempts(past, ['submit', 'flatten'], limits['sameMs'] as number).filter(
      ({ contract: id, ask }) => id === contract.id && wordsOf(ask) === wordsOf(order),
    ).length >= (limits['same'] as number),
  'repeated-execution': ({ order, contract, past, limits }) =>
    past.filter(
      (one) =>
        one.kind === 'trade' &&
        one.contract === contract.id &&
        one.side === order.side &&
        one.msAgo < (limits['tradesMs'] as number),
    ).length >= (limits['trades'] as number),
  'active-orders': ({ order, orderCount, limits }) =>
    order.action === 'submit' && orderCount.all >= (limits['working'] as number),
  'daily-orders': (world) =>
    world.order.action === 'submit' &&
    overDay(world, 'ordersOfDay', (one) => one.kind === 'attempt' && ['submit', 'flatten'].includes(one.ask.action)),
  'daily-cancels': (world) =>
    world.order.action === 'submit' &&
    overDay(world, 'cancelsOfDay', (one) => one.kind === 'attempt' && one.ask.action === 'cancel'),
  'daily-trades': (world) =>
    world.order.action === 'submit' && overDay(world, 'tradesOfDay', (one) => one.kind === 'trade'),
  'stale-quote': ({ quote, limits }) => quote.ageMs === null || Math.abs(quote.ageMs) > (limits['ageMs'] as number),
  'quote-sanity': ({ quote: { bid, ask }, limits }) =>
    bid !== null && ask !== null && (bid > ask || (ask - bid) * 200 > (limits['spreadPercent'] as number) * (bid + ask)),
  'price-collar': ({ order, contract, quote, limits }) => {
    if (order.limit === null) return false;
    const market = (order.side === 1 ? quote.ask : quote.bid) ?? quote.last;
    if (market === null) return true;
    const isStopBeyond = order.stop !== null && order.side * (order.stop - market) > 0;
    const from = isStopBeyond ? order.stop : market;
    const beyond = order.side * (order.limit - from);
    const away = limits['isTwoSided'] === true ? Math.abs(beyond) : beyond;
    const ticks = limits['ticks'] as number;
    return away * 100 > Math.abs(from) * (limits['collarPercent'] as number) || (ticks > 0 && away > ticks * contract.tickCents);
  },
  'self-trade': ({ order, own }) => {
    const other = order.side === 1 ? own.ask : own.bid;
    if (other === null) return false;
    return other === 'market' || order.limit === null || order.side * (order.limit - other) >= 0;
  },
  'order-quantity': ({ order, limits }) => order.units > (limits['units'] as number),
  'order-value': (world) => over(valueOfOrder(world, (cents) => cents, 1), limitOf(world, 'valueCents')),
  'position-quantity': (world) => {
    const far = reach(world);
    return far === null || far > (world.limits['positionUnits'] as number);
  },
  'position-value': (world) => over(exposure(world), limitOf(world, 'positionCents')),
  concentration: (world) => over(exposure(world), ofEquity(world, 'concentration')),
  'sector-concentration': (world) =>
    world.contract.hasSector &&
    over(plus(world.account.sectorOthers, widest(world)), ofEquity(world, 'sector')),
  'gross-exposure': (world) =>
    over(plus(world.account.grossOthers, widest(world)), ofEquity(world, 'gross')),
  'net-exposure': (world) => {
    const { account, order } = world;
    const others = order.side === 1 ? account.netHighOthers : -account.netLowOthers;
    return over(plus(others, exposure(world)), ofEquity(world, 'net'));
  },
  'buying-power': (world) => {
    const { account, contract } = world;
    const { marginQuarters } = contract;
    // Twentieths, so that a quarter and a fifth stay whole.
    const margin = marginQuarters === null ? null : valueOfOrder(world, (cents) => cents * marginQuarters * 5, 4);
    if (margin === null || account.funds === null) return true;
    const needed = account.workingMargin * 8 + margin / 20;
    return needed * 100 > account.funds * 8 * (100 - (world.limits['bufferPercent'] as number));
  },
}; // prettier-ignore

// ── What the rules speak of ─────────────────────────────────────────────────────────────────────────────────────────

type Attempt = World['past'][number] & { readonly kind: 'attempt' };

function attempts(past: World['past'], actions: readonly string[], withinMs: number): Attempt[] {
  return past.filter(
    (one): one is Attempt =>
      one.kind === 'attempt' && actions.includes(one.ask.action) && one.msAgo < withinMs,
  );
}

function overDay(
  { past, contract, limits }: World,
  limit: string,
  counts: (one: World['past'][number]) => boolean,
): boolean {
  const today = past.filter((one) => counts(one) && one.msAgo <= DAY_MS);
  const own = today.filter((one) => 'contract' in one && one.contract === contract.id);
  return today.length >= (limits[limit] as number) || own.length >= (limits[`${limit}Own`] as number);
}

/** What makes two orders the same to a trader. */
function wordsOf({ side, units, type, limit, stop }: World['order']): string {
  return [side, units, type, limit, stop].join(' ');
}

function fell(from: number, to: number, percent: number): boolean {
  return (from - to) * 100 >= from * percent;
}

/** How far the position goes to the order's side if all that works there fills, too. */
function reach({ order, position, working }: World): number | null {
  if (position === null) return null;
  return order.side * position + (order.side === 1 ? working.buy : working.sell) + order.units;
}

/** The larger of both sides, each valued for itself. */
function widest(world: World): number | null {
  const { order, position, working } = world;
  const own = exposure(world);
  if (position === null || own === null) return null;
  const back = order.side === 1 ? working.sell - position : position + working.buy;
  return Math.max(own, sideWorth(world, order.side === 1 ? -1 : 1, back)!);
}

/** Unit by unit: the first ones that are sold close what is held, the others are short. */
function valueOfOrder(world: World, per: (cents: number) => number, shortPart: number): number | null {
  const { order, contract } = world;
  const cents = askedPrice(world);
  const far = reach(world);
  const countsShorts = order.side === -1 && contract.shortCents > 0;
  if (cents === null || (countsShorts && far === null)) return null;
  let sum = 0;
  for (let unit = 0; unit < order.units; unit++) {
    const isShort = countsShorts && far! - unit > 0;
    sum += isShort ? Math.max(per(cents), contract.shortCents * shortPart) : per(cents);
  }
  return worthOf(world, 1, sum);
}

function best(...prices: readonly (number | null)[]): number | null {
  const known = prices.filter((price) => price !== null);
  // All at nothing: nobody quotes.
  return known.length === 0 || Math.max(...known) === 0 ? null : Math.max(...known);
}

/** Cents one unit may be traded at, at worst. */
function askedPrice({ order, contract, quote }: World): number | null {
  const { bid, ask, last } = quote;
  if (order.limit !== null && order.side === 1 && !contract.mayBeNegative) return order.limit;
  const market = contract.mayBeNegative ? best(bid, ask, last) : best(last, order.side === 1 ? ask : bid);
  const own = order.limit ?? order.stop;
  if (own === null || market === null) return market;
  return Math.max(market, Math.abs(own));
}

/** Eighths of a cent of the limits' currency, so that everything stays whole; null: something is unknown. */
function worthOf({ contract }: World, units: number, cents: number | null): number | null {
  if (cents === null || contract.rateHalves === null) return null;
  return units * cents * contract.multiplier * contract.rateHalves * 4;
}

function exposure(world: World): number | null {
  const far = reach(world);
  return far === null ? null : sideWorth(world, world.order.side, far);
}

function sideWorth(world: World, side: 1 | -1, units: number): number | null {
  const { bid, ask, last } = world.quote;
  const mark = best(bid, ask, last);
  const asked = askedPrice(world);
  if (mark === null || asked === null) return null;
  const isShort = side === -1 && units > 0;
  return worthOf(world, units, Math.max(mark, asked, isShort ? world.contract.shortCents : 0));
}

function plus(others: number, eighths: number | null): number | null {
  return eighths === null ? null : others * 8 + eighths;
}

function limitOf({ limits }: World, name: string): number {
  return (limits[name] as number) * 8;
}

function ofEquity({ account, limits }: World, name: string): number | null {
  return account.equity === null ? null : (account.equity * 8 * (limits[name] as number)) / 100;
}

/** What nobody knows is over every limit. */
function over(value: number | null, limit: number | null): boolean {
  return value === null || limit === null || value > limit;
}
