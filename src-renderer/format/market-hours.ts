import type { ContractDetails, OpenHours } from '#shared/model/contract.ts';
import { isOpenAt } from '#shared/model/contract.ts';
import { formatOpening, localZone } from './time.ts';

export type Hours = Pick<ContractDetails, 'timeZone' | 'tradingHours' | 'liquidHours'>;

/**
 * `open`: its liquid hours. `extended`: it trades, orders for regular hours wait. `closed`: nothing trades. null: the broker
 * has told no hours of this day, and nothing is said rather than guessed.
 */
export function marketState({ tradingHours, liquidHours }: Hours, now: number): MarketState | null {
  const hours = tradingHours.length === 0 ? liquidHours : tradingHours;
  if (now >= (hours.at(-1)?.end ?? -Infinity)) return null;
  if (!isOpenAt(hours, now)) return { kind: 'closed', opensAt: nextStart(hours, now) };
  if (liquidHours.length === 0 || isOpenAt(liquidHours, now)) return { kind: 'open', opensAt: null };
  return { kind: 'extended', opensAt: nextStart(liquidHours, now) };
}

export interface MarketState {
  readonly kind: 'open' | 'extended' | 'closed';
  /** Unix ms of the next hours that it waits for; null: open, or not told. */
  readonly opensAt: number | null;
}

/** `market closed, opens Mon 09:30 EST`; empty while an order can trade. @param isOutsideHours whether it may trade in extended hours */
export function marketWords(hours: Hours, now: number, isOutsideHours: boolean): string {
  const state = marketState(hours, now);
  if (state === null || state.kind === 'open' || (state.kind === 'extended' && isOutsideHours)) return '';
  const what = state.kind === 'closed' ? 'market closed' : 'outside regular hours';
  // A market that is closed opens for such an order only with its regular hours.
  const opensAt = isOutsideHours ? state.opensAt : (nextStart(hours.liquidHours, now) ?? state.opensAt);
  return opensAt === null ? what : `${what}, opens ${formatOpening(opensAt, zoneOf(hours.timeZone))}`;
}

function nextStart(hours: readonly OpenHours[], now: number): number | null {
  return hours.find(({ start }) => start > now)?.start ?? null;
}

/** The broker has names of zones that nobody else knows: then the reader's own. */
function zoneOf(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch (error) {
    if (error instanceof RangeError) return localZone();
    throw error;
  }
}
