import { z } from 'zod';
import type { Brand } from '../kernel/brand.ts';
import { corporateActionSchema, MAX_ACTIONS_PER_RUN } from './corporate-action.ts';
import { currencySchema } from './currency.ts';
import { isoDateSchema } from './iso-date.ts';
import { CALENDAR_IDS } from './sessions/session-rules.ts';
import { seriesFactsSchema, seriesIdSchema } from './series.ts';
import { sourceHashSchema } from './user-strategy.ts';

/** Identifies one stored run: a UUID. */
export type RunId = Brand<string, 'RunId'>;
export const runIdSchema = z.uuid().transform((id) => id as RunId);

/** How many units an entry buys. Cash and percent are turned into units at the close that gave the signal, rounded down to the lot. */
export const sizingSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('quantity'), quantity: z.number().positive().max(1e9) }),
  z.strictObject({ kind: z.literal('cash'), cash: z.number().positive().max(1e9) }),
  z.strictObject({ kind: z.literal('percent-of-equity'), percent: z.number().positive().max(100) }),
]);
export type Sizing = z.output<typeof sizingSchema>;

/** What a fill costs. `minimum` is per order, in the account's currency. */
export const commissionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('per-order'), amount: z.number().min(0).max(10_000) }),
  z.strictObject({
    kind: z.literal('per-unit'),
    amount: z.number().min(0).max(1_000),
    minimum: z.number().min(0).max(10_000),
  }),
  z.strictObject({ kind: z.literal('basis-points'), basisPoints: z.number().min(0).max(1_000) }),
  /** The broker's price list for US shares, with its minimum and maximum per order; `ib-tiered` by the shares of the month. */
  z.strictObject({ kind: z.literal('ib-fixed') }),
  z.strictObject({ kind: z.literal('ib-tiered') }),
]);
export type CommissionModel = z.output<typeof commissionSchema>;

/** How much worse than the open a market order fills. */
export const slippageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('ticks'), ticks: z.number().min(0).max(1_000) }),
  z.strictObject({ kind: z.literal('basis-points'), basisPoints: z.number().min(0).max(1_000) }),
]);
export type SlippageModel = z.output<typeof slippageSchema>;

/** What kind of account trades, and how orders meet the bars. Every field has the value that runs had before it was there. */
export const executionSchema = z.strictObject({
  /** `cash`: what is bought is paid for, and nothing is sold short. `margin`: Regulation T. */
  account: z.enum(['cash', 'margin']).default('cash'),
  /** Whether a limit order fills when its price is reached, or only when the market trades through it. */
  limitFill: z.enum(['through', 'touch']).default('through'),
  /** Most that orders fill of a bar's volume, per cent; null: they fill whole. */
  participation: z.number().positive().max(100).nullable().default(null),
  /** What a short position costs, per cent of its worth and year. */
  borrow: z.number().min(0).max(1_000).default(0),
  /** Bars that an order, a change and a cancel need to get to the market, beyond the one they are given on. */
  latencyBars: z.number().int().min(0).max(1_000).default(0),
  /** Which close an order for the close gets: that of the next bar, or the one that it was decided on. */
  closeFill: z.enum(['next-close', 'this-close']).default('next-close'),
});
export type Execution = z.output<typeof executionSchema>;
export const DEFAULT_EXECUTION: Execution = executionSchema.parse({});

/**
 * Trading by the hours of an exchange, for bars shorter than a day: bars that start outside them are left out of the run,
 * for fills, indicators and equity alike, and DAY orders end with their session instead of at midnight.
 */
export const sessionHoursSchema = z.strictObject({
  calendar: z.enum(CALENDAR_IDS),
  /** `regular`: liquid hours, what TWS calls RTH. `extended`: whenever the exchange trades. */
  hours: z.enum(['regular', 'extended']).default('regular'),
  /** Closes every position at the close of its session's last bar, and cancels what works. */
  exitAtEnd: z.boolean().default(false),
});
export type SessionHours = z.output<typeof sessionHoursSchema>;

const CURRENCIES_MAX = 50;

