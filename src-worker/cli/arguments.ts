import { parseArgs, type ParseArgsConfig } from 'node:util';
import { z } from 'zod';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { SeriesFacts } from '#shared/model/series.ts';
import { checked, Misuse } from './argument-values.ts';
import {
  COMMON_OPTIONS,
  parseData,
  parseFacts,
  parseRunSettings,
  RUN_OPTIONS,
  wholeNumber,
  type DataArguments,
  type RunSettings,
} from './run-arguments.ts';
import { parseScreen, type ScreenArguments } from './screen-arguments.ts';
import {
  parseSweep,
  parseWalkForward,
  type SweepArguments,
  type WalkForwardArguments,
} from './study-arguments.ts';

/** A mistake on the command line: one sentence, and exit code 2. */
export interface UsageError {
  readonly kind: 'usage';
  readonly message: string;
}

export interface BacktestArguments extends DataArguments {
  readonly command: 'backtest';
  readonly settings: RunSettings;
  /** One account for each symbol: what a universe and a folder always get. */
  readonly perSymbol: boolean;
  /** Says what would be done, and does not do it. */
  readonly planOnly: boolean;
  readonly checks: readonly Check[];
  readonly monteCarlo: { readonly paths: number; readonly seed: number } | undefined;
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

export type Arguments =
  | BacktestArguments
  | SweepArguments
  | WalkForwardArguments
  | ScreenArguments
  | ImportArguments
  | HelpArguments;

const CHECKS = ['look-ahead', 'warm-up'] as const;
export type Check = (typeof CHECKS)[number];
const PATHS_MAX = 1_000_000;

const BACKTEST_OPTIONS = {
  ...RUN_OPTIONS,
  'per-symbol': { type: 'boolean', default: false },
  plan: { type: 'boolean', default: false },
  check: { type: 'string' },
  'monte-carlo': { type: 'string' },
  seed: { type: 'string', default: '1' },
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
      case 'sweep':
        return ok(parseSweep(rest) ?? { command: 'help' });
      case 'walk-forward':
        return ok(parseWalkForward(rest) ?? { command: 'help' });
      case 'screen':
        return ok(parseScreen(rest) ?? { command: 'help' });
      case 'import':
        return ok(parseImport(rest));
      case undefined:
      case 'help':
      case '--help':
      case '-h':
        return ok({ command: 'help' });
      default:
        return usage(
          `Unknown command '${command}'. Use backtest, sweep, walk-forward, screen, import or help.`,
        );
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

function usage(message: string): Result<never, UsageError> {
  return err({ kind: 'usage', message });
}

function parseBacktest(argv: readonly string[]): Exclude<Arguments, ImportArguments> {
  // `npm run backtest -- sweep ...`: the studies are reached by the same script.
  if (argv[0] === 'sweep') return parseSweep(argv.slice(1)) ?? { command: 'help' };
  if (argv[0] === 'walk-forward') return parseWalkForward(argv.slice(1)) ?? { command: 'help' };
  if (argv[0] === 'screen') return parseScreen(argv.slice(1)) ?? { command: 'help' };
  const { values } = parseArgs({ args: [...argv], options: BACKTEST_OPTIONS, strict: true });
  if (values.help) return { command: 'help' };
  const data = parseData(values);
  const perSymbol =
    values['per-symbol'] || data.universeFile !== undefined || data.importFolder !== undefined;
  const checks = parseChecks(values.check);
  const monteCarlo =
    values['monte-carlo'] === undefined
      ? undefined
      : {
          paths: wholeNumber('--monte-carlo', values['monte-carlo'], 1, PATHS_MAX),
          seed: wholeNumber('--seed', values.seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
        };
  if (values.plan && (checks.length > 0 || monteCarlo !== undefined)) {
    throw new Misuse('--plan only says what a run would take: leave out --check and --monte-carlo.');
  }
  if (perSymbol && (checks.length > 0 || monteCarlo !== undefined)) {
    throw new Misuse('--check and --monte-carlo are for one account: name its --symbols.');
  }
  return {
    command: 'backtest',
    settings: parseRunSettings(values),
    ...data,
    perSymbol,
    planOnly: values.plan,
    checks,
    monteCarlo,
  };
}

function parseChecks(text: string | undefined): readonly Check[] {
  if (text === undefined) return [];
  const known: readonly string[] = CHECKS;
  return text.split(',').map((name) => {
    if (!known.includes(name)) throw new Misuse(`--check takes ${CHECKS.join(' and ')}; was '${text}'.`);
    return name as Check;
  });
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
