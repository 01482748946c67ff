import { MS_PER_MINUTE } from '#shared/kernel/time.ts';
import type { SessionCalendar } from '#shared/model/sessions/session-calendar.ts';
import type { Settlement } from '#shared/simulation/accounts/account-report.ts';
import type { Accounts } from '#shared/simulation/accounts/accounts.ts';
import type { Split } from '#shared/simulation/universe/corporate-actions.ts';
import { STOCK_CALENDAR } from '#shared/simulation/universe/listings/stocks.ts';
import type { WorldPrices } from '../accounts/world-prices.ts';
import type { GatewayOrders } from '../orders/gateway-orders.ts';
import { nextMultiple } from '../world/virtual-clock.ts';
import type { World } from '../world/world.ts';

export interface BrokerDaysSpec {
  readonly world: World;
  readonly prices: WorldPrices;
  readonly accounts: Accounts;
  readonly orders: Pick<GatewayOrders, 'withdraw'>;
  /** What changed accounts without an order of theirs, in the order in which it happened. */
  readonly onSettled: (settled: readonly Settled[]) => void;
}

export interface Settled extends Settlement {
  /** Unix ms at which it happened; a clock that jumped is told of it later. */
  readonly time: number;
}

/**
 * What happens to accounts and orders because time goes by: a trading day begins, a stock goes ex or is split, a contract
 * expires. All of it in order of time, each at the prices of its own instant, and before the market's first price after
 * it reaches anybody; a clock that jumps (the machine slept, a gateway that kept its state starts again) passes everything
 * in between too.
 *
 * The accounts' day is that of the US stock exchanges and begins with their first hours: 04:00 in New York on trading days,
 * midnight of every day where markets are always open.
 */
export class BrokerDays {
  readonly #world: World;
  readonly #prices: WorldPrices;
  readonly #accounts: Accounts;
  readonly #orders: BrokerDaysSpec['orders'];
  readonly #onSettled: BrokerDaysSpec['onSettled'];
  /** Everything up to and with this instant has been done. */
  #passed = Infinity;
  #nextLook = Infinity;
  #nextDay = Infinity;

  constructor({ world, prices, accounts, orders, onSettled }: BrokerDaysSpec) {
    this.#world = world;
    this.#prices = prices;
    this.#accounts = accounts;
    this.#orders = orders;
    this.#onSettled = onSettled;
    world.clock.onPassingFirst((to) => {
      if (to >= this.#nextLook) this.#passTo(to);
    });
  }

  /**
   * Once, before anybody is served and before the exchange hears of today's prices.
   *
   * @param since Unix ms of the state the accounts are in: now for new ones, else when they were kept. What happened since is done now.
   */
  begin(since: number): void {
    const now = this.#world.now();
    this.#passed = Math.min(since, now);
    const calendar = this.#calendar;
    let session = calendar.lastOnOrBefore(calendar.dayAt(this.#passed));
    while (session !== null && session.start > this.#passed) session = calendar.previous(session);
    this.#nextDay = (session === null ? null : calendar.next(session)?.start) ?? Infinity;
    // New accounts begin in the middle of a day; for those that were kept it is the day they are in.
    const day = session?.day;
    if (day !== undefined) this.#at(this.#passed, () => this.#accounts.startDay(this.#passed, day));
    this.#passTo(now);
  }

  get #calendar(): SessionCalendar {
    return this.#world.universe.calendars.trading(STOCK_CALENDAR);
  }

  #passTo(to: number): void {
    const { entitlements } = this.#world;
    for (;;) {
      const expiry = this.#accounts.nextExpiry(this.#passed);
      const next = Math.min(this.#nextDay, entitlements.nextAfter(this.#passed), expiry);
      if (next > to) break;
      this.#at(next, () => this.#happen(next));
      this.#passed = next;
    }
    this.#passed = to;
    this.#nextLook = nextMultiple(to, MS_PER_MINUTE);
    // What had no price to be settled at has one now, perhaps.
    this.#at(to, () => this.#accounts.settleExpired(to));
    const { universe } = this.#world;
    const isExpired = (conId: number) => (universe.byConId(conId)?.details.expiresAt ?? Infinity) <= to;
    this.#orders.withdraw(({ instrument }) => isExpired(instrument), 'the contract has expired');
  }

  #happen(time: number): readonly Settlement[] {
    const settlements: Settlement[] = [];
    for (const { conId, action } of this.#world.entitlements.at(time)) {
      if (action.kind === 'split') this.#withdrawSplit(conId, action);
      settlements.push(...this.#accounts.applyCorporateAction(conId, action));
    }
    if (time < this.#nextDay) return [...settlements, ...this.#accounts.settleExpired(time)];
    const calendar = this.#calendar;
    const session = calendar.sessionAt(time)!; // it begins now
    this.#nextDay = calendar.next(session)?.start ?? Infinity;
    return [...settlements, ...this.#accounts.startDay(time, session.day)];
  }

  /** As IB does: an order in shares of yesterday is not turned into one in shares of today, it is given back. Dividends leave orders alone. */
  #withdrawSplit(conId: number, { symbol, numerator, denominator }: Split): void {
    this.#orders.withdraw(
      ({ instrument, terms }) =>
        instrument === conId ||
        terms.conditions.some((each) => each.kind === 'price' && each.instrument === conId),
      `${symbol} was split ${numerator} for ${denominator}`,
    );
  }

  #at(time: number, act: () => readonly Settlement[]): void {
    const settlements = this.#prices.asOf(time, act);
    if (settlements.length > 0) this.#onSettled(settlements.map((each) => ({ ...each, time })));
  }
}
