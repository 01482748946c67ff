import { useEffect, useState } from 'react';
import { barSizeMs, isDatedBySession } from '#shared/model/bar-size.ts';
import { runCommand } from '../commands/registry.ts';
import { CommandButton } from '../components/CommandButton.tsx';
import { BudgetFacts, ConnectionFacts } from './ConnectionFacts.tsx';
import { formatNumber } from '../format/number.ts';
import { formatAge } from '../format/time.ts';
import { useConnection } from '../stores/connection.ts';
import { useLibrary } from '../stores/library.ts';
import { useNotices } from '../stores/notices.ts';
import { usePaperGateway } from '../stores/paper-gateway.ts';
import { isUnderWay, useProgress } from '../stores/progress.ts';
import { LatencyFacts } from './LatencyFacts.tsx';
import { TradingFacts } from './TradingFacts.tsx';
import styles from './app.module.css';

const RESEARCH_WORDS = {
  starting: 'research is starting',
  ready: 'research ready',
  restarting: 'research is restarting',
  down: 'research has stopped',
};

/** Facts that find no room go, whole; what stops orders, and what says whether they go out, is never among them. */
export function StatusBar() {
  const research = useConnection((state) => state.research);
  const underWay = useProgress((state) => state.runs).filter((run) => isUnderWay(run.status)).length;
  const errors = useNotices((state) => state.unseenErrors);
  return (
    <footer className={styles['statusBar']} aria-label="Status">
      <div className={styles['facts']}>
        <span
          role="status"
          className={styles['process']}
          data-state={research.state}
          title={research.detail ?? undefined}
        >
          {RESEARCH_WORDS[research.state]}
        </span>
        {research.state === 'down' && (
          <CommandButton id="app.restartResearch">Restart research</CommandButton>
        )}
        <span>
          {underWay === 0
            ? 'no run in progress'
            : `${underWay} ${underWay === 1 ? 'run' : 'runs'} in progress`}
        </span>
        <LibraryFacts />
      </div>
      <div className={styles['facts']} data-at="end">
        <BudgetFacts />
        <LatencyFacts />
        <PaperGatewayFacts />
      </div>
      {errors > 0 && (
        <button type="button" className={styles['errors']} onClick={() => runCommand('panel.log')}>
          {errors} {errors === 1 ? 'error' : 'errors'} in the log
        </button>
      )}
      <ConnectionFacts />
      <TradingFacts />
    </footer>
  );
}

function PaperGatewayFacts() {
  const gateway = usePaperGateway((state) => state.status?.gateway ?? null);
  if (gateway === null || gateway.port === null) return null;
  const count = gateway.sessions.length;
  return (
    <span>
      paper gateway on {gateway.port}, {count} {count === 1 ? 'session' : 'sessions'}
    </span>
  );
}

function LibraryFacts() {
  const series = useLibrary((state) => state.value);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  if (series === null) return null;
  if (series.length === 0) return <span>library is empty</span>;
  const bars = series.reduce((sum, one) => sum + one.barCount, 0);
  const newest = Math.max(
    ...series.map((one) => one.lastTime + (isDatedBySession(one.barSize) ? 0 : barSizeMs(one.barSize))),
  );
  return (
    <>
      <span>
        {formatNumber(series.length)} series, {formatNumber(bars)} bars
      </span>
      <span title="Age of the newest bar in the library">
        newest bar {formatAge(Math.max(0, now - newest))} old
      </span>
    </>
  );
}
