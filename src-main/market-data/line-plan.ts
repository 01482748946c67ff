/** Of lines that are too few, this part takes turns; the rest stays with those that come first. */
const ROTATING_SHARE = 0.2;

export interface LinePlan<T> {
  /** Have a line for as long as the plan holds. */
  readonly fixed: readonly T[];
  /** Have one now, by turns. */
  readonly inTurn: readonly T[];
  /** Have none now. */
  readonly resting: readonly T[];
}

/**
 * Who gets a market data line. All do while lines are enough; else those that are needed (positions, orders, strategies)
 * and those shown first keep theirs, and all others share what is left, turn by turn.
 *
 * @param wanted most important first; the first `neededCount` of them are needed
 * @param turn counts the turns taken
 */
export function planLines<T>(
  wanted: readonly T[],
  neededCount: number,
  lineCount: number,
  turn: number,
): LinePlan<T> {
  if (wanted.length <= lineCount) return { fixed: wanted, inTurn: [], resting: [] };
  const shared = Math.max(1, Math.floor(lineCount * ROTATING_SHARE));
  // What is needed comes before turns: with as many as there are lines nobody else is looked at.
  const fixedCount = Math.min(lineCount, Math.max(Math.min(neededCount, lineCount), lineCount - shared));
  const fixed = wanted.slice(0, fixedCount);
  const others = wanted.slice(fixedCount);
  const seats = lineCount - fixedCount;
  const first = seats === 0 ? 0 : (turn * seats) % others.length;
  const isSeated = (index: number) => (index - first + others.length) % others.length < seats;
  return {
    fixed,
    inTurn: others.filter((_, index) => isSeated(index)),
    resting: others.filter((_, index) => !isSeated(index)),
  };
}
