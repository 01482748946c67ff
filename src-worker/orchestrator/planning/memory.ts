import { COLUMN_NAMES } from '#shared/bars/columns.ts';
import type { MemoryPlan, RunKind } from '#shared/model/plan.ts';
import { KEPT_COLUMNS_BYTES_MAX } from '../../trading-engine/kept-columns.ts';

/** What memory depends on. Bars of one trial; a study of symbols takes the largest of them. */
export interface MemoryFacts {
  readonly kind: RunKind;
  /** Bars that one trial goes through, and of all that the run loads. */
  readonly trialBars: number;
  readonly allBars: number;
  /** Bars of the symbol, or of the symbols of one account, that has most: what one unit of a study holds. */
  readonly unitBars: number;
  readonly unitCount: number;
  readonly trialCount: number;
  /** Indicator columns of one trial over all its symbols, and how many symbols it has. */
  readonly columnCount: number;
  readonly symbolCount: number;
  readonly fillsPerBar: number;
  /** A last date cuts the bars: into memory of their own, for as long as both are there. */
  readonly isCut: boolean;
  readonly workers: number;
}

const DOUBLE = 8;
const BAR_BYTES = COLUMN_NAMES.length * DOUBLE;
/** Timeline and equity in the thread, and the copy that is handed over. */
const STEP_BYTES = 4 * DOUBLE;
const FILL_BYTES = 6 * DOUBLE;
/** A round trip as an object, once in each thread it goes through. */
const TRADE_BYTES = 400;
const TRIAL_RESULT_BYTES = 3_000;
/** Before a calibration run has said how often it trades. */
export const FILLS_PER_BAR_UNKNOWN = 0.05;

/**
 * What a run holds at its fullest, and how much of it is worked on at the same time so that it fits: whole symbols in a study
 * of symbols, trials in a sweep. A run of one account needs all its symbols at once and cannot be cut.
 */
export function planMemory(facts: MemoryFacts, budgetBytes: number): MemoryPlan {
  const most = Math.max(
    1,
    Math.min(facts.workers, facts.kind === 'per-symbol' ? facts.unitCount : facts.trialCount),
  );
  const whole = held(facts, most);
  const decided = (decision: MemoryPlan['decision'], inFlight: number): MemoryPlan => {
    return { ...held(facts, inFlight), budgetBytes, decision, inFlight };
  };
  if (whole.totalBytes <= budgetBytes) return decided('in-memory', most);
  for (let inFlight = most - 1; inFlight >= 1; inFlight--)
    if (held(facts, inFlight).totalBytes <= budgetBytes) return decided('chunked', inFlight);
  return decided('over-budget', 1);
}

function held(
  facts: MemoryFacts,
  inFlight: number,
): Omit<MemoryPlan, 'budgetBytes' | 'decision' | 'inFlight'> {
  const { kind, allBars, unitBars, trialBars, trialCount, fillsPerBar } = facts;
  // Each window has a copy of its bars.
  const copies = kind === 'walk-forward' ? 1 + inFlight : 1;
  const loaded = kind === 'per-symbol' ? unitBars * inFlight : allBars * copies;
  const barBytes = loaded * BAR_BYTES * (facts.isCut ? 2 : 1);
  const bars = kind === 'per-symbol' ? unitBars : trialBars;
  // Columns are as long as the bars of their own symbol.
  const ofTrial = (facts.columnCount / Math.max(1, facts.symbolCount)) * bars * DOUBLE;
  const ofThread =
    kind === 'sweep' || kind === 'walk-forward'
      ? Math.min(ofTrial * trialCount, Math.max(ofTrial, KEPT_COLUMNS_BYTES_MAX))
      : ofTrial;
  const indicatorBytes = ofThread * inFlight;
  const steps = bars / Math.max(1, facts.symbolCount);
  const accountBytes = inFlight * (steps * STEP_BYTES + bars * fillsPerBar * (2 * FILL_BYTES + TRADE_BYTES));
  const resultBytes =
    kind === 'single'
      ? steps * STEP_BYTES + bars * fillsPerBar * (2 * FILL_BYTES + TRADE_BYTES)
      : trialCount * TRIAL_RESULT_BYTES;
  const totalBytes = barBytes + indicatorBytes + accountBytes + resultBytes;
  return { barBytes, indicatorBytes, accountBytes, resultBytes, totalBytes };
}
