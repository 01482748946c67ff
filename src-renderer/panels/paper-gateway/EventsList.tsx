import type { GatewayStatus } from '#shared/model/paper-gateway.ts';
import { formatDateTime } from '../../format/time.ts';
import styles from './PaperGatewayPanel.module.css';

/** What happened last, newest first; the gateway tells no more than its last fifty. */
export function EventsList({ events, zone }: { events: GatewayStatus['events']; zone: string }) {
  return (
    <section className={styles['section']} aria-label="Recent events">
      <h3>Recent events</h3>
      {events.length === 0 ? (
        <p className="muted">
          Nothing yet: clients that come and go, settlements and problems are shown here.
        </p>
      ) : (
        <ol className={styles['events']}>
          {events.map(({ number, time, kind, text }) => (
            <li key={number} data-kind={kind}>
              <time>{formatDateTime(time, zone)}</time>
              <span data-selectable>{text}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
