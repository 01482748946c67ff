import type { ParseArgsConfig } from 'node:util';
import { sessionHoursSchema, type BacktestSpec } from '#shared/model/backtest.ts';
import { checked } from './argument-values.ts';

/** In which hours of which exchange a run trades. */
export const SESSION_OPTIONS = {
  hours: { type: 'string' },
  calendar: { type: 'string' },
  'exit-at-end': { type: 'boolean' },
} as const satisfies ParseArgsConfig['options'];

type Values = { readonly hours?: string; readonly calendar?: string; readonly 'exit-at-end'?: boolean };

const OPTION_OF: Readonly<Record<string, string>> = { exitAtEnd: '--exit-at-end' };

/** Absent where nothing was said: every bar is traded on. */
export function parseSession(values: Values): Pick<BacktestSpec, 'session'> {
  const { hours, calendar, 'exit-at-end': exitAtEnd } = values;
  if (hours === undefined && calendar === undefined && exitAtEnd === undefined) return {};
  const said = { calendar: calendar ?? 'us-stocks', hours, exitAtEnd };
  return { session: checked(sessionHoursSchema, said, (field) => OPTION_OF[field] ?? `--${field}`) };
}