/** Where the worth of one unit of a currency in the account's own comes from. */
export const currencyRateSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('fixed'),
    currency: currencySchema,
    rate: z.number().min(1e-9).max(1e9),
  }),
  /** Closes of a series of the library, or of two, multiplied; the inverse of each where it is told the other way round. */
  z.strictObject({
    kind: z.literal('series'),
    currency: currencySchema,
    legs: z
      .array(z.strictObject({ seriesId: seriesIdSchema, isInverse: z.boolean() }))
      .min(1)
      .max(2),
  }),
]);
export type CurrencyRate = z.output<typeof currencyRateSchema>;

/** An account that holds several currencies. Cash of the run, its sizes in money and its result are in `base`. */
export const runCurrenciesSchema = z.strictObject({
  base: currencySchema,
  /** Of other currencies. One that a symbol needs and that is not here is looked for in the library. */
  rates: z.array(currencyRateSchema).max(CURRENCIES_MAX).default([]),
  /** What cash below zero costs, per cent a year. */
  interest: z.number().min(0).max(100).default(0),
});
export type RunCurrencies = z.output<typeof runCurrenciesSchema>;

const RULES_NAMED_MAX = 100;

/**
 * The limits of live trading that every order of a run is asked about before it is given. `neutral` limits nothing but what
 * `rules` turns on; the others are the default limits of that kind of connection, changed by `rules`. Which rules and
 * figures there are is known to src-shared/risk/backtest-limits.ts, which judges them.
 */
export const preTradeSchema = z.strictObject({
  profile: z.enum(['neutral', 'practice', 'paper', 'live']),
  rules: z
    .record(
      z.string().regex(/^[a-z][a-z-]{0,39}$/),
      z.strictObject({
        isOn: z.boolean().optional(),
        params: z.record(z.string().max(40), z.union([z.number(), z.boolean()])).optional(),
      }),
    )
    .refine((rules) => Object.keys(rules).length <= RULES_NAMED_MAX, `at most ${RULES_NAMED_MAX} rules`)
    .default({}),
});
export type PreTradeLimits = z.output<typeof preTradeSchema>;

/** A strategy's settings by name; the strategy's own schema judges them. */
export const strategyParametersSchema = z.record(
  z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/),
  z.union([z.number(), z.string().max(200), z.boolean()]),
);

export const MAX_SYMBOLS_PER_RUN = 1_000;

/** Everything that decides a run's outcome, apart from the data itself. */
export const backtestSpecSchema = z.strictObject({
  strategyId: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
  /** The text of a user's strategy. Absent: a shipped one; or, while a run is asked for, the file as it stands. */
  strategyHash: sourceHashSchema.optional(),
  parameters: strategyParametersSchema,
  /** In the order of the strategy's roles, where it has some; the first come first for the money. */
  seriesIds: z.array(seriesIdSchema).min(1).max(MAX_SYMBOLS_PER_RUN),
  /** First and last date to trade on, both included, in the calendar of the series. Absent: all there is. */
  from: isoDateSchema.optional(),
  to: isoDateSchema.optional(),
  /** Account currency units at the start. */
  cash: z.number().positive().max(1_000_000_000),
  sizing: sizingSchema,
  commission: commissionSchema,
  slippage: slippageSchema,
  /** Absent in runs from before there was a choice: DEFAULT_EXECUTION. */
  execution: executionSchema.optional(),
  /** Absent: no order is asked about limits. */
  preTrade: preTradeSchema.optional(),
  /** Absent: every bar is traded on, and days end at midnight of the series' time zone. */
  session: sessionHoursSchema.optional(),
  /** Splits and dividends of the run's symbols; those of others change nothing. Absent: the bars are taken as they are. */
  actions: z.array(corporateActionSchema).max(MAX_ACTIONS_PER_RUN).optional(),
  /** Absent: the account is in the one currency of all symbols. */
  currencies: runCurrenciesSchema.optional(),
});
export type BacktestSpec = z.output<typeof backtestSpecSchema>;

/**
 * queued → running → done | failed | cancelled. `interrupted` is what a run that was running becomes when the
 * process that held it is gone.
 */
const RUN_STATUSES = ['queued', 'running', 'done', 'failed', 'cancelled', 'interrupted'] as const;
export const runStatusSchema = z.enum(RUN_STATUSES);
export type RunStatus = z.output<typeof runStatusSchema>;

/** Null also in runs stored before there was such a figure. */
const laterFigure = z.number().nullable().default(null);

