import { predictionRecordSchema, type PredictionRecord } from '#shared/model/plan.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';

/** Older ones make room: what is learned from is younger, and a page shows as many. */
const PREDICTIONS_MAX = 2_000;

/** What runs were expected to take and took, in research.db. They outlive the runs: a deleted run was still a measurement. */
export class PredictionStore {
  readonly #db: SqliteDatabase;
  readonly #max: number;

  constructor(db: SqliteDatabase, max = PREDICTIONS_MAX) {
    this.#db = db;
    this.#max = max;
  }

  add(record: PredictionRecord): void {
    this.#db
      .transaction(() => {
        const { lastInsertRowid } = this.#db
          .prepare('INSERT INTO prediction (record) VALUES (?)')
          .run(JSON.stringify(record));
        this.#db
          .prepare('DELETE FROM prediction WHERE prediction_id <= ?')
          .run(Number(lastInsertRowid) - this.#max);
      })
      .immediate();
  }

  /** The newest, newest first. One that another version wrote and this one cannot read is left out. */
  list(limit: number): PredictionRecord[] {
    return this.#db
      .prepare('SELECT record FROM prediction ORDER BY prediction_id DESC LIMIT ?')
      .pluck()
      .all(limit)
      .flatMap((text) => {
        const parsed = predictionRecordSchema.safeParse(JSON.parse(text as string));
        return parsed.success ? [parsed.data] : [];
      });
  }
}
