import { useEffect, useState } from 'react';
import type { StudySpec } from '#shared/model/study-run.ts';
import { predictionText } from '../../format/plan.ts';
import { formatNumber } from '../../format/number.ts';
import { problemOf } from '../../format/problem.ts';
import { research } from '../../ipc/services.ts';
import { useRunPlan } from '../../stores/run-plan.ts';
import styles from './studies.module.css';

/** How many trials there will be and how long they will take, before they are begun. */
export function StudyCost({ spec }: { spec: StudySpec | null }) {
  const isSearch = spec?.kind === 'sweep' || spec?.kind === 'walk-forward';
  const count = useCount(isSearch ? spec : null);
  const plan = useRunPlan(
    spec?.kind === 'sweep'
      ? { kind: 'sweep', spec: spec.sweep }
      : spec?.kind === 'walk-forward'
        ? { kind: 'walk-forward', spec: spec.sweep, windows: spec.windows }
        : null,
  );
  if (!isSearch) return null;
  const prediction = plan.value?.prediction ?? null;
  const time =
    prediction === null
      ? plan.problem === null
        ? 'how long is being found out'
        : plan.problem.title
      : predictionText(prediction);
  return (
    <p className={styles['cost']} role="status" aria-label="Cost">
      {count}
      {count !== '' && <br />}
      {time}
    </p>
  );
}

/** Whoever is typing is left alone until there is a pause of this length. */
const PAUSE_MS = 300;

function useCount(spec: StudySpec | null): string {
  const [text, setText] = useState('');
  const key = spec === null ? null : JSON.stringify(spec);
  useEffect(() => {
    if (key === null) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      void research
        .invoke('studies.count', JSON.parse(key) as StudySpec, { signal: abort.signal })
        .then((result) => {
          if (abort.signal.aborted) return;
          if (!result.ok) {
            const problem = problemOf(result.error, 'count the trials');
            setText(`${problem.title} ${problem.help}`);
            return;
          }
          const { trialCount, refusedCount } = result.value;
          const refused =
            refusedCount === 0 ? '' : `, ${formatNumber(refusedCount)} combinations refused by the strategy`;
          const each = (JSON.parse(key) as StudySpec).kind === 'walk-forward' ? ' in each window' : '';
          setText(`${formatNumber(trialCount)} trials${each}${refused}`);
        });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [key]);
  return key === null ? '' : text;
}
