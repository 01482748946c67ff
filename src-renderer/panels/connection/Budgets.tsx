import type { BudgetMeter } from '#shared/ipc/connection.ts';
import { formatNumber } from '../../format/number.ts';
import { useBroker } from '../../stores/broker.ts';
import styles from './ConnectionPanel.module.css';

const WORDS: Readonly<Record<BudgetMeter['id'], { readonly name: string; readonly help: string }>> = {
  messages: {
    name: 'Messages in a second',
    help: 'TWS drops clients that send more. Cancels go first, then orders, then data.',
  },
  lines: {
    name: 'Market data lines',
    help: 'Contracts with prices at a time, shared with the windows of TWS.',
  },
  depth: { name: 'Market depth', help: 'Contracts with their book at a time.' },
  history: {
    name: 'History requests',
    help: 'Requests that the broker counts together; more would be refused.',
  },
};

/** What the broker bounds, and how much of it is taken. */
export function Budgets() {
  const meters = useBroker((state) => state.meters);
  return (
    <section className={styles['section']} aria-label="Budgets">
      <h3>Budgets</h3>
      {meters.length === 0 ? (
        <p className="muted">Shown while there is a connection.</p>
      ) : (
        <div className={styles['meters']}>
          {meters.map((meter) => (
            <Meter key={meter.id} meter={meter} />
          ))}
        </div>
      )}
    </section>
  );
}

function Meter({ meter: { id, used, max, waiting } }: { meter: BudgetMeter }) {
  const { name, help } = WORDS[id];
  return (
    <>
      <span title={help}>{name}</span>
      <meter aria-label={name} min={0} max={max} high={max * 0.8} optimum={0} value={Math.min(used, max)} />
      <span className={styles['figure']}>
        {formatNumber(used)} of {formatNumber(max)}
      </span>
      <span className={styles['waiting']}>{waiting > 0 && `${formatNumber(waiting)} waiting`}</span>
    </>
  );
}
