import type { Currency } from '#shared/model/currency.ts';
import { MICROS_PER_UNIT } from '#shared/model/money.ts';
import { ORDER_PRICE_STEPS_PER_UNIT } from '#shared/model/order-price.ts';
import { REQUESTED_TIFS, REQUESTED_TYPES } from '#shared/model/order-request.ts';
import { QUANTITY_STEPS_PER_UNIT, toQuantityMicros, type QuantityMicros } from '#shared/model/quantity.ts';
import type { RiskActivity } from '#shared/risk/pre-trade/activity/risk-activity.ts';
import type { AccountFacts, BookFacts, ContractFacts, RiskView } from '#shared/risk/pre-trade/risk-view.ts';
import { fillableOf, isExit, isMarket, type BarOrder } from '#shared/simulation/bar-matching/bar-order.ts';
import type { EngineSymbol } from '../job.ts';
import { INITIAL } from '../order-checks.ts';

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

/** What the view reads of the run. */
export interface ViewedRun {
  readonly symbols: readonly EngineSymbol[];
  readonly hasMargin: boolean;
  readonly account: {
    /** Micros. */
    readonly cash: number;
    readonly equity: number;
    /** 1e-6 units per symbol. */
    readonly positions: Float64Array;
    valueOf(symbol: number): number;
    /** The account's currency for one unit of the symbol's. */
    rateOf(symbol: number): number;
  };
  closeOf(symbol: number): number;
  /** Unix ms. Without a calendar every bar counts as regular hours. */
  isRegularAt(now: number): boolean;
  ordersOf(symbol: number): readonly BarOrder[];
}

/**
 * The simulated account as the rules of live trading see one: the last close is bid, ask and last trade, everything is
 * known, and what bars cannot say passes (see src-shared/risk/not-in-backtests.ts). One view, written anew for each order.
 */
export class SimulatedRiskView implements RiskView {
  now = NaN;
  readonly tradingState = 'active';
  readonly reconciliation = 'clean';
  readonly arePositionsProven = true;
  readonly resetStartsAt = Infinity;
  readonly resetEndsAt = Infinity;
  readonly messagesLastSecond = 0;
  readonly isIdUsed = false;
  readonly currency: Currency;
  contract: Writable<ContractFacts>;
  readonly quote = { bid: NaN, ask: NaN, last: NaN, at: NaN };
  readonly book: Writable<BookFacts> = {
    ...{ position: NOTHING, workingBuy: NOTHING, workingSell: NOTHING, buyOrders: 0, sellOrders: 0 },
    ...{ ownBestBid: NaN, ownBestAsk: NaN },
  };
  readonly account: Writable<AccountFacts> = {
    ...{ equity: NaN, availableFunds: NaN, workingMargin: 0, workingOrders: 0 },
    ...{ grossOthers: 0, sectorOthers: 0, netHighOthers: 0, netLowOthers: 0 },
  };
  readonly activity: RiskActivity;
  private readonly run: ViewedRun;
  private readonly contracts: readonly Writable<ContractFacts>[];
  private readonly marginRate: number;
  private readonly working: Writable<BookFacts> = { ...this.book };

  constructor(run: ViewedRun, currency: Currency, activity: RiskActivity) {
    this.run = run;
    this.currency = currency;
    this.activity = activity;
    this.marginRate = run.hasMargin ? INITIAL : 1;
    this.contracts = run.symbols.map((symbol, index) => contractOf(symbol, index, this.marginRate));
    this.contract = this.contracts[0]!;
  }

  /**
   * @param except the order that is being changed: everything is counted without it
   * @param parent whose exit is asked about: judged as if that had filled and nothing else closed it
   */
  fill(symbol: number, now: number, except: BarOrder | null, parent: BarOrder | null): void {
    const { book, run, quote } = this;
    this.now = now;
    this.contract = this.contracts[symbol]!;
    this.contract.rate = run.account.rateOf(symbol);
    const close = run.closeOf(symbol);
    this.contract.isRegularSession = run.isRegularAt(now);
    this.contract.mayPriceBeNegative = this.contract.securityType === 'FUT' || close <= 0;
    quote.bid = quote.ask = quote.last = close;
    quote.at = now;
    this.fillAccount(symbol, except);
    this.countInto(book, symbol, except);
    if (parent === null) return;
    const left = parent.quantity - parent.exited;
    book.position = (parent.side * left) as QuantityMicros;
    book.workingBuy = book.workingSell = NOTHING;
  }

  /** 1e-8: the symbol's tick. */
  stepOf(symbol: number): number {
    return this.contracts[symbol]!.priceBands[0]!.increment;
  }

