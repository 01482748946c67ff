import { EventName } from '@stoqey/ib';
import type {
  ConnectionPhase, ConnectionProfile, ConnectionStatus, ConnectionTrouble,
} from '#shared/model/connection.ts'; // prettier-ignore
import { backoffMs } from './backoff.ts';
import {
  accountTrouble, clientIdInUse, didNotAnswer, endedEarly, fellSilent, notConfirmed, notTws, portMoved, readOnlyApi,
  synchronisationFailed,
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
const SYNCHRONISE_AGAIN_MS = 5_000;
/** After so many failures in a row a new connection may do what this one does not. */
const SYNCHRONISE_TRIES_MAX = 3;

/** A connection that another try cannot mend: only the user can. */
const FINAL = new Set<ConnectionTrouble['kind']>([
  'wrong-account-kind',
  'account-missing',
  'version-unsupported',
  'not-confirmed',
]);

interface Life {
  readonly link: TwsLink;
  readonly budget: MessageBudget;
  stage: ConnectStage;
  serverVersion: number;
  nextValidId: number | null;
  accounts: readonly string[] | null;
  session: Session | null;
  readonly silence: SilenceWatch;
  /** What is known of its end before it ends. */
  trouble: ConnectionTrouble | null;
  stopTimers: (() => void)[];
  isAskingUser: boolean;
  failedSynchronisations: number;
}

/**
 * Keeps one connection to TWS for as long as the user wants it: makes it, sees that it answers, finds out why it does not,
 * and makes a new one with growing pauses. Says `ready` only when orders and positions have been compared.
 */
export class TwsConnection {
  readonly #options: ConnectionOptions;
  readonly #farms = new Farms();
  #profile: ConnectionProfile | null = null;
  #life: Life | null = null;
  #phase: ConnectionPhase = 'disconnected';
  #since: number;
  #trouble: ConnectionTrouble | null = null;
  #isServerLinkLost = false;
  #isReadOnly = false;
  #attempts = 0;
  #nextTryAt: number | null = null;
  #stopRetry: () => void = () => undefined;
  /** Counts synchronisations, so that one that was overtaken says nothing. */
  #synchronisation = 0;
  #stopSynchroniseAgain: () => void = () => undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#since = options.clock.now();
  }

  get status(): ConnectionStatus {
    return {
      ...{ phase: this.#phase, profile: this.#profile, since: this.#since, trouble: this.#trouble },
      serverVersion: this.#life?.session?.serverVersion ?? null,
      accounts: [...(this.#life?.session?.accounts ?? [])],
      account: this.#profile?.account ?? null,
      isReadOnly: this.#isReadOnly,
      ...{ isServerLinkLost: this.#isServerLinkLost, farms: this.#farms.all },
      ...{ nextTryAt: this.#nextTryAt, attempts: this.#attempts },
    };
  }

  /** null while there is none that has started. */
  get session(): Session | null {
    return this.#life?.session ?? null;
  }

  /** Leaves whatever there was. */
  connect(profile: ConnectionProfile): void {
    this.#leave();
    this.#profile = profile;
    this.#trouble = null;
    this.#attempts = 0;
    this.#open('connecting');
  }

  disconnect(): void {
    this.#leave();
    this.#trouble = null;
    this.#become('disconnected');
  }

  /** Does not wait for the time of the next try. */
  retryNow(): void {
    if (this.#nextTryAt === null) return;
    this.#stopRetry();
    this.#open('reconnecting');
  }

  /** Another account of the same session. Code: none; it must be one of `status.accounts`. */
  useAccount(account: string): boolean {
    const life = this.#life;
    if (this.#profile === null || life?.session?.accounts.includes(account) !== true) return false;
    this.#profile = { ...this.#profile, account };
    this.#tell();
    return true;
  }

  #leave(): void {
    this.#stopRetry();
    this.#nextTryAt = null;
    this.#end();
  }

  #open(phase: 'connecting' | 'reconnecting'): void {
    const profile = this.#profile!;
    const { timers, monotonicMs, log } = this.#options;
    this.#attempts++;
    this.#nextTryAt = null;
    // Handlers ask for the life they belong to: after its end nobody hears it.
    const ifCurrent = (run: (life: Life) => void) => {
      if (this.#life !== null && this.#life === life) run(life);
    };
    const link = new TwsLink(profile, {
      onOpened: () => ifCurrent((its) => (its.stage = 'opened')),
      onGreeted: (serverVersion) => ifCurrent((its) => this.#greeted(its, serverVersion)),
      onHeard: () => ifCurrent((its) => this.#heard(its)),
      onNotice: (id, code, text) => ifCurrent((its) => this.#noticed(its, id, code, text)),
      onEvent: (name, args) => ifCurrent((its) => this.#happened(its, name, args)),
      onNotTws: (beginning) => ifCurrent((its) => this.#lose(its, notTws(profile, beginning))),
      onClosed: (error) => ifCurrent((its) => this.#closed(its, error)),
      onFault: (error) => log.error({ error }, 'a message of TWS was not dealt with'),
    });
    const life: Life = {
      ...{ link, budget: new MessageBudget({ timers, monotonicMs }) },
      ...{ stage: 'opening', serverVersion: 0, nextValidId: null, accounts: null, session: null },
      ...{ silence: new SilenceWatch(monotonicMs), trouble: null, stopTimers: [] },
      ...{ isAskingUser: false, failedSynchronisations: 0 },
    };
    this.#life = life;
    this.#schedule(life, START_WITHIN_MS, () => {
      if (life.session === null && !life.isAskingUser)
        this.#lose(life, didNotAnswer(profile, life.stage, START_WITHIN_MS / 1_000));
    });
    this.#become(phase);
  }

  #greeted(life: Life, serverVersion: number): void {
    life.stage = 'greeted';
    life.serverVersion = serverVersion;
  }

  #heard(life: Life): void {
    life.silence.heard();
  }

  #happened(life: Life, name: EventName, args: readonly unknown[]): void {
    if (life.session === null) {
      if (name === EventName.nextValidId) life.nextValidId = args[0] as number;
      if (name === EventName.managedAccounts)
        life.accounts = (args[0] as string).split(',').filter((account) => account !== '');
      this.#startIfComplete(life);
    } else {
      if (name === EventName.openOrderEnd) this.#mayReadOrders();
      this.#options.onEvent(life.session, name, args);
    }
  }

  /** TWS tells open orders only while its API is not read-only. */
  #mayReadOrders(): void {
    if (!this.#isReadOnly) return;
    this.#isReadOnly = false;
    if (this.#trouble?.kind === 'read-only') this.#trouble = null;
    this.#tell();
  }

  #startIfComplete(life: Life): void {
    const { nextValidId, accounts } = life;
    if (nextValidId === null || accounts === null || life.isAskingUser) return;
    const profile = this.#profile!;
    const wrong = accountTrouble(profile, accounts);
    if (wrong !== null) return this.#lose(life, wrong);
    if (profile.kind !== 'live') return this.#start(life, nextValidId, accounts);
    life.isAskingUser = true;
    this.#confirmLive(profile, accounts).then(
      (isConfirmed) => {
        if (this.#life !== life) return;
        life.isAskingUser = false;
        if (isConfirmed) this.#start(life, life.nextValidId ?? nextValidId, accounts);
        else this.#lose(life, notConfirmed(profile));
      },
      (error: unknown) => {
        this.#options.log.error({ error }, 'whether to connect live could not be asked');
        this.#lose(life, notConfirmed(profile));
      },
    );
  }

  #confirmLive(profile: ConnectionProfile, accounts: readonly string[]): Promise<boolean> {
    return this.#options.confirmLive?.(profile, accounts) ?? Promise.resolve(false);
  }

  #start(life: Life, nextValidId: number, accounts: readonly string[]): void {
    const { link, budget, serverVersion } = life;
    life.stage = 'started';
    // A login with another account is not what was asked for: the next try finds it missing.
    this.#profile = { ...this.#profile!, account: this.#profile!.account ?? accounts[0]! };
    const account = () => this.#profile?.account ?? accounts[0]!;
    life.session = {
      get account() {
        return account();
      },
      ...{ profile: this.#profile, book: this.#options.bookOf?.(this.#profile) ?? this.#profile },
      ...{ api: link.api, budget, serverVersion, accounts, nextValidId },
      orderWire: link.orderWire(serverVersion),
      get isOpen() {
        return !link.isClosed;
      },
    };
    this.#trouble = null;
    this.#watch(life);
    const { session } = life;
    if (!this.#guarded(() => this.#options.onSession?.(session)))
      return this.#lose(life, synchronisationFailed('the session could not be begun; the log says why'));
    this.#synchronise(life, false);
  }

  /** Looks at the clock every second: a socket may stay open with nobody at its end. */
  #watch(life: Life): void {
    life.silence.begin();
    const look = () => {
      this.#look(life);
      if (this.#life === life) this.#schedule(life, LOOK_EVERY_MS, look);
    };
    this.#schedule(life, LOOK_EVERY_MS, look);
  }

  #look(life: Life): void {
    const found = life.silence.look();
    if (found.kind === 'dead') this.#lose(life, fellSilent(Math.round(found.silentMs / 1_000)));
    // Ahead of all that waits: it is the connection itself that is asked about.
    else if (found.kind === 'ask') life.budget.send('cancel', () => life.link.api.reqCurrentTime());
    const { brokenSince } = this.#farms;
    if (brokenSince !== null && this.#options.clock.now() - brokenSince >= BROKEN_FOR_MS_MAX)
      this.#lose(
        life,
        wasClosed(new Error('a data farm was broken for five minutes; a new connection is tried'), false),
      );
  }

  #noticed(life: Life, id: number, code: number, text: string): void {
    const notice = systemNotice(code, text);
    if (notice !== null) this.#systemSays(life, notice, text);
    if (life.session !== null && this.#life === life) this.#options.onNotice(life.session, id, code, text);
  }

  #systemSays(life: Life, notice: SystemNotice, text: string): void {
    const { log, clock } = this.#options;
    switch (notice.kind) {
      case 'farm':
        if (this.#farms.hear(notice.farm, clock.now())) this.#settle();
        return;
      case 'server-link-lost':
        log.warn({ text }, 'TWS has lost its servers');
        this.#isServerLinkLost = true;
        // What is being compared can no longer be proven.
        this.#synchronisation++;
        if (life.session === null) this.#tell();
        else this.#become('degraded');
        return;
      case 'server-link-back':
        this.#isServerLinkLost = false;
        if (life.session !== null) this.#synchronise(life, notice.isDataKept);
        return;
      case 'port-moved':
        life.trouble = portMoved(this.#profile!, notice.port);
        return;
      case 'client-id-in-use':
        life.trouble = clientIdInUse(this.#profile!);
        if (life.session === null) this.#lose(life, life.trouble);
        return;
      case 'read-only':
        if (this.#isReadOnly) return;
        log.warn({ text }, 'the API of TWS is read-only');
        this.#isReadOnly = true;
        this.#trouble = readOnlyApi();
        this.#tell();
        return;
      case 'version-unsupported':
        // Once it has started it is one request that this TWS is too old for: whoever asked hears it.
        if (life.session === null) this.#lose(life, versionUnsupported(text));
        return;
      case 'rate-exceeded':
      case 'data-limited':
        log.warn({ notice, text }, 'TWS complains');
        return;
    }
  }

  #synchronise(life: Life, isDataKept: boolean): void {
    const mine = ++this.#synchronisation;
    const isCurrent = () => this.#life === life && this.#synchronisation === mine;
    this.#stopSynchroniseAgain();
    // It may have been changed in TWS meanwhile: found out anew.
    this.#isReadOnly = false;
    this.#become('synchronising');
    this.#options.synchronise(life.session!, isDataKept).then(
      () => {
        if (!isCurrent()) return;
        life.failedSynchronisations = 0;
        // Not before: pauses grow between sessions that come to nothing too.
        this.#attempts = 0;
        this.#trouble = this.#isReadOnly ? readOnlyApi() : null;
        this.#become(this.#provenPhase());
      },
      (error: unknown) => {
        if (!isCurrent()) return;
        this.#options.log.error({ error }, 'orders and positions could not be compared');
        const trouble = synchronisationFailed(error instanceof Error ? error.message : String(error));
        life.failedSynchronisations++;
        // A new connection would find the same setting.
        if (!this.#isReadOnly && life.failedSynchronisations >= SYNCHRONISE_TRIES_MAX)
          return this.#lose(life, trouble);
        this.#trouble = this.#isReadOnly ? readOnlyApi() : trouble;
        this.#become('synchronising');
        this.#stopSynchroniseAgain = this.#options.timers.schedule(SYNCHRONISE_AGAIN_MS, () => {
          // What was subscribed meanwhile goes on.
          if (isCurrent()) this.#synchronise(life, true);
        });
      },
    );
  }

  /** Ready and degraded are the same connection, with and without all that lies behind TWS. */
  #settle(): void {
    const isProven = this.#phase === 'ready' || this.#phase === 'degraded';
    if (isProven && !this.#isServerLinkLost) this.#become(this.#provenPhase());
    else this.#tell();
  }

  #provenPhase(): 'ready' | 'degraded' {
    // TWS may have lost its servers before the session began: what it tells then is from memory.
    return this.#isServerLinkLost || this.#farms.isAnyBroken ? 'degraded' : 'ready';
  }

  #closed(life: Life, error: Error | null): void {
    const trouble =
      life.session === null
        ? endedEarly(this.#profile!, life.stage, error)
        : wasClosed(error, isInResetWindow(this.#options.clock.now()));
    this.#lose(life, life.trouble ?? trouble);
  }

  #lose(life: Life, trouble: ConnectionTrouble): void {
    if (this.#life !== life) return;
    const { timers, clock, random, log } = this.#options;
    log.warn({ trouble: trouble.kind, attempts: this.#attempts }, trouble.message);
    this.#end();
    this.#trouble = trouble;
    if (FINAL.has(trouble.kind)) return this.#become('disconnected');
    const pause = backoffMs(this.#attempts, random());
    this.#nextTryAt = clock.now() + pause;
    this.#stopRetry = timers.schedule(pause, () => this.#open('reconnecting'));
    this.#become('reconnecting');
  }

  #end(): void {
    const life = this.#life;
    if (life === null) return;
    this.#life = null;
    this.#synchronisation++;
    this.#isReadOnly = false;
    this.#isServerLinkLost = false;
    this.#farms.forget();
    this.#stopSynchroniseAgain();
    for (const stop of life.stopTimers) stop();
    life.budget.close();
    life.link.close();
    const { session } = life;
    if (session !== null) this.#guarded(() => this.#options.onSessionEnd?.(session));
  }

  #schedule(life: Life, delayMs: number, run: () => void): void {
    const stop = this.#options.timers.schedule(delayMs, () => {
      life.stopTimers = life.stopTimers.filter((other) => other !== stop);
      run();
    });
    life.stopTimers.push(stop);
  }

  #become(phase: ConnectionPhase): void {
    if (phase !== this.#phase) {
      this.#phase = phase;
      this.#since = this.#options.clock.now();
      this.#options.log.info({ phase }, 'connection to TWS');
    }
    this.#tell();
  }

  #tell(): void {
    this.#guarded(() => this.#options.onStatus(this.status));
  }

  /** What listens must not keep the connection from being ended or made anew. @returns whether it went well */
  #guarded(run: () => void): boolean {
    try {
      run();
      return true;
    } catch (error) {
      this.#options.log.error({ error }, 'whoever listens to the connection has failed');
      return false;
    }
  }
}
