/** After so long without a message one is asked for; no answer for as long again is the end. Together below ten seconds. */
const PROBE_AFTER_MS = 4_000;
const ANSWER_WITHIN_MS = 4_000;
/** How often `look` is to be called. */
export const LOOK_EVERY_MS = 1_000;

/** `ask`: something that is answered is to be sent now. */
export type Silence =
  { readonly kind: 'none' } | { readonly kind: 'ask' } | { readonly kind: 'dead'; readonly silentMs: number };

/** Finds out that a connection is dead: a socket may stay open with nobody at its other end. */
export class SilenceWatch {
  readonly #monotonicMs: () => number;
  #lastHeard: number;
  #probedAt: number | null = null;
  #lastLook: number;

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
    this.#lastHeard = this.#lastLook = monotonicMs();
  }

  /** `look` is called from here on. */
  begin(): void {
    this.#lastLook = this.#monotonicMs();
  }

  heard(): void {
    this.#lastHeard = this.#monotonicMs();
    this.#probedAt = null;
  }

  look(): Silence {
    const now = this.#monotonicMs();
    // The machine slept, or main was busy: nobody listened meanwhile, so silence proves nothing.
    if (now - this.#lastLook > 2 * LOOK_EVERY_MS) {
      this.#lastHeard = now;
      this.#probedAt = null;
    }
    this.#lastLook = now;
    if (this.#probedAt !== null)
      return now - this.#probedAt >= ANSWER_WITHIN_MS
        ? { kind: 'dead', silentMs: now - this.#lastHeard }
        : { kind: 'none' };
    if (now - this.#lastHeard < PROBE_AFTER_MS) return { kind: 'none' };
    this.#probedAt = now;
    return { kind: 'ask' };
  }
}
