import type { PortfolioView } from '#shared/ipc/portfolio.ts';
import type { Clock } from '#shared/kernel/clock.ts';
import { dayRows, dayStartRows } from './day-ends.ts';
import type { Ledger } from './ledger.ts';
import { tradingDayAt, type TradingDay } from './trading-day.ts';

export interface DayKeeperOptions {
  readonly clock: Clock;
  readonly ledger: () => Ledger | null;
  /** What is shown is of now: only that is kept. */
  readonly isCurrent: () => boolean;
  readonly view: () => PortfolioView;
}

/** The trading day, and what is stored of it beside the journal: how accounts stand, where positions begin, the highest worth. */
export class DayKeeper {
  readonly #options: DayKeeperOptions;
  #day: TradingDay | null = null;

  constructor(options: DayKeeperOptions) {
    this.#options = options;
  }

  /** The broker's clock may run ahead of ours; a day that it has begun has begun. Unix ms. */
  now(): number {
    return Math.max(this.#options.clock.now(), this.#options.ledger()?.newestAt ?? -Infinity);
  }

  /** The day's end belongs to the day that ends: what is not realised then is where the next one begins. */
  today(now: number): TradingDay {
    const day = this.#day;
    if (day !== null && now >= day.from && now < day.to) return day;
    this.#day = tradingDayAt(now);
    const ledger = this.#options.ledger();
    // Not where the computer's clock was ahead until the broker told the time.
    if (day !== null && now >= day.to && ledger !== null && this.#options.isCurrent())
      for (const row of dayStartRows(this.#options.view().positions, this.#day.name)) {
        ledger.dayStarts.set(`${row.account} ${row.contractId}`, row);
        ledger.save({ positionDays: [row] });
      }
    return this.#day;
  }

  raiseHighWater({ accounts }: PortfolioView): void {
    const ledger = this.#options.ledger();
    for (const { account, figures } of accounts) {
      const known = ledger?.accounts.get(account);
      const { netLiquidation } = figures;
      if (known === undefined || netLiquidation === null || netLiquidation <= (known.highWater ?? -Infinity))
        continue;
      ledger!.accounts.set(account, { ...known, highWater: netLiquidation });
    }
  }

  store(): void {
    const ledger = this.#options.ledger();
    if (ledger === null || !this.#options.isCurrent()) return;
    const { accounts } = this.#options.view();
    ledger.save({
      accounts: [...ledger.accounts.values()],
      days: dayRows(accounts, this.today(this.now()).name, this.#options.clock.now()),
    });
  }

  forget(): void {
    this.#day = null;
  }
}
