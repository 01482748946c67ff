import { z } from 'zod';
import { connectionProfileSchema, type ConnectionSettings } from '#shared/model/connection.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { ConnectionStore } from '../ports/stores.ts';
import { attempt } from './layout-stores.ts';

const choiceSchema = z.object({ last_profile_id: z.string().nullable(), connects_at_start: z.number() });

/** Profiles and choices of the connection. A profile that cannot be understood is left out, and logged. */
export function createConnectionStore(db: SqliteDatabase, log: Logger): ConnectionStore {
  const selectProfiles = db.prepare(
    'SELECT id, name, kind, host, port, client_id AS clientId, account FROM connection_profile ORDER BY place',
  );
  const selectChoice = db.prepare('SELECT last_profile_id, connects_at_start FROM connection_choice');
  const deleteProfiles = db.prepare('DELETE FROM connection_profile');
  const insertProfile = db.prepare(
    'INSERT INTO connection_profile VALUES (@id, @place, @name, @kind, @host, @port, @clientId, @account)',
  );
  const upsertChoice = db.prepare(
    `INSERT INTO connection_choice VALUES (1, @lastProfileId, @connectsAtStart) ON CONFLICT (id)
     DO UPDATE SET last_profile_id = @lastProfileId, connects_at_start = @connectsAtStart`,
  );
  const saveAll = db.transaction(({ profiles, lastProfileId, connectsAtStart }: ConnectionSettings) => {
    deleteProfiles.run();
    for (const [place, profile] of profiles.entries()) insertProfile.run({ ...profile, place });
    upsertChoice.run({ lastProfileId, connectsAtStart: connectsAtStart ? 1 : 0 });
  });
  return {
    load() {
      const profiles: ConnectionSettings['profiles'] = [];
      for (const row of selectProfiles.all()) {
        const profile = connectionProfileSchema.safeParse(row);
        if (profile.success) profiles.push(profile.data);
        else log.warn({ row }, 'a stored connection profile is not understood and left out');
      }
      const choice = choiceSchema.safeParse(selectChoice.get());
      if (!choice.success) return { profiles, lastProfileId: null, connectsAtStart: true };
      const { last_profile_id: lastProfileId, connects_at_start: isOn } = choice.data;
      return { profiles, lastProfileId, connectsAtStart: isOn === 1 };
    },
    save: (settings) => attempt(db, () => saveAll(settings)),
  };
}
