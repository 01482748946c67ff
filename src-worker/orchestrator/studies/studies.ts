import PQueue from 'p-queue';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import type { Clock } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { STUDIES_LISTED_MAX } from '#shared/ipc/studies.ts';
import {
  STUDY_TRIALS_MAX,
  type StudyDetail,
  type StudyId,
  type StudyProgress,
  type StudySpec,
  type StudySummary,
  type StudyTrial,
} from '#shared/model/study-run.ts';
import { parameterGrid, randomParameters } from '#shared/strategies/parameter-space.ts';
import { CANCELLED } from '../cancelled.ts';
import { findDefinition } from '../find-definition.ts';
import { CheckFailed } from './honesty-checks.ts';
import { packTrials, unpackTrials } from './packed-trials.ts';
import type { StudyServices } from './study-services.ts';
import { workOn } from './study-work.ts';

/** Studies that wait or are worked on; one more is refused. */
const ACTIVE_MAX = 20;
const PROGRESS_EVERY_MS = 100;

export interface StudiesOptions {
  readonly services: StudyServices;
  readonly clock: Clock;
  readonly newStudyId: () => StudyId;
  readonly codeVersion: string;
  readonly onProgress: (progress: StudyProgress) => void;
  /** The list is another one. */
  readonly onChange: () => void;
  /** What only a bug or a lost thread can cause: for the log. */
  readonly onFault: (studyId: StudyId, error: unknown) => void;
}

interface ActiveStudy {
  detail: StudyDetail;
  trials: readonly StudyTrial[];
  readonly abort: AbortController;
  startedAt: number | null;
  toldAt: number;
}

/** Studies from their specification to what is stored of them. One is worked on at a time: each takes all threads there are. */
export class Studies {
  readonly #options: StudiesOptions;
  readonly #active = new Map<StudyId, ActiveStudy>();
  readonly #queue = new PQueue({ concurrency: 1 });
  /** Trials of the study that was looked at last: its pages are asked for one after the other. */
  #shown: { readonly studyId: StudyId; readonly trials: readonly StudyTrial[] } | null = null;

  constructor(options: StudiesOptions) {
    this.#options = options;
  }

