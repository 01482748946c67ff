import type { Execution, SessionHours } from '#shared/model/backtest.ts';
import { isDatedBySession } from '#shared/model/bar-size.ts';
import { LocalDays } from '#shared/model/local-days.ts';
import type { OrderEvent } from '#shared/model/order-request.ts';
import { QUANTITY_STEPS_PER_UNIT, toQuantityMicros, type QuantityMicros } from '#shared/model/quantity.ts';
import type { Account } from '#shared/portfolio/account.ts';
import { BarBook, type BookHost, type MatchedBar } from '#shared/simulation/bar-matching/bar-book.ts';
import type { BarOrder, OrderEnd } from '#shared/simulation/bar-matching/bar-order.ts';
import type { SimulatedBroker } from '#shared/simulation/simulated-broker.ts';
import type { BarPlace } from './bar-place.ts';
import type { FillBooking } from './fill-booking.ts';
import type { EngineSymbol } from './job.ts';
import type { OrderWatcher } from './order-watcher.ts';
import { SessionDays } from './session-days.ts';

/**
 * The orders that are more than a market order for the next open: takes their book through the bars, brings what fills to
 * the account at once, and keeps what a strategy wants to hear of them.
 */
export class WorkingOrders implements BookHost {
  readonly book: BarBook;
  /** Per symbol, when the strategy listens. */
  readonly events: OrderEvent[][];
  isHeard = false;
  private readonly account: Account;
  private readonly broker: SimulatedBroker;
  private readonly isCash: boolean;
  private readonly days: readonly SymbolDays[];
  private readonly symbols: readonly EngineSymbol[];
  private places: readonly BarPlace[] = [];
  private booking: FillBooking | null = null;
  private watcher: OrderWatcher | null = null;
  private readonly bar: Mutable<MatchedBar> = {
    ...{ time: NaN, open: NaN, high: NaN, low: NaN, close: NaN, volume: 0 },
    ...{ index: 0, day: NaN, isFirstOfDay: true, isLastOfDay: true },
  };

  constructor(
    symbols: readonly EngineSymbol[],
    execution: Execution,
    account: Account,
    broker: SimulatedBroker,
    session?: SessionHours,
  ) {
    this.symbols = symbols;
    this.account = account;
    this.broker = broker;
    this.isCash = execution.account === 'cash';
    this.events = symbols.map(() => []);
    this.days = symbols.map((symbol) => new SymbolDays(symbol, session));
    this.book = new BarBook(
      broker.orders.counts,
      {
        isTouchEnough: execution.limitFill === 'touch',
        participation: execution.participation === null ? null : execution.participation / 100,
        lots: symbols.map((symbol) => toQuantityMicros(symbol.lot)),
      },
      this,
    );
  }

  /** What is made later than the orders and needs them. */
  connect(places: readonly BarPlace[], booking: FillBooking, watcher: OrderWatcher): void {
    this.places = places;
    this.booking = booking;
    this.watcher = watcher;
  }

  /** The symbol's next bar, at which its context stands already. */
  onBar(symbol: number): void {
    this.book.match(symbol, this.barOf(symbol));
  }

  /** Fills an order for the close at the close that has just been seen. */
  fillAtClose(order: BarOrder): void {
    this.book.fillAtClose(order, this.barOf(order.symbol));
  }

  isLastOfDay(symbol: number): boolean {
    return this.barOf(symbol).isLastOfDay;
  }

  /** Market orders that no bar came to fill. */
  unfilledMarket(symbol: number): BarOrder[] {
    return this.book.of(symbol).filter((order) => order.end === null && isPlainMarket(order));
  }

  /** How many others still work; what hangs on them is not counted. */
  stillWorking(symbol: number): number {
    return this.book
      .of(symbol)
      .filter((order) => order.end === null && !isPlainMarket(order) && isAlone(order)).length;
  }

  mayFill(order: BarOrder, quantity: number): number {
    if (!this.isCash || order.side > 0) return quantity;
    return Math.min(quantity, Math.max(0, this.account.positions[order.symbol]!));
  }

  onFill(order: BarOrder, quantity: number, price: number, time: number): void {
    this.broker.fillOf(order, quantity as QuantityMicros, time, price);
    this.booking!.bookNew();
    this.watcher!.onChange(order);
    if (!this.isHeard) return;
    const { fills } = this.broker;
    this.tell(order, {
      kind: order.filled >= order.quantity ? 'filled' : 'partially-filled',
      quantity: quantity / QUANTITY_STEPS_PER_UNIT,
      price: fills.price[fills.count - 1]!,
      reason: '',
    });
  }

  onEnd(order: BarOrder, end: OrderEnd, reason: string): void {
    this.watcher!.onChange(order);
    if (this.isHeard && end !== 'filled') this.tell(order, { kind: end, quantity: 0, price: NaN, reason });
  }

  private tell(order: BarOrder, event: Pick<OrderEvent, 'kind' | 'quantity' | 'price' | 'reason'>): void {
    this.events[order.symbol]!.push({
      ...event,
      id: order.id,
      symbol: order.symbol,
      side: order.side > 0 ? 'buy' : 'sell',
      filled: order.filled / QUANTITY_STEPS_PER_UNIT,
    });
  }

  private barOf(symbol: number): MatchedBar {
    const { bar } = this;
    const { bars, index } = this.places[symbol]!;
    bar.time = bars.time[index]!;
    bar.open = bars.open[index]!;
    // Some sources have bars whose open or close lies outside: what traded there traded.
    bar.high = Math.max(bars.high[index]!, bar.open, bars.close[index]!);
    bar.low = Math.min(bars.low[index]!, bar.open, bars.close[index]!);
    bar.close = bars.close[index]!;
    bar.volume = bars.volume[index]!;
    bar.index = index;
    this.days[symbol]!.setInto(bar, bars.time, index, this.symbols[symbol]!.barCount);
    return bar;
  }
}

function isPlainMarket({ type, tif, parent }: BarOrder): boolean {
  return type === 'MKT' && tif !== 'OPG' && parent === null;
}

function isAlone({ parent }: BarOrder): boolean {
  return parent === null || parent.filled > 0;
}

/** Which day a bar belongs to. A bar of a day or more is a day; for others its session ends it where hours are given, else midnight of the series' time zone. */
class SymbolDays {
  private readonly isDated: boolean;
  private readonly timeZone: string;
  /** Made when an order first asks: of the bar before, of the bar, of the bar after. Their times only go forward. */
  private local: readonly [LocalDays, LocalDays, LocalDays] | null = null;

  private readonly sessions: SessionDays | null;

  constructor({ barSize, timeZone }: EngineSymbol, session: SessionHours | undefined) {
    this.sessions = session === undefined ? null : new SessionDays(session, barSize);
    this.isDated = isDatedBySession(barSize);
    this.timeZone = timeZone;
  }

  setInto(bar: Mutable<MatchedBar>, times: Float64Array, index: number, count: number): void {
    if (this.isDated) {
      bar.day = index;
      return;
    }
    if (this.sessions !== null) {
      this.sessions.setInto(bar, times, index, count);
      return;
    }
    const { timeZone } = this;
    this.local ??= [new LocalDays(timeZone), new LocalDays(timeZone), new LocalDays(timeZone)];
    const [before, now, after] = this.local;
    bar.day = now.advance(times[index]!);
    bar.isFirstOfDay = index === 0 || before.advance(times[index - 1]!) !== bar.day;
    // Where the data ends nobody knows whether the day does.
    bar.isLastOfDay = index + 1 < count && after.advance(times[index + 1]!) !== bar.day;
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
