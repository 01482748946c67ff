import { parseArgs, type ParseArgsConfig } from 'node:util';
import { z } from 'zod';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import {
  backtestSpecSchema,
  commissionSchema,
  DEFAULT_RUN_SETTINGS,
  sizingSchema,
  slippageSchema,
  type BacktestSpec,
} from '#shared/model/backtest.ts';
import { BAR_SIZES, barSizeSchema } from '#shared/model/bar-size.ts';
import { ADJUSTMENTS, seriesFactsSchema, type SeriesFacts } from '#shared/model/series.ts';
import { parseSeriesNames, type SeriesName } from './series-name.ts';

/** A mistake on the command line: one sentence, and exit code 2. */
export interface UsageError {
  readonly kind: 'usage';
  readonly message: string;
}

export interface BacktestArguments {
  readonly command: 'backtest';
  /** All of a run's settings but its series, which are named by symbol and looked up later. */
  readonly settings: Omit<BacktestSpec, 'seriesIds'>;
  /** Empty with `dataFile`. */
  readonly symbols: readonly SeriesName[];
  /** Runs on this CSV instead of the library. */
  readonly dataFile: string | undefined;
  /** What the user says of the file, or which of several series is meant. */
  readonly facts: Partial<SeriesFacts>;
  readonly json: boolean;
  readonly dataDirectory: string | undefined;
}

export interface ImportArguments {
  readonly command: 'import';
  readonly files: readonly string[];
  readonly facts: Partial<SeriesFacts>;
  readonly existing: 'keep' | 'replace' | 'refuse';
  readonly allOrNothing: boolean;
  readonly json: boolean;
  readonly dataDirectory: string | undefined;
}

export interface HelpArguments {
  readonly command: 'help';
}

export type Arguments = BacktestArguments | ImportArguments | HelpArguments;

const FACT_OPTIONS = {
  symbol: { type: 'string' },
  source: { type: 'string' },
  'bar-size': { type: 'string' },
  currency: { type: 'string' },
  tick: { type: 'string' },
  multiplier: { type: 'string' },
  lot: { type: 'string' },
  'time-zone': { type: 'string' },
  adjustment: { type: 'string' },
} as const satisfies ParseArgsConfig['options'];

const COMMON_OPTIONS = {
  ...FACT_OPTIONS,
  json: { type: 'boolean', default: false },
  'data-dir': { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const satisfies ParseArgsConfig['options'];

const BACKTEST_OPTIONS = {
  ...COMMON_OPTIONS,
  strategy: { type: 'string' },
  set: { type: 'string', multiple: true, default: [] },
  symbols: { type: 'string' },
  data: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  cash: { type: 'string' },
  commission: { type: 'string' },
  slippage: { type: 'string' },
} as const satisfies ParseArgsConfig['options'];

const IMPORT_OPTIONS = {
  ...COMMON_OPTIONS,
  existing: { type: 'string', default: 'refuse' },
  'all-or-nothing': { type: 'boolean', default: false },
} as const satisfies ParseArgsConfig['options'];

/** @param argv the words after the program's name: the command first. */
export function parseArguments(argv: readonly string[]): Result<Arguments, UsageError> {
  const [command, ...rest] = argv;
  try {
    switch (command) {
      case 'backtest':
        return ok(parseBacktest(rest));
      case 'import':
        return ok(parseImport(rest));
      case undefined:
      case 'help':
      case '--help':
      case '-h':
        return ok({ command: 'help' });
      default:
        return usage(`Unknown command '${command}'. Use backtest, import or help.`);
    }
  } catch (error) {
    if (error instanceof Misuse) return usage(error.message);
    // parseArgs throws a TypeError with a code for unknown options and missing values.
    if (error instanceof TypeError && 'code' in error) return usage(firstSentence(error.message));
    throw error;
  }
}

/** parseArgs adds lines of advice that fit programs with other conventions. */
function firstSentence(text: string): string {
  return `${text.split(/\. |\.?\n/)[0]!.replace(/\.$/, '')}.`;
}

/** Thrown and caught in this file only: a deep parser's way to the one place that answers. */
class Misuse extends Error {}

function usage(message: string): Result<never, UsageError> {
  return err({ kind: 'usage', message });
}

function parseBacktest(argv: readonly string[]): BacktestArguments | HelpArguments {
  const { values } = parseArgs({ args: [...argv], options: BACKTEST_OPTIONS, strict: true });
  if (values.help) return { command: 'help' };
  if (values.strategy === undefined) throw new Misuse('Say which strategy: --strategy sma-cross.');
  if ((values.symbols === undefined) === (values.data === undefined)) {
    throw new Misuse(
      'Say what to run on: --symbols SPX from the library, or --data FILE.csv; one of the two.',
    );
  }
  const symbols = values.symbols === undefined ? [] : parseSeriesNames(values.symbols);
  if (symbols === undefined) {
    throw new Misuse(
      `--symbols has an empty name in it, or one that is not written SYMBOL, SYMBOL@SOURCE or SYMBOL@"SOURCE, WITH COMMA"; was '${values.symbols}'.`,
    );
  }

  const { sizing, parameters } = parseSettings(values.set);
  const settings = {
    strategyId: values.strategy,
    parameters,
    from: values.from,
    to: values.to,
    cash: values.cash === undefined ? DEFAULT_RUN_SETTINGS.cash : number('--cash', values.cash),
    sizing,
    commission: parseCommission(values.commission ?? 'none'),
    slippage: parseSlippage(values.slippage ?? 'none'),
  };
  return {
    command: 'backtest',
    settings: checked(backtestSpecSchema.omit({ seriesIds: true }), withoutUndefined(settings), optionOf),
    symbols,
    dataFile: values.data,
    facts: parseFacts(values),
    json: values.json,
    dataDirectory: values['data-dir'],
  };
}

function parseImport(argv: readonly string[]): ImportArguments | HelpArguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: IMPORT_OPTIONS,
    strict: true,
    allowPositionals: true,
  });
  if (values.help) return { command: 'help' };
  if (positionals.length === 0) throw new Misuse('Name the CSV file to import: import FILE.csv.');
  if (positionals.length > 1 && values.symbol !== undefined) {
    throw new Misuse('--symbol names one series, but several files are given. Import them one by one.');
  }
  return {
    command: 'import',
    files: positionals,
    facts: parseFacts(values),
    existing: checked(z.enum(['keep', 'replace', 'refuse']), values.existing, () => '--existing'),
    allOrNothing: values['all-or-nothing'],
    json: values.json,
    dataDirectory: values['data-dir'],
  };
}

