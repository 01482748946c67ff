import { Button, Checkbox } from '@mantine/core';
import { Play } from 'lucide-react';
import { type SyntheticEvent, useMemo } from 'react';
import { OBJECTIVES } from '#shared/model/study.ts';
import { currentSubject, KIND_TITLES } from '../../commands/studies.ts';
import { runCommand } from '../../commands/registry.ts';
import { Choice } from '../../components/Choice.tsx';
import { FigureInput } from '../../components/FigureInput.tsx';
import form from '../../components/form.module.css';
import { RadioTabs } from '../../components/RadioTabs.tsx';
import { Banner } from '../../components/states.tsx';
import { useBacktestForm } from '../../stores/backtest-draft.ts';
import { chosenStrategy, runSentence } from '../../stores/backtest-choices.ts';
import type { FieldErrors } from '../../stores/backtest-errors.ts';
import { useLibrary } from '../../stores/library.ts';
import type { ParameterField } from '../../stores/parameter-fields.ts';
import { useResult } from '../../stores/result.ts';
import { useStrategies } from '../../stores/strategies.ts';
import { changeAxis, changeStudy, useStudyForm, type StudyDraft } from '../../stores/study-draft.ts';
import { axisDraftOf, canVary, studySpecOf, suggestedAxis } from '../../stores/study-spec.ts';
import { FIGURES } from './figures.ts';
import { StudyCost } from './StudyCost.tsx';
import styles from './studies.module.css';

/** What is to be studied. Strategy, symbols, dates, money and costs are those of the Backtest panel. */
export function StudyForm() {
  const { draft, showErrors, problem, isStarting } = useStudyForm();
  const backtest = useBacktestForm((state) => state.draft);
  const strategies = useStrategies((state) => state.value);
  const series = useLibrary((state) => state.value);
  const result = useResult((state) => state.detail.value);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- what it reads from the stores is named here
  const subject = useMemo(() => currentSubject(), [backtest, strategies, series, result]);
  const spec = useMemo(() => studySpecOf(draft, subject), [draft, subject]);
  const errors = showErrors && !spec.ok ? spec.error : {};
  const isSearch = draft.kind === 'sweep' || draft.kind === 'walk-forward';

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    runCommand('studies.start');
  }

  return (
    <form className={`${form['form']} ${styles['form']}`} aria-label="Study" onSubmit={submit} noValidate>
      <div className={form['scroll']}>
        <RadioTabs
          label="Kind of study"
          name="study-kind"
          tabs={(Object.keys(KIND_TITLES) as StudyDraft['kind'][]).map((id) => ({
            id,
            title: KIND_TITLES[id],
            count: null,
          }))}
          current={draft.kind}
          onChange={(kind) => changeStudy({ kind })}
        />
        {isSearch ? (
          <Search draft={draft} subject={subject} errors={errors} />
        ) : (
          <OfRun draft={draft} errors={errors} />
        )}
      </div>
      <div className={form['footer']}>
        {errors['subject'] !== undefined && <Banner level="error">{errors['subject']}</Banner>}
        {problem !== null && (
          <Banner level="error">
            {problem.title} {problem.help}
          </Banner>
        )}
        <StudyCost spec={spec.ok ? spec.value : null} />
        <Button
          type="submit"
          variant="filled"
          fullWidth
          loading={isStarting}
          leftSection={<Play size={13} aria-hidden />}
        >
          Start: {KIND_TITLES[draft.kind]}
        </Button>
      </div>
    </form>
  );
}

interface PartProps {
  readonly draft: StudyDraft;
  readonly errors: FieldErrors;
}

