import { z } from 'zod';
import type { PaperGatewaySettings } from '#shared/model/settings.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';

const rowSchema = z.object({ seed: z.number(), isAlwaysOpen: z.number() });

/** The market of practice whose rows are kept under the profile's own id (`practice-book-migration.ts`). */
export function firstPracticeMarket(db: SqliteDatabase): Pick<PaperGatewaySettings, 'seed' | 'alwaysOpen'> {
  const row = db.prepare('SELECT seed, is_always_open AS isAlwaysOpen FROM practice_book').get();
  const { seed, isAlwaysOpen } = rowSchema.parse(row);
  return { seed, alwaysOpen: isAlwaysOpen === 1 };
}
