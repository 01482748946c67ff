import { z } from 'zod';
import {
  type BacktestSpec,
  type Execution,
  type PreTradeLimits,
  preTradeSchema,
  type SessionHours,
  sessionHoursSchema,
} from '#shared/model/backtest.ts';
import { type DraftActions, storedActionsSchema } from './backtest-actions.ts';

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
  /** Splits and dividends; null: none are given. */
  readonly actions: DraftActions | null;
  /** Empty: the one of all symbols. The other two are asked for only where it is said. */
  readonly baseCurrency: string;
  readonly fixedRates: string;
  readonly currencyInterest: string;
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
  actions: null,
  baseCurrency: '',
  fixedRates: '',
  currencyInterest: '0',
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
    actions: storedActionsSchema,
    baseCurrency: text('baseCurrency'),
    fixedRates: text('fixedRates'),
    currencyInterest: text('currencyInterest'),
  })
  .catch(FIRST_DRAFT as never);

/** A draft that was stored by this or another version: fields that are missing or damaged get their first value. */
export function restoreDraft(stored: unknown): BacktestDraft {
  return storedDraftSchema.parse(stored);
}
