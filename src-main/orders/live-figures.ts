import type { OrderLatency } from '#shared/ipc/orders.ts';
import type { RiskUsage } from '#shared/ipc/risk.ts';
import type { RiskDesk } from '../risk/risk-desk.ts';
import type { JournalWriter } from './journal-writer.ts';
import type { OrderTiming } from './order-timing.ts';

export interface LiveFiguresOptions {
  readonly risk: RiskDesk;
  readonly timing: OrderTiming;
  readonly writer: Pick<JournalWriter, 'queueLazily'>;
  readonly onUsage: (usage: RiskUsage) => void;
  readonly onLatency: (latency: OrderLatency) => void;
}

/** Figures that are looked at every second: equity for the breakers; usage of limits and order latency, told when they change. */
export class LiveFigures {
  readonly #options: LiveFiguresOptions;
  /** By account, as JSON. */
  readonly #toldUsage = new Map<string, string>();
  #toldLatency = 0;

  constructor(options: LiveFiguresOptions) {
    this.#options = options;
  }

  updateRisk(accounts: readonly string[]): void {
    const { risk, writer, onUsage } = this.#options;
    for (const account of accounts) {
      if (risk.mark(account)) {
        const marks = risk.activityOf(account).equity.snapshot();
        writer.queueLazily({ equity: [{ account, at: risk.now(), marks }] });
      }
      const usage = risk.usage(account);
      const text = JSON.stringify(usage);
      if (this.#toldUsage.get(account) === text) continue;
      this.#toldUsage.set(account, text);
      onUsage(usage);
    }
  }

  /** @returns whether an order was measured since the last call */
  updateLatency(): boolean {
    const { timing, onLatency } = this.#options;
    const { count } = timing;
    if (count === this.#toldLatency) return false;
    this.#toldLatency = count;
    onLatency(timing.summary());
    return true;
  }
}
