import { activeOrders } from './rules/active-orders.ts';
import { allowList } from './rules/allow-list.ts';
import { brokerActiveOrders } from './rules/broker-active-orders.ts';
import { brokerCollar } from './rules/broker-collar.ts';
import { brokerMessageRate } from './rules/broker-message-rate.ts';
import { buyingPower } from './rules/buying-power.ts';
import { concentration } from './rules/concentration.ts';
import { contractKnown } from './rules/contract-known.ts';
import { dailyCancels } from './rules/daily-cancels.ts';
import { dailyLoss } from './rules/daily-loss.ts';
import { dailyOrders } from './rules/daily-orders.ts';
import { dailyTrades } from './rules/daily-trades.ts';
import { drawdown } from './rules/drawdown.ts';
import { duplicateId } from './rules/duplicate-id.ts';
import { duplicateOrder } from './rules/duplicate-order.ts';
import { goodTillDate } from './rules/good-till-date.ts';
import { grossExposure } from './rules/gross-exposure.ts';
import { lateClose } from './rules/late-close.ts';
import { lossStreak } from './rules/loss-streak.ts';
import { lotSize } from './rules/lot-size.ts';
import { modifyRate } from './rules/modify-rate.ts';
import { netExposure } from './rules/net-exposure.ts';
import { orderQuantity } from './rules/order-quantity.ts';
import { orderType } from './rules/order-type.ts';
import { orderValue } from './rules/order-value.ts';
import { positionQuantity } from './rules/position-quantity.ts';
import { positionValue } from './rules/position-value.ts';
import { priceCollar } from './rules/price-collar.ts';
import { priceTick } from './rules/price-tick.ts';
import { quoteSanity } from './rules/quote-sanity.ts';
import { reconciliation } from './rules/reconciliation.ts';
import { reduceOnly } from './rules/reduce-only.ts';
import { repeatedExecution } from './rules/repeated-execution.ts';
import { requestSound } from './rules/request-sound.ts';
import { resetWindow } from './rules/reset-window.ts';
import { restrictedList } from './rules/restricted-list.ts';
import { sectorConcentration } from './rules/sector-concentration.ts';
import { selfTrade } from './rules/self-trade.ts';
import { sessionHours } from './rules/session-hours.ts';
import { shortSale } from './rules/short-sale.ts';
import { staleQuote } from './rules/stale-quote.ts';
import { submitRate } from './rules/submit-rate.ts';
import { tradingState } from './rules/trading-state.ts';

/**
 * Every rule, in the order in which they are asked: the first that denies is the one that is told, so what explains most comes
 * first, and limits of size come after the prices that they are measured with (docs/adr/0009).
 */
export const RULES = [
  // What may be asked at all, and in which state
  requestSound,
  tradingState,
  reconciliation,
  resetWindow,
  // Validity: holds for exits too
  contractKnown,
  duplicateId,
  orderType,
  priceTick,
  lotSize,
  goodTillDate,
  lateClose,
  reduceOnly,
  brokerCollar,
  brokerActiveOrders,
  brokerMessageRate,
  // Whether and when
  restrictedList,
  allowList,
  shortSale,
  sessionHours,
  // Breakers
  dailyLoss,
  drawdown,
  lossStreak,
  // How often
  submitRate,
  modifyRate,
  duplicateOrder,
  repeatedExecution,
  activeOrders,
  dailyOrders,
  dailyCancels,
  dailyTrades,
  // At what price
  staleQuote,
  quoteSanity,
  priceCollar,
  selfTrade,
  // How much
  orderQuantity,
  orderValue,
  positionQuantity,
  positionValue,
  concentration,
  sectorConcentration,
  grossExposure,
  netExposure,
  buyingPower,
] as const;

export type RuleCode = (typeof RULES)[number]['code'];
