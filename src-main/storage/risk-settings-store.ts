import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import { storageFailure } from '#shared/node/storage-failure.ts';
import { riskSettingsSchema } from '#shared/risk/pre-trade/settings.ts';
import { damagedRowsOf, type RawRow } from './damaged-rows.ts';

/** The limits that the user has set, per connection profile, as JSON. */
export function createRiskSettingsStore(db: SqliteDatabase) {
  const damaged = damagedRowsOf(db);
  const select = db.prepare<[string], RawRow>(
    'SELECT profile_id AS key, settings AS body FROM risk_settings WHERE profile_id = ?',
  );
  const upsert = db.prepare<[string, string]>(
    'INSERT INTO risk_settings VALUES (?, ?) ON CONFLICT (profile_id) DO UPDATE SET settings = excluded.settings',
  );
  return {
    load(profileId: string): unknown {
      // The profile's limits apply instead, which may be wider: it is shown, and trading only reduces until it is accepted.
      const rows = select.all(profileId);
      return damaged.readable(profileId, 'risk limits', rows, readSettings)[0] ?? null;
    },
    save(profileId: string, settings: unknown): Result<null, ServiceFailure> {
      try {
        upsert.run(profileId, JSON.stringify(settings));
        return ok(null);
      } catch (error) {
        return err(storageFailure(error, db.name));
      }
    },
  };
}

function readSettings({ body }: RawRow): unknown {
  return riskSettingsSchema.parse(JSON.parse(body));
}
