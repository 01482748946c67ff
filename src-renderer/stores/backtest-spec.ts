import { z } from 'zod';
import type { StrategyInfo } from '#shared/ipc/contract.ts';
import type { IpcError } from '#shared/ipc/errors.ts';
import {
  type BacktestSpec,
  backtestSpecSchema,
  DEFAULT_EXECUTION,
  type Execution,
  type PreTradeLimits,
  preTradeSchema,
  type SessionHours,
  sessionHoursSchema,
} from '#shared/model/backtest.ts';
import { isDatedBySession } from '#shared/model/bar-size.ts';
import { isoDateOf } from '#shared/model/iso-date.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { DECIMAL_HELP, parseDecimal } from './decimal.ts';
import { type ParameterValue, parameterFields, parseParameter } from './parameter-fields.ts';

/** What the Backtest form holds: text as typed, so that nothing is lost or changed while it is being written. */
export interface BacktestDraft {
  readonly strategyId: string | null;
  /** By strategy and parameter; what is absent is at its default. */
  readonly parameters: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Null: not chosen yet. */
  readonly seriesIds: readonly number[] | null;
  readonly from: string;
  readonly to: string;
  readonly cash: string;
  readonly sizingKind: BacktestSpec['sizing']['kind'];
  readonly quantity: string;
  readonly sizingCash: string;
  readonly percent: string;
  readonly commissionKind: BacktestSpec['commission']['kind'];
  readonly perOrder: string;
  readonly perUnit: string;
  readonly minimum: string;
  readonly commissionBasisPoints: string;
  readonly slippageKind: BacktestSpec['slippage']['kind'];
  readonly ticks: string;
  readonly slippageBasisPoints: string;
  readonly account: Execution['account'];
  readonly limitFill: Execution['limitFill'];
  /** Empty: no bound. */
  readonly participation: string;
  readonly borrow: string;
  readonly latencyBars: string;
  readonly closeFill: Execution['closeFill'];
  /** Null: no order is asked about limits. Rules of its own come from a stored run, and stay as they are. */
  readonly preTrade: PreTradeLimits | null;
  /** Null: every bar is traded on. */
  readonly session: SessionHours | null;
}

/** Costs are on from the start: a result without them flatters. */
export const FIRST_DRAFT: BacktestDraft = {
  strategyId: null,
  parameters: {},
  seriesIds: null,
  from: '',
  to: '',
  cash: '100,000',
  sizingKind: 'percent-of-equity',
  quantity: '1',
  sizingCash: '10,000',
  percent: '95',
  commissionKind: 'per-unit',
  perOrder: '1',
  perUnit: '0.005',
  minimum: '1',
  commissionBasisPoints: '5',
  slippageKind: 'basis-points',
  ticks: '1',
  slippageBasisPoints: '1',
  account: 'cash',
  limitFill: 'through',
  participation: '',
  borrow: '0',
  latencyBars: '0',
  closeFill: 'next-close',
  preTrade: null,
  session: null,
};

const text = (field: keyof BacktestDraft) =>
  z
    .string()
    .max(100)
    .catch(FIRST_DRAFT[field] as string);
const storedDraftSchema = z
  .object({
    strategyId: z.string().nullable().catch(null),
    parameters: z.record(z.string(), z.record(z.string(), z.string())).catch({}),
    seriesIds: z.array(z.number()).nullable().catch(null),
    from: text('from'),
    to: text('to'),
    cash: text('cash'),
    sizingKind: z.enum(['quantity', 'cash', 'percent-of-equity']).catch(FIRST_DRAFT.sizingKind),
    quantity: text('quantity'),
    sizingCash: text('sizingCash'),
    percent: text('percent'),
    commissionKind: z
      .enum(['none', 'per-order', 'per-unit', 'basis-points', 'ib-fixed', 'ib-tiered'])
      .catch(FIRST_DRAFT.commissionKind),
    perOrder: text('perOrder'),
    perUnit: text('perUnit'),
    minimum: text('minimum'),
    commissionBasisPoints: text('commissionBasisPoints'),
    slippageKind: z.enum(['none', 'ticks', 'basis-points']).catch(FIRST_DRAFT.slippageKind),
    ticks: text('ticks'),
    slippageBasisPoints: text('slippageBasisPoints'),
    account: z.enum(['cash', 'margin']).catch(FIRST_DRAFT.account),
    limitFill: z.enum(['through', 'touch']).catch(FIRST_DRAFT.limitFill),
    participation: text('participation'),
    borrow: text('borrow'),
    latencyBars: text('latencyBars'),
    closeFill: z.enum(['next-close', 'this-close']).catch(FIRST_DRAFT.closeFill),
    preTrade: preTradeSchema.nullable().catch(null),
    session: sessionHoursSchema.nullable().catch(null),
  })
  .catch(FIRST_DRAFT as never);

