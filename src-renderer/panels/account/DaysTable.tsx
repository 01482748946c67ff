import type { DaySnapshot } from '#shared/ipc/portfolio.ts';
import { SignedFigure } from '../../components/Figure.tsx';
import { unitsOf } from '../../format/money.ts';
import { formatNumber } from '../../format/number.ts';
import { main } from '../../ipc/services.ts';
import { useAsked } from '../../stores/use-asked.ts';
import styles from './account.module.css';

const SHOWN_MAX = 30;
const askDays = (account: string, signal: AbortSignal) =>
  main.invoke('portfolio.days', { account }, { signal });

/** The last days, newest first: what the account was worth when each ended. */
export function DaysTable({ account }: { account: string }) {
  const { asked } = useAsked(account, askDays, 'read the days');
  if (asked.problem !== null && asked.value === null)
    return <p className={styles['note']}>{asked.problem.title}</p>;
  const days = asked.value?.days.slice(-SHOWN_MAX).reverse() ?? [];
  return (
    <section className={styles['section']} aria-label="Days">
      <h3>Days</h3>
      {days.length === 0 ? (
        <p className={styles['note']}>The first day is stored within a minute of being connected.</p>
      ) : (
        <table className={styles['table']} aria-label="Days">
          <thead>
            <tr>
              <th scope="col">Day (New York)</th>
              <th scope="col">Net liquidation</th>
              <th scope="col">Day P&L</th>
              <th scope="col">Cash</th>
            </tr>
          </thead>
          <tbody>
            {days.map((day: DaySnapshot) => (
              <tr key={day.day}>
                <th scope="row">{day.day}</th>
                <td>{formatNumber(unitsOf(day.netLiquidation), 2)}</td>
                <td>
                  <SignedFigure value={unitsOf(day.dayPnl)} />
                </td>
                <td>{formatNumber(unitsOf(day.totalCash), 2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
