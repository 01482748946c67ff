import { EventName, type Contract as WireContract } from '@stoqey/ib';
import type { CancelSignal } from '#shared/kernel/cancel.ts';
import type { Timers } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { Contract } from '#shared/model/contract.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { AccountsListener, BrokerAccounts, BrokerPosition } from '../ports/broker-accounts.ts';
import type { RequestError } from '../ports/request-error.ts';
import type { DescribedContracts } from './described-contracts.ts';
import type { Subscribed } from './questions.ts';
import type { TwsRequests } from './requests.ts';
import { fromWireLine, fromWirePnl, fromWirePosition } from './wire-accounts.ts';
import { lacksMultiplier, multiplierMissing } from './wire-contracts.ts';

export const ANSWER_WITHIN_MS = 15_000;
/** Accounts followed one by one; more than a person trades by hand. TWS has one message for each, all within its rate. */
export const ACCOUNT_COUNT_MAX = 20;
/** Positions whose day's result is followed one by one. */
const POSITION_PNL_MAX = 60;

const SILENT: AccountsListener = {
  onPosition: () => undefined,
  onLine: () => undefined,
  onValue: () => undefined,
  onPnl: () => undefined,
  onPositionPnl: () => undefined,
  onSettled: () => undefined,
  onEnded: () => undefined,
};

export interface TwsAccountsOptions {
  readonly requests: TwsRequests;
  readonly timers: Timers;
  readonly log: Logger;
  readonly described: DescribedContracts;
}

/**
 * Accounts over TWS. Four kinds of streams, none of which tells all: `reqAccountUpdates` has prices and comes at once, but for
 * one account; `reqAccountUpdatesMulti` has the figures of the others; `reqPositions` has quantities of all; `reqPnL` and
 * `reqPnLSingle` have the day. A new `reqAccountUpdates` silently ends the one before, so it is asked for here and nowhere else.
 */
export class TwsAccounts implements BrokerAccounts {
  readonly #options: TwsAccountsOptions;
  #listener = SILENT;
  #streams: Subscribed[] = [];
  #pnlCount = 0;
  /** Streams of an earlier session end with it and are not told twice. */
  #following = 0;
  #main: string | null = null;
  #unreadable = 0;

