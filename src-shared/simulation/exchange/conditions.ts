import type { OrderPrice } from '../../model/order-price.ts';
import type { ExchangeInstrument } from './instrument.ts';
import type { MarketView } from './market-view.ts';
import { isReached, type TriggerMethod } from './trigger-methods.ts';

/** When an order is sent or, with `conditionsCancel`, cancelled. `joins`: how it is tied to the one after it. */
export type Condition =
  | {
      readonly kind: 'price';
      readonly joins: 'and' | 'or';
      readonly instrument: number;
      readonly isMore: boolean;
      readonly price: OrderPrice;
      readonly method: TriggerMethod;
    }
  | {
      readonly kind: 'time';
      readonly joins: 'and' | 'or';
      readonly isMore: boolean;
      /** Unix ms. */
      readonly at: number;
    };

export interface ConditionWorld {
  readonly time: number;
  readonly marketOf: (instrument: number) => { view: MarketView; instrument: ExchangeInstrument } | null;
}

/** @param ignoreRth false: prices outside regular hours do not count. Joined from left to right, as TWS lists them. */
export function areMet(conditions: readonly Condition[], ignoreRth: boolean, world: ConditionWorld): boolean {
  let areAllMet = true;
  let joins: 'and' | 'or' = 'and';
  for (const condition of conditions) {
    const isThisMet = isMet(condition, ignoreRth, world);
    areAllMet = joins === 'and' ? areAllMet && isThisMet : areAllMet || isThisMet;
    ({ joins } = condition);
  }
  return areAllMet;
}

function isMet(condition: Condition, ignoreRth: boolean, world: ConditionWorld): boolean {
  if (condition.kind === 'time')
    return condition.isMore ? world.time >= condition.at : world.time <= condition.at;
  const market = world.marketOf(condition.instrument);
  if (market === null || (!ignoreRth && market.view.phase !== 'regular')) return false;
  const { isMore, method, price } = condition;
  // Rising through a level counts once somebody bids it, falling once somebody offers it.
  return isReached(
    market.view,
    method,
    market.instrument.defaultTrigger,
    isMore ? 'sell' : 'buy',
    price,
    isMore,
  );
}
