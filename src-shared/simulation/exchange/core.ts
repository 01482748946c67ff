import { assert } from '../../kernel/assert.ts';
import { streamKey } from '../../kernel/rng.ts';
import { Desk } from './desk.ts';
import { EventLog } from './event-log.ts';
import type { OrderPreview } from './exchange-event.ts';
import type { ExchangeInstrument } from './instrument.ts';
import { closedMarket } from './market-view.ts';
import type { OrderTerms } from './order-terms.ts';
import { Orders } from './orders.ts';
import { Timers, type TimerTask } from './timers.ts';

/** What the exchange asks others. Answers must follow from the question alone, or a log would not repeat. */
export interface ExchangePorts {
  /** Margin and commission of an order that is only asked about. */
  readonly preview: (account: string, instrument: number, terms: OrderTerms) => OrderPreview;
  /** When an order that has to wait goes to the exchange, for people to read: `2026-11-23 09:30:00 US/Eastern`. */
  readonly opensAt: (instrument: number, time: number, outsideRth: boolean) => string;
}

export interface ExchangeSettings {
  /** Any safe integer: execution ids follow from it. */
  readonly seed: number;
  /** From client to exchange, ms on the caller's clock. */
  readonly submitMs: number;
  readonly cancelMs: number;
  readonly retainedEvents: number;
  readonly retainedOrders: number;
  readonly maxLiveOrders: number;
}

export const DEFAULT_SETTINGS: ExchangeSettings = {
  seed: 1,
  submitMs: 0,
  cancelMs: 0,
  retainedEvents: 10_000,
  retainedOrders: 10_000,
  maxLiveOrders: 50_000,
};

/** What the parts of the exchange share: its state, and the numbers it counts with. */
export interface Core {
  readonly settings: ExchangeSettings;
  readonly ports: ExchangePorts;
  readonly desks: Map<number, Desk>;
  readonly orders: Orders;
  readonly timers: Timers;
  log: EventLog;
  executionPrefix: string;
  /** Unix ms: of the call or timer that is being dealt with. */
  time: number;
  nextEntered: number;
  nextTimer: number;
  nextExecution: number;
}

export function newCore(
  settings: ExchangeSettings,
  ports: ExchangePorts,
  instruments: readonly ExchangeInstrument[],
): Core {
  for (const ms of [settings.submitMs, settings.cancelMs])
    assert(Number.isSafeInteger(ms) && ms >= 0, `a latency is whole ms, not negative, was ${ms}`);
  return {
    settings,
    ports,
    desks: new Map(instruments.map((item) => [item.id, new Desk(item, closedMarket(item.id))])),
    orders: new Orders(settings.retainedOrders),
    timers: new Timers(),
    log: new EventLog(settings.retainedEvents),
    executionPrefix: hex8(streamKey(settings.seed, 'executions').a),
    time: -Infinity,
    nextEntered: 1,
    nextTimer: 1,
    nextExecution: 1,
  };
}

/** Takes in an instrument that was not there before: closed until its market says otherwise. */
export function listInstrument(core: Core, instrument: ExchangeInstrument): void {
  const { id } = instrument;
  assert(!core.desks.has(id), `two instruments are called ${id}`);
  core.desks.set(id, new Desk(instrument, closedMarket(id)));
}

export function deskOf(core: Core, instrument: number): Desk {
  const desk = core.desks.get(instrument);
  assert(desk !== undefined, `the exchange does not list ${instrument}`);
  return desk;
}

/** Stale timers beyond this many times the live orders are swept out. */
const TIMERS_PER_ORDER = 8;
const MIN_TIMERS_SWEPT = 1_024;

export function setTimer(core: Core, due: number, order: number, task: TimerTask): void {
  core.timers.add({ due, sequence: core.nextTimer++, order, task });
  if (core.timers.count > MIN_TIMERS_SWEPT + TIMERS_PER_ORDER * core.orders.live.size)
    core.timers.keepOnly((timer) => core.orders.live.has(timer.order));
}

/** As TWS writes them: `0000e0d5.00000001.01.01`, never the same twice. */
export function nextExecutionId(core: Core): string {
  return `${core.executionPrefix}.${hex8(core.nextExecution++)}.01.01`;
}

function hex8(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
