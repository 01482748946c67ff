import { type IndicatorDefinition, indicatorInto } from '#shared/indicators/definition.ts';
import { INDICATORS } from '#shared/indicators/library.ts';
import type { ChartIndicator } from '#shared/model/chart.ts';
import type { BarBuffer } from '../stores/bar-buffer.ts';
import type { SessionHours } from './session-hours.ts';

/** Those that one series of bars is enough for. */
export const CHART_INDICATORS: readonly IndicatorDefinition[] = INDICATORS.filter(
  ({ inputs }) => !inputs.includes('other'),
);

export function findIndicator(id: string): IndicatorDefinition | undefined {
  return CHART_INDICATORS.find((definition) => definition.id === id);
}

/** `SMA 20`, `MACD 12 26 9`. */
export function indicatorName({ id, parameters }: ChartIndicator): string {
  const title = findIndicator(id)?.title ?? id;
  return [title, ...Object.values(parameters).map(String)].join(' ');
}

/** One column per output of the definition, each as long as the bars. null: no such indicator, or its parameters do not fit. */
export function indicatorColumns(
  { id, parameters }: ChartIndicator,
  bars: BarBuffer,
  hours: SessionHours | null,
): Float64Array[] | null {
  const definition = findIndicator(id);
  const read = definition?.parameters.safeParse(parameters);
  if (definition === undefined || read?.success !== true) return null;
  const inputs = definition.inputs.map((input) =>
    input === 'session'
      ? bars.column('time').map((time) => hours?.sessionOf(time) ?? 0)
      : bars.column(input === 'other' ? 'close' : input),
  );
  const outputs = definition.outputs.map(() => new Float64Array(bars.length));
  indicatorInto(definition, read.data, outputs, inputs);
  return outputs;
}
