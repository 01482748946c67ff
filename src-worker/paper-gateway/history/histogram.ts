import type { BarSize } from '#shared/model/bar-size.ts';
import { MS_PER_DAY } from '#shared/kernel/time.ts';
import type { Interval } from '#shared/model/sessions/session-calendar.ts';
import type { ContractDetails } from '#shared/simulation/universe/contract.ts';
import type { World } from '../world/world.ts';

export interface HistogramItem {
  readonly price: number;
  readonly size: number;
}

const ITEM_COUNT_MAX = 2_000;

/** How much was traded at which price, lowest first; prices in ticks, or in coarser steps where there would be too many. */
export function histogram(
  { market }: World,
  details: ContractDetails,
  stretch: Interval,
  regularOnly: boolean,
): HistogramItem[] {
  const request = { size: sizeFor(stretch), what: 'TRADES', regularOnly } as const;
  const bars = market.bars(details.marketId, { ...request, from: stretch.start, to: stretch.end });
  if (bars.length === 0) return [];
  const [lowest, highest] = [
    bars.close.reduce((a, b) => Math.min(a, b)),
    bars.close.reduce((a, b) => Math.max(a, b)),
  ];
  const step =
    Math.max(1, Math.ceil((highest - lowest) / details.minTick / ITEM_COUNT_MAX)) * details.minTick;
  const sizes = new Map<number, number>();
  for (const [i, close] of bars.close.entries()) {
    const bucket = Math.round(close / step);
    sizes.set(bucket, (sizes.get(bucket) ?? 0) + bars.volume[i]!);
  }
  return [...sizes]
    .filter(([, size]) => size > 0)
    .sort(([a], [b]) => a - b)
    .map(([bucket, size]) => ({
      price: Math.round(bucket * step * 1e8) / 1e8,
      size: Math.round(size * 1e8) / 1e8,
    }));
}

function sizeFor({ start, end }: Interval): BarSize {
  const days = (end - start) / MS_PER_DAY;
  if (days <= 10) return '1 min';
  return days <= 400 ? '30 mins' : '1 day';
}
