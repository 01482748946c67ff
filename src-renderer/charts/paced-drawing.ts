/** Of the page's time that a chart may take while it only follows the market. */
const SHARE_MAX = 0.1;
/** However dear a frame was, the next one comes so soon. */
const REST_MAX_MS = 200;

/**
 * Draws at most once a frame, and after a frame that was dear rests nine times as long: a chart is painted whole however
 * little of it has changed, and without a graphics card, or with all cores busy, it would leave the rows beside it no time.
 * What a frame costs is measured from its first script to the first task after it was painted.
 */
export class PacedDrawing {
  readonly #draw: () => void;
  readonly #painted = new MessageChannel();
  #isAsked = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #frame = 0;
  #began = 0;
  #restUntil = 0;

  /** @param draw in a task before the frame: what it asks the frame to do is done in this one */
  constructor(draw: () => void) {
    this.#draw = draw;
    this.#painted.port1.onmessage = () => {
      this.#frame = 0;
      const now = performance.now();
      this.#restUntil = now + restAfter(now - this.#began);
      if (this.#isAsked) this.#wait();
    };
  }

  request(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    if (this.#frame === 0) this.#wait();
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
    this.#painted.port1.close();
  }

  #wait(): void {
    this.#timer = setTimeout(() => this.#begin(), Math.max(0, this.#restUntil - performance.now()));
  }

  #begin(): void {
    this.#isAsked = false;
    this.#frame = requestAnimationFrame(() => {
      this.#began = performance.now();
      this.#painted.port2.postMessage(null);
    });
    this.#draw();
  }
}

/** How long to leave the page to others after a frame that took this long, ms. */
export function restAfter(frameMs: number): number {
  return Math.min(REST_MAX_MS, frameMs * (1 / SHARE_MAX - 1));
}