  private fillAccount(own: number, except: BarOrder | null): void {
    const { account, run, working } = this;
    const { positions } = run.account;
    account.workingMargin = account.workingOrders = 0;
    account.grossOthers = account.netHighOthers = account.netLowOthers = 0;
    let positionMargin = 0;
    for (let symbol = 0; symbol < positions.length; symbol++) {
      this.countInto(working, symbol, except);
      const held = positions[symbol]!;
      account.workingOrders += working.buyOrders + working.sellOrders;
      if (held === 0 && working.workingBuy === 0 && working.workingSell === 0) continue;
      const { multiplier } = run.symbols[symbol]!;
      const rate = run.account.rateOf(symbol);
      const worth = (Math.abs(run.closeOf(symbol)) * multiplier * rate) / QUANTITY_STEPS_PER_UNIT;
      const high = held + working.workingBuy;
      const low = held - working.workingSell;
      const reach = Math.max(Math.abs(high), Math.abs(low));
      positionMargin += Math.abs(held) * worth * this.marginRate;
      account.workingMargin += Math.max(0, reach - Math.abs(held)) * worth * this.marginRate;
      if (symbol === own) continue;
      account.grossOthers += reach * worth;
      account.netHighOthers += high * worth;
      account.netLowOthers += low * worth;
    }
    account.equity = run.account.equity / MICROS_PER_UNIT;
    account.availableFunds = run.hasMargin
      ? account.equity - positionMargin
      : run.account.cash / MICROS_PER_UNIT;
  }

  /** Orders of which one cancels the others, and exits of one order, count once: as the largest of them. */
  private countInto(out: Writable<BookFacts>, symbol: number, except: BarOrder | null): void {
    const { run } = this;
    out.position = run.account.positions[symbol]! as QuantityMicros;
    let bought = 0;
    let sold = 0;
    out.buyOrders = out.sellOrders = 0;
    out.ownBestBid = out.ownBestAsk = NaN;
    const orders = run.ordersOf(symbol);
    const groups = except === null ? new Map<string, number>() : groupLeft(except);
    for (const order of orders) {
      if (order.end !== null || order === except) continue;
      const isBuy = order.side > 0;
      if (isBuy) out.buyOrders++;
      else out.sellOrders++;
      const size = fillableOf(order);
      if (size === 0) continue;
      const price = isMarket(order) ? order.side * Infinity : order.limit;
      if (isBuy) out.ownBestBid = better(out.ownBestBid, price, Math.max);
      else out.ownBestAsk = better(out.ownBestAsk, price, Math.min);
      const added = addedBy(order, size, groups);
      if (isBuy) bought += added;
      else sold += added;
    }
    out.workingBuy = bought as QuantityMicros;
    out.workingSell = sold as QuantityMicros;
  }
}

const NOTHING = 0 as QuantityMicros;

function contractOf(
  { tick, lot, multiplier }: EngineSymbol,
  symbol: number,
  marginRate: number,
): Writable<ContractFacts> {
  const step = toQuantityMicros(lot);
  return {
    id: symbol + 1,
    // Series do not say what they are. What multiplies is no stock: nothing is borrowed for it, and the collar for stocks is not its own.
    securityType: multiplier === 1 ? 'STK' : 'FUT',
    isTradable: true,
    priceBands: [{ lowEdge: 0, increment: Math.max(1, Math.round(tick * ORDER_PRICE_STEPS_PER_UNIT)) }],
    ...{ minSize: step, sizeIncrement: step, maxSize: Infinity },
    orderTypes: ALL_TYPES,
    timesInForce: ALL_TIFS,
    mayPriceBeNegative: false,
    multiplier,
    rate: 1,
    marginRate,
    shortValue: 0,
    // The kind of account and the borrow fee are what selling short depends on here.
    shortable: Infinity,
    hasSector: false,
    isRegularSession: true,
    isExtendedSession: true,
    closeOrdersUntil: Infinity,
  };
}

const ALL_TYPES: ReadonlySet<string> = new Set(REQUESTED_TYPES);
const ALL_TIFS: ReadonlySet<string> = new Set(REQUESTED_TIFS);

function groupOf(order: BarOrder): string | null {
  if (isExit(order)) return `exits ${order.parent!.id}`;
  return order.ocaGroup === null ? null : `oca ${order.ocaGroup} ${order.side}`;
}

function groupLeft(order: BarOrder): Map<string, number> {
  const group = groupOf(order);
  return new Map(group === null ? [] : [[group, fillableOf(order)]]);
}

function addedBy(order: BarOrder, size: number, groups: Map<string, number>): number {
  const group = groupOf(order);
  if (group === null) return size;
  const counted = groups.get(group) ?? 0;
  groups.set(group, Math.max(counted, size));
  return Math.max(0, size - counted);
}

function better(best: number, price: number, choose: (a: number, b: number) => number): number {
  return Number.isNaN(best) ? price : choose(best, price);
}
