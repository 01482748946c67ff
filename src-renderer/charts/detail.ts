import { DETAIL_POINTS } from '../stores/chart-points.ts';

/** Bars as a chart holds them: points of `barsPerPoint` bars each, from bar `firstBar` of the whole on. */
export interface Detail {
  readonly firstBar: number;
  readonly barsPerPoint: number;
  readonly pointCount: number;
}

/** What is seen, in points of what is drawn: candle 0 is from -0.5 to 0.5. May reach beyond both ends. */
export interface View {
  readonly from: number;
  readonly to: number;
}

/** Points of the whole, `to` not included. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The same view over other points, to the bar: nothing moves on the screen. */
export function sameView(view: View, before: Detail, after: Detail): View {
  const place = (at: number) => (barAtPlace(at, before) - after.firstBar) / after.barsPerPoint - 0.5;
  return { from: place(view.from), to: place(view.to) };
}

/**
 * What should be drawn instead of what is: a stretch of the whole in finer points, with a view's width on either side of the
 * view; the whole, when that is as fine; or null, when all is well. A stretch that has come is never asked for again for
 * the same view.
 */
export function betterDetail(view: View, shown: Detail, whole: Detail): Stretch | 'whole' | null {
  const barCount = whole.pointCount * whole.barsPerPoint;
  const inside = (at: number) => Math.min(barCount, Math.max(0, barAtPlace(at, shown)));
  const [first, end] = [inside(view.from), inside(view.to)];
  const width = end - first;
  // Ends lie between points of the whole: up to one of them more on either side.
  const margin = Math.max(width, (DETAIL_POINTS - width) / 2 - whole.barsPerPoint);
  const stretch = {
    from: Math.max(0, Math.floor((first - margin) / whole.barsPerPoint)),
    to: Math.min(whole.pointCount, Math.ceil((end + margin) / whole.barsPerPoint)),
  };
  const finest = Math.ceil(((stretch.to - stretch.from) * whole.barsPerPoint) / DETAIL_POINTS);
  if (finest >= whole.barsPerPoint || width <= 0)
    return shown.barsPerPoint === whole.barsPerPoint ? null : 'whole';
  const isCoarse = shown.barsPerPoint >= 2 * finest;
  const shownEnd = shown.firstBar + shown.pointCount * shown.barsPerPoint;
  // Half a view from the end of what is drawn it is time to ask for more, unless there is none.
  const isNearStart = shown.firstBar > 0 && first - shown.firstBar < width / 2;
  const isNearEnd = shownEnd < barCount && shownEnd - end < width / 2;
  return isCoarse || isNearStart || isNearEnd ? stretch : null;
}

/** Bars of the whole to the left of a place, with their parts. */
function barAtPlace(at: number, { firstBar, barsPerPoint }: Detail): number {
  return firstBar + (at + 0.5) * barsPerPoint;
}
