import type { ExecutionPlan } from '#shared/model/plan.ts';
import { CommandButton } from '../../components/CommandButton.tsx';
import form from '../../components/form.module.css';
import { PlanFacts } from '../../components/PlanFacts.tsx';
import { outcomeText } from '../../format/plan.ts';
import type { Loadable } from '../../stores/loadable.ts';
import { usePredictions } from '../../stores/run-plan.ts';
import styles from './BacktestPanel.module.css';

/** What the run will do and take; and what the last one took, beside what was said of it. */
export function PlanSection({ plan, isReady }: { plan: Loadable<ExecutionPlan>; isReady: boolean }) {
  const last = usePredictions((state) => state.value?.find(({ kind }) => kind === 'single'));
  return (
    <fieldset className={form['section']}>
      <legend>PLAN</legend>
      <PlanFacts
        plan={plan}
        hint={isReady ? 'Looking at the strategy and the data.' : 'Made as soon as the form is complete.'}
      />
      {last !== undefined && (
        <div className={styles['lastRun']}>
          <span>
            Last run, {last.strategyTitle}: {outcomeText(last)}
          </span>
          <CommandButton id="panel.performance">All</CommandButton>
        </div>
      )}
    </fieldset>
  );
}
