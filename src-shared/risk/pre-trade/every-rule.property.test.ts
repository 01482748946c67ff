import { expect, test } from 'vitest';
import type { QuantityMicros } from '../../model/quantity.ts';
import { toQuantityMicros } from '../../model/quantity.ts';
import { RiskActivity } from './activity/risk-activity.ts';
import { evaluate } from './evaluate.ts';
import type { OrderRequest } from './order-request.ts';
import type { RiskView } from './risk-view.ts';
import { RULES, type RuleCode } from './rules.ts';
import { limitsFor, type RiskSettings } from './settings.ts';
import { refusals, DAY_MS } from './testing/naive-rules.ts';
import type { Ask, Past, World } from './testing/naive-world.ts';
import { LIVE, NOW, plainRequest, viewOf } from './testing/sample.ts';

/** Situations of every kind, made from a number: all rules beside one another, in every state of trading. */

const COUNT = process.env.TRADEWIND_COUNTS === 'full' ? 1_000_000 : 1_000;
const OPTIONAL = RULES.filter(({ on }) => on !== 'fixed').map(({ code }) => code);
const PLAIN = viewOf();
const HOUR = 3_600_000;

function worldOf(seed: number): World {
  // Mulberry32: small, and the same everywhere.
  let state = seed | 0;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (min: number, max: number) => min + Math.floor(random() * (max - min + 1));
  const of = <T>(...some: readonly T[]): T => some[int(0, some.length - 1)]!;
  const often = <T>(plain: T, other: () => T, part = 0.9): T => (random() < part ? plain : other());

  const tickCents = often(1, () => of(5, 25));
  const price = () => int(1, 60) * tickCents * 5;
  const id = often(7, () => of(8, 0, -1), 0.97);
  const askOf = (): Ask => {
    const type = of('MKT', 'LMT', 'LMT', 'LMT', 'STP', 'STP LMT', 'MOC', 'LOC');
    const isLimited = ['LMT', 'STP LMT', 'LOC'].includes(type);
    const isStopped = ['STP', 'STP LMT'].includes(type);
    const tif = often('DAY', () => of('GTC', 'GTD', 'FOK'));
    return {
      ...{ action: of('submit', 'submit', 'submit', 'modify', 'flatten', 'cancel'), side: of(1, -1), type, tif },
      units: often(int(1, 12), () => int(-1, 40)),
      limit: isLimited ? often<number | null>(price(), () => of(null, 0, price() + 1), 0.95) : null,
      stop: isStopped ? often<number | null>(price(), () => of(null, -5, price() + 1), 0.95) : null,
      goodFor: tif === 'GTD' ? of(null, -1, 0, 1, 60_000) : null,
      isReduceOnly: random() < 0.15,
      isOutside: random() < 0.3,
    };
  }; // prettier-ignore
  const order = askOf();
  const past = Array.from({ length: int(0, 10) }, (): Past => {
    const msAgo = often(int(0, 90_000), () => of(int(0, 30 * HOUR), DAY_MS, DAY_MS + 1, 60_000, 59_999));
    const contract = often(id, () => 9, 0.7);
    switch (int(0, 5)) {
      case 0:
      case 1:
        return { kind: 'attempt', msAgo, contract, ask: random() < 0.4 ? order : askOf() };
      case 2:
        return { kind: 'trade', msAgo, contract, side: of(1, -1) };
      case 3:
        return { kind: 'loss', msAgo };
      default:
        return { kind: 'equity', msAgo, cents: int(80, 120) * 10_000 };
    }
  }).sort((a, b) => b.msAgo - a.msAgo);
  if (random() < 0.7) past.push({ kind: 'equity', msAgo: 0, cents: int(90, 120) * 10_000 });
  const kind = of('STK' as const, 'STK' as const, 'OPT' as const, 'FUT' as const);
  const spreadPercent = of(2, 10, 50);
  const bid = often<number | null>(price(), () => null);
  const spread = often(int(0, 3) * tickCents, () => int(-3, 100) * tickCents);
  let ask = often<number | null>((bid ?? price()) + spread, () => null);
  // What lies on the edge to the last bit of a double is for the tests of that rule.
  if (bid !== null && ask !== null && (ask - bid) * 200 === spreadPercent * (bid + ask)) ask = null;
  const rules = new Set<RuleCode>();
  const part = of(0.05, 0.2, 0.6);
  for (const code of OPTIONAL) if (random() < part) rules.add(code);
  const count = () => int(0, 3);
  const cents = (most: number) => int(0, most) * 100;
  return {
    state: of('active', 'active', 'active', 'reducing', 'halted'),
    books: often('clean', () => of('differences', 'unproven')),
    areProven: random() < 0.8,
    reset: often<World['reset']>(null, () => ({ from: of(-10, 0, 999, 1_000, 1_001), to: of(-1, 0, 1, HOUR) })),
    messages: int(30, 50),
    isIdUsed: random() < 0.05,
    order,
    contract: {
      ...{ id, kind, shortCents: kind === 'OPT' ? of(price(), 20_000) : 0, isTradable: random() < 0.97, tickCents },
      lot: often({ min: 1, step: 1, max: 1_000 }, () => ({ min: int(1, 4), step: of(1, 2, 3), max: int(4, 20) })),
      types: often(['MKT', 'LMT', 'STP', 'STP LMT', 'MOC', 'LOC'], () => ['MKT', 'LMT']),
      tifs: often(['DAY', 'GTC', 'GTD', 'FOK'], () => ['DAY']),
      ...{ mayBeNegative: random() < 0.1, multiplier: of(1, 1, 10, 100) },
      rateHalves: often<number | null>(of(1, 2, 3), () => null, 0.97),
      marginQuarters: often<number | null>(of(1, 2, 4), () => null, 0.97),
      shortable: often<number | null>(int(0, 30), () => null),
      ...{ hasSector: random() < 0.7, isRegular: random() < 0.8, isExtended: random() < 0.5 },
      closeIn: often<number | null>(of(1, 0, HOUR), () => of(null, -1)),
    },
    quote: {
      ...{ bid, ask, last: often<number | null>(price(), () => null) },
      ageMs: often<number | null>(int(0, 100), () => of(null, 5_000, 5_001, -5_001, 4_999)),
    },
    position: often<number | null>(of(0, int(-15, 15), -order.side * order.units), () => of(null, int(-40, 40)), 0.95),
    working: { buy: int(0, 1) * int(0, 6), sell: int(0, 1) * int(0, 6) },
    orderCount: { buy: count(), sell: count(), all: int(0, 5) },
    own: { bid: of<number | 'market' | null>(null, price(), 'market'), ask: of<number | 'market' | null>(null, price(), 'market') },
    account: {
      equity: often<number | null>(int(50, 200) * 10_000, () => null, 0.97),
      funds: often<number | null>(cents(20_000), () => null, 0.97),
      ...{ workingMargin: cents(5_000), grossOthers: cents(20_000), sectorOthers: cents(9_000) },
      ...{ netHighOthers: cents(9_000) - 300_000, netLowOthers: -cents(9_000) },
    },
    ...{ past, on: rules },
    limits: {
      ...{ leadMs: 1_000, stocks: of(5, 10), options: of(10, 20), perSide: int(1, 3) },
      ...{ messages: 50, keptForCancels: 5, keptForExits: 5 },
      ...{ restricted: of([8], [7], [1, 7, 9]), allowed: of([7], [7, 8], [1, 2]) },
      ...{ mayShort: random() < 0.7, mustLocate: random() < 0.6, mayWait: random() < 0.6 },
      ...{ lossPercent: of(2, 10), fallPercent: of(5, 20), losses: int(1, 3), streakMs: of(60_000, HOUR), pauseMs: of(1_000, 60_000) },
      ...{ submits: int(0, 4), submitMs: 60_000, modifies: int(0, 3), modifyMs: 60_000, same: int(1, 3), sameMs: of(1_000, 60_000) },
      ...{ trades: int(1, 3), tradesMs: 60_000, working: int(1, 5) },
      ...{ ordersOfDay: int(1, 5), ordersOfDayOwn: int(1, 4), cancelsOfDay: int(1, 3), cancelsOfDayOwn: int(1, 3) },
      ...{ tradesOfDay: int(1, 4), tradesOfDayOwn: int(1, 3), ageMs: 5_000, spreadPercent },
      ...{ collarPercent: of(2, 10, 50), ticks: of(0, 0, 5), isTwoSided: random() < 0.3, units: int(3, 15) },
      ...{ valueCents: cents(3_000), positionUnits: int(3, 20), positionCents: cents(5_000) },
      ...{ concentration: of(10, 50), sector: of(20, 100), gross: of(100, 300), net: of(100, 200), bufferPercent: of(0, 25) },
    },
  }; // prettier-ignore
}

