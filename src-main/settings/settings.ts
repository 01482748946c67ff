import type { z } from 'zod';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import { settingsSchema, type Settings, type settingsPatchSchema } from '#shared/model/settings.ts';
import type { SettingsStore } from '../ports/stores.ts';

/** The user's settings: kept in memory, stored before anyone hears of a change. */
export class SettingsService {
  readonly #store: SettingsStore;
  readonly #onChange: (settings: Settings) => void;
  #current: Settings;

  constructor(store: SettingsStore, onChange: (settings: Settings) => void) {
    this.#store = store;
    this.#onChange = onChange;
    this.#current = store.load();
  }

  get current(): Settings {
    return this.#current;
  }

  change(patch: z.output<typeof settingsPatchSchema>): Result<Settings, ServiceFailure> {
    const given = Object.entries(patch).filter(([, value]) => value !== undefined);
    const next = settingsSchema.parse({ ...this.#current, ...Object.fromEntries(given) });
    const saved = this.#store.save(next);
    if (!saved.ok) return saved;
    this.#current = next;
    this.#onChange(next);
    return ok(next);
  }
}
