import type { RiskUsage } from '#shared/ipc/risk.ts';
import type { Clock } from '#shared/kernel/clock.ts';
import { MS_PER_MINUTE, unixMillis, type UnixMillis } from '#shared/kernel/time.ts';
import type { Contract } from '#shared/model/contract.ts';
import type { Currency } from '#shared/model/currency.ts';
import { LocalDays } from '#shared/model/local-days.ts';
import { RiskActivity } from '#shared/risk/pre-trade/activity/risk-activity.ts';
import { hasFallen } from '#shared/risk/pre-trade/breaker.ts';
import type { Denial } from '#shared/risk/pre-trade/denial.ts';
import { isReduction } from '#shared/risk/pre-trade/effect.ts';
import { evaluate } from '#shared/risk/pre-trade/evaluate.ts';
import type { OrderRequest } from '#shared/risk/pre-trade/order-request.ts';
import type { PreTradeRule } from '#shared/risk/pre-trade/rule.ts';
import { RULES } from '#shared/risk/pre-trade/rules.ts';
import type { Limits } from '#shared/risk/pre-trade/settings.ts';
import type { ActivityRow, JournalState } from '../ports/order-journal.ts';
import { EquityWatch } from './equity-watch.ts';
import { LiveRiskView, type TradingFacts, type ViewPlace, type ViewSources } from './live-risk-view.ts';
import type { RiskLimits } from './risk-limits.ts';
import type { TradingClock } from './trading-clock.ts';

/** The day of counters and of the daily loss ends at midnight there, as the broker's does. */
export const TRADING_DAY_ZONE = 'America/New_York';

export interface RiskQuestion extends ViewPlace {
  readonly request: OrderRequest;
}

export interface RiskDeskOptions {
  readonly limits: RiskLimits;
  readonly sources: ViewSources;
  /** What days and windows go by. */
  readonly clock: Pick<TradingClock, 'now' | 'isProven'>;
  /** What quotes are dated by. */
  readonly local: Clock;
  /** Of one account: where trading stands, breakers included. */
  readonly trading: (account: string) => TradingFacts;
}

/** Which rules would say no to an order, here and now: everything they ask about is gathered from the ports, at once. */
export class RiskDesk {
  readonly #options: RiskDeskOptions;
  readonly #activities = new Map<string, RiskActivity>();
  readonly #watches = new Map<string, EquityWatch>();
  /** Marks as the journal was last given them. */
  readonly #keptMarks = new Map<string, string>();
  readonly #view: LiveRiskView;
  /** Unix ms up to which time has passed for certain: nothing was dated later. */
  #latest = -Infinity;
  /** Of the account and contract that were looked at last; before that a question throws. */
  #limits: Limits = [];

