import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { Result } from '#shared/kernel/result.ts';

/** Limits that the user has set, as plain JSON, per connection profile. */
export interface RiskSettingsStore {
  /** null: nothing has been set. */
  load(profileId: string): unknown;
  /** Durable when it returns. */
  save(profileId: string, settings: unknown): Result<null, ServiceFailure>;
}
