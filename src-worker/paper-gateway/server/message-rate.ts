/** Seconds in a row in which a client sent too many messages, after which it is taken not to stop by itself. */
const EXCESSIVE_SECONDS_MAX = 3;

/** Counts a client's messages per second of real time, whatever the speed of the market's clock. */
export class MessageRate {
  readonly #perSecondMax: number;
  #secondStart = -Infinity;
  #count = 0;
  #excessiveSeconds = 0;

  constructor(perSecondMax: number) {
    this.#perSecondMax = perSecondMax;
  }

  /** @returns whether one more message is welcome; `drop` when the client has had its warnings */
  admit(nowMs: number): 'welcome' | 'refused' | 'drop' {
    if (nowMs - this.#secondStart >= 1_000) {
      const wasExcessive = this.#count > this.#perSecondMax && nowMs - this.#secondStart < 2_000;
      if (!wasExcessive) this.#excessiveSeconds = 0;
      this.#secondStart = nowMs;
      this.#count = 0;
    }
    this.#count++;
    if (this.#count <= this.#perSecondMax) return 'welcome';
    if (this.#count === this.#perSecondMax + 1) this.#excessiveSeconds++;
    return this.#excessiveSeconds >= EXCESSIVE_SECONDS_MAX ? 'drop' : 'refused';
  }
}
