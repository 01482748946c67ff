import { z } from 'zod';
import { assert } from '../kernel/assert.ts';

/** What an indicator may read of each bar. `other` is the close of a second series on the same bars; `session` a number that changes where a new session begins. */
export type IndicatorInput = 'open' | 'high' | 'low' | 'close' | 'volume' | 'other' | 'session';

/** The arithmetic of one indicator, fed bar by bar. Allocates only when it is made. */
export interface IndicatorStream {
  /** One per output, NaN until enough bars have been seen. Reused: read it before the next bar. */
  readonly values: Float64Array;
  /** The inputs of the definition, in its order. None may be NaN: it would stay in every later value. */
  next(first: number, second: number, third: number, fourth: number, fifth: number): void;
}

/** One indicator for charts, strategies and live bars: what it reads, what it gives, and its arithmetic, once. */
export interface IndicatorDefinition<
  Parameters extends z.ZodObject = z.ZodObject,
  Output extends string = string,
> {
  /** Kebab-case, stable: workspaces and strategies refer to it. */
  readonly id: string;
  readonly title: string;
  /** What it measures, its convention where others exist, its source. */
  readonly description: string;
  /** Drawn over the prices, or in a pane of its own. */
  readonly pane: 'price' | 'own';
  /** At most five. */
  readonly inputs: readonly IndicatorInput[];
  /** The first is the one meant when only one is asked for. */
  readonly outputs: readonly [Output, ...Output[]];
  /** Every field has a default, a range, and `.meta({ title, description })`. */
  readonly parameters: Parameters;
  /** Bars before the first value of the first output. */
  warmup(parameters: z.output<Parameters>): number;
  create(parameters: z.output<Parameters>): IndicatorStream;
  /** A faster way to whole columns, equal to the stream to the last bit. */
  into?(
    outputs: readonly Float64Array[],
    inputs: readonly Float64Array[],
    parameters: z.output<Parameters>,
  ): void;
}

/** Keeps the parameter type while the definition is written; the library then holds them side by side. */
export function defineIndicator<Parameters extends z.ZodObject, const Output extends string>(
  definition: IndicatorDefinition<Parameters, Output>,
): IndicatorDefinition<Parameters, Output> {
  return definition;
}

/**
 * Computes whole columns: one value per bar and output, bit for bit what the stream gives.
 *
 * @param outputs one per output of the definition, each of length n
 * @param inputs  columns of length n, in the order of the definition
 */
export function indicatorInto<Parameters extends z.ZodObject>(
  definition: IndicatorDefinition<Parameters>,
  parameters: z.output<Parameters>,
  outputs: readonly Float64Array[],
  inputs: readonly Float64Array[],
): void {
  if (definition.into === undefined) streamInto(outputs, definition.create(parameters), inputs);
  else definition.into(outputs, inputs, parameters);
}

/** The stream run over columns, whether or not there is a faster way. */
export function streamInto(
  outputs: readonly Float64Array[],
  stream: IndicatorStream,
  inputs: readonly Float64Array[],
): void {
  const { values } = stream;
  const length = inputs[0]?.length ?? 0;
  assert(outputs.length === values.length, `${values.length} outputs expected, ${outputs.length} given`);
  for (const column of [...inputs, ...outputs]) assert(column.length === length, 'columns differ in length');
  const [first, second = first, third = first, fourth = first, fifth = first] = inputs;
  for (let i = 0; i < length; i++) {
    stream.next(first![i]!, second![i]!, third![i]!, fourth![i]!, fifth![i]!);
    for (let output = 0; output < outputs.length; output++) outputs[output]![i] = values[output]!;
  }
}

/** A number of bars, as a parameter. */
export function barsParameter(standard: number, title = 'Period', description = 'Bars it looks back.') {
  return z.number().int().min(1).max(100_000).default(standard).meta({ title, description });
}

/** A factor of a band or stop, as a parameter. */
export function factorParameter(standard: number, description: string) {
  return z.number().min(0.01).max(100).default(standard).meta({ title: 'Multiplier', description });
}

export function assertPeriod(period: number): void {
  assert(Number.isInteger(period) && period >= 1, `period must be an integer >= 1, was ${period}`);
}
