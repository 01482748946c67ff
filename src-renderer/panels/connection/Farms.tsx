import type { Farm } from '#shared/model/connection.ts';
import { formatClock, localZone } from '../../format/time.ts';
import styles from './ConnectionPanel.module.css';

const KINDS: Readonly<Record<Farm['kind'], string>> = {
  'market-data': 'market data',
  history: 'history',
  contracts: 'contracts',
};
const STATES: Readonly<Record<Farm['state'], string>> = {
  ok: '✓ ok',
  idle: '○ idle, on demand',
  broken: '✕ broken',
};

/** The broker's data servers behind TWS. At most 100, so nothing here scrolls by itself. */
export function Farms({ farms }: { farms: readonly Farm[] }) {
  const zone = localZone();
  return (
    <section className={styles['section']} aria-label="Data farms">
      <h3>Data farms</h3>
      {farms.length === 0 ? (
        <p className="muted">TWS tells them once it is connected.</p>
      ) : (
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">Farm</th>
              <th scope="col">For</th>
              <th scope="col">State</th>
              <th scope="col">Since</th>
            </tr>
          </thead>
          <tbody>
            {farms.map(({ name, kind, state, since }) => (
              <tr key={`${kind} ${name}`} data-farm={state}>
                <td>{name}</td>
                <td>{KINDS[kind]}</td>
                <td>{STATES[state]}</td>
                <td className={styles['figure']}>{formatClock(since, zone)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