/** Percentages are fractions (0.05 is 5 %), money is account currency units, null where the figure has no meaning (no trades, no risk). */
export const statisticsSchema = z.strictObject({
  /** Unix ms of the first and last bar traded on. */
  start: z.number(),
  end: z.number(),
  barCount: z.number(),
  startEquity: z.number(),
  finalEquity: z.number(),
  peakEquity: z.number(),
  netPnl: z.number(),
  totalReturn: z.number(),
  cagr: z.number().nullable(),
  /** Equal-weight holding of every symbol from its first traded close to its last. */
  buyAndHoldReturn: z.number(),
  annualVolatility: z.number().nullable(),
  sharpe: z.number().nullable(),
  sortino: z.number().nullable(),
  calmar: z.number().nullable(),
  omega: laterFigure,
  /** How likely the true Sharpe ratio is above 0, 0 to 1; and above what luck finds in as many trials (sweeps only). */
  probabilisticSharpe: laterFigure,
  deflatedSharpe: laterFigure,
  skew: laterFigure,
  /** In excess of the normal distribution's. */
  kurtosis: laterFigure,
  /** Daily, as losses: 0.02 is a loss of 2 %. */
  valueAtRisk95: laterFigure,
  valueAtRisk99: laterFigure,
  conditionalValueAtRisk95: laterFigure,
  conditionalValueAtRisk99: laterFigure,
  tailRatio: laterFigure,
  /** Against holding every symbol equally. Alpha and tracking error are per year. */
  alpha: laterFigure,
  beta: laterFigure,
  rSquared: laterFigure,
  correlation: laterFigure,
  informationRatio: laterFigure,
  trackingError: laterFigure,
  /** How far equity fell below its highest so far, 0 or above: 0.2 is a fall of 20 %; and the deepest fall in money. */
  maxDrawdown: z.number(),
  maxDrawdownMoney: z.number(),
  /** Calendar days from a peak until it is reached again, or to the end. */
  longestDrawdownDays: z.number(),
  /** By worth at day ends: means over all stays below a peak, and the root mean square of the falls. */
  averageDrawdown: laterFigure,
  averageDrawdownDays: laterFigure,
  ulcerIndex: laterFigure,
  recoveryFactor: laterFigure,
  bestDay: z.number().nullable(),
  worstDay: z.number().nullable(),
  bestMonth: laterFigure,
  worstMonth: laterFigure,
  bestYear: laterFigure,
  worstYear: laterFigure,
  /** Share of bars with a position. */
  exposure: z.number(),
  tradeCount: z.number(),
  /** Over all closed trades; one of zero P&L is neither a win nor a loss. Losses below are negative. */
  winRate: z.number().nullable(),
  winRateLong: laterFigure,
  winRateShort: laterFigure,
  profitFactor: z.number().nullable(),
  payoff: laterFigure,
  expectancy: z.number().nullable(),
  systemQuality: laterFigure,
  kelly: laterFigure,
  averageWin: z.number().nullable(),
  averageLoss: z.number().nullable(),
  largestWin: z.number().nullable(),
  largestLoss: z.number().nullable(),
  longestWinStreak: laterFigure,
  longestLossStreak: laterFigure,
  averageHoldingDays: z.number().nullable(),
  averageAdverseExcursion: laterFigure,
  averageFavourableExcursion: laterFigure,
  totalCommission: z.number(),
  totalSlippage: z.number(),
  /** Value bought and sold over the mean equity. */
  turnover: z.number(),
  /** The account's own first; empty where it holds one only. */
  currencies: z.array(z.lazy(() => currencyOutcomeSchema)).default([]),
});
export type Statistics = z.output<typeof statisticsSchema>;

/** One currency of an account that holds several. */
export const currencyOutcomeSchema = z.strictObject({
  currency: currencySchema,
  /** In the account's currency for one unit, at the first and the last bar. */
  firstRate: z.number(),
  lastRate: z.number(),
  /** At the end, in this currency: cash, below zero where it is borrowed, and the positions' worth. */
  cash: z.number(),
  positions: z.number(),
  /** The rest is in the account's currency: both together, and what the positions traded in it brought. */
  worth: z.number(),
  tradingPnl: z.number(),
  /** What the changes of its rate brought. */
  translation: z.number(),
  /** Paid on cash below zero. */
  interest: z.number(),
});
export type CurrencyOutcome = z.output<typeof currencyOutcomeSchema>;

