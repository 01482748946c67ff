import { ORDER_PRICE_STEPS_PER_UNIT } from '#shared/model/order-price.ts';
import type { HeldTerms, ToldSide } from '#shared/model/order-ticket.ts';
import type { OrderFlag, OrderState } from '#shared/model/order.ts';
import { QUANTITY_STEPS_PER_UNIT } from '#shared/model/quantity.ts';
import { decimalsOfTick, formatNumber, formatQuantity, NO_VALUE } from './number.ts';

export const SIDE_WORDS: Readonly<Record<ToldSide, string>> = {
  ...{ buy: 'Buy', sell: 'Sell', unknown: 'Buy or sell' },
};

export const ORDER_STATE_WORDS: Readonly<Record<OrderState, string>> = {
  draft: 'draft',
  denied: 'denied',
  'pending-send': 'being sent',
  sent: 'sent',
  working: 'working',
  'partially-filled': 'part filled',
  filled: 'filled',
  'pending-cancel': 'cancelling',
  cancelled: 'cancelled',
  rejected: 'rejected',
  expired: 'expired',
  unknown: 'checking with the broker',
};

export const FLAG_WORDS: Readonly<Record<OrderFlag, string>> = {
  overfill: 'more filled than was ordered',
  'filled-after-end': 'filled after it had ended',
  'executions-missing': 'the broker counts fills that were not heard of',
  corrected: 'an execution was corrected',
  'changed-elsewhere': 'changed elsewhere',
  revived: 'open again at the broker',
  'amend-unanswered': 'a change was asked for, no answer yet',
};

/** A price in steps of 1e-8, with the decimals of its contract's tick, two where that is not known; more where it needs them. */
export function formatSteps(steps: number | null, tick: number | null = null): string {
  if (steps === null) return NO_VALUE;
  const price = steps / ORDER_PRICE_STEPS_PER_UNIT;
  const written = price.toFixed(8).replace(/0+$/, '');
  const least = tick === null ? 2 : decimalsOfTick(tick);
  return formatNumber(price, Math.max(least, written.length - written.indexOf('.') - 1));
}

/** Units from steps of 1e-6. */
export function formatUnits(steps: number): string {
  return formatQuantity(steps / QUANTITY_STEPS_PER_UNIT);
}

/** `LMT 187.40 DAY`, `TRAIL LIMIT 1.50 % GTC`: type, the prices that make it, time in force. */
export function termsText(terms: HeldTerms): string {
  return [terms.type, priceText(terms), terms.timeInForce].filter((part) => part !== '').join(' ');
}

/** The prices of an order as a trader says them; empty for a market order. @param tick of its contract; null: not known */
export function priceText(terms: HeldTerms, tick: number | null = null): string {
  const { type, limitPrice, stopPrice, trailAmount, trailPercent } = terms;
  const parts: string[] = [];
  if (trailAmount !== null) parts.push(`trails ${formatSteps(trailAmount, tick)}`);
  else if (trailPercent !== null) parts.push(`trails ${formatNumber(trailPercent, 2)} %`);
  if (stopPrice !== null)
    parts.push(`${type === 'MIT' || type === 'LIT' ? 'at' : 'stop'} ${formatSteps(stopPrice, tick)}`);
  if (limitPrice !== null)
    parts.push(`${stopPrice === null ? '' : 'limit '}${formatSteps(limitPrice, tick)}`);
  return parts.join(', ');
}
