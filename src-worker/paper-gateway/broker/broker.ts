import { assert } from '#shared/kernel/assert.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { MS_PER_MINUTE } from '#shared/kernel/time.ts';
import { Exchange, type ExchangeSpec } from '#shared/simulation/exchange/exchange.ts';
import type { ExchangeSettings } from '#shared/simulation/exchange/core.ts';
import type { ExchangeEvent, OrderPreview } from '#shared/simulation/exchange/exchange-event.ts';
import type { Modification } from '#shared/simulation/exchange/modify.ts';
import type { OrderRecord } from '#shared/simulation/exchange/order-record.ts';
import { isFinal } from '#shared/simulation/exchange/order-state.ts';
import type { OrderTerms } from '#shared/simulation/exchange/order-terms.ts';
import type { Refusal } from '#shared/simulation/exchange/refusals.ts';
import type { ExchangeSnapshot, SnapshotRefused } from '#shared/simulation/exchange/snapshot.ts';
import type { NewOrder } from '#shared/simulation/exchange/submit.ts';
import type { ContractDetails } from '#shared/simulation/universe/contract.ts';
import type { World } from '../world/world.ts';
import type { BrokerAccounts, CommissionReport } from './broker-accounts.ts';
import { ExchangeDriver } from './exchange-driver.ts';
import { exchangeInstrument } from './exchange-instrument.ts';
import { opensAt } from './opens-at.ts';

/** What the exchange said, and what a fill cost. */
export interface BrokerEvent {
  readonly event: ExchangeEvent;
  /** null: it is no fill. */
  readonly commission: CommissionReport | null;
}

export interface BrokerSpec {
  readonly world: World;
  readonly accounts: BrokerAccounts;
  /** Execution ids follow from it. Another run of the gateway needs another one, or ids come twice. */
  readonly seed: number;
  /** From client to exchange, virtual ms. */
  readonly latency?: Pick<ExchangeSettings, 'submitMs' | 'cancelMs'> | undefined;
  /** Told of all that came of one call or one tick, in order. It must not call the broker back. */
  readonly onEvents: (events: readonly BrokerEvent[]) => void;
}

export type BrokerSnapshot = ExchangeSnapshot;

/** Live orders: one event may end all of them at once, and the exchange's log has room for what it reports then. */
const LIVE_ORDER_COUNT_MAX = 2_000;
/** Ended orders that the exchange remembers: as many as the tickets of clients (tickets.ts). */
const ENDED_ORDER_COUNT_MAX = 4_000;
/** How often shares to borrow are looked for again, and markets without orders are no longer followed. */
const UPKEEP_MS = MS_PER_MINUTE;

/** The simulated broker: checks orders against the account, sends them to the exchange and books the fills. */
export class Broker {
  readonly #world: World;
  readonly #accounts: BrokerAccounts;
  readonly #onEvents: BrokerSpec['onEvents'];
  readonly #driver: ExchangeDriver;
  #exchange: Exchange;
  #spec: ExchangeSpec;
  #nextSequence: number;
  #wakesAt = Infinity;
  #stopWaking = () => {};
  /** Time of the last event given to the exchange, which takes none from before it; a tick may be read late. */
  #time = -Infinity;

