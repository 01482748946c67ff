import { runCommand } from '../commands/registry.ts';
import { useNow } from '../components/use-now.ts';
import { clockWords, PHASE_SIGNS, PHASE_WORDS } from '../format/connection.ts';
import { formatNumber } from '../format/number.ts';
import { useBroker } from '../stores/broker.ts';
import styles from './app.module.css';

/** The way to the broker in one line; the panel has the rest. */
export function ConnectionFacts() {
  const status = useBroker((state) => state.status);
  const clockAheadMs = useBroker((state) => state.clockAheadMs);
  const nextTryAt = status?.nextTryAt ?? null;
  const now = useNow(500, nextTryAt !== null);
  if (status === null) return null;
  const { phase, profile, account, trouble, farms, isReadOnly, isServerLinkLost } = status;
  const broken = farms.filter(({ state }) => state === 'broken').length;
  const facts = [
    profile !== null && phase !== 'disconnected'
      ? `${profile.name} ${PHASE_WORDS[phase]}`
      : 'no broker connected',
    ...(phase !== 'disconnected' && account !== null ? [account] : []),
    ...(nextTryAt === null ? [] : [`next try in ${Math.max(0, Math.ceil((nextTryAt - now) / 1_000))} s`]),
    ...(isServerLinkLost ? ['servers not reached'] : []),
    ...(isReadOnly ? ['read-only'] : []),
    ...(clockAheadMs === null ? [] : [`clock ${clockWords(clockAheadMs)}`]),
    ...(broken === 0 ? [] : [`${broken} ${broken === 1 ? 'farm' : 'farms'} broken`]),
  ];
  return (
    <button
      type="button"
      className={styles['connection']}
      data-phase={phase}
      aria-label="Connection"
      title={[facts.join(' · '), trouble?.message ?? 'Shows the Connection panel'].join('\n')}
      onClick={() => runCommand('panel.connection')}
    >
      <span aria-hidden>{PHASE_SIGNS[phase]}</span> {facts.join(' · ')}
    </button>
  );
}

/** How much of what the broker allows is used. */
export function BudgetFacts() {
  const messages = useBroker((state) => state.meters.find(({ id }) => id === 'messages'));
  const lines = useBroker((state) => state.meters.find(({ id }) => id === 'lines'));
  return (
    <>
      {messages !== undefined && (
        <span title="Messages to TWS in the last second, of those it takes">
          {formatNumber(messages.used)}/{formatNumber(messages.max)} msg/s
        </span>
      )}
      {lines !== undefined && (
        <span title="Market data lines in use, of those there are">
          {formatNumber(lines.used)}/{formatNumber(lines.max)} lines
        </span>
      )}
    </>
  );
}