/** A draft that was stored by this or another version: fields that are missing or damaged get their first value. */
export function restoreDraft(stored: unknown): BacktestDraft {
  return storedDraftSchema.parse(stored);
}

export interface BacktestChoices {
  readonly strategies: readonly StrategyInfo[];
  readonly series: readonly SeriesSummary[];
}

/** By field: a key of the draft, or `parameters.NAME`. */
export type FieldErrors = Readonly<Record<string, string>>;

/** The first while none was ever chosen; null when the one that was is not there, which no other may stand in for. */
export function chosenStrategy(draft: BacktestDraft, { strategies }: BacktestChoices): StrategyInfo | null {
  if (draft.strategyId === null) return strategies[0] ?? null;
  return strategies.find((strategy) => strategy.strategyId === draft.strategyId) ?? null;
}

/**
 * The series chosen that are still in the library, in the order they were chosen in, which is that of their roles and of who
 * comes first for the money; the one that came with the product when none was ever chosen.
 */
export function chosenSeries(draft: BacktestDraft, { series }: BacktestChoices): readonly SeriesSummary[] {
  if (draft.seriesIds === null) {
    const first = series.find((one) => one.symbol === 'SPX') ?? series[0];
    return first === undefined ? [] : [first];
  }
  const byId = new Map<number, SeriesSummary>(series.map((one) => [one.seriesId, one]));
  return [...new Set(draft.seriesIds)].flatMap((id) => byId.get(id) ?? []);
}

function fitsRoles({ roles }: StrategyInfo, count: number): boolean {
  return roles === null || (count >= roles.fewest && count <= roles.most);
}

/** Which symbols the strategy takes: "2 symbols: 1. first leg, 2. second leg"; empty when it trades each by itself. */
export function rolesText({ roles }: StrategyInfo): string {
  if (roles === null) return '';
  const { names, fewest, most } = roles;
  const count = fewest === most ? `${fewest}` : `${fewest} to ${most}`;
  const all = names.map((name, i) => `${i + 1}. ${name}`).join(', ');
  return `${count} symbols, in this order: ${all}${most > names.length ? ' and so on' : ''}`;
}

/** "SPY: ETF or index, XLK: member of the basket"; empty when symbols have no roles, or there are none. */
export function chosenRoles({ roles }: StrategyInfo, series: readonly SeriesSummary[]): string {
  if (roles === null) return '';
  const roleOf = (place: number) => roles.names[Math.min(place, roles.names.length - 1)]!;
  return series.map(({ symbol }, place) => `${symbol}: ${roleOf(place)}`).join(', ');
}

/** What the form would send, or what is wrong and where. */
export function specOf(draft: BacktestDraft, choices: BacktestChoices): Result<BacktestSpec, FieldErrors> {
  const errors: Record<string, string> = {};
  const strategy = chosenStrategy(draft, choices);
  const series = chosenSeries(draft, choices);
  if (strategy === null)
    errors['strategyId'] =
      draft.strategyId === null
        ? 'Choose a strategy.'
        : `The strategy '${draft.strategyId}' is not to be had just now.`;
  if (series.length === 0)
    errors['seriesIds'] = 'Choose at least one symbol. The Library panel imports more.';
  else if (strategy !== null && !fitsRoles(strategy, series.length))
    errors['seriesIds'] = `${strategy.title} takes ${rolesText(strategy)}.`;
  if (strategy?.sellsShort === true && draft.account === 'cash')
    errors['account'] = `${strategy.title} sells short, and a cash account cannot: choose Margin.`;

  const daily = draft.session === null ? undefined : series.find(({ barSize }) => isDatedBySession(barSize));
  if (daily !== undefined)
    errors['session'] =
      `${daily.symbol} has bars of ${daily.barSize}, which have no hours to choose from: take all bars.`;

  const figure = (field: keyof BacktestDraft): number => {
    const value = parseDecimal(draft[field] as string);
    if (value === null) errors[field] = `Not a figure: ${DECIMAL_HELP}.`;
    return value ?? NaN;
  };
  const candidate = {
    strategyId: strategy?.strategyId ?? '',
    parameters: strategy === null ? {} : readParameters(draft, strategy, errors),
    seriesIds: series.map((one) => one.seriesId),
    ...(draft.from === '' ? {} : { from: draft.from }),
    ...(draft.to === '' ? {} : { to: draft.to }),
    cash: figure('cash'),
    sizing: sizingOf(draft, figure),
    commission: commissionOf(draft, figure),
    slippage: slippageOf(draft, figure),
    ...executionOf(draft, figure),
    ...(draft.preTrade === null ? {} : { preTrade: draft.preTrade }),
    ...(draft.session === null ? {} : { session: draft.session }),
  };
  if (draft.from !== '' && draft.to !== '' && draft.from > draft.to)
    errors['to'] = 'The last date is before the first.';

  const parsed = backtestSpecSchema.safeParse(candidate);
  if (!parsed.success) {
    for (const issue of parsed.error.issues)
      errors[fieldOf(issue.path.map(String), draft)] ??= sentence(issue.message);
  }
  return parsed.success && Object.keys(errors).length === 0 ? ok(parsed.data) : err(errors);
}

