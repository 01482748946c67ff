import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import type { Clock } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import {
  PRACTICE_PROFILE_ID,
  type ConnectionProfile,
  type ConnectionSettings,
  type ConnectionStatus,
} from '#shared/model/connection.ts';
import type { StartWith } from '#shared/model/settings.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { BrokerConnection } from '../ports/broker-connection.ts';
import type { Desktop } from '../ports/desktop.ts';
import type { ConnectionStore } from '../ports/stores.ts';
import { LiveConfirmations } from './live-confirmations.ts';
import { PracticeGateway, type GatewayOfApp } from './practice-gateway.ts';
import { Profiles } from './profiles.ts';

export interface ConnectionsOptions {
  readonly broker: BrokerConnection;
  readonly gateway: GatewayOfApp;
  readonly store: ConnectionStore;
  readonly confirm: Desktop['confirm'];
  readonly clock: Clock;
  readonly log: Logger;
  readonly onStatus: (status: ConnectionStatus) => void;
  readonly onSettings: (settings: ConnectionSettings) => void;
}

const HOLDS_SESSION: readonly ConnectionStatus['phase'][] = ['synchronising', 'ready', 'degraded'];

/** What the user wishes to be connected to, and the way there: profiles, the gateway of practice, the question before live. */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #profiles: Profiles;
  readonly #live: LiveConfirmations;
  readonly #practice: PracticeGateway;
  /** Counts what was asked for, so that an answer which comes too late connects nothing. */
  #wish = 0;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.#profiles = new Profiles(options.store, options.onSettings);
    this.#live = new LiveConfirmations(options.confirm);
    this.#practice = new PracticeGateway({ ...options, onChange: () => this.#tell() });
  }

  get status(): ConnectionStatus {
    return this.#practice.awaited ?? this.#options.broker.status;
  }

  get settings(): ConnectionSettings {
    return this.#profiles.settings;
  }

  /** Once the window is there. */
  start(startWith: StartWith | null, address: { readonly host: string; readonly port: number }): void {
    const { lastProfileId, connectsAtStart } = this.settings;
    if (lastProfileId === null) {
      if (startWith !== null) this.choose(startWith, address);
    } else if (connectsAtStart) this.#connectLater(lastProfileId);
  }

  /** The answer of the first start, or a changed one: the profile of the next start, and of now where there is none. */
  choose(startWith: StartWith, address: { readonly host: string; readonly port: number }): void {
    if (startWith === 'research') return;
    const profileId = startWith === 'practise' ? PRACTICE_PROFILE_ID : this.#profileFor(address);
    this.#warn(this.#profiles.setLast(profileId), 'the last profile');
    if (this.status.phase === 'disconnected' && this.#profiles.settings.connectsAtStart)
      this.#connectLater(profileId);
  }

  /** Codes: `no-profile`, `live-not-confirmed`. Waits for the user's word where that is asked for. */
  async connect(profileId: string): Promise<Result<null, ServiceFailure>> {
    const profile = this.#profiles.find(profileId);
    if (profile === null)
      return err(failure('no-profile', 'This profile is not there any more.', 'Choose another.'));
    // What there is stays until the user has agreed to leave it.
    const wish = this.#newWish();
    if (profile.kind === 'live' && !(await this.#live.before(profile)))
      return err(notConfirmed(profile.account ?? profile.name));
    if (wish !== this.#wish) return err(notConfirmed(profile.name));
    this.#practice.leave();
    this.#warn(this.#profiles.setLast(profileId), 'the last profile');
    if (profile.kind === 'practice') this.#practice.connect(profile);
    else this.#options.broker.connect(profile);
    return ok(null);
  }

  disconnect(): void {
    this.#newWish();
    this.#practice.leave();
    this.#options.broker.disconnect();
    this.#tell();
  }

  retry(): void {
    this.#options.broker.retryNow();
  }

  /** For `TwsConnection`: the accounts are known and nothing was said yet. */
  async confirmLive(profile: ConnectionProfile, accounts: readonly string[]): Promise<boolean> {
    const account = profile.account ?? accounts[0];
    if (account === undefined || !(await this.#live.account(profile, account, accounts))) return false;
    this.#keepAccount(profile.id, account);
    return true;
  }

  /** Codes: `no-account`, `live-not-confirmed`. */
  async useAccount(account: string): Promise<Result<null, ServiceFailure>> {
    const { broker } = this.#options;
    const { profile, accounts } = broker.status;
    const missing = failure('no-account', `The login has no account ${account}.`, 'Choose one of the list.');
    if (profile === null || !accounts.includes(account)) return err(missing);
    if (profile.kind === 'live' && !(await this.#live.account(profile, account, accounts)))
      return err(notConfirmed(account));
    if (broker.status.profile?.id !== profile.id || !broker.useAccount(account)) return err(missing);
    this.#keepAccount(profile.id, account);
    return ok(null);
  }

  /** Codes: `profile-connected` and those of `Profiles.save`. Where it is being tried, the changed one is tried instead. */
  async saveProfile(profile: ConnectionProfile): Promise<Result<null, ServiceFailure>> {
    if (this.#isInUse(profile.id)) return err(connected(profile.name));
    const saved = this.#profiles.save(profile);
    if (!saved.ok) return saved;
    const { phase, profile: current } = this.status;
    const isTried = current?.id === profile.id && phase !== 'disconnected';
    return isTried ? this.connect(profile.id) : ok(null);
  }

  deleteProfile(profileId: string): Result<null, ServiceFailure> {
    const { phase, profile } = this.status;
    if (profile?.id === profileId && phase !== 'disconnected') return err(connected(profile.name));
    return this.#profiles.delete(profileId);
  }

  setConnectsAtStart(isOn: boolean): Result<null, ServiceFailure> {
    return this.#profiles.setConnectsAtStart(isOn);
  }

  /** The status of the paper gateway has changed. */
  gatewayChanged(): void {
    this.#practice.look();
  }

  /** For the broker's connection. */
  statusChanged(): void {
    this.#tell();
  }

  #newWish(): number {
    this.#live.forget();
    return ++this.#wish;
  }

  #isInUse(profileId: string): boolean {
    const { phase, profile } = this.status;
    return profile?.id === profileId && HOLDS_SESSION.includes(phase);
  }

  #connectLater(profileId: string): void {
    this.connect(profileId).then(
      (connected) => {
        if (!connected.ok) this.#options.log.warn({ ...connected.error }, 'not connected at the start');
      },
      (error: unknown) => this.#options.log.error({ error }, 'could not connect'),
    );
  }

  /** The profile with this address, made if there is none. */
  #profileFor({ host, port }: { readonly host: string; readonly port: number }): string {
    const known = this.settings.profiles.find(
      (profile) => profile.kind !== 'practice' && profile.host === host && profile.port === port,
    );
    if (known !== undefined) return known.id;
    const id = `tws-${host}-${port}`.slice(0, 64);
    const kind = [7496, 4001].includes(port) ? 'live' : 'paper';
    const name = `TWS at ${host}:${port}`.slice(0, 64);
    const profile = { id, name, kind, host, port, clientId: 17, account: null } as const;
    this.#warn(this.#profiles.save(profile), 'the profile of the chosen address');
    return id;
  }

  #keepAccount(profileId: string, account: string): void {
    const profile = this.#profiles.find(profileId);
    if (profile !== null && profile.account !== account && profile.kind !== 'practice')
      this.#warn(this.#profiles.save({ ...profile, account }), 'the account of the profile');
  }

  /** Not worth refusing a connection for: it works without, and asks again next time. */
  #warn(kept: Result<null, ServiceFailure>, what: string): void {
    if (!kept.ok) this.#options.log.warn({ ...kept.error }, `${what} was not kept`);
  }

  #tell(): void {
    this.#options.onStatus(this.status);
  }
}

function connected(name: string): ServiceFailure {
  return failure('profile-connected', `${name} is connected with this profile.`, 'Disconnect first.');
}

function notConfirmed(what: string): ServiceFailure {
  return failure(
    'live-not-confirmed',
    `${what} was not connected: it was not confirmed.`,
    'Nothing was sent.',
  );
}
