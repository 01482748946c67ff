import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import {
  BUILT_IN_PROFILES,
  isBuiltIn,
  OWN_PROFILES_MAX,
  type ConnectionProfile,
  type ConnectionSettings,
} from '#shared/model/connection.ts';
import type { ConnectionStore } from '../ports/stores.ts';

/** The profiles there are: the built-in ones as the user left them, then the user's own in the order they were made. */
export class Profiles {
  readonly #store: ConnectionStore;
  readonly #onChange: (settings: ConnectionSettings) => void;
  /** As stored: only what differs from the built-in ones. */
  #stored: ConnectionSettings;

  constructor(store: ConnectionStore, onChange: (settings: ConnectionSettings) => void) {
    this.#store = store;
    this.#onChange = onChange;
    this.#stored = store.load();
  }

  /** With every built-in profile in it. */
  get settings(): ConnectionSettings {
    const { profiles } = this.#stored;
    const builtIn = BUILT_IN_PROFILES.map((usual) => profiles.find(({ id }) => id === usual.id) ?? usual);
    return { ...this.#stored, profiles: [...builtIn, ...profiles.filter(({ id }) => !isBuiltIn(id))] };
  }

  find(profileId: string): ConnectionProfile | null {
    return this.settings.profiles.find(({ id }) => id === profileId) ?? null;
  }

  /** New, or in place of the one of its id. Codes: `profile-fixed`, `too-many-profiles`, and the store's. */
  save(profile: ConnectionProfile): Result<null, ServiceFailure> {
    const before = this.find(profile.id);
    if (before === null && profile.kind === 'practice')
      return err(fixed('There is one practice profile: the gateway inside Tradewind.'));
    if (before !== null && isBuiltIn(profile.id) && profile.kind !== before.kind)
      return err(fixed(`${before.name} is a ${before.kind} profile and stays one.`));
    if (profile.kind === 'practice' && (profile.host !== before?.host || profile.port !== before.port))
      return err(fixed('Practice follows the gateway inside Tradewind: its address is not set here.'));
    const others = this.#stored.profiles.filter(({ id }) => id !== profile.id);
    if (before === null && others.filter(({ id }) => !isBuiltIn(id)).length >= OWN_PROFILES_MAX)
      return err(
        failure('too-many-profiles', `There are ${OWN_PROFILES_MAX} profiles already.`, 'Delete one first.'),
      );
    const at = this.#stored.profiles.findIndex(({ id }) => id === profile.id);
    const profiles = at < 0 ? [...others, profile] : this.#stored.profiles.with(at, profile);
    return this.#keep({ profiles });
  }

  /** Built-in ones go back to what they were. */
  delete(profileId: string): Result<null, ServiceFailure> {
    const { profiles, lastProfileId } = this.#stored;
    const isGone = lastProfileId === profileId && !isBuiltIn(profileId);
    return this.#keep({
      profiles: profiles.filter(({ id }) => id !== profileId),
      lastProfileId: isGone ? null : lastProfileId,
    });
  }

  setLast(profileId: string): Result<null, ServiceFailure> {
    return this.#stored.lastProfileId === profileId ? ok(null) : this.#keep({ lastProfileId: profileId });
  }

  setConnectsAtStart(connectsAtStart: boolean): Result<null, ServiceFailure> {
    return this.#keep({ connectsAtStart });
  }

  #keep(changed: Partial<ConnectionSettings>): Result<null, ServiceFailure> {
    const next = { ...this.#stored, ...changed };
    const saved = this.#store.save(next);
    if (!saved.ok) return saved;
    this.#stored = next;
    this.#onChange(this.settings);
    return ok(null);
  }
}

function fixed(message: string): ServiceFailure {
  return failure('profile-fixed', message, 'Add a profile of your own for another address.');
}
