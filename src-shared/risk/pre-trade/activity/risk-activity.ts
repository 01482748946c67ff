import type { OrderRequest } from '../order-request.ts';
import { DayCounters, type DayCountersSnapshot } from './day-counters.ts';
import { EquityMarks, type EquityMarksSnapshot } from './equity-marks.ts';
import { RateWindow } from './rate-window.ts';
import { RecentExecutions, type RecentExecution } from './recent-executions.ts';
import { RecentOrders, type RecentOrder } from './recent-orders.ts';

/** Plain JSON: a row of the database, written with the order's own. */
export interface RiskActivitySnapshot {
  readonly submits: readonly number[];
  readonly modifies: readonly number[];
  readonly losses: readonly number[];
  readonly recentOrders: readonly RecentOrder[];
  readonly recentExecutions: readonly RecentExecution[];
  readonly day: DayCountersSnapshot;
  readonly equity: EquityMarksSnapshot;
}

/**
 * What an account has done so far, as far as rules ask: rate windows, recent orders, counters of the day, marks of equity.
 * Rules read it; whoever runs the order path writes. A denied attempt counts like any other.
 */
export class RiskActivity {
  readonly submits = new RateWindow();
  readonly modifies = new RateWindow();
  /** Round trips closed at a loss. */
  readonly losses = new RateWindow();
  readonly recentOrders = new RecentOrders();
  readonly recentExecutions = new RecentExecutions();
  readonly day: DayCounters;
  readonly equity = new EquityMarks();

  /** @param timeZone in which the trading day ends, such as America/New_York */
  constructor(timeZone: string) {
    this.day = new DayCounters(timeZone);
  }

  /** Call before evaluating. A day that was not begun in time denies too much, never too little. */
  advance(now: number): void {
    if (this.day.advance(now)) this.equity.beginDay();
  }

  /** An evaluated request, passed or denied. */
  attempted(now: number, contract: number, request: OrderRequest): void {
    this.advance(now);
    switch (request.action) {
      case 'cancel':
        return this.day.add('cancels', contract);
      case 'modify':
        return this.modifies.add(now);
      case 'submit':
      case 'flatten':
        this.submits.add(now);
        this.recentOrders.add(now, contract, request);
        this.day.add('orders', contract);
    }
  }

  /** @param side +1 bought, -1 sold */
  executed(now: number, contract: number, side: 1 | -1): void {
    this.advance(now);
    this.recentExecutions.add({ at: now, contract, side });
    this.day.add('trades', contract);
  }

  closedAtLoss(now: number): void {
    this.losses.add(now);
  }

  marked(now: number, equity: number): void {
    this.advance(now);
    this.equity.mark(equity);
  }

  snapshot(): RiskActivitySnapshot {
    return {
      submits: this.submits.snapshot(),
      modifies: this.modifies.snapshot(),
      losses: this.losses.snapshot(),
      recentOrders: this.recentOrders.snapshot(),
      recentExecutions: this.recentExecutions.snapshot(),
      day: this.day.snapshot(),
      equity: this.equity.snapshot(),
    };
  }

  restore(from: RiskActivitySnapshot): void {
    this.submits.restore(from.submits);
    this.modifies.restore(from.modifies);
    this.losses.restore(from.losses);
    this.recentOrders.restore(from.recentOrders);
    this.recentExecutions.restore(from.recentExecutions);
    this.day.restore(from.day);
    this.equity.restore(from.equity);
  }
}