  constructor({ world, accounts, seed, latency, onEvents }: BrokerSpec) {
    this.#world = world;
    this.#accounts = accounts;
    this.#onEvents = onEvents;
    this.#spec = {
      instruments: [],
      ports: {
        preview: (account, conId, terms) => accounts.preview(account, conId, terms),
        opensAt: (conId, time, outsideRth) => opensAt(world, conId, time, outsideRth),
      },
      settings: {
        ...latency,
        ...{ seed, maxLiveOrders: LIVE_ORDER_COUNT_MAX },
        retainedOrders: ENDED_ORDER_COUNT_MAX,
      },
    };
    this.#exchange = new Exchange(this.#spec);
    this.#nextSequence = this.#exchange.nextSequence;
    this.#driver = new ExchangeDriver(world, (event) =>
      this.#do(event.time, (time) => this.#exchange.onMarket({ ...event, time })),
    );
    world.clock.every(UPKEEP_MS, () => this.#keepUp());
  }

  /** Makes a contract ready for orders or conditions. @returns false for what nobody can trade */
  prepare(details: ContractDetails): boolean {
    const { conId } = details.contract;
    if (!this.#exchange.isListed(conId)) {
      const instrument = exchangeInstrument(details);
      if (instrument === null) return false;
      this.#exchange.list(instrument);
    }
    this.#driver.follow(conId);
    return true;
  }

  /** @returns what the account has against it; what the exchange has against it comes as an event, like all that follows */
  submit(order: NewOrder): Refusal | null {
    const { account, instrument, terms } = order;
    let isLocated = true;
    if (this.#exchange.objectionTo(this.#now(), instrument, terms) === null) {
      const checked = this.#accounts.check(account, instrument, terms, this.#working(account));
      if (!checked.ok) return checked.error;
      ({ isLocated } = checked.value);
    }
    this.#do(this.#now(), (time) => this.#exchange.submit(time, { ...order, isLocated }));
    return null;
  }

  /** @returns as `submit` */
  modify(modification: Modification): Refusal | null {
    const { key, account, instrument, terms } = modification;
    const known = this.#exchange.order(key);
    if (
      known !== undefined &&
      !isFinal(known.state) &&
      this.#exchange.objectionTo(this.#now(), instrument, terms) === null
    ) {
      const others = this.#working(account).filter((order) => order.key !== key);
      const { filled } = known;
      const checked = this.#accounts.check(account, instrument, terms, others, { key, filled });
      if (!checked.ok) return checked.error;
    }
    this.#do(this.#now(), (time) => this.#exchange.modify(time, modification));
    return null;
  }

  cancel(key: number): void {
    this.#do(this.#now(), (time) => this.#exchange.cancel(time, key));
  }

  cancelAll(): void {
    // One may take others along, which then have ended by themselves.
    for (const { key } of this.#exchange.liveOrders()) {
      const state = this.#exchange.order(key)?.state;
      if (state !== undefined && !isFinal(state) && state !== 'pendingCancel') this.cancel(key);
    }
  }

  /** Ends orders that cannot go on, at once. @param why for people */
  withdraw(which: (order: Readonly<OrderRecord>) => boolean, why: string): void {
    const keys = this.#exchange.liveOrders().flatMap((order) => (which(order) ? [order.key] : []));
    if (keys.length > 0) this.#do(this.#now(), (time) => this.#exchange.withdraw(time, keys, why));
  }

  /** The broker's own order: nobody is asked whether it can be paid for. */
  liquidate(order: NewOrder): void {
    this.#do(this.#now(), (time) => this.#exchange.submit(time, order));
  }

  preview(account: string, conId: number, terms: OrderTerms): Result<OrderPreview, Refusal> {
    const objection = this.#exchange.objectionTo(this.#now(), conId, terms);
    return objection === null ? ok(this.#accounts.preview(account, conId, terms)) : err(objection);
  }

  order(key: number): Readonly<OrderRecord> | undefined {
    return this.#exchange.order(key);
  }

  /** In the order in which they were accepted. */
  liveOrders(): readonly Readonly<OrderRecord>[] {
    return this.#exchange.liveOrders();
  }

  get followedCount(): number {
    return this.#driver.followedCount;
  }

  snapshot(): BrokerSnapshot {
    return this.#exchange.snapshot();
  }

  /** A snapshot that is no copy and has no past events: read at once, and often. */
  showState(): BrokerSnapshot {
    return this.#exchange.showState();
  }

  /** Number of the exchange's next event: grows with each. */
  get nextSequence(): number {
    return this.#exchange.nextSequence;
  }

  /**
   * Goes on where the snapshot was taken; before anything was asked. The clock must not lie before it.
   *
   * @param beforeMarkets what has to be done to its orders before they meet the market of today
   */
  restore(snapshot: BrokerSnapshot, beforeMarkets: () => void = () => {}): Result<void, SnapshotRefused> {
    const conIds = snapshot.markets.map(({ instrument }) => instrument);
    const instruments = conIds.flatMap((conId) => {
      const listing = this.#world.universe.byConId(conId);
      const instrument = listing === null ? null : exchangeInstrument(listing.details);
      return instrument === null ? [] : [instrument];
    });
    // The next run's spec, with what it lists, is this one's.
    this.#spec = { ...this.#spec, instruments };
    const restored = Exchange.restore(this.#spec, snapshot);
    if (!restored.ok) return restored;
    assert(this.#world.now() >= (snapshot.time ?? -Infinity), 'time goes on from the snapshot, not back');
    this.#exchange = restored.value;
    this.#nextSequence = this.#exchange.nextSequence;
    beforeMarkets();
    for (const conId of this.#needed()) this.#driver.follow(conId, snapshot.time);
    this.#do(this.#now(), (time) => this.#exchange.advance(time));
    return ok(undefined);
  }

  #now(): number {
    return this.#world.now();
  }

  #working(account: string): readonly Readonly<OrderRecord>[] {
    return this.#exchange.liveOrders().filter((order) => order.account === account);
  }

  /** Every call that changes the exchange goes through here: time never goes back, fills are booked, events are passed on. */
  #do(at: number, act: (time: number) => void): void {
    this.#time = Math.max(this.#time, at);
    act(this.#time);
    this.#drain();
    this.#wakeInTime();
  }

  #drain(): void {
    if (this.#exchange.nextSequence === this.#nextSequence) return;
    const { events, isComplete } = this.#exchange.eventsSince(this.#nextSequence);
    assert(isComplete, 'the exchange said more at once than its log keeps');
    this.#nextSequence = this.#exchange.nextSequence;
    this.#onEvents(
      events.map((event) => ({
        event,
        commission: event.kind === 'fill' ? this.#accounts.applyFill(event).commission : null,
      })),
    );
  }

  #wakeInTime(): void {
    const due = this.#exchange.nextDue;
    // An earlier timer finds nothing to do and sets the next one.
    if (due >= this.#wakesAt) return;
    this.#wakesAt = due;
    this.#stopWaking();
    this.#stopWaking = this.#world.clock.at(due, (now) => {
      this.#wakesAt = Infinity;
      this.#do(now, (time) => this.#exchange.advance(time));
    });
  }

  #keepUp(): void {
    for (const order of this.#exchange.liveOrders()) if (!order.isLocated) this.#locate(order);
    this.#driver.sweep(this.#needed());
    if (this.#exchange.liveOrders().length > 0) return;
    // What is due for orders that have ended is nobody's business.
    this.#stopWaking();
    this.#wakesAt = Infinity;
  }

  #locate({ key, account, instrument, terms, filled }: Readonly<OrderRecord>): void {
    const others = this.#working(account).filter((order) => order.key !== key);
    const { kind } = this.#accounts.locate(account, instrument, terms, others, { key, filled });
    if (kind === 'found' || kind === 'not-needed')
      this.#do(this.#now(), (time) => this.#exchange.locate(time, key));
  }

  /** Contracts with orders, and those whose prices orders look at. */
  #needed(): ReadonlySet<number> {
    const needed = new Set<number>();
    for (const { instrument, terms } of this.#exchange.liveOrders()) {
      needed.add(instrument);
      for (const condition of terms.conditions)
        if (condition.kind === 'price') needed.add(condition.instrument);
    }
    return needed;
  }
}
