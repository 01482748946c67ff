import { EventName } from '@stoqey/ib';
import type {
  ConnectionPhase, ConnectionProfile, ConnectionStatus, ConnectionTrouble, Farm,
} from '#shared/model/connection.ts'; // prettier-ignore
import { backoffMs } from './backoff.ts';
import { readOnlyApi, synchronisationFailed } from './connection-trouble.ts';
import { SessionSynchroniser } from './session-synchroniser.ts';
import { ServerLink } from './server-link.ts';
import type { ConnectionOptions, Session } from './session.ts';
import { SingleConnection, type StateNotice } from './single-connection.ts';

const NO_ACCOUNTS: readonly string[] = [];

/** After so many failures in a row a new connection may do what this one does not. */
const SYNCHRONISE_TRIES_MAX = 3;

/** Another try cannot mend these, only the user can. */
const FINAL = new Set<ConnectionTrouble['kind']>([
  'wrong-account-kind',
  'account-missing',
  'version-unsupported',
  'not-confirmed',
]);

/**
 * Keeps TWS connected for as long as the user wants it: one `SingleConnection` after another, with growing pauses between
 * them. It is `ready` only when orders and positions have been compared with the broker's.
 */
export class TwsConnection {
  readonly #options: ConnectionOptions;
  #profile: ConnectionProfile | null = null;
  #connection: SingleConnection | null = null;
  /** Of the session; null before it has started. */
  #synchroniser: SessionSynchroniser | null = null;
  #phase: ConnectionPhase = 'disconnected';
  #since: number;
  #trouble: ConnectionTrouble | null = null;
  readonly #serverLink: ServerLink;
  readonly #reconnectedForFarms = new Map<string, number>();
  #isReadOnly = false;
  #attempts = 0;
  #nextTryAt: number | null = null;
  #stopRetry: () => void = () => undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#since = options.clock.now();
    const { clock, timers, log } = options;
    this.#serverLink = new ServerLink({
      ...{ clock, timers },
      onUntoldReturn: () => {
        log.warn({}, 'TWS has not said that its servers are back, but its farms are: compared anew');
        this.#serverLinkBack(false);
      },
    });
  }

  get phase(): ConnectionPhase {
    return this.#phase;
  }

  get profile(): ConnectionProfile | null {
    return this.#profile;
  }

  /** Of the session; none while there is none. */
  get accounts(): readonly string[] {
    return this.session?.accounts ?? NO_ACCOUNTS;
  }

  get isServerLinkLost(): boolean {
    return this.#serverLink.isLost;
  }

  get status(): ConnectionStatus {
    const { phase, profile, accounts, isServerLinkLost } = this;
    return {
      ...{ phase, profile, since: this.#since, trouble: this.#trouble },
      serverVersion: this.session?.serverVersion ?? null,
      accounts: [...accounts],
      account: profile?.account ?? null,
      isReadOnly: this.#isReadOnly,
      ...{ isServerLinkLost, farms: this.#connection?.farms.all ?? [] },
      ...{ nextTryAt: this.#nextTryAt, attempts: this.#attempts },
    };
  }

  /** null while there is none that has started. */
  get session(): Session | null {
    return this.#connection?.session ?? null;
  }

  /** Ends the connection there is, if any. */
  connect(profile: ConnectionProfile): void {
    this.#leave();
    this.#profile = profile;
    this.#trouble = null;
    this.#attempts = 0;
    this.#reconnectedForFarms.clear();
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

  /** Another account of the same session. @returns false: it is not one of `status.accounts` */
  useAccount(account: string): boolean {
    if (this.#connection?.useAccount(account) !== true) return false;
    this.#profile = this.#connection.profile;
    this.#tell();
    return true;
  }

  // ── One connection after another ───────────────────────────────────────────────────────────────────────────────

  #open(phase: 'connecting' | 'reconnecting'): void {
    this.#attempts++;
    this.#nextTryAt = null;
    const { onNotice } = this.#options;
    this.#connection = new SingleConnection(this.#profile!, this.#options, {
      onStarted: (session) => this.#started(session),
      onEvent: (session, name, args) => this.#happened(session, name, args),
      onStateNotice: (notice, text) => this.#stateNoticed(notice, text),
      onNotice,
      onLost: (trouble) => this.#lost(trouble),
      reconnectedForFarms: this.#reconnectedForFarms,
    });
    this.#become(phase);
  }

  #lost(trouble: ConnectionTrouble): void {
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

  #leave(): void {
    this.#stopRetry();
    this.#nextTryAt = null;
    this.#end();
  }

  #end(): void {
    const connection = this.#connection;
    if (connection === null) return;
    const { session } = connection;
    this.#connection = null;
    this.#synchroniser?.stop();
    this.#synchroniser = null;
    this.#isReadOnly = false;
    this.#serverLink.reset();
    connection.close();
    if (session !== null) this.#guarded(() => this.#options.onSessionEnd?.(session));
  }

  // ── The session ────────────────────────────────────────────────────────────────────────────────────────────────

  #started(session: Session): void {
    const { synchronise, timers, log, onSession } = this.#options;
    const connection = this.#connection!;
    this.#profile = connection.profile;
    this.#trouble = null;
    if (!this.#guarded(() => onSession?.(session)))
      return connection.lose(synchronisationFailed('the session could not be begun; the log says why'));
    // Whoever was told may have disconnected.
    if (this.#connection !== connection) return;
    this.#synchroniser = new SessionSynchroniser({
      synchronise: (isDataKept) => synchronise(session, isDataKept),
      ...{ timers, log },
      onBegin: () => {
        // It may have been changed in TWS meanwhile: found out anew.
        this.#isReadOnly = false;
        this.#become('synchronising');
      },
      onProven: () => {
        // Not before: pauses grow between sessions that come to nothing too.
        this.#attempts = 0;
        this.#trouble = this.#isReadOnly ? readOnlyApi() : null;
        this.#become(this.#provenPhase());
      },
      onFailed: (error, failureCount) => this.#notProven(connection, error, failureCount),
    });
    this.#synchroniser.run(false);
  }

  #notProven(connection: SingleConnection, error: unknown, failureCount: number): void {
    const trouble = synchronisationFailed(error instanceof Error ? error.message : String(error));
    // A new connection would find a read-only API too.
    if (!this.#isReadOnly && failureCount >= SYNCHRONISE_TRIES_MAX) return connection.lose(trouble);
    this.#trouble = this.#isReadOnly ? readOnlyApi() : trouble;
    this.#become('synchronising');
  }

  #happened(session: Session, name: EventName, args: readonly unknown[]): void {
    if (name === EventName.openOrderEnd) this.#openOrdersTold();
    this.#options.onEvent(session, name, args);
  }

  /** TWS tells open orders only while its API is not read-only. */
  #openOrdersTold(): void {
    if (!this.#isReadOnly) return;
    this.#isReadOnly = false;
    if (this.#trouble?.kind === 'read-only') this.#trouble = null;
    this.#tell();
  }

  // ── What TWS says of its own state ─────────────────────────────────────────────────────────────────────────────

  #stateNoticed(notice: StateNotice, text: string): void {
    const { log, clock } = this.#options;
    switch (notice.kind) {
      case 'farm':
        this.#farmTold(notice.farm);
        return;
      case 'server-link-lost':
        log.warn({ text }, 'TWS has lost its servers');
        this.#serverLink.lost(notice.isReturnTold);
        // What is being compared can no longer be proven.
        this.#synchroniser?.stop();
        if (this.session === null) this.#tell();
        else this.#become('degraded');
        return;
      case 'server-link-back':
        this.#connection!.farms.hearConnected(notice.farms, clock.now());
        this.#serverLinkBack(notice.isDataKept);
        return;
      case 'read-only':
        if (this.#isReadOnly) return;
        log.warn({ text }, 'the API of TWS is read-only');
        this.#isReadOnly = true;
        this.#trouble = readOnlyApi();
        this.#tell();
        return;
      case 'rate-exceeded':
      case 'data-limited':
        log.warn({ notice, text }, 'TWS complains');
        return;
    }
  }

  /** Orders and positions are compared before anything may be traded. */
  #serverLinkBack(isDataKept: boolean): void {
    this.#serverLink.reset();
    if (this.#synchroniser === null) this.#tell();
    else this.#synchroniser.run(isDataKept);
  }

  #farmTold(farm: Omit<Farm, 'since'>): void {
    const { farms } = this.#connection!;
    const wasKnown = farms.knows(farm);
    if (farms.hear(farm, this.#options.clock.now())) this.#farmsChanged();
    this.#serverLink.farmTold(farm, wasKnown, farms);
  }

  #farmsChanged(): void {
    const isProven = this.#phase === 'ready' || this.#phase === 'degraded';
    if (isProven && !this.#serverLink.isLost) this.#become(this.#provenPhase());
    else this.#tell();
  }

  /** Ready and degraded are the same connection, with and without all that lies behind TWS. */
  #provenPhase(): 'ready' | 'degraded' {
    // TWS may have lost its servers before the session began: what it tells then is from memory.
    return this.#serverLink.isLost || this.#connection!.farms.isAnyBroken ? 'degraded' : 'ready';
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
