import type { Difference as DifferenceView, ReconciliationStatus, TradingReason, TradingStatus } from '#shared/ipc/trading.ts'; // prettier-ignore
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { Clock } from '#shared/kernel/clock.ts';
import type { PortfolioDifference } from '#shared/model/account.ts';
import { stateOf } from '#shared/orders/order-state.ts';
import type { TradingState } from '#shared/risk/pre-trade/trading-gate.ts';
import type { ConnectionReader } from '../ports/broker-connection.ts';
import type { BrokerOrders } from '../ports/broker-orders.ts';
import type { DamagedRow, Halt } from '../ports/order-journal.ts';
import type { PortfolioReader } from '../ports/portfolio.ts';
import type { TradingClock } from '../risk/trading-clock.ts';
import type { TradingFacts } from '../risk/live-risk-view.ts';
import type { OrderBook } from './order-book.ts';
import type { OpenDifference, Reconciler } from './reconciler.ts';

export interface ResetWindow {
  readonly from: number;
  readonly to: number;
}

export interface TradingControlOptions {
  readonly book: OrderBook;
  readonly reconciler: () => Reconciler;
  readonly portfolio: PortfolioReader;
  readonly broker: BrokerOrders;
  readonly connection: () => ConnectionReader;
  /** Of an account. */
  readonly breakers: (account: string) => readonly string[];
  /** Whether the daily reset stops new risk in an account. */
  readonly heedsReset: (account: string) => boolean;
  /** The broker's daily reset, the present or the next one. */
  readonly resetWindow: (now: number) => ResetWindow;
  /** Rows of the journal that cannot be read and that nobody has accepted. */
  readonly damaged: () => { readonly rows: readonly DamagedRow[]; readonly count: number };
  readonly damagedCount: () => number;
  readonly clock: Clock;
  /** What the broker's hours go by. */
  readonly tradingClock: Pick<TradingClock, 'now' | 'isProven'>;
  readonly onChange: (status: TradingStatus) => void;
}

/** While a position differs from the broker's, the effect of an order on risk is unknown: only reducing orders pass. */
const DECISIVE = new Set<PortfolioDifference['about']>(['quantity']);
/**
 * A difference in cash is shown and can be accepted, and stops nothing: dividends, fees, interest and deposits come on any day
 * without an execution, and the rules use the broker's equity and funds, never our own balance. A warning that had to be
 * accepted nearly every morning would soon be accepted unread (docs/adr/0011).
 */
const ACCEPTABLE = new Set<PortfolioDifference['about']>(['quantity', 'cash']);

/** The state of trading (active, reducing, halted) and every reason for it; read by risk, the kill switch and the window. */
export class TradingControl {
  readonly #options: TradingControlOptions;
  #halt: Halt | null = null;
  #haltWork = { cancelsOpen: 0, note: '' };
  #hotkey: { readonly key: string | null; readonly trouble: string | null } = { key: null, trouble: null };
  #journalTrouble: { readonly failure: ServiceFailure; readonly since: number } | null = null;
  /** Since when each reason holds. */
  readonly #since = new Map<string, number>();
  #damageSeen = { count: 0, since: 0 };
  #told = '';

  constructor(options: TradingControlOptions) {
    this.#options = options;
  }

  get halt(): Halt | null {
    return this.#halt;
  }

  /** Holds in memory at once, before it is stored: orders are denied from here on. */
  setHalt(halt: Halt | null): void {
    this.#halt = halt;
    this.changed();
  }

  /** @param note what it has not done and why, in sentences; empty: nothing is to be said */
  setHaltWork(cancelsOpen: number, note: string): void {
    this.#haltWork = { cancelsOpen, note };
    this.changed();
  }

  setHotkey(key: string | null, trouble: string | null): void {
    this.#hotkey = { key, trouble };
    this.changed();
  }

