import type { SeriesMarker, Time } from 'lightweight-charts';
import type { OrderSide } from '#shared/model/order-ticket.ts';
import { formatPrice, formatQuantity } from '../format/number.ts';
import { barAt } from './align.ts';
import { type ChartColours, chartTime } from './chart-frame.ts';

/** A fill, at its time and price. */
export interface ChartFill {
  readonly at: number;
  readonly side: OrderSide;
  readonly quantity: number;
  readonly price: number;
}

/** Arrows at the bars in which they happened, ascending; what is older than the first bar has none. */
export function fillMarkers(
  fills: readonly ChartFill[],
  times: Float64Array,
  { accent, text }: Pick<ChartColours, 'accent' | 'text'>,
): SeriesMarker<Time>[] {
  const inSight = fills.filter(({ at }) => times.length > 0 && at >= times[0]!);
  const markers = inSight.map((fill): SeriesMarker<Time> => {
    const isBuy = fill.side === 'buy';
    return {
      time: chartTime(times[barAt(times, fill.at)]!),
      ...{ position: isBuy ? 'belowBar' : 'aboveBar', shape: isBuy ? 'arrowUp' : 'arrowDown' },
      ...{ color: isBuy ? accent : text, size: 0.9 },
    };
  });
  return markers.sort((a, b) => (a.time as number) - (b.time as number));
}

/** The first three of one bar, in words. */
export function fillTexts(
  fills: readonly ChartFill[],
  times: Float64Array,
  index: number,
  tick: number,
): string[] {
  return fills
    .filter(({ at }) => at >= times[0]! && barAt(times, at) === index)
    .slice(0, 3)
    .map(
      ({ side, quantity, price }) =>
        `${side === 'buy' ? '▲ bought' : '▼ sold'} ${formatQuantity(quantity)} @ ${formatPrice(price, tick)}`,
    );
}