/** As main fills it: doubles, NaN for what nobody knows. */
function viewFrom(world: World): RiskView {
  const { contract, quote, working, orderCount, own, account, reset } = world;
  const money = (cents: number | null) => (cents === null ? NaN : cents / 100);
  const units = (value: number | null) => (value === null ? NaN : value * 1e6) as QuantityMicros;
  const best = (price: number | 'market' | null, market: number) =>
    price === 'market' ? market : money(price);
  // Any zone will do for what is asked here, and this one costs nothing to look at.
  const activity = new RiskActivity('UTC');
  for (const one of world.past) {
    const at = NOW - one.msAgo;
    if (one.kind === 'attempt') activity.attempted(at, one.contract, requestFrom(one.ask));
    else if (one.kind === 'trade') activity.executed(at, one.contract, one.side);
    else if (one.kind === 'loss') activity.closedAtLoss(at);
    else activity.marked(at, one.cents / 100);
  }
  activity.advance(NOW);
  return {
    ...PLAIN,
    ...{ tradingState: world.state, reconciliation: world.books, arePositionsProven: world.areProven },
    resetStartsAt: reset === null ? Infinity : NOW + reset.from,
    resetEndsAt: reset === null ? Infinity : NOW + reset.to,
    ...{ messagesLastSecond: world.messages, isIdUsed: world.isIdUsed, activity },
    contract: {
      ...PLAIN.contract,
      ...{ id: contract.id, securityType: contract.kind, isTradable: contract.isTradable },
      priceBands: [{ lowEdge: 0, increment: contract.tickCents * 1e6 }],
      minSize: contract.lot.min * 1e6,
      sizeIncrement: contract.lot.step * 1e6,
      maxSize: contract.lot.max * 1e6,
      orderTypes: new Set(contract.types),
      timesInForce: new Set(contract.tifs),
      ...{ mayPriceBeNegative: contract.mayBeNegative, multiplier: contract.multiplier },
      rate: contract.rateHalves === null ? NaN : contract.rateHalves / 2,
      shortValue: contract.shortCents / 100,
      marginRate: contract.marginQuarters === null ? NaN : contract.marginQuarters / 4,
      ...{ shortable: units(contract.shortable), hasSector: contract.hasSector },
      ...{ isRegularSession: contract.isRegular, isExtendedSession: contract.isExtended },
      closeOrdersUntil: contract.closeIn === null ? NaN : NOW + contract.closeIn,
    },
    quote: {
      ...{ bid: money(quote.bid), ask: money(quote.ask), last: money(quote.last) },
      at: quote.ageMs === null ? NaN : NOW - quote.ageMs,
    },
    book: {
      ...{
        position: units(world.position),
        workingBuy: units(working.buy),
        workingSell: units(working.sell),
      },
      ...{ buyOrders: orderCount.buy, sellOrders: orderCount.sell },
      ...{ ownBestBid: best(own.bid, Infinity), ownBestAsk: best(own.ask, -Infinity) },
    },
    account: {
      ...{ equity: money(account.equity), availableFunds: money(account.funds) },
      ...{ workingMargin: money(account.workingMargin), workingOrders: orderCount.all },
      ...{ grossOthers: money(account.grossOthers), sectorOthers: money(account.sectorOthers) },
      ...{ netHighOthers: money(account.netHighOthers), netLowOthers: money(account.netLowOthers) },
    },
  };
}

