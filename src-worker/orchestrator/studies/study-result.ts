import type { StudyOutcome, StudyTrial } from '#shared/model/study-run.ts';

/** What its caller hears of a study while it is worked on. */
export interface StudyWorkWatch {
  readonly signal: AbortSignal;
  readonly onProgress: (doneCount: number, totalCount: number) => void;
  readonly onTrial: (trial: StudyTrial) => void;
}

/** What came of a study: its outcome, its trials as they are in the end, and one sentence. */
export interface StudyResult {
  readonly outcome: StudyOutcome;
  readonly trials: readonly StudyTrial[];
  readonly finding: string;
}
