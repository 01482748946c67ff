import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { seriesSummarySchema } from '#shared/model/series.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import type { Undo } from './library-api.ts';

const undoStepSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('series'), series: seriesSummarySchema }),
  z.strictObject({ kind: z.literal('run') }),
  z.strictObject({
    kind: z.literal('backup'),
    path: z.string(),
    backup: z.strictObject({ bytes: z.number(), replaced: z.string().optional(), inode: z.number() }),
  }),
]);
export type UndoStep = z.output<typeof undoStepSchema>;

/**
 * What can be taken back until the application closes, in research.db: the steps outlive the process that took them, but
 * not the session of the application.
 */
export class UndoList {
  readonly #db: SqliteDatabase;
  readonly #sessionId: string;

  constructor(db: SqliteDatabase, sessionId: string) {
    this.#db = db;
    this.#sessionId = sessionId;
  }

  /** @param make does what can be taken back, together with its step or not at all */
  add(step: UndoStep, make: (undoId: string) => void): Undo {
    const undoId = randomUUID();
    this.#db
      .transaction(() => {
        this.#db
          .prepare('INSERT INTO undo_step VALUES (?, ?, ?)')
          .run(undoId, this.#sessionId, JSON.stringify(step));
        make(undoId);
      })
      .immediate();
    return { undoId };
  }

  /** Undefined: settled, taken back already, or of another session. */
  find(undoId: string): UndoStep | undefined {
    const step = this.#db
      .prepare('SELECT step FROM undo_step WHERE undo_id = ? AND session_id = ?')
      .pluck()
      .get(undoId, this.#sessionId);
    return step === undefined ? undefined : undoStepSchema.parse(JSON.parse(step as string));
  }

  remove(undoId: string): void {
    this.#db.prepare('DELETE FROM undo_step WHERE undo_id = ?').run(undoId);
  }

  /**
   * Makes steps final. @param settle what that takes besides; what is hidden is purged afterwards.
   * @returns why some could not be settled, sentences: they wait for the next start
   */
  settle(whose: 'of all sessions' | 'of other sessions', settle: (step: UndoStep) => void): string[] {
    const failures: string[] = [];
    const kept = whose === 'of all sessions' ? '' : this.#sessionId;
    const rows = this.#db
      .prepare('SELECT undo_id AS undoId, step FROM undo_step WHERE session_id <> ?')
      .all(kept) as { undoId: string; step: string }[];
    for (const { undoId, step } of rows) {
      try {
        settle(undoStepSchema.parse(JSON.parse(step)));
        this.remove(undoId);
      } catch (error) {
        // A file on a disk that is read-only by now, say, which is no reason not to open the library.
        failures.push(
          `An earlier step could not be made final: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    }
    return failures;
  }
}

export function undoUnknown(): ServiceFailure {
  return failure(
    'undo-unknown',
    'That can no longer be undone.',
    'Only what was done since the start, and was not undone yet, can be.',
  );
}
