import { MS_PER_DAY } from '#shared/kernel/time.ts';

const NO_FIGURES = { averageDrawdown: 0, averageDrawdownDays: 0, ulcerIndex: 0 };

/** One stay below a peak. */
export interface DrawdownSpell {
  /** Unix ms: of the peak, of the lowest worth, and of the first worth not below the peak; null while there was none. */
  readonly from: number;
  readonly lowestAt: number;
  readonly to: number | null;
  /** Share of the peak, above 0. */
  readonly depth: number;
}

/**
 * Every stay below a peak, by the worth at day ends.
 *
 * @param time  Unix ms of each day's last worth, ascending
 * @param worth any money unit
 * @param start the first peak, at the first time
 */
export function drawdownSpells(
  time: readonly number[],
  worth: readonly number[],
  start: number,
): DrawdownSpell[] {
  const spells: DrawdownSpell[] = [];
  let peak = start;
  let peakAt = time[0] ?? 0;
  let lowest = start;
  let lowestAt = peakAt;
  const end = (to: number | null) => {
    if (lowest < peak) spells.push({ from: peakAt, lowestAt, to, depth: (peak - lowest) / peak });
  };
  worth.forEach((value, i) => {
    if (value < lowest) {
      lowest = value;
      lowestAt = time[i]!;
    }
    if (value < peak) return;
    end(time[i]!);
    peak = lowest = value;
    peakAt = lowestAt = time[i]!;
  });
  end(null);
  return spells;
}

/** Mean depth and calendar days of the spells, and the root mean square of the falls on all days (Martin's ulcer index). */
export function drawdownFigures(
  time: readonly number[],
  worth: readonly number[],
  start: number,
): typeof NO_FIGURES {
  if (worth.length === 0) return NO_FIGURES;
  const spells = drawdownSpells(time, worth, start);
  const last = time.at(-1)!;
  let peak = start;
  let squares = 0;
  for (const value of worth) {
    peak = Math.max(peak, value);
    squares += ((peak - value) / peak) ** 2;
  }
  const mean = (of: (spell: DrawdownSpell) => number) =>
    spells.length === 0 ? 0 : spells.reduce((sum, spell) => sum + of(spell), 0) / spells.length;
  return {
    averageDrawdown: mean(({ depth }) => depth),
    averageDrawdownDays: mean(({ from, to }) => ((to ?? last) - from) / MS_PER_DAY),
    ulcerIndex: Math.sqrt(squares / worth.length),
  };
}
