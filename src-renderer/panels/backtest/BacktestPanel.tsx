import { Button, MultiSelect } from '@mantine/core';
import { LibraryBig, Play } from 'lucide-react';
import { type SyntheticEvent, useMemo } from 'react';
import type { StrategyInfo } from '#shared/ipc/contract.ts';
import type { PlanRequest } from '#shared/model/plan.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import { readActions } from '../../commands/backtest.ts';
import { runCommand } from '../../commands/registry.ts';
import { Async } from '../../components/Async.tsx';
import { Choice } from '../../components/Choice.tsx';
import { CommandButton, hotkeyText } from '../../components/CommandButton.tsx';
import { FigureInput } from '../../components/FigureInput.tsx';
import form from '../../components/form.module.css';
import { FileDrop } from '../../components/FileDrop.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Banner, EmptyState } from '../../components/states.tsx';
import { predictionText } from '../../format/plan.ts';
import { changeDraft, useBacktestForm } from '../../stores/backtest-draft.ts';
import {
  type BacktestChoices,
  chosenRoles,
  chosenSeries,
  chosenStrategy,
  dateRange,
  rolesText,
  runSentence,
} from '../../stores/backtest-choices.ts';
import { specOf } from '../../stores/backtest-spec.ts';
import { loadLibrary, useLibrary } from '../../stores/library.ts';
import { useRunPlan } from '../../stores/run-plan.ts';
import { loadStrategies, useStrategies } from '../../stores/strategies.ts';
import { ActionsField } from './ActionsField.tsx';
import { CostFields } from './CostFields.tsx';
import { ExecutionFields } from './ExecutionFields.tsx';
import { ParameterForm } from './ParameterForm.tsx';
import { PlanSection } from './PlanSection.tsx';
import { SizingFields } from './SizingFields.tsx';
import { StrategyFiles } from './StrategyFiles.tsx';
import styles from './BacktestPanel.module.css';

export function BacktestPanel() {
  const strategies = useStrategies();
  const library = useLibrary();
  return (
    <Panel>
      <Async source={strategies} label="Loading the strategies" reload={loadStrategies}>
        {(loadedStrategies) => (
          <Async source={library} label="Loading the library" reload={loadLibrary}>
            {(series) =>
              series.length === 0 ? (
                <EmptyState
                  icon={LibraryBig}
                  title="A backtest needs prices"
                  text="The library is empty. Import a CSV file with dates, open, high, low and close; then choose a strategy here and run it."
                >
                  <CommandButton id="library.import" variant="filled" />
                </EmptyState>
              ) : (
                <FileDrop onFile={readActions} otherwise="choose it in the form">
                  <BacktestForm strategies={loadedStrategies} series={series} />
                </FileDrop>
              )
            }
          </Async>
        )}
      </Async>
    </Panel>
  );
}