  /** Combinations of a sweep or of each window; 0 for what has none. Codes: `unknown-strategy`, `invalid-space`. */
  count(
    spec: StudySpec,
  ): Result<{ readonly trialCount: number; readonly refusedCount: number }, ServiceFailure> {
    if (spec.kind === 'monte-carlo' || spec.kind === 'checks') return ok({ trialCount: 0, refusedCount: 0 });
    const { base, space, random } = spec.sweep;
    const definition = findDefinition(this.#options.services.strategies, base.strategyId);
    if (!definition.ok) return definition;
    const found =
      random === undefined
        ? parameterGrid(definition.value, base.parameters, space, STUDY_TRIALS_MAX)
        : randomParameters(
            definition.value,
            base.parameters,
            space,
            Math.min(random.count, STUDY_TRIALS_MAX),
            random.seed,
          );
    if (!found.ok) return err(failure('invalid-space', found.error, 'Correct the parameters to vary.'));
    return ok({ trialCount: found.value.sets.length, refusedCount: found.value.refusedCount });
  }

  /** Answers as soon as it is stored. `finished` never rejects. */
  async start(
    spec: StudySpec,
  ): Promise<Result<{ readonly studyId: StudyId; readonly finished: Promise<void> }, ServiceFailure>> {
    if (this.#active.size >= ACTIVE_MAX)
      return err(failure('too-many-studies', `${ACTIVE_MAX} studies are waiting already.`, 'Cancel some.'));
    const count = this.count(spec);
    if (!count.ok) return count;
    const subject = await this.#subjectOf(spec);
    if (!subject.ok) return subject;
    const { clock, codeVersion, newStudyId } = this.#options;
    const study: ActiveStudy = {
      detail: {
        summary: {
          studyId: newStudyId(),
          kind: spec.kind,
          status: 'queued',
          ...subject.value,
          createdAt: clock.now(),
          finishedAt: null,
          reason: null,
          doneCount: 0,
          totalCount: spec.kind === 'monte-carlo' ? spec.pathCount : count.value.trialCount,
          finding: null,
        },
        spec,
        codeVersion,
        outcome: null,
      },
      trials: [],
      abort: new AbortController(),
      startedAt: null,
      toldAt: -Infinity,
    };
    const { studyId } = study.detail.summary;
    await this.#options.services.library.saveStudy({ detail: study.detail, trials: null });
    this.#active.set(studyId, study);
    this.#options.onChange();
    return ok({ studyId, finished: this.#queue.add(() => this.#work(study)) });
  }

  cancel(studyId: StudyId): Result<null, ServiceFailure> {
    const study = this.#active.get(studyId);
    if (study === undefined)
      return err(
        failure('study-not-active', 'That study is not going on any more.', 'Look at what came of it.'),
      );
    study.abort.abort();
    return ok(null);
  }

  async list(): Promise<readonly StudySummary[]> {
    const stored = await this.#options.services.library.listStudies(STUDIES_LISTED_MAX);
    return stored.map((one) => this.#active.get(one.studyId)?.detail.summary ?? one);
  }

  async get(studyId: StudyId): Promise<Result<StudyDetail, ServiceFailure>> {
    const study =
      this.#active.get(studyId)?.detail ?? (await this.#options.services.library.getStudy(studyId));
    return study === null ? err(unknownStudy()) : ok(study);
  }

  /** See `studies.trials`. */
  async trials(
    studyId: StudyId,
    offset: number,
    limit: number,
  ): Promise<Result<{ trials: StudyTrial[]; total: number; round: number }, ServiceFailure>> {
    const active = this.#active.get(studyId);
    const all = active?.trials ?? (await this.#storedTrials(studyId));
    if (all === null) return err(unknownStudy());
    // Under way they come one by one; in the end all are there at once, in their order, with figures that need them all.
    const round = active === undefined || active.detail.outcome !== null ? 1 : 0;
    return ok({ trials: all.slice(offset, offset + limit), total: all.length, round });
  }

  async delete(studyId: StudyId): Promise<Result<null, ServiceFailure>> {
    if (this.#active.has(studyId))
      return err(failure('study-active', 'That study is still going on.', 'Cancel it first.'));
    if (this.#shown?.studyId === studyId) this.#shown = null;
    if (!(await this.#options.services.library.deleteStudy(studyId))) return err(unknownStudy());
    this.#options.onChange();
    return ok(null);
  }

  /** Cancels what goes on and waits until it is stored. */
  async close(): Promise<void> {
    for (const study of this.#active.values()) study.abort.abort();
    await this.#queue.onIdle();
  }

  async #work(study: ActiveStudy): Promise<void> {
    const { studyId } = study.detail.summary;
    try {
      if (study.abort.signal.aborted)
        return await this.#end(study, { status: 'cancelled', reason: CANCELLED.message });
      study.startedAt = performance.now();
      this.#change(study, { status: 'running' });
      this.#options.onChange();
      const came: StudyTrial[] = [];
      study.trials = came;
      const result = await workOn(study.detail.spec, this.#options.services, {
        signal: study.abort.signal,
        onTrial: (trial) => came.push(trial),
        onProgress: (doneCount, totalCount) => {
          this.#change(study, { doneCount, totalCount });
          this.#tell(study, false);
        },
      });
      if (result.ok) {
        study.trials = result.value.trials;
        study.detail = { ...study.detail, outcome: result.value.outcome };
        await this.#end(study, { status: 'done', finding: result.value.finding });
      } else if (result.error.code === 'cancelled') {
        await this.#end(study, { status: 'cancelled', reason: CANCELLED.message });
      } else {
        const reason = [result.error.message, result.error.help].filter(Boolean).join(' ');
        await this.#end(study, { status: 'failed', reason });
      }
    } catch (error) {
      await this.#endInFault(study, error);
    } finally {
      this.#active.delete(studyId);
      this.#options.onChange();
    }
  }

  async #endInFault(study: ActiveStudy, error: unknown): Promise<void> {
    const { studyId } = study.detail.summary;
    if (study.abort.signal.aborted) {
      await this.#end(study, { status: 'cancelled', reason: CANCELLED.message });
      return;
    }
    // A run of a check that failed has its reason from the strategy; all else is ours.
    if (!(error instanceof CheckFailed)) this.#options.onFault(studyId, error);
    const reason = error instanceof Error ? error.message : String(error);
    await this.#end(study, { status: 'failed', reason }).catch((fault: unknown) => {
      // The library is gone: at its next start it finds the study unfinished and marks it interrupted.
      this.#options.onFault(studyId, fault);
    });
  }

  async #end(study: ActiveStudy, change: Partial<StudySummary>): Promise<void> {
    this.#change(study, { ...change, finishedAt: this.#options.clock.now() });
    const trials = study.trials.length === 0 ? null : await packTrials(study.trials);
    await this.#options.services.library.saveStudy({ detail: study.detail, trials });
    this.#tell(study, true);
  }

  #change(study: ActiveStudy, change: Partial<StudySummary>): void {
    study.detail = { ...study.detail, summary: { ...study.detail.summary, ...change } };
  }

  #tell(study: ActiveStudy, isLast: boolean): void {
    const now = performance.now();
    if (!isLast && now - study.toldAt < PROGRESS_EVERY_MS) return;
    study.toldAt = now;
    const { studyId, status, doneCount, totalCount } = study.detail.summary;
    const elapsedMs = study.startedAt === null ? 0 : now - study.startedAt;
    const remainingMs = doneCount === 0 ? null : (elapsedMs / doneCount) * (totalCount - doneCount);
    this.#options.onProgress({ studyId, status, doneCount, totalCount, elapsedMs, remainingMs });
  }

  async #storedTrials(studyId: StudyId): Promise<readonly StudyTrial[] | null> {
    if (this.#shown?.studyId === studyId) return this.#shown.trials;
    const { library } = this.#options.services;
    const bytes = await library.loadStudyTrials(studyId);
    if (bytes === null) return (await library.getStudy(studyId)) === null ? null : [];
    const trials = await unpackTrials(bytes);
    this.#shown = { studyId, trials };
    return trials;
  }

  /** Names what is studied, so that the list can say it. */
  async #subjectOf(
    spec: StudySpec,
  ): Promise<Result<Pick<StudySummary, 'strategyId' | 'strategyTitle' | 'symbols'>, ServiceFailure>> {
    const { library, strategies } = this.#options.services;
    if (spec.kind === 'monte-carlo' || spec.kind === 'checks') {
      const run = await library.getRun(spec.runId);
      if (!run.ok) return run;
      const { strategyId, strategyTitle, symbols } = run.value.summary;
      return ok({ strategyId, strategyTitle, symbols });
    }
    const { strategyId, seriesIds } = spec.sweep.base;
    const definition = findDefinition(strategies, strategyId);
    if (!definition.ok) return definition;
    const series = await library.listSeries();
    const symbols = seriesIds.map((id) => series.find((one) => one.seriesId === id)?.symbol ?? `#${id}`);
    return ok({ strategyId, strategyTitle: definition.value.title, symbols });
  }
}

function unknownStudy(): ServiceFailure {
  return failure('study-unknown', 'That study is not there any more.', 'Choose another one.');
}
