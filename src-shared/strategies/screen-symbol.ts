import type { z } from 'zod';
import type { BarColumns } from '../bars/columns.ts';
import type { IndicatorDefinition, IndicatorStream } from '../indicators/definition.ts';
import { MS_PER_DAY } from '../kernel/time.ts';
import { isoDateOf } from '../model/iso-date.ts';
import type { ScreenParameters, ScreenResult } from '../model/screen.ts';
import { BREAKOUT_BARS, breakoutMetrics, breakoutReadings } from './breakout-readings.ts';
import { reasonsOf, scoreBreakout } from './breakout-score.ts';
import type { Indicator, IndicatorFactory } from './strategy.ts';

/** A last bar this long before the day asked about says nothing of that day: weekends and holidays are shorter. */
const STALE_DAYS = 7;

export type ScreenVerdict = Omit<ScreenResult, 'seriesId' | 'symbol' | 'source' | 'barSize'>;

/**
 * Judges the last of these bars as the bullish breakout strategy does. What cannot be judged is a verdict too, with the
 * reason.
 *
 * @param bars daily, up to the day asked about: no later bar may be among them
 * @param asOf start of that day, Unix ms UTC; null: the day of the last bar
 */
export function screenSymbol(
  bars: BarColumns,
  parameters: ScreenParameters,
  asOf: number | null,
): ScreenVerdict {
  const { length } = bars;
  if (length < BREAKOUT_BARS) {
    return unscored(`It has ${length} bars up to that day; ${BREAKOUT_BARS} are needed.`);
  }
  const last = length - 1;
  const time = bars.time[last]!;
  const age = asOf === null ? 0 : Math.floor((asOf - time) / MS_PER_DAY);
  if (age > STALE_DAYS) {
    return unscored(`Its last bar is of ${isoDateOf(time)}, ${age} days before ${isoDateOf(asOf!)}.`);
  }
  const streams = new Streams(bars);
  const readings = breakoutReadings(streams, 0);
  streams.run();
  const metrics = breakoutMetrics(readings, bars.high[last]!, bars.close[last]!);
  if (metrics === null)
    return unscored('Its prices give no figures: look for zeros or gaps in the last 252 bars.');
  const judged = scoreBreakout(metrics, parameters);
  return { ...judged, reasons: reasonsOf(metrics, parameters, judged), time, metrics };
}

export function unscored(reason: string): ScreenVerdict {
  return {
    ...{ passed: false, score: null, classification: 'unscored' as const, reasons: [reason] },
    ...{ time: null, points: null, metrics: null },
  };
}

/** The indicators of one series at its last bar. */
class Streams implements Pick<IndicatorFactory, 'of'> {
  readonly #bars: BarColumns;
  readonly #fed: { readonly stream: IndicatorStream; readonly inputs: readonly Float64Array[] }[] = [];

  constructor(bars: BarColumns) {
    this.#bars = bars;
  }

  of<Parameters extends z.ZodObject, Output extends string>(
    definition: IndicatorDefinition<Parameters, Output>,
    _symbol: number,
    parameters: Partial<z.input<Parameters>> = {},
  ): Readonly<Record<Output, Indicator>> {
    const stream = definition.create(definition.parameters.parse(parameters));
    const inputs = definition.inputs.map((input) => {
      if (input === 'other' || input === 'session')
        throw new Error(`${definition.title} needs more than the bars of one symbol`);
      return this.#bars[input];
    });
    this.#fed.push({ stream, inputs });
    const readings = definition.outputs.map((name, output) => [name, new StreamIndicator(stream, output)]);
    return Object.fromEntries(readings) as Record<Output, Indicator>;
  }

  run(): void {
    for (const { stream, inputs } of this.#fed) {
      const [first, second = first, third = first, fourth = first, fifth = first] = inputs;
      for (let i = 0; i < this.#bars.length; i++)
        stream.next(first![i]!, second![i]!, third![i]!, fourth![i]!, fifth![i]!);
    }
  }
}

class StreamIndicator implements Indicator {
  readonly #stream: IndicatorStream;
  readonly #output: number;

  constructor(stream: IndicatorStream, output: number) {
    this.#stream = stream;
    this.#output = output;
  }

  get value(): number {
    return this.#stream.values[this.#output]!;
  }
}