function BacktestForm({
  strategies,
  series,
}: {
  strategies: readonly StrategyInfo[];
  series: readonly SeriesSummary[];
}) {
  const { draft, showErrors, serviceErrors, problem, isStarting } = useBacktestForm();
  const choices: BacktestChoices = useMemo(() => ({ strategies, series }), [strategies, series]);
  const spec = useMemo(() => specOf(draft, choices), [draft, choices]);
  const request = useMemo(
    (): PlanRequest | null => (spec.ok ? { kind: 'single', spec: spec.value } : null),
    [spec],
  );
  const plan = useRunPlan(request);
  const expected = plan.value?.prediction ?? null;
  const errors = { ...serviceErrors, ...(showErrors && !spec.ok ? spec.error : {}) };
  const strategy = chosenStrategy(draft, choices);
  const chosen = chosenSeries(draft, choices);
  const range = dateRange(chosen);

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    runCommand('backtest.run');
  }

  return (
    <form className={form['form']} aria-label="Backtest" onSubmit={submit} noValidate>
      <div className={form['scroll']}>
        <fieldset className={form['section']}>
          <legend>STRATEGY</legend>
          <Choice
            label="Strategy"
            value={strategy?.strategyId ?? draft.strategyId ?? ''}
            options={strategyOptions(strategies, draft.strategyId)}
            onChange={(strategyId) => changeDraft({ strategyId })}
            error={errors['strategyId']}
          />
          <p className={styles['description']}>{strategy?.description}</p>
          {strategy === null && (
            <p className={styles['description']}>
              It cannot be run just now: its file has an error, is being read, or is gone.
            </p>
          )}
          {strategy !== null && <ParameterForm strategy={strategy} draft={draft} errors={errors} />}
          <StrategyFiles />
        </fieldset>
        <fieldset className={form['section']}>
          <legend>DATA</legend>
          <div className={form['grid']}>
            <MultiSelect
              label="Symbols"
              size="xs"
              className={form['wide'] ?? ''}
              classNames={{ pill: styles['pill'] ?? '' }}
              data={series.map((one) => ({ value: String(one.seriesId), label: seriesLabel(one, series) }))}
              value={chosen.map((one) => String(one.seriesId))}
              onChange={(ids) => changeDraft({ seriesIds: ids.map(Number) })}
              placeholder={chosen.length === 0 ? 'Choose symbols' : ''}
              error={errors['seriesIds']}
              searchable
              hidePickedOptions
              comboboxProps={{ transitionProps: { duration: 0 } }}
              nothingFoundMessage="Nothing in the library is called that"
              limit={200}
            />
            <FigureInput
              label="From"
              value={draft.from}
              onChange={(from) => changeDraft({ from: from.trim() })}
              placeholder={range?.first}
              error={errors['from']}
              help="First date to trade on, YYYY-MM-DD. Bars before it warm the indicators up. Empty: from the start of the data."
              isText
            />
            <FigureInput
              label="To"
              value={draft.to}
              onChange={(to) => changeDraft({ to: to.trim() })}
              placeholder={range?.last}
              error={errors['to']}
              help="Last date to trade on, YYYY-MM-DD. Empty: to the end of the data."
              isText
            />
            {strategy !== null && strategy.roles !== null && (
              <div className={`${form['wide']} ${form['note']}`}>
                Takes {rolesText(strategy)}. {chosenRoles(strategy, chosen)}
              </div>
            )}
            <ActionsField actions={draft.actions} series={chosen} error={errors['actions']} />
            <div className={`${form['wide']} ${form['note']}`}>
              {range === null ? 'No series chosen.' : `Data from ${range.first} to ${range.last}.`}
            </div>
          </div>
        </fieldset>
        <SizingFields draft={draft} errors={errors} currency={chosen[0]?.currency ?? ''} />
        <CostFields draft={draft} errors={errors} />
        <ExecutionFields draft={draft} errors={errors} />
        <PlanSection plan={plan} isReady={spec.ok} />
      </div>
      <div className={form['footer']}>
        {problem !== null && (
          <div className={styles['problem']}>
            <Banner level="error">
              {problem.title} {problem.help}
            </Banner>
          </div>
        )}
        {showErrors && !spec.ok && (
          <div className={styles['problem']}>
            <Banner level="error">{firstError(spec.error)}</Banner>
          </div>
        )}
        {expected !== null && (
          <div
            className={styles['expected']}
            title="By a calibration run and what earlier runs taught: see the plan above"
          >
            Takes {predictionText(expected)}
          </div>
        )}
        <Button
          type="submit"
          variant="filled"
          fullWidth
          loading={isStarting}
          leftSection={<Play size={13} aria-hidden />}
          rightSection={<span className={styles['hotkey']}>{hotkeyText('f5')}</span>}
          className={styles['runButton'] ?? ''}
          classNames={{ label: styles['run'] ?? '' }}
          title={runSentence(draft, choices)}
        >
          {runSentence(draft, choices)}
        </Button>
      </div>
    </form>
  );
}

/** The user's by title and file; the chosen one too when it is not to be had, so that no other is run in its place unseen. */
function strategyOptions(strategies: readonly StrategyInfo[], chosen: string | null) {
  const options = strategies.map(({ strategyId, title, origin }) => ({
    value: strategyId,
    label: origin === undefined ? title : `${title} · ${origin.file}`,
  }));
  const isThere = chosen === null || strategies.some(({ strategyId }) => strategyId === chosen);
  return isThere ? options : [...options, { value: chosen, label: `${chosen} (not to be had)` }];
}

/** One symbol from two sources must be told apart. */
function seriesLabel(one: SeriesSummary, all: readonly SeriesSummary[]): string {
  const isAlone = all.filter((other) => other.symbol === one.symbol).length === 1;
  return isAlone ? `${one.symbol} · ${one.barSize}` : `${one.symbol} · ${one.barSize} · ${one.source}`;
}

function firstError(errors: Readonly<Record<string, string>>): string {
  const all = Object.values(errors);
  return all.length === 1 ? all[0]! : `${all.length} fields need a correction: they are marked above.`;
}
