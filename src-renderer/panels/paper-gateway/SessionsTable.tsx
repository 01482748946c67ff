import type { GatewayStatus } from '#shared/model/paper-gateway.ts';
import { formatNumber } from '../../format/number.ts';
import { formatDuration } from '../../format/time.ts';
import { ownPracticeClientId, useBroker } from '../../stores/broker.ts';
import styles from './PaperGatewayPanel.module.css';

/** Who is connected: at most 32, so nothing here scrolls by itself. */
export function SessionsTable({
  sessions,
  port,
}: {
  sessions: GatewayStatus['sessions'];
  port: number | null;
}) {
  const own = useBroker(ownPracticeClientId);
  return (
    <section className={styles['section']} aria-label="Sessions">
      <h3>
        Sessions <span className="muted">{sessions.length}</span>
      </h3>
      {sessions.length === 0 ? (
        <p className="muted">
          No client is connected. Connect any TWS client to host 127.0.0.1, port {port ?? '…'}.
        </p>
      ) : (
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">Client id</th>
              <th scope="col">Version</th>
              <th scope="col">Since</th>
              <th scope="col">Received</th>
              <th scope="col">per s</th>
              <th scope="col">Sent</th>
              <th scope="col">per s</th>
            </tr>
          </thead>
          <tbody>
            {sessions.map((session) => (
              <tr key={session.number} aria-label={`Client ${session.clientId}`}>
                <td>
                  {session.clientId}
                  {session.clientId === own && <span className="muted"> Tradewind</span>}
                </td>
                <td>{session.serverVersion}</td>
                <td>{formatDuration(session.connectedMs)}</td>
                <td>{formatNumber(session.receivedCount)}</td>
                <td>{formatNumber(session.receivedPerSecond)}</td>
                <td>{formatNumber(session.sentCount)}</td>
                <td>{formatNumber(session.sentPerSecond)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
