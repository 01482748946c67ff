import { CircleAlert, TriangleAlert } from 'lucide-react';
import type { ConnectionStatus } from '#shared/model/connection.ts';
import { CommandButton } from '../../components/CommandButton.tsx';
import { isConnected } from '../../stores/broker.ts';
import styles from './ConnectionPanel.module.css';

/** Why it does not stand, and what to do about it, step by step. */
export function Trouble({ status }: { status: ConnectionStatus }) {
  const { trouble, isServerLinkLost, phase } = status;
  if (trouble === null && !isServerLinkLost) return null;
  const isGentle = isConnected(phase) || phase === 'synchronising';
  const Icon = isGentle ? TriangleAlert : CircleAlert;
  return (
    <section
      className={styles['trouble']}
      data-level={isGentle ? 'warning' : 'error'}
      role="alert"
      aria-label="What is wrong"
    >
      <Icon size={16} aria-hidden />
      <div>
        {isServerLinkLost && (
          <p className={styles['what']}>
            TWS has lost its link to the broker&apos;s servers. Orders there stay as they are; nothing new is
            sent until it is back. It comes back by itself.
          </p>
        )}
        {trouble !== null && (
          <>
            <p className={styles['what']}>{trouble.message}</p>
            <ol className={styles['steps']} aria-label="What to do">
              {trouble.help.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
            {trouble.kind === 'gateway-not-running' && (
              <div className={styles['buttons']}>
                <CommandButton id="paper.start" variant="filled" />
              </div>
            )}
          </>
        )}
      </div>
    </section>
  );
}
