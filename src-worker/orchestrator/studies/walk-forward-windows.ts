import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { WalkForwardWindows } from '#shared/model/study-run.ts';

/** One window. */
export interface Stretch {
  /** Unix ms: first bar in-sample, its last one, first bar out of sample, its last one, and the first after it. */
  readonly inSample: number;
  readonly lastInSample: number;
  readonly split: number;
  readonly last: number;
  readonly end: number;
}

const WINDOWS_MAX = 1_000;

/**
 * The windows over a timeline, in order. Codes: `windows-do-not-fit`.
 *
 * @param times every moment at which a traded bar starts, ascending
 */
export function stretchesOf(
  times: Float64Array,
  { inSampleBars, outOfSampleBars, isAnchored }: WalkForwardWindows,
): Result<readonly Stretch[], ServiceFailure> {
  const stretches: Stretch[] = [];
  for (let split = inSampleBars; split < times.length; split += outOfSampleBars) {
    const end = Math.min(split + outOfSampleBars, times.length);
    stretches.push({
      inSample: times[isAnchored ? 0 : split - inSampleBars]!,
      lastInSample: times[split - 1]!,
      split: times[split]!,
      last: times[end - 1]!,
      end: times[end] ?? Infinity,
    });
  }
  const fit = (why: string, help: string) => err(failure('windows-do-not-fit', why, help));
  if (stretches.length === 0) {
    return fit(
      `There are ${times.length} bars to trade on, and the first window takes ${inSampleBars} of them before it trades.`,
      'Take a shorter in-sample part, or more bars.',
    );
  }
  if (stretches.length > WINDOWS_MAX)
    return fit(`That makes ${stretches.length} windows.`, `Take longer ones: ${WINDOWS_MAX} at most.`);
  return ok(stretches);
}