/** The field that a place in the spec belongs to: `sizing.percent` is the draft's `percent`. */
export function fieldOf(path: readonly string[], draft: BacktestDraft): string {
  const [head = '', tail] = path;
  switch (head) {
    case 'parameters':
      return `parameters.${tail ?? ''}`;
    case 'sizing':
      return { quantity: 'quantity', cash: 'sizingCash', 'percent-of-equity': 'percent' }[draft.sizingKind];
    case 'commission':
      if (tail === 'minimum') return 'minimum';
      return {
        none: 'commissionKind',
        'per-order': 'perOrder',
        'per-unit': 'perUnit',
        'basis-points': 'commissionBasisPoints',
        'ib-fixed': 'commissionKind',
        'ib-tiered': 'commissionKind',
      }[draft.commissionKind];
    case 'slippage':
      return { none: 'slippageKind', ticks: 'ticks', 'basis-points': 'slippageBasisPoints' }[
        draft.slippageKind
      ];
    case 'execution':
      return tail ?? head;
    default:
      return head;
  }
}

/** Codes of the service that are about one field. */
const FIELD_OF_CODE: Readonly<Record<string, string>> = {
  'dates-reversed': 'to',
  'no-bars-in-range': 'from',
  'series-not-found': 'seriesIds',
  'series-twice': 'seriesIds',
  'series-differ': 'seriesIds',
  'unknown-strategy': 'strategyId',
  'strategy-not-usable': 'strategyId',
  'symbols-misfit': 'seriesIds',
  'multipliers-differ': 'seriesIds',
  'needs-margin': 'account',
};

/** What the service had against the run, at the fields it named; empty when it named none. */
export function serviceErrorsOf(error: IpcError, draft: BacktestDraft): FieldErrors {
  if (error.kind === 'invalid-request') {
    // Written as `sizing.percent: must be at most 100`.
    return pairs(error.issues, /^([\w.]+): (.+)$/, (place) => fieldOf(place.split('.'), draft));
  }
  if (error.kind !== 'failed') return {};
  if (error.code === 'invalid-parameters') {
    // Written as `fast was 300: it must be below slow; ...`.
    return pairs(error.message.split('; '), /^(\w+) was [^:]*: (.+)$/, (name) => `parameters.${name}`);
  }
  const field = FIELD_OF_CODE[error.code];
  return field === undefined ? {} : { [field]: error.message };
}

function pairs(sentences: readonly string[], shape: RegExp, field: (place: string) => string): FieldErrors {
  return Object.fromEntries(
    sentences.flatMap((text) => {
      const match = shape.exec(text);
      return match === null ? [] : [[field(match[1]!), sentence(match[2]!)]];
    }),
  );
}

/** A stored run's spec as text again, so that it can be changed and run once more. */
export function draftOf(spec: BacktestSpec, last: BacktestDraft): BacktestDraft {
  const { sizing, commission, slippage, execution = DEFAULT_EXECUTION } = spec;
  return {
    ...last,
    strategyId: spec.strategyId,
    parameters: {
      ...last.parameters,
      [spec.strategyId]: Object.fromEntries(
        Object.entries(spec.parameters).map(([name, value]) => [name, String(value)]),
      ),
    },
    seriesIds: spec.seriesIds,
    from: spec.from ?? '',
    to: spec.to ?? '',
    cash: String(spec.cash),
    sizingKind: sizing.kind,
    ...(sizing.kind === 'quantity' && { quantity: String(sizing.quantity) }),
    ...(sizing.kind === 'cash' && { sizingCash: String(sizing.cash) }),
    ...(sizing.kind === 'percent-of-equity' && { percent: String(sizing.percent) }),
    commissionKind: commission.kind,
    ...(commission.kind === 'per-order' && { perOrder: String(commission.amount) }),
    ...(commission.kind === 'per-unit' && {
      perUnit: String(commission.amount),
      minimum: String(commission.minimum),
    }),
    ...(commission.kind === 'basis-points' && { commissionBasisPoints: String(commission.basisPoints) }),
    slippageKind: slippage.kind,
    ...(slippage.kind === 'ticks' && { ticks: String(slippage.ticks) }),
    ...(slippage.kind === 'basis-points' && { slippageBasisPoints: String(slippage.basisPoints) }),
    ...execution,
    participation: execution.participation === null ? '' : String(execution.participation),
    borrow: String(execution.borrow),
    latencyBars: String(execution.latencyBars),
    preTrade: spec.preTrade ?? null,
    session: spec.session ?? null,
  };
}

