import type { RunId } from '#shared/model/backtest.ts';
import { Banner } from '../../components/states.tsx';
import { useReruns } from '../../stores/rerun.ts';
import styles from './report.module.css';

/** Of a run that repeats another one: whether it came to the same, and if not, why. */
export function RerunProof({ runId }: { runId: RunId }) {
  const proof = useReruns((state) => state.proofs.get(runId));
  if (proof === undefined) return null;
  if (proof.isSame)
    return (
      <p className={styles['proof']} role="status">
        ✓ Same hash as {proof.what}.
      </p>
    );
  return (
    <Banner level="warning">
      Not the same as {proof.what}.{' '}
      {proof.differences.length === 0
        ? 'Data, code and settings are the same: this must not happen. Please report it with both runs’ JSON exports.'
        : proof.differences.join(' ')}
    </Banner>
  );
}
