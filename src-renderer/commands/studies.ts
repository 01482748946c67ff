import type { StudyId, StudySummary, StudyTrial } from '#shared/model/study-run.ts';
import { problemOf } from '../format/problem.ts';
import { research } from '../ipc/services.ts';
import { currentChoices, useBacktestForm } from '../stores/backtest-draft.ts';
import { chosenStrategy } from '../stores/backtest-choices.ts';
import { specOf } from '../stores/backtest-spec.ts';
import { useConnection } from '../stores/connection.ts';
import { ask } from '../stores/dialogs.ts';
import { notify, notifyProblem } from '../stores/notices.ts';
import { parameterFields } from '../stores/parameter-fields.ts';
import { isUnderWay } from '../stores/progress.ts';
import { useResult } from '../stores/result.ts';
import { closeStudy, openStudy, useShownStudy, useStudies } from '../stores/studies.ts';
import { changeStudy, useStudyForm, type StudyDraft } from '../stores/study-draft.ts';
import { studySpecOf, type StudySubject } from '../stores/study-spec.ts';
import { showPanel } from '../stores/workspace.ts';
import { repeat } from './backtest.ts';
import type { Command } from './command.ts';

export const KIND_TITLES: Readonly<Record<StudyDraft['kind'], string>> = {
  sweep: 'Sweep',
  'walk-forward': 'Walk-forward',
  'monte-carlo': 'Monte Carlo',
  checks: 'Checks',
};

const hasFinishedRun = () => (useResult.getState().detail.value?.statistics ?? null) !== null;

export const studyCommands: readonly Command[] = [
  {
    id: 'studies.start',
    title: 'Start the study',
    group: 'Studies',
    hotkey: 'mod+f5',
    enabled: () => !useStudyForm.getState().isStarting && useConnection.getState().research.state !== 'down',
    run: startStudy,
  },
  {
    id: 'studies.cancel',
    title: 'Cancel the study in progress',
    group: 'Studies',
    enabled: () => studyUnderWay() !== undefined,
    async run() {
      const study = studyUnderWay();
      if (study !== undefined) await cancelStudy(study.studyId);
    },
  },
  setUp('sweep', 'Set up a sweep of parameters', () => true),
  setUp('walk-forward', 'Set up a walk-forward', () => true),
  setUp('monte-carlo', 'Monte Carlo on the trades of the shown run', hasFinishedRun),
  setUp('checks', 'Check the shown run for look-ahead and warm-up', hasFinishedRun),
];

function setUp(kind: StudyDraft['kind'], title: string, enabled: () => boolean): Command {
  return {
    id: `studies.${kind}`,
    title,
    group: 'Studies',
    enabled,
    run() {
      changeStudy({ kind });
      showPanel('studies');
    },
  };
}

/** What a study would be made from now. */
export function currentSubject(): StudySubject {
  const choices = currentChoices();
  const { draft } = useBacktestForm.getState();
  const strategy = chosenStrategy(draft, choices);
  const { runId, detail } = useResult.getState();
  return {
    backtest: specOf(draft, choices),
    fields: strategy === null ? [] : parameterFields(strategy.parametersJsonSchema, strategy.defaults),
    runId: detail.value?.statistics === null ? null : runId,
  };
}

/** Starts what the form says; what is wrong with it is shown in the form. */
async function startStudy(): Promise<void> {
  const { draft, isStarting } = useStudyForm.getState();
  if (isStarting) return; // a second click is not a second study
  const spec = studySpecOf(draft, currentSubject());
  showPanel('studies');
  if (!spec.ok) {
    useStudyForm.setState({ showErrors: true });
    return;
  }
  useStudyForm.setState({ isStarting: true, showErrors: false, problem: null });
  const started = await research.invoke('studies.start', spec.value);
  useStudyForm.setState({ isStarting: false });
  if (started.ok) await openStudy(started.value.studyId);
  else useStudyForm.setState({ problem: problemOf(started.error, 'start the study') });
}

export async function cancelStudy(studyId: StudyId): Promise<void> {
  const result = await research.invoke('studies.cancel', { studyId });
  if (!result.ok) notifyProblem(result.error, 'cancel the study');
}

export async function deleteStudy(study: StudySummary): Promise<void> {
  const name = `the ${KIND_TITLES[study.kind].toLowerCase()} of ${study.strategyTitle} on ${study.symbols.join(', ')}`;
  const yes = await ask({
    title: `Delete ${name}?`,
    text: 'Its trials and what came of them are removed for good. Runs that were made from it stay.',
    confirm: 'Delete the study',
  });
  if (!yes) return;
  const result = await research.invoke('studies.delete', { studyId: study.studyId });
  if (!result.ok) {
    notifyProblem(result.error, `delete ${name}`);
    return;
  }
  if (useShownStudy.getState().studyId === study.studyId) closeStudy();
  notify('info', `Deleted ${name}.`);
}

/** Makes a trial of the shown sweep a full run, with its chart and trades. */
export async function runTrial(trial: StudyTrial): Promise<void> {
  const study = useShownStudy.getState().detail.value;
  if (study?.spec.kind !== 'sweep') return;
  const { hash, index, parameters } = trial;
  const spec = { ...study.spec.sweep.base, parameters };
  const dataHashes = study.outcome?.kind === 'sweep' ? study.outcome.dataHashes : [];
  const what = `trial ${index + 1} of the sweep`;
  const { codeVersion } = study;
  await repeat(spec, hash === null ? null : { what, hash, spec, codeVersion, dataHashes });
}

/** Runs what a window of a walk-forward chose, over all dates. */
export async function runChosen(parameters: StudyTrial['parameters']): Promise<void> {
  const spec = useShownStudy.getState().detail.value?.spec;
  if (spec?.kind === 'walk-forward') await repeat({ ...spec.sweep.base, parameters }, null);
}

function studyUnderWay(): StudySummary | undefined {
  return useStudies.getState().value?.find(({ status }) => isUnderWay(status));
}