/** First and last date that the chosen series have between them; null when there is none. */
export function dateRange(
  series: readonly SeriesSummary[],
): { readonly first: string; readonly last: string } | null {
  const filled = series.filter((one) => one.barCount > 0);
  if (filled.length === 0) return null;
  const firsts = filled.map((one) => dateOf(one.firstTime, one)).sort();
  const lasts = filled.map((one) => dateOf(one.lastTime, one)).sort();
  return { first: firsts[0]!, last: lasts.at(-1)! };
}

/** What a click on the button will do: "Run SMA cross on SPX, 2000-01-03 to 2020-05-06". */
export function runSentence(draft: BacktestDraft, choices: BacktestChoices): string {
  const strategy = chosenStrategy(draft, choices);
  const series = chosenSeries(draft, choices);
  const range = dateRange(series);
  if (strategy === null || range === null) return 'Run the backtest';
  const symbols =
    series.length <= 3 ? series.map((one) => one.symbol).join(', ') : `${series.length} symbols`;
  const from = draft.from > range.first ? draft.from : range.first;
  const to = draft.to !== '' && draft.to < range.last ? draft.to : range.last;
  return `Run ${strategy.title} on ${symbols}, ${from} to ${to}`;
}

function readParameters(
  draft: BacktestDraft,
  strategy: StrategyInfo,
  errors: Record<string, string>,
): Record<string, ParameterValue> {
  const typed = draft.parameters[strategy.strategyId] ?? {};
  const values: Record<string, ParameterValue> = {};
  for (const field of parameterFields(strategy.parametersJsonSchema, strategy.defaults)) {
    const value = parseParameter(field, typed[field.name] ?? field.default);
    if (value.ok) values[field.name] = value.value;
    else errors[`parameters.${field.name}`] = value.error;
  }
  return values;
}

type Figure = (field: keyof BacktestDraft) => number;

function sizingOf(draft: BacktestDraft, figure: Figure): BacktestSpec['sizing'] {
  switch (draft.sizingKind) {
    case 'quantity':
      return { kind: 'quantity', quantity: figure('quantity') };
    case 'cash':
      return { kind: 'cash', cash: figure('sizingCash') };
    case 'percent-of-equity':
      return { kind: 'percent-of-equity', percent: figure('percent') };
  }
}

function commissionOf(draft: BacktestDraft, figure: Figure): BacktestSpec['commission'] {
  switch (draft.commissionKind) {
    case 'none':
      return { kind: 'none' };
    case 'per-order':
      return { kind: 'per-order', amount: figure('perOrder') };
    case 'per-unit':
      return { kind: 'per-unit', amount: figure('perUnit'), minimum: figure('minimum') };
    case 'basis-points':
      return { kind: 'basis-points', basisPoints: figure('commissionBasisPoints') };
    case 'ib-fixed':
    case 'ib-tiered':
      return { kind: draft.commissionKind };
  }
}

function slippageOf(draft: BacktestDraft, figure: Figure): BacktestSpec['slippage'] {
  switch (draft.slippageKind) {
    case 'none':
      return { kind: 'none' };
    case 'ticks':
      return { kind: 'ticks', ticks: figure('ticks') };
    case 'basis-points':
      return { kind: 'basis-points', basisPoints: figure('slippageBasisPoints') };
  }
}

/** Absent where nothing differs from the default: runs that ask for nothing special stay as they always were. */
function executionOf(draft: BacktestDraft, figure: Figure): Pick<BacktestSpec, 'execution'> {
  const execution: Execution = {
    account: draft.account,
    limitFill: draft.limitFill,
    participation: draft.participation.trim() === '' ? null : figure('participation'),
    // Its field is there only with margin, and so is its fault.
    borrow: draft.account === 'margin' ? figure('borrow') : (parseDecimal(draft.borrow) ?? 0),
    latencyBars: figure('latencyBars'),
    closeFill: draft.closeFill,
  };
  const names = Object.keys(DEFAULT_EXECUTION) as (keyof Execution)[];
  return names.every((name) => execution[name] === DEFAULT_EXECUTION[name]) ? {} : { execution };
}

function dateOf(unixMs: number, series: SeriesSummary): string {
  if (isDatedBySession(series.barSize)) return isoDateOf(unixMs);
  // The Swedish way of writing a date is ISO's.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: series.timeZone, dateStyle: 'short' }).format(unixMs);
}

/** Messages of zod begin in lower or upper case and end without a full stop. */
function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return text.endsWith('.') ? text : `${text}.`;
}
