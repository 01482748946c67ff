import { EventName } from '@stoqey/ib';
import { MS_PER_MINUTE } from '#shared/kernel/time.ts';
import type { ConnectionProfile, ConnectionTrouble } from '#shared/model/connection.ts';
import {
  accountTrouble, clientIdInUse, didNotAnswer, endedEarly, farmBroken, fellSilent, notConfirmed, notTws, portMoved,
  versionUnsupported, wasClosed, type ConnectStage,
} from './connection-trouble.ts'; // prettier-ignore
import { BROKEN_FOR_MS_MAX, Farms } from './farms.ts';
import { MessageBudget } from './message-budget.ts';
import { isInResetWindow } from './reset-window.ts';
import type { ConnectionOptions, Session } from './session.ts';
import { LOOK_EVERY_MS, SilenceWatch } from './silence-watch.ts';
import { systemNotice, type SystemNotice } from './system-codes.ts';
import { TwsLink } from './tws-link.ts';

export const START_WITHIN_MS = 10_000;

type SingleConnectionOptions = Pick<
  ConnectionOptions,
  'clock' | 'timers' | 'monotonicMs' | 'log' | 'confirmLive' | 'bookOf'
>;

/** Notices that end a connection, or say why it is about to end: `onLost` tells them. */
type EndingNotice = 'port-moved' | 'client-id-in-use' | 'version-unsupported';
export type StateNotice = Exclude<SystemNotice, { readonly kind: EndingNotice }>;

/** What one connection tells. Nothing comes after `onLost`, nor after `close`. */
export interface SingleConnectionListener {
  /** Accounts and the order id floor are there, and a live account was confirmed. */
  onStarted(session: Session): void;
  /** Every decoded message of the session. */
  onEvent(session: Session, name: EventName, args: readonly unknown[]): void;
  /** TWS says something about its own state, before the session starts too. */
  onStateNotice(notice: StateNotice, text: string): void;
  /** Every error and notice of the session. */
  onNotice(session: Session, id: number, code: number, text: string): void;
  /** It is of no use any more, and is to be closed. */
  onLost(trouble: ConnectionTrouble): void;
  /** See `Farms.callForReconnect`; the same for all connections with a profile. */
  readonly reconnectedForFarms: Map<string, number>;
}

/**
 * One connection to TWS, from the opening of its socket to its end: greets, waits for accounts and order id floor, has a live
 * account confirmed, then makes the session and sees that TWS goes on answering. If it ends, it says why.
 */
export class SingleConnection {
  readonly farms = new Farms();
  readonly #options: SingleConnectionOptions;
  readonly #listener: SingleConnectionListener;
  readonly #link: TwsLink;
  readonly #budget: MessageBudget;
  readonly #silence: SilenceWatch;
  #profile: ConnectionProfile;
  /** From the moment that there is a socket to be closed. */
  #isOpen = false;
  #stage: ConnectStage = 'opening';
  #serverVersion = 0;
  #nextValidId: number | null = null;
  #accounts: readonly string[] | null = null;
  #isAskingUser = false;
  #session: Session | null = null;
  /** Why it will end, as far as TWS has said so before it does. */
  #announcedTrouble: ConnectionTrouble | null = null;
  /** Of the deadline of the start, then of the next look at the clock. */
  #stopTimer: () => void;