/** A closed round trip, or with `exit` null one that is open at the end and marked at the last close. */
export const tradeSchema = z.strictObject({
  /** Index into the run's symbols. */
  symbol: z.number().int().nonnegative(),
  side: z.enum(['long', 'short']),
  quantity: z.number(),
  entryTime: z.number(),
  entryPrice: z.number(),
  exitTime: z.number().nullable(),
  exitPrice: z.number().nullable(),
  /** After commission; unrealised when open. In the account's currency, at the rate of the exit. */
  pnl: z.number(),
  /** P&L over the entry's value, a fraction. */
  returnOnEntry: z.number(),
  commission: z.number(),
  barsHeld: z.number().int(),
  /** How far the price went against the trade and with it while it was open, as shares of the entry price. */
  adverseExcursion: laterFigure,
  favourableExcursion: laterFigure,
  /** Account currency for one unit of the symbol's at the entry; null stands for 1. */
  entryRate: laterFigure,
});
export type Trade = z.output<typeof tradeSchema>;

/** One symbol's part in a run. */
export const symbolOutcomeSchema = z.strictObject({
  symbol: z.string(),
  /** Bars traded on, and bars before `from` that only warmed the indicators up. */
  barCount: z.number().int(),
  warmupBarCount: z.number().int(),
  fillCount: z.number().int(),
  tradeCount: z.number().int(),
  /** Realised and unrealised, after commission. */
  pnl: z.number(),
  deniedOrderCount: z.number().int(),
});
export type SymbolOutcome = z.output<typeof symbolOutcomeSchema>;

/** A series as it was when the run read it. */
export const runSeriesSchema = seriesFactsSchema.extend({
  seriesId: seriesIdSchema,
  /** SHA-256 over the bars that were read, hex; null until they have been. */
  dataHash: z.string().nullable(),
});
export type RunSeries = z.output<typeof runSeriesSchema>;

/** What a list of runs shows. */
export const runSummarySchema = z.strictObject({
  runId: runIdSchema,
  status: runStatusSchema,
  strategyId: z.string(),
  strategyTitle: z.string(),
  symbols: z.array(z.string()),
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  finishedAt: z.number().nullable(),
  /** Why it failed or was cut off; null otherwise. */
  reason: z.string().nullable(),
  finalEquity: z.number().nullable(),
  totalReturn: z.number().nullable(),
  sharpe: z.number().nullable(),
  maxDrawdown: z.number().nullable(),
  tradeCount: z.number().nullable(),
  hash: z.string().nullable(),
});
export type RunSummary = z.output<typeof runSummarySchema>;

/** A run whole, without its bars, equity and trades, which are asked for as they are shown. */
export const runDetailSchema = z.strictObject({
  summary: runSummarySchema,
  spec: backtestSpecSchema,
  series: z.array(runSeriesSchema),
  currency: currencySchema,
  codeVersion: z.string(),
  /** All null until the run is done. */
  statistics: statisticsSchema.nullable(),
  fillCount: z.number().int().nullable(),
  openTradeCount: z.number().int().nullable(),
  symbolOutcomes: z.array(symbolOutcomeSchema),
  /** Sentences the reader of the result must not miss: denied orders, signals with no next open, short data. */
  notes: z.array(z.string()),
});
export type RunDetail = z.output<typeof runDetailSchema>;

/** Where a run stands; sent many times a second, the newest wins. */
export const runProgressSchema = z.strictObject({
  runId: runIdSchema,
  status: runStatusSchema,
  elapsedMs: z.number(),
  /** Estimated from the bars done so far; null while there is nothing to go by. */
  remainingMs: z.number().nullable(),
  barsDone: z.number(),
  barsTotal: z.number(),
  /** One row per symbol, in the run's order. */
  symbols: z.array(
    z.strictObject({
      symbol: z.string(),
      barsDone: z.number(),
      barsTotal: z.number(),
      fillCount: z.number(),
    }),
  ),
});
export type RunProgress = z.output<typeof runProgressSchema>;

/** What a run is made with where nobody said otherwise: in the window's form and on the command line alike. */
export const DEFAULT_RUN_SETTINGS = {
  cash: 100_000,
  sizing: { kind: 'percent-of-equity', percent: 95 },
  commission: { kind: 'none' },
  slippage: { kind: 'none' },
} as const satisfies Partial<BacktestSpec>;
