import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import { settingsSchema, type Settings } from '#shared/model/settings.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { SettingsStore } from '../ports/stores.ts';
import { attempt } from './layout-stores.ts';

/** One row per setting, as JSON. A row that no version of ours understands gives way to the default, and is logged. */
export function createSettingsStore(db: SqliteDatabase, log: Logger): SettingsStore {
  const selectAll = db.prepare<[], { key: string; value: string }>('SELECT key, value FROM setting');
  const upsert = db.prepare(
    'INSERT INTO setting VALUES (@key, @value) ON CONFLICT (key) DO UPDATE SET value = @value',
  );
  const saveAll = db.transaction((settings: Settings) => {
    for (const [key, value] of Object.entries(settings)) upsert.run({ key, value: JSON.stringify(value) });
  });
  return {
    load() {
      const understood: Record<string, unknown> = {};
      for (const { key, value } of selectAll.all()) {
        const field = settingsSchema.safeParse({ [key]: JSON.parse(value) as unknown });
        if (field.success) understood[key] = field.data[key as keyof Settings];
        else log.warn({ key, value }, 'a stored setting is not understood; its default is used');
      }
      return settingsSchema.parse(understood);
    },
    save: (settings) => attempt(db, () => saveAll(settings)),
  };
}
