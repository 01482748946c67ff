import { runCommand } from '../commands/registry.ts';
import { formatUs } from '../format/latency.ts';
import { useLatency } from '../stores/latency.ts';
import styles from './app.module.css';

/** How long 99 of 100 orders took from the decision to the socket; nothing before the first one. */
export function LatencyFacts() {
  const step = useLatency((state) => state.latency.value?.steps.signalToSocket);
  if (step === undefined || step.count === 0) return null;
  return (
    <button
      type="button"
      className={styles['latency']}
      aria-label="Latency"
      title="From the decision to the bytes on the socket, 99 of 100 orders; shows the Latency panel"
      onClick={() => runCommand('panel.latency')}
    >
      p99 {formatUs(step.p99)} µs
    </button>
  );
}
