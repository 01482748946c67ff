import { useNow } from '../components/use-now.ts';
import { formatClock, localZone } from '../format/time.ts';
import { useHours } from '../stores/contract-names.ts';
import { useLibrary } from '../stores/library.ts';
import { useSelection } from '../stores/selection.ts';
import { useSettings } from '../stores/settings.ts';
import { useWorkspace } from '../stores/workspace.ts';
import styles from './app.module.css';

const DEFAULT_EXCHANGE = 'America/New_York';

/** The time here, or where the linked contract trades (in Research: the chosen series), as the user chose, and always which. */
export function Clock() {
  const display = useSettings((settings) => settings.timeDisplay);
  const seriesId = useSelection((state) => state.seriesId);
  const series = useLibrary(
    (state) => state.value?.find((one) => one.seriesId === seriesId) ?? state.value?.[0],
  );
  const isResearch = useWorkspace((state) => state.current === 'research');
  const contract = useSelection((state) => state.contract?.contract ?? null);
  const hours = useHours(isResearch || contract === null ? null : contract.contractId);
  const now = useNow(1_000);
  const zone = display === 'local' ? localZone() : (hours?.timeZone ?? series?.timeZone ?? DEFAULT_EXCHANGE);
  return (
    <time className={styles['clock']} title={zone}>
      {formatClock(now, zone)} <span className="muted">{display}</span>
    </time>
  );
}
