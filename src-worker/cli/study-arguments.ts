import { parseArgs, type ParseArgsConfig } from 'node:util';
import {
  OBJECTIVES,
  objectiveSchema,
  TRIALS_MAX,
  type Objective,
  type SweepSpec,
} from '#shared/model/study.ts';
import type { WalkForwardWindows } from '#shared/model/study-run.ts';
import { checked, Misuse, number } from './argument-values.ts';
import {
  parseData,
  parseRunSettings,
  RUN_OPTIONS,
  settingValue,
  wholeNumber,
  type DataArguments,
  type RunSettings,
} from './run-arguments.ts';

export interface SweepArguments extends DataArguments {
  readonly command: 'sweep';
  readonly settings: RunSettings;
  readonly space: SweepSpec['space'];
  readonly random: SweepSpec['random'];
  readonly objective: Objective;
  /** Rows of the table of the best and of the worst. */
  readonly top: number;
  /** One line of JSON per trial as it comes, before the whole. */
  readonly stream: boolean;
  /** Says what would be done, and does not do it. */
  readonly planOnly: boolean;
}

const SEARCH_OPTIONS = {
  ...RUN_OPTIONS,
  grid: { type: 'string', multiple: true, default: [] },
  random: { type: 'string' },
  seed: { type: 'string' },
  by: { type: 'string', default: 'sharpe' },
} as const satisfies ParseArgsConfig['options'];

const SWEEP_OPTIONS = {
  ...SEARCH_OPTIONS,
  top: { type: 'string', default: '10' },
  stream: { type: 'boolean', default: false },
  plan: { type: 'boolean', default: false },
} as const satisfies ParseArgsConfig['options'];

const WALK_FORWARD_OPTIONS = {
  ...SEARCH_OPTIONS,
  'in-sample': { type: 'string' },
  'out-of-sample': { type: 'string' },
  anchored: { type: 'boolean', default: false },
  plan: { type: 'boolean', default: false },
} as const satisfies ParseArgsConfig['options'];

export interface WalkForwardArguments extends DataArguments {
  readonly command: 'walk-forward';
  readonly settings: RunSettings;
  readonly space: SweepSpec['space'];
  readonly random: SweepSpec['random'];
  readonly objective: Objective;
  readonly windows: WalkForwardWindows;
  /** Says what would be done, and does not do it. */
  readonly planOnly: boolean;
}

const WINDOW_BARS_MAX = 100_000_000;
const DEFAULT_SEED = '1';

/** Undefined: help is asked for. */
export function parseSweep(argv: readonly string[]): SweepArguments | undefined {
  const { values } = parseArgs({ args: [...argv], options: SWEEP_OPTIONS, strict: true });
  if (values.help) return undefined;
  return {
    command: 'sweep',
    settings: parseRunSettings(values),
    ...parseSearch(values),
    ...parseData(values),
    top: wholeNumber('--top', values.top, 1, 1_000),
    stream: values.stream,
    planOnly: values.plan,
  };
}

/** Undefined: help is asked for. */
export function parseWalkForward(argv: readonly string[]): WalkForwardArguments | undefined {
  const { values } = parseArgs({ args: [...argv], options: WALK_FORWARD_OPTIONS, strict: true });
  if (values.help) return undefined;
  const { 'in-sample': inSample, 'out-of-sample': outOfSample } = values;
  if (inSample === undefined || outOfSample === undefined) {
    throw new Misuse(
      'Say how many bars choose and how many are traded: --in-sample 504 --out-of-sample 126.',
    );
  }
  return {
    command: 'walk-forward',
    settings: parseRunSettings(values),
    ...parseSearch(values),
    ...parseData(values),
    windows: {
      inSampleBars: wholeNumber('--in-sample', inSample, 1, WINDOW_BARS_MAX),
      outOfSampleBars: wholeNumber('--out-of-sample', outOfSample, 1, WINDOW_BARS_MAX),
      isAnchored: values.anchored,
    },
    planOnly: values.plan,
  };
}

/** What is varied, and by what the trials are ranked. */
function parseSearch(values: {
  readonly grid: readonly string[];
  readonly random?: string | undefined;
  readonly seed?: string | undefined;
  readonly by: string;
}): Pick<SweepArguments, 'space' | 'random' | 'objective'> {
  if (values.grid.length === 0) {
    throw new Misuse('Say what to vary: --grid fast=5:50:5 (from:to:step) or --grid fast=5,10,20.');
  }
  if (values.seed !== undefined && values.random === undefined) {
    throw new Misuse('--seed is for --random; a grid takes every combination.');
  }
  return {
    space: parseSpace(values.grid),
    random:
      values.random === undefined
        ? undefined
        : {
            count: wholeNumber('--random', values.random, 1, TRIALS_MAX),
            seed: wholeNumber(
              '--seed',
              values.seed ?? DEFAULT_SEED,
              Number.MIN_SAFE_INTEGER,
              Number.MAX_SAFE_INTEGER,
            ),
          },
    objective: parseObjective(values.by),
  };
}

function parseObjective(text: string): Objective {
  if (!(OBJECTIVES as readonly string[]).includes(text)) {
    throw new Misuse(`--by is one of ${OBJECTIVES.join(', ')}; was '${text}'.`);
  }
  return checked(objectiveSchema, text, () => '--by');
}

/** `fast=5:50:5`, `fast=5:50` (a step of one for whole numbers), `fast=5,10,20` */
function parseSpace(texts: readonly string[]): SweepSpec['space'] {
  const space: SweepSpec['space'] = {};
  for (const text of texts) {
    const [, name, range] = /^([A-Za-z][A-Za-z0-9]*)=(.+)$/s.exec(text) ?? [];
    if (name === undefined || range === undefined)
      throw new Misuse(`--grid takes name=from:to:step, was '${text}'.`);
    if (Object.hasOwn(space, name)) throw new Misuse(`--grid ${name} is given twice.`);
    space[name] = parseAxis(name, range);
  }
  return space;
}

function parseAxis(name: string, text: string): SweepSpec['space'][string] {
  const option = `--grid ${name}`;
  const [from, to, step, extra] = text.split(':');
  if (to === undefined) return { values: text.split(',').map(settingValue) };
  if (extra !== undefined) throw new Misuse(`${option} takes from:to:step, was '${text}'.`);
  const ends = { from: number(option, from!), to: number(option, to) };
  if (step === undefined) return ends;
  const size = number(option, step);
  if (!(size > 0)) throw new Misuse(`${option}: the step must be above zero, was ${step}.`);
  return { ...ends, step: size };
}
