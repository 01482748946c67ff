import { parseArgs, type ParseArgsConfig } from 'node:util';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { isoDateSchema } from '#shared/model/iso-date.ts';
import { SCENARIOS } from '#shared/model/market-scenario.ts';
import {
  commissionPlanSchema,
  LATENCY_MS_MAX,
  latencyMsSchema,
  REAL_TWS_PORTS,
} from '#shared/model/paper-gateway.ts';
import { parseReplayNames, type ReplayArguments } from './replay-arguments.ts';
import { DEFAULT_SETTINGS, type GatewaySettings } from './settings.ts';
import type { Asked } from './state/open-gateway.ts';

export interface GatewayArguments {
  readonly settings: GatewaySettings;
  /** Structured lines on stderr. */
  readonly hasLog: boolean;
  readonly isHelp: boolean;
  /** A file of faults, or the faults themselves (docs/paper-gateway-faults.md). */
  readonly faults: string | undefined;
  /** Stored bars to play instead of the model. */
  readonly replay: ReplayArguments | undefined;
  /** Where the state is kept; null: nowhere. */
  readonly statePath: string | null;
  /** What was said and not only taken for granted: a state that is found may say otherwise. */
  readonly asked: Asked;
}

const ACCOUNT_COUNT_MAX = 20;
const COMMISSION_PLANS = commissionPlanSchema.options;

const OPTIONS = {
  port: { type: 'string' },
  seed: { type: 'string' },
  speed: { type: 'string' },
  scenario: { type: 'string' },
  'always-open': { type: 'boolean', default: false },
  replay: { type: 'string' },
  'data-dir': { type: 'string' },
  from: { type: 'string' },
  cadence: { type: 'string' },
  lines: { type: 'string' },
  pacing: { type: 'boolean', default: false },
  accounts: { type: 'string' },
  commissions: { type: 'string' },
  latency: { type: 'string' },
  state: { type: 'string' },
  faults: { type: 'string' },
  log: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const satisfies ParseArgsConfig['options'];

export const GATEWAY_HELP = `Usage: npm run paper-gateway -- [options]

  --port N          TCP port on this machine only (${DEFAULT_SETTINGS.port}; 0: any free one)
  --seed N          whole number; the same seed is the same market (${DEFAULT_SETTINGS.seed})
  --speed X         virtual seconds for each real one, 0.01 to 1000 (1)
  --scenario NAME   ${SCENARIOS.join(', ')}
  --always-open     every market trades around the clock
  --replay LIST     plays bars of the library instead: SYMBOL[@SOURCE][:SIZE] with commas between
  --data-dir FOLDER where the library lies; else TRADEWIND_DATA_DIR, else the platform's own place
  --from DATE       the replay's first day, YYYY-MM-DD (where all its series have begun)
  --cadence NAME    tws: quotes as often as TWS sends them; raw: every tick (tws)
  --lines N         market data lines for each session, 1 to 10000 (${DEFAULT_SETTINGS.lines})
  --pacing          refuses bursts of history requests as IB does
  --accounts LIST   account names, each DU and digits (${DEFAULT_SETTINGS.accounts.join(',')})
  --commissions X   IB's plans: ${COMMISSION_PLANS.join(' or ')} (${DEFAULT_SETTINGS.commissionPlan})
  --latency MS[,MS] market time from client to exchange: orders, cancellations (0)
  --state FILE      keeps accounts and orders in FILE and goes on from there (docs/paper-gateway-state.md)
  --faults WHAT     a script, or faults with commas between (docs/paper-gateway-faults.md)
  --log             one line of JSON on stderr for everything that happens
`;

/** @returns what was wrong in one sentence */
export function parseGatewayArguments(args: readonly string[]): Result<GatewayArguments, string> {
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: false }));
  } catch (error) {
    // parseArgs has no other way to say that an option is unknown or lacks its value.
    return err((error as Error).message.split('\n')[0]!);
  }
  const problems: string[] = [];
  const number = (name: 'port' | 'seed' | 'speed' | 'lines', min: number, max: number, isWhole = true) => {
    const text = values[name];
    if (text === undefined) return DEFAULT_SETTINGS[name];
    const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max && (!isWhole || Number.isInteger(value))) return value;
    problems.push(`--${name} is a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}, was "${text}".`);
    return NaN;
  };
  const choice = <T extends string>(
    name: 'scenario' | 'cadence' | 'commissions',
    allowed: readonly T[],
  ): T | undefined => {
    const text = values[name];
    const found = allowed.find((each) => each === text);
    if (text !== undefined && found === undefined)
      problems.push(`--${name} is one of ${allowed.join(', ')}, was "${text}".`);
    return found;
  };

  const port = number('port', 0, 65_535);
  if (REAL_TWS_PORTS.includes(port))
    problems.push(`--port ${port} is one that TWS or IB Gateway uses: take another.`);
  const accounts = values.accounts?.split(',') ?? DEFAULT_SETTINGS.accounts;
  const strange = accounts.find((account) => !/^DU\d{5,9}$/.test(account));
  if (strange !== undefined) problems.push(`An account is called DU and 5 to 9 digits, was "${strange}".`);
  if (new Set(accounts).size < accounts.length) problems.push('--accounts names an account twice.');
  if (accounts.length > ACCOUNT_COUNT_MAX)
    problems.push(`--accounts names ${ACCOUNT_COUNT_MAX} accounts at most.`);
  const replay = replayOf(values, problems);
  const [submitMs, cancelMs] = latencyOf(values.latency, problems);
  const settings: GatewaySettings = {
    ...{ ...DEFAULT_SETTINGS, port, accounts },
    seed: number('seed', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    speed: number('speed', 0.01, 1_000, false),
    lines: number('lines', 1, 10_000),
    scenario: choice('scenario', SCENARIOS),
    cadence: choice('cadence', ['tws', 'raw']) ?? DEFAULT_SETTINGS.cadence,
    alwaysOpen: values['always-open'],
    hasPacing: values.pacing,
    commissionPlan: choice('commissions', COMMISSION_PLANS) ?? DEFAULT_SETTINGS.commissionPlan,
    ...{ submitMs, cancelMs },
  };
  if (values.state?.trim() === '') problems.push('--state names no file.');
  const [problem] = problems;
  if (problem !== undefined) return err(problem);
  const { state, faults, log: hasLog, help: isHelp } = values;
  const asked: Asked = {
    ...(values.seed === undefined ? {} : { seed: settings.seed }),
    ...(values['always-open'] ? { alwaysOpen: true } : {}),
    ...(values.accounts === undefined ? {} : { accounts }),
  };
  return ok({ settings, hasLog, isHelp, faults, replay, statePath: state ?? null, asked });
}

