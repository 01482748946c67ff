import { runStatusSchema } from '#shared/model/backtest.ts';
import {
  studyDetailSchema,
  studySummarySchema,
  type StudyDetail,
  type StudyId,
  type StudySummary,
} from '#shared/model/study-run.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';

/** What is kept: beyond either, the oldest studies that have ended make room for a new one. */
interface StudyBounds {
  readonly studies: number;
  readonly bytes: number;
}
const STUDY_BOUNDS: StudyBounds = { studies: 500, bytes: 512 * 1024 ** 2 };

/** A study as it is stored. */
export interface StoredStudy {
  readonly detail: StudyDetail;
  /** Its trials, packed by who made them; null while there are none. */
  readonly trials: Uint8Array | null;
}

const [QUEUED, RUNNING] = [runStatusSchema.enum.queued, runStatusSchema.enum.running];

/** Studies in research.db. */
export class StudyStore {
  readonly #db: SqliteDatabase;
  readonly #bounds: StudyBounds;

  constructor(db: SqliteDatabase, bounds: StudyBounds = STUDY_BOUNDS) {
    this.#db = db;
    this.#bounds = bounds;
  }

  /** A new study, or what is known of an old one now. */
  save({ detail, trials }: StoredStudy): void {
    const { summary, ...rest } = detail;
    const [head, body] = [JSON.stringify(summary), JSON.stringify(rest)];
    this.#db
      .transaction(() => {
        this.#makeRoom(summary.studyId);
        this.#db
          .prepare(
            `INSERT INTO study (study_id, status, created_at, summary, detail, trials, bytes)
             VALUES (@studyId, @status, @createdAt, @head, @body, @trials, @bytes)
             ON CONFLICT (study_id) DO UPDATE SET
               status = @status, summary = @head, detail = @body, trials = @trials, bytes = @bytes`,
          )
          .run({
            studyId: summary.studyId,
            status: summary.status,
            createdAt: summary.createdAt,
            head,
            body,
            trials,
            bytes: head.length + body.length + (trials?.byteLength ?? 0),
          });
      })
      .immediate();
  }

  /** The newest, newest first. */
  list(limit: number): StudySummary[] {
    return this.#db
      .prepare('SELECT summary FROM study ORDER BY created_at DESC, study_id LIMIT ?')
      .pluck()
      .all(limit)
      .map((text) => studySummarySchema.parse(JSON.parse(text as string)));
  }

  detail(studyId: StudyId): StudyDetail | undefined {
    const row = this.#db.prepare('SELECT summary, detail FROM study WHERE study_id = ?').get(studyId) as
      { summary: string; detail: string } | undefined;
    if (row === undefined) return undefined;
    return studyDetailSchema.parse({
      ...(JSON.parse(row.detail) as object),
      summary: JSON.parse(row.summary) as unknown,
    });
  }

  trials(studyId: StudyId): Uint8Array | null {
    const bytes = this.#db.prepare('SELECT trials FROM study WHERE study_id = ?').pluck().get(studyId);
    return (bytes ?? null) as Uint8Array | null;
  }

  /** @returns whether it was there */
  delete(studyId: StudyId): boolean {
    return this.#db.prepare('DELETE FROM study WHERE study_id = ?').run(studyId).changes === 1;
  }

  /** Studies that nobody can be working on any more, because the library has just been opened. */
  interruptActive(at: number): void {
    this.#db
      .prepare(
        `UPDATE study SET status = 'interrupted', summary = json_set(summary,
           '$.status', 'interrupted', '$.finishedAt', @at, '$.reason', 'Tradewind ended before it was done.')
         WHERE status IN (@queued, @running)`,
      )
      .run({ at, queued: QUEUED, running: RUNNING });
  }

  #makeRoom(newcomer: StudyId): void {
    const total = this.#db
      .prepare('SELECT count(*) AS count, coalesce(sum(bytes), 0) AS bytes FROM study WHERE study_id <> ?')
      .get(newcomer) as { count: number; bytes: number };
    const oldest = this.#db
      .prepare(
        `SELECT study_id AS studyId, bytes FROM study
         WHERE study_id <> ? AND status NOT IN ('queued', 'running') ORDER BY created_at, study_id`,
      )
      .all(newcomer) as { studyId: StudyId; bytes: number }[];
    for (const { studyId, bytes } of oldest) {
      if (total.count < this.#bounds.studies && total.bytes <= this.#bounds.bytes) return;
      this.delete(studyId);
      total.count--;
      total.bytes -= bytes;
    }
  }
}
