import type { OrderPrice } from '#shared/model/order-price.ts';
import { ORDER_PRICE_STEPS_PER_UNIT } from '#shared/model/order-price.ts';
import { quantityMicros } from '#shared/model/quantity.ts';
import { evaluate } from '#shared/risk/pre-trade/evaluate.ts';
import type { OrderRequest } from '#shared/risk/pre-trade/order-request.ts';
import type { Limits } from '#shared/risk/pre-trade/settings.ts';
import { isExit, type BarOrder } from '#shared/simulation/bar-matching/bar-order.ts';
import { DenialLog } from './denial-log.ts';
import type { PastActivity } from './past-activity.ts';
import type { SimulatedRiskView } from './simulated-risk-view.ts';

/** What is asked about: an order that may not be in the book yet, or one that is to be changed. */
export type AskedOrder = Pick<
  BarOrder,
  'symbol' | 'side' | 'type' | 'tif' | 'limit' | 'stop' | 'goodTill' | 'parent'
>;

/** Asks the rules of live trading about every order a strategy gives, changes or cancels. A run without limits has no gate. */
export class PreTradeGate {
  readonly denials: DenialLog;
  private readonly limits: Limits;
  private readonly past: PastActivity;
  private readonly view: SimulatedRiskView;

  constructor(limits: Limits, symbolCount: number, past: PastActivity, view: SimulatedRiskView) {
    this.limits = limits;
    this.past = past;
    this.view = view;
    this.denials = new DenialLog(symbolCount);
  }

  /** @param time start of the bar that has ended, Unix ms. A denial is counted, and the order must not be given. */
  passesNew(order: AskedOrder, quantity: number, time: number): boolean {
    return this.ask('submit', order, quantity, time, null);
  }

  /** @param changed the order as it would be; @param quantity what could still fill of it, 1e-6 units */
  passesChange(order: BarOrder, changed: AskedOrder, quantity: number, time: number): boolean {
    return this.ask('modify', changed, quantity, time, order);
  }

  /** A cancel always passes, and counts. */
  cancelled(order: BarOrder, time: number): void {
    const now = this.past.catchUp(time);
    const request = this.requestOf('cancel', order, order.quantity - order.filled);
    this.past.activity.attempted(now, order.symbol + 1, request);
  }

  private ask(
    action: 'submit' | 'modify',
    order: AskedOrder,
    quantity: number,
    time: number,
    except: BarOrder | null,
  ): boolean {
    const { symbol, side } = order;
    const now = this.past.catchUp(time);
    const parent = order.parent !== null && isExit(order) ? order.parent : null;
    this.view.fill(symbol, now, except, parent);
    const request = this.requestOf(action, order, quantity);
    const denial = evaluate(request, this.view, this.limits);
    this.past.activity.attempted(now, symbol + 1, request);
    if (denial === null) return true;
    this.denials.add({ symbol, time, side, quantity, denial });
    return false;
  }

  private requestOf(action: OrderRequest['action'], order: AskedOrder, quantity: number): OrderRequest {
    const { symbol, side, type, tif, limit, stop, goodTill } = order;
    return {
      ...{ action, side, type, timeInForce: tif, quantity: quantityMicros(quantity) },
      limitPrice: this.onTick(symbol, limit),
      stopPrice: this.onTick(symbol, stop),
      goodTillAt: goodTill === Infinity ? null : goodTill,
      isReduceOnly: false,
      isOutsideHours: false,
    };
  }

  /** The nearest price on the tick, which is what would be sent; null: none. */
  private onTick(symbol: number, price: number): OrderPrice | null {
    if (Number.isNaN(price)) return null;
    const step = this.view.stepOf(symbol);
    return (Math.round((price * ORDER_PRICE_STEPS_PER_UNIT) / step) * step) as OrderPrice;
  }
}
