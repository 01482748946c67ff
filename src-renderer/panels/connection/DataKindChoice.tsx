import type { DataKind } from '#shared/model/quote.ts';
import { Choice } from '../../components/Choice.tsx';
import { chooseDataKind } from '../../commands/connection.ts';
import { useMarketData } from '../../stores/quotes.ts';
import { useSettings } from '../../stores/settings.ts';
import styles from './ConnectionPanel.module.css';

const KINDS: readonly { readonly value: DataKind; readonly label: string }[] = [
  { value: 'live', label: 'Live' },
  { value: 'frozen', label: 'Frozen: the last of the session that ended' },
  { value: 'delayed', label: 'Delayed by 15 to 20 minutes' },
  { value: 'delayed-frozen', label: 'Delayed, frozen where nothing trades' },
];

/** Which market data is asked for. What comes may be another kind: each quote says. */
export function DataKindChoice() {
  const kept = useSettings((state) => state.dataKind);
  const asked = useMarketData((state) => state.status?.dataKind ?? null);
  return (
    <section className={styles['section']} aria-label="Market data">
      <h3>Market data</h3>
      <div className={styles['dataKind']}>
        <Choice
          label="Kind that is asked for"
          help="Live data needs a subscription at the broker; delayed data is free for most exchanges."
          value={asked ?? kept}
          options={KINDS}
          onChange={(kind) => void chooseDataKind(kind)}
        />
      </div>
    </section>
  );
}
