import { LATENCY_STEPS, type LatencyStep, type OrderLatency } from '#shared/ipc/orders.ts';
import type { Clock } from '#shared/kernel/clock.ts';
import { LatencyHistogram } from '#shared/telemetry/latency-histogram.ts';
import type { Logger } from '#shared/telemetry/logger.ts';

/** Microseconds above which a step of an order is told in the log. */
export const SLOW_US: Readonly<Record<LatencyStep, number>> = {
  tickToOrder: 50_000,
  check: 5_000,
  risk: 1_000,
  journal: 20_000,
  send: 5_000,
  signalToSocket: 25_000,
  ack: 2_000_000,
};
const SLOW_KEPT = 50;
const UNACKNOWLEDGED_MAX = 2_000;

export interface OrderTimingOptions {
  readonly clock: Clock;
  /** Milliseconds that only go forward, with their fractions. */
  readonly monotonicMs: () => number;
  readonly log: Logger;
}

/** How long each part of an order's road takes, in nanoseconds inside and microseconds outside. */
export class OrderTiming {
  readonly #options: OrderTimingOptions;
  readonly #steps = Object.fromEntries(LATENCY_STEPS.map((step) => [step, new LatencyHistogram()])) as Record<
    LatencyStep,
    LatencyHistogram
  >;
  #slow: OrderLatency['slow'] = [];
  readonly #sentAt = new Map<string, { readonly at: number; readonly correlationId: string }>();

  constructor(options: OrderTimingOptions) {
    this.#options = options;
  }

  now(): number {
    return this.#options.monotonicMs();
  }

  /** @param from of `now` @returns now */
  took(step: LatencyStep, from: number, correlationId: string): number {
    const now = this.#options.monotonicMs();
    this.#steps[step].record((now - from) * 1e6);
    const us = (now - from) * 1e3;
    if (us > SLOW_US[step]) this.#tell(step, us, correlationId);
    return now;
  }

  /** The bytes are out; the first word about it ends the measure. */
  sent(ref: string, correlationId: string): void {
    if (this.#sentAt.size >= UNACKNOWLEDGED_MAX) this.#sentAt.clear();
    this.#sentAt.set(ref, { at: this.#options.monotonicMs(), correlationId });
  }

  heard(ref: string): void {
    const sent = this.#sentAt.get(ref);
    if (sent === undefined) return;
    this.#sentAt.delete(ref);
    this.took('ack', sent.at, sent.correlationId);
  }

  /** Whose answer will not come on this connection. */
  forget(): void {
    this.#sentAt.clear();
  }

  /** Of all steps: whether there is anything new to tell. */
  get count(): number {
    return LATENCY_STEPS.reduce((sum, step) => sum + this.#steps[step].count, 0);
  }

  summary(): OrderLatency {
    const us = (nanoseconds: number) => Math.round(nanoseconds / 10) / 100;
    const steps = Object.fromEntries(
      LATENCY_STEPS.map((step) => {
        const { count, p50, p99, p999, max } = this.#steps[step].summary();
        return [step, { count, p50: us(p50), p99: us(p99), p999: us(p999), max: us(max) }];
      }),
    ) as OrderLatency['steps'];
    return { steps, slow: [...this.#slow] };
  }

  #tell(step: LatencyStep, us: number, correlationId: string): void {
    const limitUs = SLOW_US[step];
    this.#options.log.warn({ correlationId, step, us: Math.round(us), limitUs }, 'an order took long');
    const slow = { at: this.#options.clock.now(), correlationId, step, us: Math.round(us), limitUs };
    this.#slow = [slow, ...this.#slow].slice(0, SLOW_KEPT);
  }
}
