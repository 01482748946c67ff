import { isLive, useBroker } from '../stores/broker.ts';
import styles from './app.module.css';

/** What is at stake, always in words: real money, simulated money, or nothing that can trade. And in which account. */
export function ProfileBadge() {
  const status = useBroker((state) => state.status);
  if (status === null || status.phase === 'disconnected' || status.profile === null) {
    return (
      <span className={styles['profile']} title="No broker is connected: nothing here can trade.">
        RESEARCH
      </span>
    );
  }
  const { profile, account } = status;
  const isReal = isLive(status);
  return (
    <span
      className={styles['profile']}
      data-kind={isReal ? 'live' : 'paper'}
      role="status"
      aria-label="Profile"
      title={`${profile.name}: ${isReal ? 'orders cost real money.' : 'no real money.'}`}
    >
      {isReal ? 'LIVE' : 'PAPER'}
      <span className={styles['account']}>{account ?? profile.account ?? profile.name}</span>
    </span>
  );
}
