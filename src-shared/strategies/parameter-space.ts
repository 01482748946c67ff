import { z } from 'zod';
import { noiseUniform, streamKey } from '../kernel/rng.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { TRIALS_MAX, type ParameterAxis, type ParameterSpace } from '../model/study.ts';
import { parseParameters } from './parse-parameters.ts';
import type { StrategyDefinition } from './strategy.ts';

type Value = number | string | boolean;
export type ParameterValues = Readonly<Record<string, Value>>;

/** Draws for each trial that is wanted, before a random search takes what it has. */
const DRAWS_PER_TRIAL = 100;

export interface ParameterSets {
  /** Whole sets, as the strategy's schema gives them back: defaults filled in. Each occurs once. */
  readonly sets: readonly ParameterValues[];
  /** Combinations that the strategy refuses, such as a fast average that is slower than the slow one. */
  readonly refusedCount: number;
}

/**
 * Every combination of the axes that the strategy takes, the last axis changing fastest.
 *
 * @param fixed the parameters that are the same in all
 * @param mostTrials that there may be
 * Fails with a sentence: an unknown parameter, a range without a step, nothing left, more than `mostTrials`.
 */
export function parameterGrid(
  definition: StrategyDefinition,
  fixed: ParameterValues,
  space: ParameterSpace,
  mostTrials = TRIALS_MAX,
): Result<ParameterSets, string> {
  const checked = checkSpace(definition, fixed, space);
  if (!checked.ok) return checked;
  const axes: (readonly [string, readonly Value[]])[] = [];
  let count = 1;
  for (const [name, axis] of Object.entries(space)) {
    const length = gridLength(definition, name, axis);
    if (!length.ok) return length;
    count *= length.value;
    if (count > mostTrials) return err(tooMany(mostTrials));
    axes.push([name, gridValues(definition, name, axis, length.value)]);
  }
  const sets = new DistinctSets(definition, fixed);
  for (let index = 0; index < count; index++) {
    const values: Record<string, Value> = {};
    let rest = index;
    for (const [name, choices] of axes.toReversed()) {
      values[name] = choices[rest % choices.length]!;
      rest = Math.floor(rest / choices.length);
    }
    sets.try(values);
  }
  return sets.result();
}

/**
 * Combinations drawn evenly from the axes, each once: the same seed draws the same. Fewer than `count` when the axes have no
 * more that the strategy takes.
 */
export function randomParameters(
  definition: StrategyDefinition,
  fixed: ParameterValues,
  space: ParameterSpace,
  count: number,
  seed: number,
): Result<ParameterSets, string> {
  const checked = checkSpace(definition, fixed, space);
  if (!checked.ok) return checked;
  if (count > TRIALS_MAX) return err(tooMany());
  const key = streamKey(seed, 'parameters');
  const sets = new DistinctSets(definition, fixed);
  for (let draw = 0; draw < count * DRAWS_PER_TRIAL && sets.size < count; draw++) {
    const values = Object.entries(space).map(([name, axis], lane) => {
      return [name, drawn(definition, name, axis, noiseUniform(key, draw, lane))] as const;
    });
    sets.try(Object.fromEntries(values));
  }
  return sets.result();
}

class DistinctSets {
  readonly #definition: StrategyDefinition;
  readonly #fixed: ParameterValues;
  readonly #found = new Map<string, ParameterValues>();
  readonly #refused = new Set<string>();
  #reason = '';

  constructor(definition: StrategyDefinition, fixed: ParameterValues) {
    this.#definition = definition;
    this.#fixed = fixed;
  }

  get size(): number {
    return this.#found.size;
  }

  try(values: ParameterValues): void {
    const raw = { ...this.#fixed, ...values };
    const parsed = this.#definition.parameters.safeParse(raw);
    if (parsed.success) {
      this.#found.set(JSON.stringify(parsed.data), parsed.data as ParameterValues);
      return;
    }
    this.#refused.add(JSON.stringify(raw));
    if (this.#reason !== '') return;
    const told = parseParameters(this.#definition, raw); // in words, which takes longer
    if (!told.ok) this.#reason = told.error.map((issue) => issue.message).join('; ');
  }

  result(): Result<ParameterSets, string> {
    if (this.#found.size === 0) return err(`No combination can be used: ${this.#reason}.`);
    return ok({ sets: [...this.#found.values()], refusedCount: this.#refused.size });
  }
}

function checkSpace(
  definition: StrategyDefinition,
  fixed: ParameterValues,
  space: ParameterSpace,
): Result<null, string> {
  const known = Object.keys(definition.parameters.shape);
  const names = Object.keys(space);
  if (names.length === 0) return err('Name at least one parameter to vary.');
  for (const name of names) {
    if (!known.includes(name)) {
      return err(
        `${name} is not a parameter of ${definition.title} (it has: ${known.join(', ') || 'none'}).`,
      );
    }
    if (Object.hasOwn(fixed, name)) return err(`${name} is both fixed and varied: leave one of the two out.`);
    const axis = space[name]!;
    if ('from' in axis && axis.from > axis.to)
      return err(`${name} goes from ${axis.from} to ${axis.to}: swap them.`);
  }
  return ok(null);
}

function tooMany(most = TRIALS_MAX): string {
  return `More than ${most.toLocaleString('en-US')} combinations: take larger steps, or draw some of them at random.`;
}

function isWhole(definition: StrategyDefinition, name: string): boolean {
  const schema = z.toJSONSchema(definition.parameters, { io: 'input' });
  return (schema.properties?.[name] as { type?: string } | undefined)?.type === 'integer';
}

function gridLength(
  definition: StrategyDefinition,
  name: string,
  axis: ParameterAxis,
): Result<number, string> {
  if ('values' in axis) return ok(axis.values.length);
  const step = axis.step ?? (isWhole(definition, name) ? 1 : undefined);
  if (step === undefined)
    return err(`${name} takes fractions: say the step from ${axis.from} to ${axis.to}.`);
  // A step that ends a rounding short of `to` still reaches it.
  return ok(Math.floor((axis.to - axis.from) / step + 1e-9) + 1);
}

function gridValues(
  definition: StrategyDefinition,
  name: string,
  axis: ParameterAxis,
  length: number,
): readonly Value[] {
  if ('values' in axis) return axis.values;
  const step = axis.step ?? (isWhole(definition, name) ? 1 : 0);
  // Not 0.30000000000000004: the value is what a person would write.
  return Array.from({ length }, (_, i) => Number((axis.from + i * step).toPrecision(12)));
}

/** @param uniform above 0 and below 1 */
function drawn(definition: StrategyDefinition, name: string, axis: ParameterAxis, uniform: number): Value {
  if ('values' in axis) return axis.values[Math.floor(uniform * axis.values.length)]!;
  const { from, to, step = isWhole(definition, name) ? 1 : undefined } = axis;
  if (step === undefined) return Number((from + uniform * (to - from)).toPrecision(12));
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  return Number((from + Math.floor(uniform * count) * step).toPrecision(12));
}
