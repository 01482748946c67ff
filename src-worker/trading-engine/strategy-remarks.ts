/** Different sentences that are kept; of the others it is only told how many there were. */
const KEPT_MAX = 20;

export interface Remark {
  readonly sentence: string;
  /** The symbol it is about, and the start of the bar after which it was first said. */
  readonly symbol: number;
  readonly time: number;
  count: number;
}

/** Remarks of a strategy for the reader of the result: each sentence about a symbol once, with its first time and count. */
export class StrategyRemarks {
  leftOut = 0;
  private readonly bySentence = new Map<string, Remark>();

  get all(): readonly Remark[] {
    return [...this.bySentence.values()];
  }

  add(sentence: string, symbol: number, time: number): void {
    const key = `${symbol} ${sentence}`;
    const remark = this.bySentence.get(key);
    if (remark !== undefined) remark.count++;
    else if (this.bySentence.size < KEPT_MAX) this.bySentence.set(key, { sentence, symbol, time, count: 1 });
    else this.leftOut++;
  }
}
