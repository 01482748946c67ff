import { create } from 'zustand';
import { TRIALS_PER_PAGE_MAX } from '#shared/ipc/studies.ts';
import type {
  StudyDetail,
  StudyId,
  StudyProgress,
  StudySummary,
  StudyTrial,
} from '#shared/model/study-run.ts';
import { research } from '../ipc/services.ts';
import { coalesced, type Loadable, loaded, loading, NOT_LOADED } from './loadable.ts';
import { isUnderWay } from './progress.ts';

/** All studies, newest first. */
export const useStudies = create<Loadable<readonly StudySummary[]>>(() => NOT_LOADED);

export const loadStudies = coalesced(async () => {
  useStudies.setState(loading);
  const result = await research.invoke('studies.list', {});
  useStudies.setState((last) =>
    loaded(last, result.ok ? { ok: true, value: result.value.studies } : result, 'read the list of studies'),
  );
});

interface ShownStudy {
  readonly studyId: StudyId | null;
  readonly detail: Loadable<StudyDetail>;
  /** Those that have come so far; all of them once it is done. */
  readonly trials: readonly StudyTrial[];
  /** See `studies.trials`: those of another round are told anew. */
  readonly round: number;
  readonly progress: StudyProgress | null;
}

const NOTHING: ShownStudy = { studyId: null, detail: NOT_LOADED, trials: [], round: 0, progress: null };

/** The study that the Studies panel shows. */
export const useShownStudy = create<ShownStudy>(() => NOTHING);

export async function openStudy(studyId: StudyId): Promise<void> {
  useShownStudy.setState({ ...NOTHING, studyId });
  await reloadStudy();
}

export function closeStudy(): void {
  useShownStudy.setState(NOTHING);
}

export const reloadStudy = coalesced(async () => {
  const { studyId } = useShownStudy.getState();
  if (studyId === null) return;
  useShownStudy.setState((state) => ({ detail: loading(state.detail) }));
  const detail = await research.invoke('studies.get', { studyId });
  if (useShownStudy.getState().studyId !== studyId) return;
  useShownStudy.setState((state) => ({ detail: loaded(state.detail, detail, 'open the study') }));
  await loadTrials();
});

/** Asks for the trials that are not there yet, page by page. */
const loadTrials = coalesced(async () => {
  for (;;) {
    const { studyId, trials, round, detail } = useShownStudy.getState();
    if (studyId === null || detail.value?.summary.kind !== 'sweep') return;
    const page = await research.invoke('studies.trials', {
      studyId,
      offset: trials.length,
      limit: TRIALS_PER_PAGE_MAX,
    });
    if (useShownStudy.getState().studyId !== studyId) return;
    if (!page.ok) {
      useShownStudy.setState((state) => ({ detail: loaded(state.detail, page, 'read the trials') }));
      return;
    }
    if (page.value.round !== round) {
      useShownStudy.setState({ trials: [], round: page.value.round });
      continue;
    }
    if (page.value.trials.length === 0) return;
    useShownStudy.setState({ trials: [...trials, ...page.value.trials] });
    if (trials.length + page.value.trials.length >= page.value.total) return;
  }
});

export async function receiveStudyProgress(progress: StudyProgress): Promise<void> {
  const studies = useStudies.getState().value ?? [];
  const known = studies.find(({ studyId }) => studyId === progress.studyId);
  if (known !== undefined) {
    const { status, doneCount, totalCount } = progress;
    useStudies.setState((last) => ({
      ...last,
      value: studies.map((one) => (one === known ? { ...one, status, doneCount, totalCount } : one)),
    }));
  }
  if (useShownStudy.getState().studyId !== progress.studyId) return;
  useShownStudy.setState({ progress });
  if (isUnderWay(progress.status)) await loadTrials();
  else await reloadStudy();
}