  constructor(options: RiskDeskOptions) {
    this.#options = options;
    this.#view = new LiveRiskView(
      options.sources,
      new RiskActivity(TRADING_DAY_ZONE),
      options.limits.settings.currency,
    );
  }

  /** Of another connection profile, or anew: counters go on where they were. */
  begin({ activity, equity }: Pick<JournalState, 'activity' | 'equity'>): void {
    this.#activities.clear();
    this.#watches.clear();
    this.#keptMarks.clear();
    this.#latest = [...activity, ...equity].reduce((latest, { at }) => Math.max(latest, at), -Infinity);
    for (const row of activity) this.#replay(row);
    for (const { account, at, marks } of equity) {
      const own = this.activityOf(account);
      own.advance(at);
      // Marks of a day that is over say nothing of the present one; the high is of all days.
      const isOfToday = own.day.snapshot().day === new LocalDays(TRADING_DAY_ZONE).advance(at);
      own.equity.restore(isOfToday ? marks : { ...marks, dayStart: null, dayLow: null });
    }
  }

  /** Unix ms. As long as the broker has not told the time, none has passed that is not in the journal: no day ends. */
  now(): UnixMillis {
    const { clock } = this.#options;
    const now = clock.now();
    if (!clock.isProven) return unixMillis(Number.isFinite(this.#latest) ? Math.min(now, this.#latest) : now);
    this.#latest = now;
    return now;
  }

  activityOf(account: string): RiskActivity {
    let activity = this.#activities.get(account);
    if (activity === undefined)
      this.#activities.set(account, (activity = new RiskActivity(TRADING_DAY_ZONE)));
    return activity;
  }

  get accounts(): Iterable<string> {
    return this.#activities.keys();
  }

  /** An order in this contract may come soon. */
  prepare(contract: Contract): void {
    this.#view.prepare(contract);
  }

  /** null: let through. The same question asked twice is judged twice: `attempted` says that it was meant. */
  evaluate(question: RiskQuestion): Denial | null {
    this.look(question);
    return this.judge(question);
  }

  /** The rules alone, on what `look` has gathered for the same question in the same step. */
  judge({ request }: RiskQuestion): Denial | null {
    return evaluate(request, this.#view, this.#limits);
  }

  /** Whether the order last evaluated at most closes its position: then it goes before others. */
  wasReduction(request: OrderRequest): boolean {
    return request.action === 'flatten' || isReduction(request, this.#view);
  }

  /** After each evaluation that was meant, denied or not: what the journal is to keep of it. */
  attempted(account: string, contractId: number, request: OrderRequest): ActivityRow {
    const at = this.now();
    this.activityOf(account).attempted(at, contractId, request);
    return { account, at, contractId, kind: 'attempt', request };
  }

  executed(account: string, contractId: number, side: 1 | -1): ActivityRow {
    const at = this.now();
    this.activityOf(account).executed(at, contractId, side);
    return { account, at, contractId, kind: 'trade', side };
  }

  closedAtLoss(account: string, contractId: number): ActivityRow {
    const at = this.now();
    this.activityOf(account).closedAtLoss(at);
    return { account, at, contractId, kind: 'loss' };
  }

  /**
   * The account's worth, in the limits' currency, for the breakers, with money paid in and out told apart.
   * @returns whether the marks are others than were kept last, and are to be kept
   */
  mark(account: string): boolean {
    const equity = this.equityOf(account);
    if (!Number.isFinite(equity)) return false;
    const { portfolio } = this.#options.sources;
    let watch = this.#watches.get(account);
    if (watch === undefined) this.#watches.set(account, (watch = new EquityWatch(this.activityOf(account))));
    watch.mark({
      ...{ at: this.now(), equity, dayPnl: this.#inLimitsCurrency(account, 'dayPnl') },
      outside: portfolio.outsideCash(account),
      rateOf: (currency) => this.#view.rateOf(account, currency as Currency),
    });
    const marks = JSON.stringify(this.activityOf(account).equity.snapshot());
    if (watch.isInDoubt || marks === this.#keptMarks.get(account)) return false;
    this.#keptMarks.set(account, marks);
    return true;
  }

  /** In the limits' currency; NaN: not known. */
  equityOf(account: string): number {
    return this.#inLimitsCurrency(account, 'netLiquidation');
  }

  /** Whether the broker's daily reset stops new risk in an account: whoever has switched the rule off has agreed to that. */
  heedsReset(account: string): boolean {
    return this.#options.limits.of(account, 0)[RESET_INDEX]!.isOn;
  }

  /** Codes of the breakers that stop new risk in an account. */
  breakers(account: string): string[] {
    const { equity } = this.activityOf(account);
    const limits = this.#options.limits.of(account, 0);
    const tripped: string[] = [];
    for (const { code, index, marks } of BREAKERS) {
      const { isOn, params } = limits[index]!;
      if (!isOn) continue;
      const [from, to] = marks(equity);
      // What is not known yet trips nothing here: the rule itself denies until it is.
      const isKnown = Number.isFinite(from) && Number.isFinite(to);
      if (isKnown && hasFallen(from, to, params['max'] as number)) tripped.push(code);
    }
    return tripped;
  }

  usage(account: string): RiskUsage {
    const { sources, limits } = this.#options;
    const activity = this.activityOf(account);
    const now = this.now();
    activity.advance(now);
    const { day, equity, submits } = activity;
    const known = (value: number) => (Number.isFinite(value) ? value : null);
    const fall = (from: number, to: number) => known(from > 0 ? Math.max(0, (from - to) / from) : NaN);
    return {
      account,
      currency: limits.settings.currency,
      equity: known(this.equityOf(account)),
      availableFunds: known(this.#inLimitsCurrency(account, 'availableFunds')),
      dailyLoss: fall(equity.dayStart, equity.dayLow),
      drawdown: fall(equity.high, equity.lowSinceHigh),
      ordersToday: day.total('orders'),
      cancelsToday: day.total('cancels'),
      tradesToday: day.total('trades'),
      submitsLastMinute: submits.count(MS_PER_MINUTE, now),
      workingOrders: sources.working.count(account, null),
      breakers: this.breakers(account),
    };
  }

  #inLimitsCurrency(account: string, figure: 'netLiquidation' | 'availableFunds' | 'dayPnl'): number {
    const { sources, limits } = this.#options;
    const reading = sources.portfolio.account(account);
    this.#view.currency = limits.settings.currency;
    return reading.baseCurrency === null
      ? NaN
      : reading[figure] * this.#view.rateOf(account, reading.baseCurrency);
  }

  /** Gathers everything that the rules ask about. */
  look(question: RiskQuestion): void {
    const { limits, local, trading } = this.#options;
    const now = this.now();
    const activity = this.activityOf(question.account);
    activity.advance(now);
    this.#limits = limits.of(question.account, question.contract.contractId);
    this.#view.fill(
      question,
      trading(question.account),
      activity,
      limits.settings.currency,
      now,
      now - local.now(),
    );
  }

  #replay(row: ActivityRow): void {
    const activity = this.activityOf(row.account);
    switch (row.kind) {
      case 'attempt':
        return activity.attempted(row.at, row.contractId, row.request);
      case 'trade':
        return activity.executed(row.at, row.contractId, row.side);
      case 'loss':
        return activity.closedAtLoss(row.at);
    }
  }
}

const MARKS: Readonly<Record<string, (equity: RiskActivity['equity']) => readonly [number, number]>> = {
  'daily-loss': ({ dayStart, dayLow }) => [dayStart, dayLow],
  drawdown: ({ high, lowSinceHigh }) => [high, lowSinceHigh],
};

const RESET_INDEX = (RULES as readonly PreTradeRule[]).findIndex(({ code }) => code === 'reset-window');

/** Those of the rules, with their places among the limits: asked before every order. */
const BREAKERS = (RULES as readonly PreTradeRule[]).flatMap(({ code }, index) => {
  const marks = MARKS[code];
  return marks === undefined ? [] : [{ code, index, marks }];
});