const SIZING_SETTINGS = ['quantity', 'cash', 'percent'] as const;

/** `--set quantity=1`, `cash=5000` and `percent=95` say how much an entry buys; every other name is the strategy's. */
function parseSettings(pairs: readonly string[]): Pick<BacktestSpec, 'sizing' | 'parameters'> {
  const all = new Map<string, number | string | boolean>();
  for (const pair of pairs) {
    const [, name, value] = /^([A-Za-z][A-Za-z0-9]*)=(.+)$/s.exec(pair) ?? [];
    if (name === undefined || value === undefined) throw new Misuse(`--set takes name=value, was '${pair}'.`);
    if (all.has(name)) throw new Misuse(`--set ${name} is given twice.`);
    all.set(name, settingValue(value));
  }
  const sizes = SIZING_SETTINGS.filter((name) => all.has(name));
  if (sizes.length > 1) {
    throw new Misuse(`--set takes one of quantity, cash and percent, but has ${sizes.join(' and ')}.`);
  }
  const [size] = sizes;
  const parameters = Object.fromEntries([...all].filter(([name]) => name !== size));
  if (size === undefined) return { sizing: DEFAULT_RUN_SETTINGS.sizing, parameters };
  const kind = size === 'percent' ? 'percent-of-equity' : size;
  return {
    sizing: checked(sizingSchema, { kind, [size]: all.get(size) }, () => `--set ${size}`),
    parameters,
  };
}

function settingValue(text: string): number | string | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

function parseCommission(text: string): BacktestSpec['commission'] {
  const [kind, amount, minimum, extra] = text.split(':');
  const form =
    '--commission is none, per-order:1, per-unit:0.005, per-unit:0.005:1 (with a minimum) or bps:2';
  const model =
    kind === 'none' && amount === undefined
      ? { kind: 'none' }
      : kind === 'per-order' && amount !== undefined && minimum === undefined
        ? { kind: 'per-order', amount: number('--commission', amount) }
        : kind === 'per-unit' && amount !== undefined && extra === undefined
          ? {
              kind: 'per-unit',
              amount: number('--commission', amount),
              minimum: number('--commission', minimum ?? '0'),
            }
          : kind === 'bps' && amount !== undefined && minimum === undefined
            ? { kind: 'basis-points', basisPoints: number('--commission', amount) }
            : undefined;
  if (model === undefined) throw new Misuse(`${form}, was '${text}'.`);
  return checked(commissionSchema, model, () => '--commission');
}

function parseSlippage(text: string): BacktestSpec['slippage'] {
  const [kind, amount, extra] = text.split(':');
  const model =
    kind === 'none' && amount === undefined
      ? { kind: 'none' }
      : kind === 'ticks' && amount !== undefined && extra === undefined
        ? { kind: 'ticks', ticks: number('--slippage', amount) }
        : kind === 'bps' && amount !== undefined && extra === undefined
          ? { kind: 'basis-points', basisPoints: number('--slippage', amount) }
          : undefined;
  if (model === undefined) throw new Misuse(`--slippage is none, ticks:1 or bps:1, was '${text}'.`);
  return checked(slippageSchema, model, () => '--slippage');
}

function parseFacts(values: Partial<Record<keyof typeof FACT_OPTIONS, string>>): Partial<SeriesFacts> {
  const optional = (name: 'tick' | 'multiplier' | 'lot') =>
    values[name] === undefined ? undefined : number(`--${name}`, values[name]);
  if (values['bar-size'] !== undefined && !barSizeSchema.safeParse(values['bar-size']).success) {
    throw new Misuse(`--bar-size is one of ${BAR_SIZES.join(', ')}; was '${values['bar-size']}'.`);
  }
  if (values.adjustment !== undefined && !(ADJUSTMENTS as readonly string[]).includes(values.adjustment)) {
    throw new Misuse(`--adjustment is one of ${ADJUSTMENTS.join(', ')}; was '${values.adjustment}'.`);
  }
  const facts = withoutUndefined({
    symbol: values.symbol,
    source: values.source,
    barSize: values['bar-size'],
    currency: values.currency,
    tick: optional('tick'),
    multiplier: optional('multiplier'),
    lot: optional('lot'),
    timeZone: values['time-zone'],
    adjustment: values.adjustment,
  });
  return withoutUndefined(checked(seriesFactsSchema.partial(), facts, optionOf));
}

function number(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new Misuse(`${option} takes a number, was '${text}'.`);
  return value;
}

/** Parses with the schema of the contract; the first fault is told with the option it came from. */
function checked<T extends z.ZodType>(
  schema: T,
  value: unknown,
  option: (field: string) => string,
): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new Misuse(`${option(issue.path.join('.'))}: ${issue.message}.`);
}

/** barSize → --bar-size */
function optionOf(field: string): string {
  const name = field === 'strategyId' ? 'strategy' : field;
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as never;
}