  setJournalTrouble(failure: ServiceFailure | null): void {
    this.#journalTrouble =
      failure === null ? null : { failure, since: this.#journalTrouble?.since ?? this.#options.clock.now() };
    this.changed();
  }

  /** For the rules; allocates one small object for each order. */
  factsFor(account: string): TradingFacts {
    const { tradingClock, resetWindow, broker, portfolio } = this.#options;
    const { from, to } = this.isPractice ? NO_RESET : resetWindow(tradingClock.now());
    return {
      tradingState: this.#stateFor(account),
      reconciliation: this.reconciliation.state,
      arePositionsProven: portfolio.arePositionsProven,
      ...{ resetStartsAt: from, resetEndsAt: to, messagesLastSecond: broker.messagesLastSecond },
    };
  }

  get isConnected(): boolean {
    const { phase, isServerLinkLost } = this.#options.connection();
    return this.#options.broker.isOpen && !isServerLinkLost && (phase === 'ready' || phase === 'degraded' || phase === 'synchronising'); // prettier-ignore
  }

  get reconciliation(): Pick<ReconciliationStatus, 'state'> {
    const { portfolio } = this.#options;
    const reconciler = this.#options.reconciler();
    const isProven = this.#options.tradingClock.isProven && reconciler.isProven && portfolio.isCompared;
    if (!isProven) return { state: 'unproven' };
    const isAnyOpen = this.#areBooksApart || this.#options.damagedCount() > 0;
    return { state: isAnyOpen ? 'differences' : 'clean' };
  }

  get #areBooksApart(): boolean {
    const { portfolio, reconciler } = this.#options;
    return (
      reconciler().differences.length > 0 || portfolio.differences.some(({ about }) => DECISIVE.has(about))
    );
  }