  constructor(
    profile: ConnectionProfile,
    options: SingleConnectionOptions,
    listener: SingleConnectionListener,
  ) {
    this.#options = options;
    this.#listener = listener;
    this.#profile = profile;
    const { timers, monotonicMs, log } = options;
    this.#budget = new MessageBudget({ timers, monotonicMs });
    this.#silence = new SilenceWatch(monotonicMs);
    const ifOpen = (run: () => void) => {
      if (this.#isOpen) run();
    };
    this.#link = new TwsLink(profile, {
      onOpened: () => ifOpen(() => (this.#stage = 'opened')),
      onGreeted: (serverVersion) => ifOpen(() => this.#greeted(serverVersion)),
      onHeard: () => ifOpen(() => this.#silence.heard()),
      onNotice: (id, code, text) => ifOpen(() => this.#noticed(id, code, text)),
      onEvent: (name, args) => ifOpen(() => this.#happened(name, args)),
      onNotTws: (beginning) => this.lose(notTws(profile, beginning)),
      onClosed: (error) => this.#closed(error),
      onFault: (error) => log.error({ error }, 'a message of TWS was not dealt with'),
    });
    this.#isOpen = true;
    this.#stopTimer = timers.schedule(START_WITHIN_MS, () => {
      if (this.#isAskingUser) return;
      this.lose(didNotAnswer(profile, this.#stage, START_WITHIN_MS / 1_000));
    });
  }

  /** With the account that is traded, once there is one. */
  get profile(): ConnectionProfile {
    return this.#profile;
  }

  /** null: not started yet. */
  get session(): Session | null {
    return this.#session;
  }

  /** @returns whether the session has it */
  useAccount(account: string): boolean {
    if (this.#session?.accounts.includes(account) !== true) return false;
    this.#profile = { ...this.#profile, account };
    return true;
  }

  /** Gives it up for a reason. */
  lose(trouble: ConnectionTrouble): void {
    if (this.#isOpen) this.#listener.onLost(trouble);
  }

  close(): void {
    this.#isOpen = false;
    this.#stopTimer();
    this.#budget.close();
    this.#link.close();
  }

  // ── To the start of the session ────────────────────────────────────────────────────────────────────────────────

  #greeted(serverVersion: number): void {
    this.#stage = 'greeted';
    this.#serverVersion = serverVersion;
  }

  #happened(name: EventName, args: readonly unknown[]): void {
    if (this.#session !== null) return this.#listener.onEvent(this.#session, name, args);
    if (name === EventName.nextValidId) this.#nextValidId = args[0] as number;
    if (name === EventName.managedAccounts)
      this.#accounts = (args[0] as string).split(',').filter((account) => account !== '');
    this.#startIfComplete();
  }

  #startIfComplete(): void {
    const accounts = this.#accounts;
    if (this.#nextValidId === null || accounts === null || this.#isAskingUser) return;
    const profile = this.#profile;
    const wrong = accountTrouble(profile, accounts);
    if (wrong !== null) return this.lose(wrong);
    if (profile.kind !== 'live') return this.#start(accounts);
    this.#isAskingUser = true;
    this.#confirmLive(accounts).then(
      (isConfirmed) => {
        if (!this.#isOpen) return;
        this.#isAskingUser = false;
        if (isConfirmed) this.#start(accounts);
        else this.lose(notConfirmed(profile));
      },
      (error: unknown) => {
        this.#options.log.error({ error }, 'whether to connect live could not be asked');
        this.lose(notConfirmed(profile));
      },
    );
  }

  #confirmLive(accounts: readonly string[]): Promise<boolean> {
    return this.#options.confirmLive?.(this.#profile, accounts) ?? Promise.resolve(false);
  }

  #start(accounts: readonly string[]): void {
    this.#stage = 'started';
    // The next connection asks for the same account: a login that does not have it is not what the user wants.
    this.#profile = { ...this.#profile, account: this.#profile.account ?? accounts[0]! };
    const link = this.#link;
    const account = () => this.#profile.account!;
    this.#session = {
      get account() {
        return account();
      },
      ...{ profile: this.#profile, book: this.#options.bookOf?.(this.#profile) ?? this.#profile },
      ...{ api: link.api, budget: this.#budget, serverVersion: this.#serverVersion, accounts },
      ...{ nextValidId: this.#nextValidId!, orderWire: link.orderWire(this.#serverVersion) },
      get isOpen() {
        return !link.isClosed;
      },
    };
    this.#silence.begin();
    this.#lookSoon();
    this.#listener.onStarted(this.#session);
  }

  // ── To its end ─────────────────────────────────────────────────────────────────────────────────────────────────

  #noticed(id: number, code: number, text: string): void {
    const notice = systemNotice(code, text);
    if (notice !== null) this.#systemNoticed(notice, text);
    if (this.#session !== null && this.#isOpen) this.#listener.onNotice(this.#session, id, code, text);
  }

  #systemNoticed(notice: SystemNotice, text: string): void {
    const hasStarted = this.#session !== null;
    switch (notice.kind) {
      case 'port-moved':
        this.#announcedTrouble = portMoved(this.#profile, notice.port);
        return;
      case 'client-id-in-use':
        this.#announcedTrouble = clientIdInUse(this.#profile);
        if (!hasStarted) this.lose(this.#announcedTrouble);
        return;
      case 'version-unsupported':
        // Of a session it is one request that this TWS is too old for: whoever asked is answered with it.
        if (!hasStarted) this.lose(versionUnsupported(text));
        return;
      default:
        this.#listener.onStateNotice(notice, text);
    }
  }

  #lookSoon(): void {
    this.#stopTimer();
    this.#stopTimer = this.#options.timers.schedule(LOOK_EVERY_MS, () => {
      this.#look();
      if (this.#isOpen) this.#lookSoon();
    });
  }

  /** A socket may stay open with nobody at its other end: only an answer shows that somebody is there. */
  #look(): void {
    const found = this.#silence.look();
    if (found.kind === 'dead') this.lose(fellSilent(Math.round(found.silentMs / 1_000)));
    // On the first lane: it is the connection itself that is asked about.
    else if (found.kind === 'ask') this.#budget.send('cancel', () => this.#link.api.reqCurrentTime());
    if (this.farms.callForReconnect(this.#options.clock.now(), this.#listener.reconnectedForFarms))
      this.lose(farmBroken(BROKEN_FOR_MS_MAX / MS_PER_MINUTE));
  }

  #closed(error: Error | null): void {
    const trouble =
      this.#session === null
        ? endedEarly(this.#profile, this.#stage, error)
        : wasClosed(error, isInResetWindow(this.#options.clock.now()));
    this.lose(this.#announcedTrouble ?? trouble);
  }
}
