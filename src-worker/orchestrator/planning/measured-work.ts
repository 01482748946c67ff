import type { WorkParts } from './amdahl.ts';
import type { CostLine } from './cost-line.ts';

/** What the calibration run says of the whole. */
export interface MeasuredWork {
  readonly ms: number;
  readonly parts: WorkParts;
  /** Over the bars of a trial. */
  readonly compute: CostLine;
  readonly extrapolation: number;
  readonly fillsPerBar: number;
  readonly bars: number;
  readonly trials: number;
  /** Of the whole run. */
  readonly trialCount: number;
  readonly tookMs: number;
}
