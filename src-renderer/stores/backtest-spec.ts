import type { StrategyInfo } from '#shared/ipc/contract.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import {
  type BacktestSpec,
  backtestSpecSchema,
  DEFAULT_EXECUTION,
  type Execution,
} from '#shared/model/backtest.ts';
import { isDatedBySession } from '#shared/model/bar-size.ts';
import { actionsOf } from './backtest-actions.ts';
import {
  type BacktestChoices,
  chosenSeries,
  chosenStrategy,
  fitsRoles,
  rolesText,
} from './backtest-choices.ts';
import { fieldOf, type FieldErrors, sentence } from './backtest-errors.ts';
import type { BacktestDraft } from './backtest-fields.ts';
import { parseRates } from './currency-text.ts';
import { DECIMAL_HELP, parseDecimal } from './decimal.ts';
import { type ParameterValue, parameterFields, parseParameter } from './parameter-fields.ts';

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
    ...currenciesOf(draft, figure, errors),
  };
  if (draft.from !== '' && draft.to !== '' && draft.from > draft.to)
    errors['to'] = 'The last date is before the first.';
  const actions = actionsOf(draft.actions, series);
  if (!actions.ok) errors['actions'] = actions.error;

  const parsed = backtestSpecSchema.safeParse(candidate);
  if (!parsed.success) {
    for (const issue of parsed.error.issues)
      errors[fieldOf(issue.path.map(String), draft)] ??= sentence(issue.message);
  }
  if (!parsed.success || !actions.ok || Object.keys(errors).length > 0) return err(errors);
  // They were parsed when they were read; thousands of them at every key would be felt.
  return ok(actions.value.length === 0 ? parsed.data : { ...parsed.data, actions: [...actions.value] });
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

/** Absent where no currency is named: then all symbols must be in one. */
function currenciesOf(draft: BacktestDraft, figure: Figure, errors: Record<string, string>): object {
  const base = draft.baseCurrency.trim().toUpperCase();
  if (base === '') return {};
  const rates = parseRates(draft.fixedRates);
  if (!rates.ok) errors['fixedRates'] = rates.error;
  const interest = figure('currencyInterest');
  return { currencies: { base, rates: rates.ok ? rates.value : [], interest } };
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