  /** Something that the state depends on may have changed; `onChange` is told if the state has. */
  changed(): void {
    const status = this.status;
    const text = JSON.stringify(status);
    if (text === this.#told) return;
    this.#told = text;
    this.#options.onChange(status);
  }

  get status(): TradingStatus {
    const { book } = this.#options;
    const reasons = this.#reasons();
    const live = book.live;
    return {
      state: stateOfReasons(reasons),
      reasons,
      killSwitch: {
        ...{ isHalted: this.#halt !== null, since: this.#halt?.since ?? null, by: this.#halt?.by ?? null },
        isFlattening: this.#halt?.owed.some(({ isFlattening }) => isFlattening) ?? false,
        cancelsOpen: this.#haltWork.cancelsOpen,
        ...{ hotkey: this.#hotkey.key, hotkeyTrouble: this.#hotkey.trouble },
      },
      reconciliation: this.reconciliationStatus,
      workingOrders: live.length,
      unknownOrders: live.filter((record) => stateOf(record) === 'unknown').length,
    };
  }

  get reconciliationStatus(): ReconciliationStatus {
    const reconciler = this.#options.reconciler();
    const { isRunning, lastAt, trouble } = reconciler;
    const differences = [
      ...reconciler.differences.map((open) => this.#orderDifference(open)),
      ...this.#options.portfolio.differences.map(portfolioDifference),
      ...this.#damage(),
    ];
    return { state: this.reconciliation.state, isRunning, lastAt, trouble, differences };
  }

  /** The gateway of practice is on this computer: its servers are never restarted. */
  get isPractice(): boolean {
    return this.#options.connection().profile?.kind === 'practice';
  }

  #stateFor(account: string): TradingState {
    if (this.#halt !== null || this.#journalTrouble !== null || !this.isConnected) return 'halted';
    const { state } = this.reconciliation;
    if (state === 'unproven') return 'halted';
    if (state === 'differences' || this.#isInReset(account) || this.#options.breakers(account).length > 0)
      return 'reducing';
    return 'active';
  }

  #isInReset(account: string): boolean {
    if (this.isPractice || !this.#options.heedsReset(account)) return false;
    const now = this.#options.tradingClock.now();
    const { from, to } = this.#options.resetWindow(now);
    return now >= from && now < to;
  }

  #reasons(): TradingReason[] {
    const reasons: Omit<TradingReason, 'since'>[] = [];
    const add = (code: TradingReason['code'], message: string, help: string) =>
      reasons.push({ code, message, help });
    if (this.#halt !== null)
      add('kill-switch', `The kill switch was pulled (${this.#halt.by}). ${this.#haltWork.note}`.trim(), 'Resume trading once you know how the account stands.'); // prettier-ignore
    if (this.#journalTrouble !== null)
      add('journal-failed', `Orders cannot be journalled: ${this.#journalTrouble.failure.message}`, this.#journalTrouble.failure.help ?? ''); // prettier-ignore
    if (!this.isConnected)
      add('not-connected', 'There is no connection to the broker.', 'See the Connection panel.');
    const { state } = this.reconciliation;
    const untold = this.#options.tradingClock.isProven ? null : 'TWS has not told its time';
    const trouble = untold ?? this.#options.reconciler().trouble ?? this.#options.portfolio.trouble;
    if (state === 'unproven' && this.isConnected)
      add('not-reconciled', trouble === null ? 'Orders and positions have not yet been compared with the broker.' : `Orders and positions could not be compared with the broker: ${trouble}`, 'It is tried again and again; see the Connection panel if it lasts.'); // prettier-ignore
    if (this.#options.damagedCount() > 0)
      add('journal-damaged', 'Rows of the order journal cannot be read.', 'Only what reduces risk passes. Look at them in the blotter, compare with TWS, and accept that they are set aside.'); // prettier-ignore
    if (state !== 'unproven' && this.#areBooksApart)
      add('differences', 'Our book and the broker’s are not the same.', 'Look at the differences, and settle them in TWS or accept them.'); // prettier-ignore
    for (const account of this.#options.connection().accounts) {
      const breakers = this.#options.breakers(account);
      if (breakers.length > 0)
        add('breaker', `${account}: ${breakers.join(' and ')} has tripped.`, 'Only what reduces risk passes. See the risk limits.'); // prettier-ignore
    }
    if (this.#options.connection().accounts.some((account) => this.#isInReset(account)))
      add(
        'reset-window',
        'The broker’s daily reset is going on.',
        'Only what reduces risk passes until it is over.',
      );
    return this.#dated(reasons);
  }

  #dated(reasons: readonly Omit<TradingReason, 'since'>[]): TradingReason[] {
    const now = this.#options.clock.now();
    for (const code of this.#since.keys())
      if (!reasons.some((one) => one.code === code)) this.#since.delete(code);
    return reasons.map((reason) => {
      const since = reason.code === 'kill-switch' ? this.#halt!.since : (this.#since.get(reason.code) ?? now);
      this.#since.set(reason.code, since);
      return { ...reason, since };
    });
  }

  #damage(): DifferenceView[] {
    const { rows, count } = this.#options.damaged();
    if (count === 0) return [];
    const named = rows.map(({ source, key, reason }) => `${source} ${key} (${reason})`).slice(0, NAMED_MAX);
    const more = count > named.length ? `, and ${count - named.length} more` : '';
    const since = this.#damageSeenAt(count);
    return [
      {
        ...{ key: `${DAMAGED_KEY} ${count}`, about: 'journal', since, account: null, contractId: null },
        message: `${count === 1 ? 'A row' : `${count} rows`} of the order journal cannot be read and ${count === 1 ? 'is' : 'are'} left out: ${named.join('; ')}${more}.`,
        help: 'They are kept as they are in trading.db. Compare orders and positions with TWS, then accept it.',
        ...{ orderKey: null, canBeAccepted: true },
      },
    ];
  }

  #damageSeenAt(count: number): number {
    if (this.#damageSeen.count !== count) this.#damageSeen = { count, since: this.#options.clock.now() };
    return this.#damageSeen.since;
  }

  #orderDifference({ difference, key, since }: OpenDifference): DifferenceView {
    const ref = 'ref' in difference ? difference.ref : null;
    const record = ref === null ? undefined : this.#options.book.get(ref);
    return {
      ...{
        key,
        about: difference.kind === 'executions-missing' ? 'execution' : 'order',
        message: difference.text,
      },
      help: 'Look for it in TWS. Once you know how it stands, accept the broker’s word.',
      ...{ since, account: record?.account ?? null, contractId: record?.contract.contractId ?? null },
      ...{ orderKey: ref, canBeAccepted: true },
    };
  }
}

/** Key of the difference that is about unreadable rows of the journal, not about the broker. */
export const DAMAGED_KEY = 'journal-damaged';
const NAMED_MAX = 5;

export const NO_RESET: ResetWindow = { from: Infinity, to: Infinity };
const HALTING = new Set<TradingReason['code']>([
  'kill-switch',
  'journal-failed',
  'not-connected',
  'not-reconciled',
]);

function stateOfReasons(reasons: readonly TradingReason[]): TradingState {
  if (reasons.some(({ code }) => HALTING.has(code))) return 'halted';
  return reasons.length > 0 ? 'reducing' : 'active';
}

function portfolioDifference(one: PortfolioDifference): DifferenceView {
  const { key, about, account, contractId, name, currency, ours, brokers, since } = one;
  const unit = about === 'quantity' ? '' : ` ${currency}`;
  return {
    ...{ key: `portfolio ${key}`, about: about === 'cash' ? 'cash' : 'position', account, contractId, since },
    message: `${name}, ${WORDS[about]}: ${ours}${unit} by our executions, ${brokers}${unit} at the broker.`,
    help: 'An execution may be missing. Accept the broker’s figure once you know why.',
    ...{ orderKey: null, canBeAccepted: ACCEPTABLE.has(about) },
  };
}

const WORDS: Readonly<Record<PortfolioDifference['about'], string>> = {
  quantity: 'position',
  cash: 'cash',
  'average-cost': 'average cost',
  'realized-pnl': 'realised profit',
};
