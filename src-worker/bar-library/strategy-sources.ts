import type { StrategySource } from '#shared/model/user-strategy.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';

/** The texts of users' strategies that runs were made from, each once, for as long as a run names it. */
export class StrategySources {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    this.#db = db;
  }

  keep({ hash, file, text }: StrategySource): void {
    this.#db.prepare('INSERT OR IGNORE INTO strategy_source VALUES (?, ?, ?)').run(hash, file, text);
  }

  find(hash: string): StrategySource | null {
    const row = this.#db.prepare('SELECT hash, file, text FROM strategy_source WHERE hash = ?').get(hash);
    return row === undefined ? null : (row as StrategySource);
  }

  /** For when the library is opened: later a text may have come before the run that will name it. */
  purge(): void {
    this.#db
      .prepare(
        `DELETE FROM strategy_source WHERE hash NOT IN
           (SELECT json_extract(spec, '$.strategyHash') FROM run WHERE json_extract(spec, '$.strategyHash') IS NOT NULL)`,
      )
      .run();
  }
}