function Search({ draft, subject, errors }: PartProps & { subject: ReturnType<typeof currentSubject> }) {
  const backtest = useBacktestForm((state) => state.draft);
  const strategies = useStrategies((state) => state.value);
  const series = useLibrary((state) => state.value);
  const choices = { strategies: strategies ?? [], series: series ?? [] };
  const strategy = chosenStrategy(backtest, choices);
  if (strategy === null) return <p className={form['note']}>No strategy is chosen in the Backtest panel.</p>;
  const figure = (field: 'count' | 'seed' | 'inSample' | 'outOfSample') => ({
    value: draft[field],
    error: errors[field],
    onChange: (text: string) => changeStudy({ [field]: text }),
  });
  return (
    <>
      <p className={styles['subject']} title="As the Backtest panel is filled in">
        {runSentence(backtest, choices).replace(/^Run /, '')}, with the money and costs of the Backtest panel.
      </p>
      <fieldset className={form['section']}>
        <legend>PARAMETERS TO VARY</legend>
        {subject.fields.map((field) => (
          <AxisRow
            key={`${strategy.strategyId} ${field.name}`}
            strategyId={strategy.strategyId}
            field={field}
            draft={draft}
            fixed={backtest.parameters[strategy.strategyId]?.[field.name] ?? field.default}
            error={errors[`axes.${field.name}`]}
          />
        ))}
        {errors['axes'] !== undefined && <p className={styles['error']}>{errors['axes']}</p>}
      </fieldset>
      <fieldset className={form['section']}>
        <legend>SEARCH</legend>
        <div className={form['grid']}>
          <Choice
            label="Combinations"
            value={draft.search}
            options={SEARCHES}
            onChange={(search) => changeStudy({ search })}
          />
          <Choice
            label="Ranked by"
            value={draft.objective}
            options={OBJECTIVES.map((name) => ({ value: name, label: FIGURES[name]?.title ?? name }))}
            onChange={(objective) => changeStudy({ objective })}
          />
          {draft.search === 'random' && (
            <>
              <FigureInput label="Trials" hint="1 to 20,000" {...figure('count')} />
              <FigureInput label="Seed" help="The same seed draws the same." {...figure('seed')} />
            </>
          )}
        </div>
      </fieldset>
      {draft.kind === 'walk-forward' && (
        <fieldset className={form['section']}>
          <legend>WINDOWS</legend>
          <div className={form['grid']}>
            <FigureInput
              label="In sample"
              hint="bars"
              help="Bars that choose the parameters."
              {...figure('inSample')}
            />
            <FigureInput
              label="Out of sample"
              hint="bars"
              help="Bars that are traded with what was chosen, before it is chosen anew."
              {...figure('outOfSample')}
            />
            <Checkbox
              className={form['wide'] ?? ''}
              label="In sample grows from the first bar"
              checked={draft.isAnchored}
              onChange={(event) => changeStudy({ isAnchored: event.currentTarget.checked })}
            />
          </div>
        </fieldset>
      )}
    </>
  );
}

const SEARCHES = [
  { value: 'grid', label: 'All (grid)' },
  { value: 'random', label: 'Drawn at random' },
] as const;

function AxisRow(props: {
  strategyId: string;
  field: ParameterField;
  draft: StudyDraft;
  fixed: string;
  error: string | undefined;
}) {
  const { strategyId, field, draft, fixed, error } = props;
  const axis = axisDraftOf(draft, strategyId, field.name);
  const suggested = suggestedAxis(field);
  const isRange = field.kind === 'integer' || field.kind === 'number';
  const part = (name: 'from' | 'to' | 'step', label: string) => (
    <FigureInput
      label={label}
      value={axis[name]}
      placeholder={suggested[name]}
      onChange={(text) => changeAxis(strategyId, field.name, { [name]: text })}
    />
  );
  return (
    <div className={styles['axisRow']} role="group" aria-label={field.title}>
      <Checkbox
        label={axis.isVaried ? field.title : `${field.title}: ${fixed}`}
        description={axis.isVaried && !isRange ? 'every choice' : undefined}
        disabled={!canVary(field)}
        checked={axis.isVaried}
        onChange={(event) => changeAxis(strategyId, field.name, { isVaried: event.currentTarget.checked })}
      />
      {axis.isVaried && isRange && (
        <div className={styles['range']}>
          {part('from', 'From')}
          {part('to', 'To')}
          {part('step', 'Step')}
        </div>
      )}
      {error !== undefined && <p className={styles['error']}>{error}</p>}
    </div>
  );
}

/** What is found out of the run that the Result panel shows. */
function OfRun({ draft, errors }: PartProps) {
  const detail = useResult((state) => state.detail.value);
  const figure = (field: 'paths' | 'pathSeed') => ({
    value: draft[field],
    error: errors[field],
    onChange: (text: string) => changeStudy({ [field]: text }),
  });
  return (
    <>
      <p className={styles['subject']}>
        {detail === null || detail.statistics === null
          ? 'Open a finished run in the Result panel: this is done with its trades and settings.'
          : `Of the run that the Result panel shows: ${detail.summary.strategyTitle} on ${detail.summary.symbols.join(', ')}, ${detail.statistics.tradeCount} closed trades.`}
      </p>
      {draft.kind === 'monte-carlo' ? (
        <fieldset className={form['section']}>
          <legend>PATHS</legend>
          <div className={form['grid']}>
            <FigureInput label="Paths" hint="1 to 100,000" {...figure('paths')} />
            <FigureInput label="Seed" help="The same seed draws the same." {...figure('pathSeed')} />
          </div>
        </fieldset>
      ) : (
        <fieldset className={form['section']}>
          <legend>CHECKS</legend>
          <Checkbox
            label="Look-ahead"
            description="Runs it with its future cut off at seven points: what it did before each must not change."
            checked={draft.lookAhead}
            onChange={(event) => changeStudy({ lookAhead: event.currentTarget.checked })}
          />
          <Checkbox
            label="Warm-up"
            description="Trades the second half with less and less history before it: how much do its decisions need?"
            checked={draft.warmup}
            onChange={(event) => changeStudy({ warmup: event.currentTarget.checked })}
          />
        </fieldset>
      )}
    </>
  );
}
