import { MS_PER_SECOND } from '#shared/kernel/time.ts';
import { fromMicros, micros, type Micros } from '#shared/model/money.ts';
import { toOrderPrice } from '#shared/model/order-price.ts';
import { fromQuantityMicros, quantityMicros, type QuantityMicros } from '#shared/model/quantity.ts';
import type { Liquidation } from '#shared/simulation/accounts/account-report.ts';
import type { Accounts } from '#shared/simulation/accounts/accounts.ts';
import { PLAIN_TERMS, type OrderTerms } from '#shared/simulation/exchange/order-terms.ts';
import { exchangeInstrument } from '../broker/exchange-instrument.ts';
import { phaseAt } from '../broker/market-phase.ts';
import type { GatewayOrders } from '../orders/gateway-orders.ts';
import type { World } from '../world/world.ts';

export interface MarginWatchSpec {
  readonly world: World;
  readonly accounts: Accounts;
  readonly orders: Pick<GatewayOrders, 'withdraw' | 'liquidations'>;
  /** Said to every client, and shown in the app. */
  readonly onWarning: (account: string, text: string) => void;
  /** Shown in the app alone: clients hear of the trades. */
  readonly onLiquidation: (account: string, text: string) => void;
}

/** Virtual time between two looks at what accounts need and have. */
export const WATCH_MS = 10 * MS_PER_SECOND;
/** Of the equity: what is left above the margin, below which TWS colours the account. */
const CUSHION = 0.1;

type Standing = 'sound' | 'near' | 'breached';

/**
 * Looks after margins as prices move, as IB does: a warning when little is left, another when it is gone, and from the next
 * look on positions are closed by the broker's own orders, those first that help most, until the margin is met again. What
 * the account had working is cancelled then, or a closing order of its own would be one too many.
 */
export class MarginWatch {
  readonly #spec: MarginWatchSpec;
  readonly #standing = new Map<string, Standing>();

  constructor(spec: MarginWatchSpec) {
    this.#spec = spec;
    spec.world.clock.every(WATCH_MS, (now) => this.#look(now));
  }

  #look(now: number): void {
    const { accounts, orders } = this.#spec;
    accounts.watchMargins(now);
    for (const account of accounts.ids) {
      const before = this.#standing.get(account) ?? 'sound';
      const [standing, excess] = this.#standingOf(account);
      this.#standing.set(account, standing);
      if (standing !== before) this.#warn(account, before, standing, excess);
      if (standing === 'breached' && before === 'breached') this.#liquidate(account, now);
      else if (standing !== 'breached')
        orders.liquidations.stop(account, 'the margin of the account is met again');
    }
  }

  #standingOf(account: string): readonly [Standing, excess: Micros] {
    const { accounts } = this.#spec;
    // Most accounts hold nothing most of the time: their figures need not be worked out.
    if (accounts.positions(account).length === 0) return ['sound', micros(0)];
    const { excessLiquidity, equityWithLoan, maintenanceMargin } = accounts.figures(account);
    if (excessLiquidity < 0) return ['breached', excessLiquidity];
    const isNear = maintenanceMargin > 0 && excessLiquidity < equityWithLoan * CUSHION;
    return [isNear ? 'near' : 'sound', excessLiquidity];
  }

  #warn(account: string, before: Standing, standing: Standing, excess: Micros): void {
    const usd = `${Math.abs(Math.round(fromMicros(excess))).toLocaleString('en-US')} USD`;
    const { onWarning } = this.#spec;
    if (standing === 'breached')
      onWarning(
        account,
        `account ${account} is ${usd} below its maintenance margin: positions will be liquidated.`,
      );
    else if (standing === 'near')
      onWarning(
        account,
        before === 'breached'
          ? `account ${account} meets its maintenance margin again, by ${usd}.`
          : `account ${account} is ${usd} above its maintenance margin: below it positions are liquidated.`,
      );
    else if (before === 'breached')
      onWarning(account, `account ${account} meets its maintenance margin again.`);
  }

  #liquidate(account: string, now: number): void {
    const { accounts, orders } = this.#spec;
    // What is on its way is waited for: the same position must not be closed twice.
    if (orders.liquidations.areWorking(account)) return;
    const plans = accounts
      .liquidations(account, (conId) => this.#termsFor(conId, 'sell', quantityMicros(0), now) !== null)
      .flatMap((each) => {
        const terms = this.#termsFor(each.conId, each.side, this.#tradable(each), now);
        return terms === null || terms.quantity === 0 ? [] : [{ conId: each.conId, terms }];
      });
    if (plans.length === 0) return;
    orders.withdraw((order) => order.account === account, 'positions of the account are liquidated');
    for (const { conId, terms } of plans) {
      this.#spec.onLiquidation(account, this.#wordsOf(account, conId, terms));
      orders.liquidations.begin(account, conId, terms);
    }
  }

  #wordsOf(account: string, conId: number, { side, quantity }: OrderTerms): string {
    const name = this.#spec.world.universe.byConId(conId)?.details.contract.localSymbol ?? String(conId);
    return `${account}: ${side === 'buy' ? 'buys' : 'sells'} ${fromQuantityMicros(quantity)} ${name} to meet its margin.`;
  }

  /** Whole lots: odd ones that are left of conversions cannot be sold. */
  #tradable({ conId, quantity }: Liquidation): QuantityMicros {
    const details = this.#spec.world.universe.byConId(conId)?.details;
    const instrument = details === undefined ? null : exchangeInstrument(details);
    if (instrument === null) return quantityMicros(0);
    const whole = quantity - (quantity % instrument.sizeIncrement);
    return quantityMicros(whole < instrument.minSize ? 0 : whole);
  }

  /** At any price in regular hours; before and after them at what is offered, as far as it goes. null: not now. */
  #termsFor(
    conId: number,
    side: OrderTerms['side'],
    quantity: QuantityMicros,
    now: number,
  ): OrderTerms | null {
    const { world } = this.#spec;
    const details = world.universe.byConId(conId)?.details;
    if (details === undefined || !world.hasRoomFor(details.marketId)) return null;
    const { quote, isOpen } = world.market.snapshot(world.listing(conId).details.marketId, now);
    if (!isOpen || quote === null) return null;
    // What does not fill at once is tried again at the next look: an order at any price must not lie in wait for a bad one.
    const terms: OrderTerms = { ...PLAIN_TERMS, side, quantity, tif: 'IOC' };
    if (phaseAt(world.universe.sessionsOf(details), now) === 'regular') return terms;
    const limitPrice = toOrderPrice(side === 'sell' ? quote.bid : quote.ask);
    return { ...terms, type: 'LMT', limitPrice, outsideRth: true };
  }
}
