import { LATENCY_STEPS, type LatencyStep, type OrderLatency } from '#shared/ipc/orders.ts';
import type { Clock } from '#shared/kernel/clock.ts';
import { LatencyHistogram } from '#shared/telemetry/latency-histogram.ts';
import type { Logger } from '#shared/telemetry/logger.ts';

/** Microseconds above which a step of an order is told in the log. */
const SLOW_US: Readonly<Record<LatencyStep, number>> = {
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

/** Latency of each step of an order: recorded in nanoseconds, reported in microseconds. */
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

  /** An order begins. @param signalAt when the quote came in that triggered it, by `now` */
  begin(signalAt?: number): Laps {
    return new Laps(this.#options.monotonicMs, signalAt, (step, ms, correlationId) =>
      this.#took(step, ms, correlationId),
    );
  }

  /** The order was sent; the broker's first message about it ends the measurement. */
  sent(ref: string, correlationId: string): void {
    if (this.#sentAt.size >= UNACKNOWLEDGED_MAX) this.#sentAt.clear();
    this.#sentAt.set(ref, { at: this.#options.monotonicMs(), correlationId });
  }

  heard(ref: string): void {
    const sent = this.#sentAt.get(ref);
    if (sent === undefined) return;
    this.#sentAt.delete(ref);
    this.#took('ack', this.now() - sent.at, sent.correlationId);
  }

  /** The session has ended: answers that are missing will not come. */
  forget(): void {
    this.#sentAt.clear();
  }

  /** Measurements of all steps so far: whether there is anything new to tell. */
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

  #took(step: LatencyStep, ms: number, correlationId: string): void {
    this.#steps[step].record(ms * 1e6);
    const us = ms * 1e3;
    if (us > SLOW_US[step]) this.#tell(step, us, correlationId);
  }

  #tell(step: LatencyStep, us: number, correlationId: string): void {
    const limitUs = SLOW_US[step];
    this.#options.log.warn({ correlationId, step, us: Math.round(us), limitUs }, 'an order took long');
    const slow = { at: this.#options.clock.now(), correlationId, step, us: Math.round(us), limitUs };
    this.#slow = [slow, ...this.#slow].slice(0, SLOW_KEPT);
  }
}

/** Times of one order's steps. They are only collected until the order is sent, and recorded after it. */
export class Laps {
  readonly #monotonicMs: () => number;
  readonly #record: (step: LatencyStep, ms: number, correlationId: string) => void;
  readonly #taken: { readonly step: LatencyStep; readonly ms: number }[] = [];
  readonly #signalAt: number;
  #last: number;

  constructor(
    monotonicMs: () => number,
    signalAt: number | undefined,
    record: (step: LatencyStep, ms: number, correlationId: string) => void,
  ) {
    this.#monotonicMs = monotonicMs;
    this.#record = record;
    this.#last = monotonicMs();
    this.#signalAt = signalAt ?? this.#last;
    if (signalAt !== undefined) this.#taken.push({ step: 'tickToOrder', ms: this.#last - signalAt });
  }

  /** A step has ended; it began where the one before ended. `send` is the last. */
  took(step: 'check' | 'risk' | 'journal' | 'send'): void {
    const now = this.#monotonicMs();
    this.#taken.push({ step, ms: now - this.#last });
    if (step === 'send') this.#taken.push({ step: 'signalToSocket', ms: now - this.#signalAt });
    this.#last = now;
  }

  tell(correlationId: string): void {
    for (const { step, ms } of this.#taken) this.#record(step, ms, correlationId);
  }
}
