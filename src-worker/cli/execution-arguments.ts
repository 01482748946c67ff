import type { ParseArgsConfig } from 'node:util';
import { executionSchema, type BacktestSpec } from '#shared/model/backtest.ts';
import { checked, number } from './argument-values.ts';

/** What kind of account trades, and how orders meet the bars. */
export const EXECUTION_OPTIONS = {
  account: { type: 'string' },
  'limit-fill': { type: 'string' },
  participation: { type: 'string' },
  borrow: { type: 'string' },
  latency: { type: 'string' },
  'close-fill': { type: 'string' },
} as const satisfies ParseArgsConfig['options'];

type Values = { readonly [K in keyof typeof EXECUTION_OPTIONS]?: string };

const OPTION_OF: Readonly<Record<string, string>> = {
  limitFill: '--limit-fill',
  latencyBars: '--latency',
  closeFill: '--close-fill',
};

/** Empty where nothing was said: such runs stay as they always were. */
export function parseExecution(values: Values): Pick<BacktestSpec, 'execution'> {
  const figure = (name: 'participation' | 'borrow' | 'latency') => {
    const text = values[name];
    return text === undefined ? undefined : number(`--${name}`, text);
  };
  const said = {
    account: values.account,
    limitFill: values['limit-fill'],
    participation: values.participation === 'none' ? null : figure('participation'),
    borrow: figure('borrow'),
    latencyBars: figure('latency'),
    closeFill: values['close-fill'],
  };
  if (Object.values(said).every((value) => value === undefined)) return {};
  return { execution: checked(executionSchema, said, (field) => OPTION_OF[field] ?? `--${field}`) };
}
