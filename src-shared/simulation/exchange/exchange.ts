import { assert, assertNever } from '../../kernel/assert.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { closeOrder } from './brackets.ts';
import { arriveCancel, requestCancel, withdraw } from './cancel.ts';
import {
  DEFAULT_SETTINGS,
  listInstrument,
  newCore,
  type Core,
  type ExchangePorts,
  type ExchangeSettings,
} from './core.ts';
import type { EventsSince } from './event-log.ts';
import type { ExchangeInstrument } from './instrument.ts';
import type { MarketEvent } from './market-event.ts';
import { onMarketEvent } from './market-flow.ts';
import type { MarketView } from './market-view.ts';
import { arriveModify, requestModify, type Modification } from './modify.ts';
import { keepPart } from './oca-groups.ts';
import type { OrderRecord } from './order-record.ts';
import type { OrderTerms } from './order-terms.ts';
import { proceed } from './placement.ts';
import { refusals, type Refusal } from './refusals.ts';
import {
  loadSnapshot,
  showState,
  takeSnapshot,
  type ExchangeSnapshot,
  type SnapshotRefused,
} from './snapshot.ts';
import { catchUpWithParent, submit, type NewOrder } from './submit.ts';
import type { Timer } from './timers.ts';
import { objectionTo } from './validate.ts';

export interface ExchangeSpec {
  readonly instruments: readonly ExchangeInstrument[];
  readonly ports: ExchangePorts;
  readonly settings?: Partial<ExchangeSettings>;
}

/**
 * A broker and an exchange in one, as a client of TWS sees them. Deterministic: time comes with
 * every call and never goes back, nothing is random; the same calls give the same event log, byte for byte. All results are
 * events in that log.
 */
export class Exchange {
  readonly #core: Core;

  constructor({ instruments, ports, settings = {} }: ExchangeSpec) {
    this.#core = newCore({ ...DEFAULT_SETTINGS, ...settings }, ports, instruments);
  }

  /** Goes on where the snapshot was taken. */
  static restore(spec: ExchangeSpec, snapshot: ExchangeSnapshot): Result<Exchange, SnapshotRefused> {
    const exchange = new Exchange(spec);
    const loaded = loadSnapshot(exchange.#core, snapshot);
    return loaded.ok ? ok(exchange) : err(loaded.error);
  }

  /** Futures and options are listed as time goes on. A snapshot can be restored only by a host that names them again. */
  list(instrument: ExchangeInstrument): void {
    listInstrument(this.#core, instrument);
  }

  isListed(instrument: number): boolean {
    return this.#core.desks.has(instrument);
  }

  snapshot(): ExchangeSnapshot {
    return takeSnapshot(this.#core);
  }

  /** A snapshot without past events that is no copy: for a host that reads it at once, and often. */
  showState(): ExchangeSnapshot {
    return showState(this.#core);
  }

  /** @param time Unix ms, in every call */
  submit(time: number, order: NewOrder): void {
    this.#at(time, () => submit(this.#core, order));
  }

  modify(time: number, modification: Modification): void {
    this.#at(time, () => requestModify(this.#core, modification));
  }

  cancel(time: number, key: number): void {
    this.#at(time, () => requestCancel(this.#core, key));
  }

  /** The broker's own doing, at once and all together: their contract has expired, their account begins anew. @param why for people */
  withdraw(time: number, keys: readonly number[], why: string): void {
    this.#at(time, () => withdraw(this.#core, keys, why));
  }

  /** The shares for an order that was submitted with `isLocated: false` have been found. */
  locate(time: number, key: number): void {
    this.#at(time, () => {
      const order = this.#core.orders.live.get(key);
      if (order === undefined) return;
      order.isLocated = true;
      if (order.place === 'locate') proceed(this.#core, order);
    });
  }

  onMarket(event: MarketEvent): void {
    this.#at(event.time, () => onMarketEvent(this.#core, event));
  }

  /** Does what is due by a time at which nothing else happens. */
  advance(time: number): void {
    this.#at(time, () => undefined);
  }

  /** When `advance` has something to do; Infinity: never. */
  get nextDue(): number {
    return this.#core.timers.nextDue;
  }

  get nextSequence(): number {
    return this.#core.log.nextSequence;
  }

  /** @param sequence of the first event wanted */
  eventsSince(sequence: number): EventsSince {
    return this.#core.log.since(sequence);
  }

  /** What speaks against terms by themselves, for a host that asks others (an account) only about sound ones; null: nothing. */
  objectionTo(time: number, instrument: number, terms: OrderTerms): Refusal | null {
    const desk = this.#core.desks.get(instrument);
    return desk === undefined ? refusals.contractUnknown() : objectionTo(terms, desk, time);
  }

  /** Live, or one of the last that ended. */
  order(key: number): Readonly<OrderRecord> | undefined {
    return this.#core.orders.get(key);
  }

  /** In the order they were accepted. */
  liveOrders(): readonly Readonly<OrderRecord>[] {
    return [...this.#core.orders.live.values()];
  }

  /** The last ones, in the order they ended. */
  finishedOrders(): readonly Readonly<OrderRecord>[] {
    return [...this.#core.orders.finished.values()];
  }

  market(instrument: number): Readonly<MarketView> | undefined {
    return this.#core.desks.get(instrument)?.view;
  }

  #at(time: number, act: () => void): void {
    const core = this.#core;
    assert(Number.isSafeInteger(time) && time >= core.time, `time ${time} comes after ${core.time}`);
    this.#runDue(time);
    core.time = time;
    act();
    this.#runDue(time);
    core.time = time;
  }

  #runDue(time: number): void {
    const { timers } = this.#core;
    for (let timer = timers.take(time); timer !== null; timer = timers.take(time)) {
      this.#core.time = timer.due;
      runTimer(this.#core, timer);
    }
  }
}

function runTimer(core: Core, { order: key, task }: Timer): void {
  const order = core.orders.live.get(key);
  switch (task.kind) {
    case 'modify':
      arriveModify(core, key, task.terms);
      return;
    case 'cancel':
      arriveCancel(core, key);
      return;
    case 'arrive':
      if (order?.place === 'transit') arrive(core, order);
      return;
    case 'proceed':
      if (order !== undefined && order.place !== 'held' && order.place !== 'transit') proceed(core, order);
      return;
    case 'expire':
      if (order?.terms.goodTill === core.time)
        closeOrder(core, order, 'cancelled', refusals.cancelled('its good-till date has come'));
      return;
    case 'reduce':
      if (order !== undefined) keepPart(core, order, task.numerator, task.denominator);
      return;
    default:
      assertNever(task);
  }
}

function arrive(core: Core, order: OrderRecord): void {
  catchUpWithParent(core, order);
  if (core.orders.live.has(order.key)) proceed(core, order);
}