function requestFrom(ask: Ask): OrderRequest {
  const price = (cents: number | null) => (cents === null ? null : cents * 1e6) as OrderRequest['limitPrice'];
  return {
    ...plainRequest,
    ...{ action: ask.action, side: ask.side, quantity: toQuantityMicros(ask.units), type: ask.type },
    ...{ timeInForce: ask.tif, limitPrice: price(ask.limit), stopPrice: price(ask.stop) },
    goodTillAt: ask.goodFor === null ? null : NOW + ask.goodFor,
    ...{ isReduceOnly: ask.isReduceOnly, isOutsideHours: ask.isOutside },
  };
}

/** The figures of a world under the names of the rules; parts are percents there. */
function settingsFrom({ limits, on }: World): RiskSettings {
  const named = (...names: readonly (readonly [string, string, number?])[]) =>
    Object.fromEntries(
      names.map(([param, name, over]) => {
        const value = limits[name]!;
        return [param, over === undefined ? value : (value as number) / over];
      }),
    );
  const params: Partial<Record<RuleCode, object>> = {
    'reset-window': named(['leadMs', 'leadMs']),
    'broker-collar': named(['stocks', 'stocks', 100], ['options', 'options', 100]),
    'broker-active-orders': named(['max', 'perSide']),
    'broker-message-rate': named(
      ['max', 'messages'],
      ['keptForCancels', 'keptForCancels'],
      ['keptForExits', 'keptForExits'],
    ),
    'restricted-list': named(['contracts', 'restricted']),
    'allow-list': named(['contracts', 'allowed']),
    'short-sale': named(['isAllowed', 'mayShort'], ['mustBeLocated', 'mustLocate']),
    'session-hours': named(['mayLimitsWait', 'mayWait']),
    'daily-loss': named(['max', 'lossPercent', 100]),
    drawdown: named(['max', 'fallPercent', 100]),
    'loss-streak': named(['losses', 'losses'], ['windowMs', 'streakMs'], ['pauseMs', 'pauseMs']),
    'submit-rate': named(['max', 'submits'], ['windowMs', 'submitMs']),
    'modify-rate': named(['max', 'modifies'], ['windowMs', 'modifyMs']),
    'duplicate-order': named(['max', 'same'], ['windowMs', 'sameMs']),
    'repeated-execution': named(['max', 'trades'], ['windowMs', 'tradesMs']),
    'active-orders': named(['max', 'working']),
    'daily-orders': named(['max', 'ordersOfDay'], ['maxPerContract', 'ordersOfDayOwn']),
    'daily-cancels': named(['max', 'cancelsOfDay'], ['maxPerContract', 'cancelsOfDayOwn']),
    'daily-trades': named(['max', 'tradesOfDay'], ['maxPerContract', 'tradesOfDayOwn']),
    'stale-quote': named(['maxAgeMs', 'ageMs']),
    'quote-sanity': named(['maxSpread', 'spreadPercent', 100]),
    'price-collar': named(['max', 'collarPercent', 100], ['maxTicks', 'ticks'], ['isTwoSided', 'isTwoSided']),
    'order-quantity': named(['max', 'units']),
    'order-value': named(['max', 'valueCents', 100]),
    'position-quantity': named(['max', 'positionUnits']),
    'position-value': named(['max', 'positionCents', 100]),
    concentration: named(['max', 'concentration', 100]),
    'sector-concentration': named(['max', 'sector', 100]),
    'gross-exposure': named(['max', 'gross', 100]),
    'net-exposure': named(['max', 'net', 100]),
    'buying-power': named(['buffer', 'bufferPercent', 100]),
  };
  const rules: Record<string, object> = {};
  for (const code of OPTIONAL) rules[code] = { isOn: on.has(code), params: params[code] };
  return { ...LIVE, rules };
}

test('in every situation the rules say what a plain reading of them says: let through or denied, and by the first that has to', () => {
  const denied = new Map<RuleCode, number>();
  let passed = 0;
  for (let seed = 1; seed <= COUNT; seed++) {
    const world = worldOf(seed);
    const limits = limitsFor(settingsFrom(world), 'DU1', world.contract.id);
    const answer = evaluate(requestFrom(world.order), viewFrom(world), limits)?.code ?? null;
    const no = refusals(world);
    const expected = RULES.find(({ code }) => no.has(code))?.code ?? null;
    if (answer !== expected)
      expect({ seed, answer }, JSON.stringify({ ...world, on: [...world.on] })).toEqual({ seed, answer: expected }); // prettier-ignore
    if (answer === null) passed++;
    else denied.set(answer, (denied.get(answer) ?? 0) + 1);
  }
  // It would prove little if nearly all were denied, or by a few.
  expect(passed / COUNT).toBeGreaterThan(0.1);
  expect(denied.size).toBeGreaterThan(COUNT >= 100_000 ? RULES.length - 1 : RULES.length / 2);
});
