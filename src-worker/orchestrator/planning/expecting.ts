import type { PlanRequest } from '#shared/model/plan.ts';
import type { ActualTimes, Expectation, Planner } from './planner.ts';

/**
 * Runs something that a plan can be made of, and keeps how long it took beside how long it was expected to take.
 *
 * @param run `actual` is null when it was cancelled or did not do all it should: then nothing is kept
 */
export async function expecting<T>(
  planner: Pick<Planner, 'begin'> | undefined,
  request: PlanRequest,
  signal: AbortSignal,
  run: (plan: Expectation['plan']) => Promise<{ readonly value: T; readonly actual: ActualTimes | null }>,
): Promise<T> {
  const expectation = await planner?.begin(request, signal);
  try {
    const { value, actual } = await run(expectation?.plan ?? null);
    if (actual !== null) await expectation?.finish(actual);
    return value;
  } finally {
    expectation?.forget();
  }
}
