import { type BacktestSpec, DEFAULT_EXECUTION } from '#shared/model/backtest.ts';
import type { BacktestDraft } from './backtest-fields.ts';
import { ratesText } from './currency-text.ts';

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
    baseCurrency: spec.currencies?.base ?? '',
    fixedRates: spec.currencies === undefined ? '' : ratesText(spec.currencies),
    currencyInterest: String(spec.currencies?.interest ?? 0),
    actions: spec.actions === undefined ? null : { name: 'An earlier run', list: spec.actions },
  };
}
