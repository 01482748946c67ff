import { barSizeMs, isDatedBySession, type BarSize } from '#shared/model/bar-size.ts';
import { fromMicros, micros } from '#shared/model/money.ts';
import type { TradeTable } from '#shared/portfolio/trade-table.ts';
import { RiskActivity } from '#shared/risk/pre-trade/activity/risk-activity.ts';
import type { FillTable } from '#shared/simulation/fill-table.ts';

/** What a run has been through so far. */
export interface PastRun {
  readonly barSize: BarSize;
  readonly timeZone: string;
  /** Micros at the start. */
  readonly cash: number;
  readonly fills: FillTable;
  readonly trades: TradeTable;
  /** Start of each step, Unix ms, and the account's worth at its end, micros. */
  readonly curve: () => { readonly timeline: Float64Array; readonly equity: Float64Array };
}

/**
 * Equity, executions and losses as the rules ask for them, in the time of the bars. It is caught up with when an order is
 * asked about and not before, so that bars without orders cost nothing.
 *
 * A decision is taken in the last millisecond of its bar, which still belongs to the bar's day. A day begins at what the
 * account was worth before it, so that a daily bar has a loss of the day too. Executions count at the start of their bar.
 */
export class PastActivity {
  readonly activity: RiskActivity;
  private readonly run: PastRun;
  private readonly toEnd: number;
  private step = 0;
  private fill = 0;
  private trade = 0;
  private worth: number;

  constructor(run: PastRun) {
    this.run = run;
    this.toEnd = barSizeMs(run.barSize) - 1;
    this.activity = new RiskActivity(isDatedBySession(run.barSize) ? 'UTC' : run.timeZone);
    this.worth = fromMicros(micros(run.cash));
  }

  /** @param barTime start of the bar that has ended. Returns the moment of the decision. */
  catchUp(barTime: number): number {
    const { activity } = this;
    const { timeline, equity } = this.run.curve();
    for (; this.step < timeline.length && timeline[this.step]! <= barTime; this.step++) {
      const time = timeline[this.step]!;
      activity.marked(time, this.worth);
      this.bookUntil(time);
      this.worth = fromMicros(micros(equity[this.step]!));
      activity.marked(time + this.toEnd, this.worth);
    }
    // What has filled at the very close that is being decided on.
    this.bookUntil(barTime);
    const now = barTime + this.toEnd;
    activity.advance(now);
    return now;
  }

  private bookUntil(time: number): void {
    const { fills, trades } = this.run;
    for (; this.fill < fills.count && fills.time[this.fill]! <= time; this.fill++) {
      const at = fills.time[this.fill]!;
      const side = fills.side[this.fill]! > 0 ? 1 : -1;
      this.activity.executed(at, fills.symbol[this.fill]! + 1, side);
      let gained = 0;
      for (; this.trade < trades.count && trades.exitFill[this.trade] === this.fill; this.trade++)
        gained += trades.pnl[this.trade]!;
      if (gained < 0) this.activity.closedAtLoss(at);
    }
  }
}