/** @returns for orders and modifications, for cancellations: one figure counts for both */
function latencyOf(text: string | undefined, problems: string[]): readonly [number, number] {
  if (text === undefined) return [DEFAULT_SETTINGS.submitMs, DEFAULT_SETTINGS.cancelMs];
  const [submit = NaN, cancel = submit, ...rest] = text
    .split(',')
    .map((part) => (/^\d{1,6}$/.test(part) ? Number(part) : NaN));
  const isSound = [submit, cancel].every((ms) => latencyMsSchema.safeParse(ms).success) && rest.length === 0;
  if (!isSound)
    problems.push(
      `--latency is milliseconds from 0 to ${LATENCY_MS_MAX}, for orders and, after a comma, for cancellations, was "${text}".`,
    );
  return [submit, cancel];
}

function replayOf(
  values: {
    readonly [K in 'replay' | 'data-dir' | 'from' | 'scenario' | 'state']?: string | undefined;
  } & { readonly 'always-open': boolean },
  problems: string[],
): ReplayArguments | undefined {
  const { replay, from } = values;
  if (replay === undefined) {
    for (const name of ['data-dir', 'from'] as const) {
      if (values[name] !== undefined) problems.push(`--${name} goes with --replay.`);
    }
    return undefined;
  }
  if (values.scenario !== undefined) problems.push('--replay plays what has happened: leave --scenario out.');
  if (values['always-open']) problems.push('--replay has the hours of its bars: leave --always-open out.');
  if (values.state !== undefined)
    problems.push('--replay plays the same days at every start: leave --state out.');
  const date = isoDateSchema.optional().safeParse(from);
  if (!date.success) problems.push(`--from is a date as YYYY-MM-DD, was "${from}".`);
  const names = parseReplayNames(replay);
  if (!names.ok) problems.push(names.error);
  return { names: names.ok ? names.value : [], dataDirectory: values['data-dir'], from: date.data };
}
