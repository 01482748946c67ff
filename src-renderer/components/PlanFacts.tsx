import type { ExecutionPlan } from '#shared/model/plan.ts';
import type { Loadable } from '../stores/loadable.ts';
import { planRows } from '../format/plan.ts';
import styles from './PlanFacts.module.css';

/** What is going to be done and how long it will take, before it is done. */
export function PlanFacts({ plan, hint }: { plan: Loadable<ExecutionPlan>; hint: string }) {
  const { value, problem, isLoading } = plan;
  if (value === null) {
    const text = problem === null ? hint : `${problem.title} ${problem.help}`;
    return (
      <p className={styles['hint']} role="status">
        {text}
      </p>
    );
  }
  return (
    <>
      <dl className={styles['facts']} aria-label="Plan" aria-busy={isLoading}>
        {planRows(value).map(({ label, text, help }) => (
          <div key={label} title={help}>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {value.notes.map((note) => (
        <p key={note} className={styles['note']} role="note">
          {note}
        </p>
      ))}
    </>
  );
}
