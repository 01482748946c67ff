import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DETAIL_POINTS } from '../stores/chart-points.ts';
import { betterDetail, sameView, type Detail, type Stretch, type View } from './detail.ts';

/** As `foldBars` gives them. */
function folded(firstBar: number, barCount: number, pointsMax: number): Detail {
  const barsPerPoint = Math.max(1, Math.ceil(barCount / pointsMax));
  return { firstBar, barsPerPoint, pointCount: Math.ceil(barCount / barsPerPoint) };
}

function served(stretch: Stretch, whole: Detail): Detail {
  const barCount = (stretch.to - stretch.from) * whole.barsPerPoint;
  return folded(stretch.from * whole.barsPerPoint, barCount, DETAIL_POINTS);
}

const anyWhole = fc.integer({ min: 20_000, max: 5_000_000 }).map((barCount) => folded(0, barCount, 8_000));
/** Where the view begins and how wide it is, as shares of the whole; it may reach beyond both ends. */
const anyPlace = fc.record({
  at: fc.double({ min: -0.1, max: 1, noNaN: true }),
  width: fc.double({ min: 1e-5, max: 1.2, noNaN: true }),
});

function viewAt({ at, width }: { at: number; width: number }, shown: Detail, whole: Detail): View {
  const view = { from: at * whole.pointCount - 0.5, to: (at + width) * whole.pointCount - 0.5 };
  return sameView(view, whole, shown);
}

describe('sameView', () => {
  test('keeps the bars at both edges, and leads back', () => {
    const anyDetail = fc.record({
      firstBar: fc.nat(1_000_000),
      barsPerPoint: fc.integer({ min: 1, max: 1_000 }),
      pointCount: fc.integer({ min: 1, max: 8_000 }),
    });
    const anyEdge = fc.double({ min: -1e5, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(anyDetail, anyDetail, anyEdge, anyEdge, (a, b, from, to) => {
        const there = sameView({ from, to }, a, b);
        const back = sameView(there, b, a);
        expect(back.from).toBeCloseTo(from, 3);
        expect(back.to).toBeCloseTo(to, 3);
      }),
    );
    // The left edge of the third candle of ten bars is that of bar 20.
    const tens = { firstBar: 0, barsPerPoint: 10, pointCount: 100 };
    const ones = { firstBar: 15, barsPerPoint: 1, pointCount: 100 };
    expect(sameView({ from: 1.5, to: 2.5 }, tens, ones)).toEqual({ from: 4.5, to: 14.5 });
  });
});

describe('betterDetail', () => {
  test('of what is not thinned is nothing', () => {
    const whole = folded(0, 5_000, 8_000);
    expect(betterDetail({ from: 10, to: 20 }, whole, whole)).toBeNull();
  });

  test('covers the view, is fine enough for it, and is asked for once', () => {
    fc.assert(
      fc.property(anyWhole, fc.array(anyPlace, { minLength: 1, maxLength: 8 }), (whole, places) => {
        let shown = whole;
        for (const place of places) {
          const wanted = betterDetail(viewAt(place, shown, whole), shown, whole);
          if (wanted === 'whole') shown = whole;
          else if (wanted !== null) shown = served(wanted, whole);
          expect(shown.pointCount).toBeLessThanOrEqual(8_000);
          const view = viewAt(place, shown, whole);
          expect(betterDetail(view, shown, whole), 'it is not asked for again').toBeNull();

          const barCount = whole.pointCount * whole.barsPerPoint;
          const edge = (at: number) =>
            Math.min(barCount, Math.max(0, shown.firstBar + (at + 0.5) * shown.barsPerPoint));
          const [first, end] = [edge(view.from), edge(view.to)];
          if (end - first < 1 + 1e-3) continue;
          expect(shown.firstBar).toBeLessThanOrEqual(first + 1e-3);
          expect(shown.firstBar + shown.pointCount * shown.barsPerPoint).toBeGreaterThanOrEqual(end - 1e-3);
          // Three views of that many points, rounded once, and doubled once before it is worth another question.
          const pointsSeen = (end - first) / shown.barsPerPoint;
          if (shown.barsPerPoint > 1) expect(pointsSeen).toBeGreaterThan(DETAIL_POINTS / 3 / 5);
        }
      }),
    );
  });

  test('is the whole again when all of it is seen', () => {
    const whole = folded(0, 500_000, 8_000);
    const shown = served({ from: 4_000, to: 4_100 }, whole);
    expect(betterDetail(viewAt({ at: -0.01, width: 1.02 }, shown, whole), shown, whole)).toBe('whole');
  });
});