  constructor(options: TwsAccountsOptions) {
    this.#options = options;
    const { requests } = options;
    requests.on(EventName.updateAccountValue, ([key, value, currency, account]) =>
      this.#listener.onValue({ account, key, value, currency } as Parameters<AccountsListener['onValue']>[0]),
    );
    requests.on(EventName.updatePortfolio, (args) => this.#line(args));
    requests.on(EventName.position, (args) => {
      const position = this.#position(args);
      if (position !== null) this.#listener.onPosition(position);
    });
    requests.on(EventName.accountDownloadEnd, ([account]) => this.#listener.onSettled(account as string));
    // It comes after every stretch of changes.
    requests.on(EventName.updateAccountTime, () => {
      if (this.#main !== null) this.#listener.onSettled(this.#main);
    });
  }

  listen(listener: AccountsListener): void {
    this.#listener = listener;
  }

  async follow(
    accounts: readonly string[],
    main: string,
    signal: CancelSignal,
  ): Promise<Result<null, RequestError>> {
    for (const stream of this.#streams) stream.close();
    this.#streams = [];
    const mine = ++this.#following;
    const followed = accounts.slice(0, ACCOUNT_COUNT_MAX);
    if (followed.length < accounts.length)
      this.#options.log.warn(
        { accounts: accounts.length },
        `only ${ACCOUNT_COUNT_MAX} accounts are followed`,
      );
    // Together: each waits for its own end, and the messages go out in this order.
    const answers = await Promise.all([
      this.#followMain(main, signal),
      ...followed.filter((account) => account !== main).map((account) => this.#followValues(account, signal)),
      ...followed.map((account) => this.#followPnl(account)),
    ]);
    if (mine !== this.#following) return err({ kind: 'cancelled' });
    return answers.find((answer) => !answer.ok) ?? ok(null);
  }

  /** Asked for twice where contracts are among them that nobody has described yet. */
  async positions(signal?: CancelSignal): Promise<Result<readonly BrokerPosition[], RequestError>> {
    const told = await this.#positionsAsDescribed(signal);
    return (await this.#options.described.learn(signal)) ? this.#positionsAsDescribed(signal) : told;
  }

  #positionsAsDescribed(signal?: CancelSignal): Promise<Result<readonly BrokerPosition[], RequestError>> {
    const found: BrokerPosition[] = [];
    return this.#options.requests.askUnnumbered({
      ...{ lane: 'account', withinMs: ANSWER_WITHIN_MS, names: [EventName.position, EventName.positionEnd] },
      end: EventName.positionEnd,
      // Asked again it tells all again, and goes on telling changes.
      send: (api) => api.reqPositions(),
      take: (name, args) => {
        if (name === EventName.positionEnd) return { answer: found };
        const position = this.#position(args);
        // A list without it would say that nothing is held.
        if (position === null) throw new Error(this.#whyUnreadable(args[1] as WireContract));
        found.push(position);
        return null;
      },
      ...(signal === undefined ? {} : { signal }),
    });
  }

  followPnl(account: string, contract: Contract): (() => void) | null {
    if (this.#pnlCount >= POSITION_PNL_MAX) return null;
    let isOpen = true;
    const release = () => {
      if (isOpen) this.#pnlCount--;
      isOpen = false;
    };
    const opened = this.#options.requests.subscribe({
      lane: 'account',
      send: (api, id) => api.reqPnLSingle(id, account, '', contract.contractId),
      cancel: (api, id) => api.cancelPnLSingle(id),
      onEvent: (name, args) => {
        if (name !== EventName.pnlSingle) return;
        const [, , daily, unrealized, realized] = args as number[];
        this.#listener.onPositionPnl(account, contract, fromWirePnl(daily, unrealized, realized));
      },
      onNotice: (code, text) =>
        this.#options.log.warn({ code, text, account, contractId: contract.contractId }, 'no day P&L'),
      onEnded: release,
    });
    if (!opened.ok) return null;
    this.#pnlCount++;
    return () => {
      opened.value.close();
      release();
    };
  }

  #followMain(main: string, signal: CancelSignal): Promise<Result<null, RequestError>> {
    this.#main = main;
    return this.#options.requests.askUnnumbered({
      ...{ lane: 'account', withinMs: ANSWER_WITHIN_MS, signal },
      ...{ names: [EventName.accountDownloadEnd], end: EventName.accountDownloadEnd },
      send: (api) => api.reqAccountUpdates(true, main),
      take: (_, [account]) => (account === main ? { answer: null } : null),
    });
  }

  #followValues(account: string, signal: CancelSignal): Promise<Result<null, RequestError>> {
    return this.#stream(
      {
        send: (api, id) => api.reqAccountUpdatesMulti(id, account, '', false),
        cancel: (api, id) => api.cancelAccountUpdatesMulti(id),
        onEvent: (name, args, complete) => {
          if (name === EventName.accountUpdateMultiEnd) {
            this.#listener.onSettled(account);
            complete();
          } else if (name === EventName.accountUpdateMulti) {
            const [, of, , key, value, currency] = args as string[];
            this.#listener.onValue({ account: of!, key: key!, value: value!, currency: currency ?? '' });
          }
        },
      },
      signal,
    );
  }

  /** Its first message may be long in coming where nothing is held: nobody waits for it. */
  #followPnl(account: string): Promise<Result<null, RequestError>> {
    const opened = this.#options.requests.subscribe({
      lane: 'account',
      send: (api, id) => api.reqPnL(id, account, ''),
      cancel: (api, id) => api.cancelPnL(id),
      onEvent: (name, args) => {
        if (name !== EventName.pnl) return;
        const [, daily, unrealized, realized] = args as number[];
        this.#listener.onPnl(account, fromWirePnl(daily, unrealized, realized));
      },
      onNotice: (code, text) => this.#options.log.warn({ code, text, account }, 'no day P&L'),
      onEnded: () => {
        if (account === this.#main) this.#listener.onEnded();
      },
    });
    if (opened.ok) this.#streams.push(opened.value);
    return Promise.resolve(opened.ok ? ok(null) : opened);
  }

  /** A subscription whose first answer is waited for. */
  #stream(
    stream: {
      readonly send: (api: Api, id: number) => unknown;
      readonly cancel: (api: Api, id: number) => unknown;
      readonly onEvent: (name: EventName, args: readonly unknown[], complete: () => void) => void;
    },
    signal: CancelSignal,
  ): Promise<Result<null, RequestError>> {
    return new Promise((resolve) => {
      let isOver = false;
      const finish = (outcome: Result<null, RequestError>) => {
        if (isOver) return;
        isOver = true;
        stopTimer();
        signal.removeEventListener('abort', onAbort);
        if (!outcome.ok && subscribed.ok) subscribed.value.close();
        resolve(outcome);
      };
      const onAbort = () => finish(err({ kind: 'cancelled' }));
      const subscribed = this.#options.requests.subscribe({
        lane: 'account',
        send: (api, id) => void stream.send(api, id),
        cancel: (api, id) => void stream.cancel(api, id),
        onEvent: (name, args) => stream.onEvent(name, args, () => finish(ok(null))),
        onNotice: (code, text) => finish(err({ kind: 'refused', code, text })),
        onEnded: (error) => finish(err(error)),
      });
      const stopTimer = this.#options.timers.schedule(ANSWER_WITHIN_MS, () =>
        finish(err({ kind: 'no-answer', afterMs: ANSWER_WITHIN_MS })),
      );
      if (!subscribed.ok) return finish(subscribed);
      this.#streams.push(subscribed.value);
      signal.addEventListener('abort', onAbort);
    });
  }

  #position(args: readonly unknown[]): BrokerPosition | null {
    const [account, wire, quantity, averageCost] = args as [string, WireContract, number, number | undefined];
    const position = fromWirePosition(account, this.#options.described.whole(wire), quantity, averageCost);
    if (position === null) this.#complain(account, wire);
    return position;
  }

  #whyUnreadable(wire: WireContract): string {
    return lacksMultiplier(this.#options.described.whole(wire))
      ? multiplierMissing('a position', wire)
      : 'a position of the list cannot be read';
  }

  #line(args: readonly unknown[]): void {
    const [wire, quantity, price, value, averageCost, unrealized, realized, account] = args as [
      ...[WireContract, number, number, number, number | undefined, number | undefined, number | undefined],
      string,
    ];
    const position = fromWirePosition(account, this.#options.described.whole(wire), quantity, averageCost);
    if (position === null) return this.#complain(account, wire);
    this.#listener.onLine(fromWireLine(position, price, value, unrealized, realized));
  }

  /** Once in a while: it would come with every change of its price. */
  #complain(account: string, wire: WireContract): void {
    if (this.#unreadable++ % 100 === 0)
      this.#options.log.error({ account, contract: wire }, 'a position cannot be read; it is not shown');
  }
}

type Api = Parameters<Parameters<TwsRequests['subscribe']>[0]['send']>[0];
