import type { ParseArgsConfig } from 'node:util';
import { z } from 'zod';
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
import { checked, Misuse, number, optionOf, withoutUndefined } from './argument-values.ts';
import { CURRENCY_OPTIONS, parseCurrencies } from './currency-arguments.ts';
import { EXECUTION_OPTIONS, parseExecution } from './execution-arguments.ts';
import { LIMIT_OPTIONS, parseLimits } from './limit-arguments.ts';
import { parseSession, SESSION_OPTIONS } from './session-arguments.ts';
import { parseSeriesNames, type SeriesName } from './series-name.ts';

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

export const COMMON_OPTIONS = {
  ...FACT_OPTIONS,
  json: { type: 'boolean', default: false },
  'data-dir': { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const satisfies ParseArgsConfig['options'];

/** What a run takes, and with it every study of runs. */
export const RUN_OPTIONS = {
  ...COMMON_OPTIONS,
  strategy: { type: 'string' },
  set: { type: 'string', multiple: true, default: [] },
  symbols: { type: 'string' },
  universe: { type: 'string' },
  import: { type: 'string' },
  data: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  cash: { type: 'string' },
  commission: { type: 'string' },
  slippage: { type: 'string' },
  actions: { type: 'string' },
  ...EXECUTION_OPTIONS,
  ...LIMIT_OPTIONS,
  ...SESSION_OPTIONS,
  ...CURRENCY_OPTIONS,
  workers: { type: 'string' },
} as const satisfies ParseArgsConfig['options'];

type OptionValues<Options> = {
  readonly [K in keyof Options]?: Options[K] extends { multiple: true }
    ? readonly string[]
    : Options[K] extends { type: 'boolean' }
      ? boolean
      : string;
};
export type RunOptionValues = OptionValues<typeof RUN_OPTIONS>;

/** What to run on, how it is told, and with how many threads. */
export interface DataArguments {
  /** Empty with `dataFile`, `universeFile` or `importFolder`. */
  readonly symbols: readonly SeriesName[];
  /** Names of series, one a line or in a column `symbol`. */
  readonly universeFile: string | undefined;
  /** Every CSV in it is imported first, and is what is run on. */
  readonly importFolder: string | undefined;
  /** Runs on this CSV instead of the library. */
  readonly dataFile: string | undefined;
  /** What the user says of the file, or which of several series is meant. */
  readonly facts: Partial<SeriesFacts>;
  /** Splits and dividends, read before the command begins. */
  readonly actionsFile: string | undefined;
  readonly workers: number | undefined;
  readonly json: boolean;
  readonly dataDirectory: string | undefined;
}

/** All of a run's settings but its series, which are named by symbol and looked up later. */
export type RunSettings = Omit<BacktestSpec, 'seriesIds'> & {
  /** `--strategy FILE.ts`: what gives the strategy's id (user-strategy.ts). */
  readonly strategyFile?: string;
};

const WORKERS_MAX = 64;

export function parseData(values: RunOptionValues): DataArguments {
  const ways = [values.symbols, values.universe, values.import, values.data];
  if (ways.filter((way) => way !== undefined).length !== 1) {
    throw new Misuse(
      'Say what to run on: --symbols SPX or --universe FILE from the library, --import DIR into it, or --data FILE.csv; one of them.',
    );
  }
  const symbols = values.symbols === undefined ? [] : parseSeriesNames(values.symbols);
  if (symbols === undefined) {
    throw new Misuse(
      `--symbols has an empty name in it, or one that is not written SYMBOL, SYMBOL@SOURCE or SYMBOL@"SOURCE, WITH COMMA"; was '${values.symbols!}'.`,
    );
  }
  return {
    symbols,
    universeFile: values.universe,
    importFolder: values.import,
    dataFile: values.data,
    facts: parseFacts(values),
    actionsFile: values.actions,
    workers:
      values.workers === undefined ? undefined : wholeNumber('--workers', values.workers, 1, WORKERS_MAX),
    json: values.json ?? false,
    dataDirectory: values['data-dir'],
  };
}

/** @param strategyId what is run when the user names none; absent: one must be named */
export function parseRunSettings(values: RunOptionValues, strategyId?: string): RunSettings {
  const strategy = values.strategy ?? strategyId;
  if (strategy === undefined) throw new Misuse('Say which strategy: --strategy sma-cross.');
  const isFile = strategy.endsWith('.ts');
  const { sizing, parameters } = parseSettings(values.set ?? []);
  const settings = {
    strategyId: isFile ? FROM_FILE : strategy,
    parameters,
    from: values.from,
    to: values.to,
    cash: values.cash === undefined ? DEFAULT_RUN_SETTINGS.cash : number('--cash', values.cash),
    sizing,
    commission: parseCommission(values.commission ?? 'none'),
    slippage: parseSlippage(values.slippage ?? 'none'),
    ...parseExecution(values),
    ...parseLimits(values),
    ...parseSession(values),
    ...parseCurrencies(values),
  };
  const run = checked(backtestSpecSchema.omit({ seriesIds: true }), withoutUndefined(settings), optionOf);
  return isFile ? { ...run, strategyFile: strategy } : run;
}

/** Takes the place of the strategy's id until the file named by `--strategy FILE.ts` has been read and tells its own. */
const FROM_FILE = 'from-file';

export function wholeNumber(option: string, text: string, from: number, to: number): number {
  return checked(z.number().int().min(from).max(to), number(option, text), () => option);
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

export function settingValue(text: string): number | string | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

function parseCommission(text: string): BacktestSpec['commission'] {
  const [kind, amount, minimum, extra] = text.split(':');
  const form =
    '--commission is none, per-order:1, per-unit:0.005, per-unit:0.005:1 (with a minimum), bps:2, ib-fixed or ib-tiered';
  const model =
    (kind === 'none' || kind === 'ib-fixed' || kind === 'ib-tiered') && amount === undefined
      ? { kind }
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

export function parseFacts(values: Partial<Record<keyof typeof FACT_OPTIONS, string>>): Partial<SeriesFacts> {
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
