import type { IChartApi } from 'lightweight-charts';
import type { Bars } from '../stores/result.ts';
import { betterDetail, sameView, type Detail, type Stretch } from './detail.ts';

/** Asks for the bars between two times (Unix ms, inclusive; absent: to the end) in finer points. Null: they cannot be had. */
export type AskFiner<T> = (from: number, to: number | undefined, signal: AbortSignal) => Promise<T | null>;

interface ZoomFollower {
  /** Everything again, at once. */
  readonly showAll: () => void;
  readonly stop: () => void;
}

/** Wheels and keys come in bursts. */
const PAUSE_MS = 60;

/**
 * Draws finer bars where the user has zoomed in, and the whole again where he has zoomed out. One question is under way at a
 * time, nothing is drawn anew while the mouse drags, and the bars at the edges of the view stay where they are.
 *
 * @param whole  what is drawn now, folded from its first bar to its last
 * @param barsOf the bars of what came
 * @param draw   draws it in place of what was there; is handed the same `whole` again when that is due
 */
export function followZoom<T>(
  { frame, chart }: { readonly frame: HTMLElement; readonly chart: IChartApi },
  whole: T,
  barsOf: (data: T) => Bars | null,
  ask: AskFiner<T>,
  draw: (data: T) => void,
): ZoomFollower {
  const scale = chart.timeScale();
  const all = barsOf(whole);
  const wholeDetail = detailOf(all, 0);
  const abort = new AbortController();
  let shown = wholeDetail;
  let lastAsked: Stretch | null = null;
  let isAsking = false;
  let isHeld = false;
  /** Came while the mouse dragged. */
  let waiting: (() => void) | null = null;
  let timer: number | undefined;

  function swap(data: T, detail: Detail): void {
    const view = scale.getVisibleLogicalRange();
    draw(data);
    if (view !== null) scale.setVisibleLogicalRange(sameView(view, shown, detail));
    shown = detail;
  }

  function showWhole(): void {
    lastAsked = null;
    swap(whole, wholeDetail);
  }

  function look(): void {
    const view = scale.getVisibleLogicalRange();
    if (view === null || isHeld || isAsking || abort.signal.aborted) return;
    const wanted = betterDetail(view, shown, wholeDetail);
    if (wanted === 'whole') showWhole();
    else if (wanted !== null && !isSame(wanted, lastAsked)) void askFor(wanted);
  }

  async function askFor(stretch: Stretch): Promise<void> {
    const times = all!.time;
    const to = stretch.to < times.length ? times[stretch.to]! - 1 : undefined;
    lastAsked = stretch;
    isAsking = true;
    const data = await ask(times[stretch.from]!, to, abort.signal);
    isAsking = false;
    if (abort.signal.aborted) return;
    const bars = data === null ? null : barsOf(data);
    if (data === null || bars === null || bars.time.length === 0) return;
    const show = () => swap(data, detailOf(bars, stretch.from * wholeDetail.barsPerPoint));
    if (isHeld) waiting = show;
    else show();
    lookSoon(); // the view may have moved on meanwhile; the chart takes it over with its next frame
  }

  function lookSoon(): void {
    window.clearTimeout(timer);
    timer = window.setTimeout(look, PAUSE_MS);
  }
  function hold(): void {
    isHeld = true;
  }
  function release(): void {
    if (!isHeld) return;
    isHeld = false;
    // After the chart has had the event: what it drags from is where the mouse went down.
    window.setTimeout(() => {
      if (abort.signal.aborted) return;
      waiting?.();
      waiting = null;
      lookSoon();
    });
  }

  if (wholeDetail.barsPerPoint > 1) {
    scale.subscribeVisibleLogicalRangeChange(lookSoon);
    frame.addEventListener('pointerdown', hold, { capture: true, signal: abort.signal });
    for (const end of ['pointerup', 'pointercancel', 'blur'] as const)
      window.addEventListener(end, release, { capture: true, signal: abort.signal });
  }
  return {
    showAll() {
      if (shown !== wholeDetail) showWhole();
      scale.fitContent();
    },
    stop() {
      window.clearTimeout(timer);
      scale.unsubscribeVisibleLogicalRangeChange(lookSoon);
      abort.abort();
    },
  };
}

function detailOf(bars: Bars | null, firstBar: number): Detail {
  return { firstBar, barsPerPoint: bars?.barsPerPoint ?? 1, pointCount: bars?.time.length ?? 0 };
}

function isSame(a: Stretch, b: Stretch | null): boolean {
  return a.from === b?.from && a.to === b.to;
}
