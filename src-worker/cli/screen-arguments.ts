import { parseArgs, type ParseArgsConfig } from 'node:util';
import { isoDateSchema, type IsoDate } from '#shared/model/iso-date.ts';
import { screenParametersSchema, type ScreenParameters } from '#shared/model/screen.ts';
import { checked, Misuse } from './argument-values.ts';
import { COMMON_OPTIONS, parseData, settingValue, wholeNumber, type DataArguments } from './run-arguments.ts';

export interface ScreenArguments extends DataArguments {
  readonly command: 'screen';
  /** Nothing was named: every daily series of the library. */
  readonly isWholeLibrary: boolean;
  readonly parameters: ScreenParameters;
  readonly asOf: IsoDate | undefined;
  /** Rows of the table of those that did not pass. */
  readonly top: number;
}

const SCREEN_OPTIONS = {
  ...COMMON_OPTIONS,
  set: { type: 'string', multiple: true, default: [] },
  symbols: { type: 'string' },
  universe: { type: 'string' },
  import: { type: 'string' },
  data: { type: 'string' },
  'as-of': { type: 'string' },
  workers: { type: 'string' },
  top: { type: 'string', default: '20' },
} as const satisfies ParseArgsConfig['options'];

/** Undefined: help is asked for. */
export function parseScreen(argv: readonly string[]): ScreenArguments | undefined {
  const { values } = parseArgs({ args: [...argv], options: SCREEN_OPTIONS, strict: true });
  if (values.help) return undefined;
  const { symbols, universe, import: folder, data } = values;
  const isWholeLibrary = [symbols, universe, folder, data].every((one) => one === undefined);
  return {
    command: 'screen',
    isWholeLibrary,
    // A name is needed there, and not looked at.
    ...parseData(isWholeLibrary ? { ...values, symbols: 'ALL' } : values),
    ...(isWholeLibrary ? { symbols: [] } : {}),
    parameters: parseParameters(values.set),
    asOf:
      values['as-of'] === undefined ? undefined : checked(isoDateSchema, values['as-of'], () => '--as-of'),
    top: wholeNumber('--top', values.top, 0, 100_000),
  };
}

function parseParameters(pairs: readonly string[]): ScreenParameters {
  const raw: Record<string, unknown> = {};
  const known = Object.keys(screenParametersSchema.shape);
  for (const pair of pairs) {
    const [, name, value] = /^([A-Za-z][A-Za-z0-9]*)=(.+)$/s.exec(pair) ?? [];
    if (name === undefined || value === undefined) throw new Misuse(`--set takes name=value, was '${pair}'.`);
    if (!known.includes(name))
      throw new Misuse(`--set ${name}: the screen has no such parameter; it has ${known.join(', ')}.`);
    if (Object.hasOwn(raw, name)) throw new Misuse(`--set ${name} is given twice.`);
    raw[name] = settingValue(value);
  }
  return checked(screenParametersSchema, raw, (field) => `--set ${field}`);
}
