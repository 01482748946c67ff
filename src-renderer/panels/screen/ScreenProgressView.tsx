import { formatNumber } from '../../format/number.ts';
import { useScreen } from '../../stores/screen.ts';
import { ClassBadge } from './ClassBadge.tsx';
import styles from './screen.module.css';

/** How far the screen is, and the last ten symbols that are done. */
export function ScreenProgressView() {
  const progress = useScreen((state) => state.progress);
  const done = progress?.doneCount ?? 0;
  const total = progress?.total ?? 0;
  const share = total === 0 ? 0 : done / total;
  return (
    <section className={styles['progress']} aria-label="Progress of the screen">
      <div
        className={styles['bar']}
        role="progressbar"
        aria-label="Screened"
        aria-valuenow={Math.round(100 * share)}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <div style={{ transform: `scaleX(${share})` }} />
      </div>
      <p className={styles['done']}>
        {progress === null
          ? 'Loading the bars …'
          : `${formatNumber(done)} of ${formatNumber(total)} symbols, ${formatNumber(progress.passedCount)} pass`}
      </p>
      {(progress?.last ?? []).map((one) => (
        <div key={one.seriesId} className={styles['last']}>
          <b>{one.symbol}</b>
          <span className={styles['figure']}>{one.score === null ? '–' : formatNumber(one.score, 1)}</span>
          <ClassBadge classification={one.classification} />
          <span className={styles['reason']} title={one.reasons.join(' ')}>
            {one.reasons[0]}
          </span>
        </div>
      ))}
    </section>
  );
}
