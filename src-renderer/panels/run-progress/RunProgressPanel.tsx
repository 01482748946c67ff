import { Button } from '@mantine/core';
import { Gauge } from 'lucide-react';
import type { RunProgress, RunSummary } from '#shared/model/backtest.ts';
import { cancelRun } from '../../commands/backtest.ts';
import { showRun } from '../../commands/runs.ts';
import { NeedsResearch } from '../../components/Async.tsx';
import { CommandButton } from '../../components/CommandButton.tsx';
import { SignedPercent } from '../../components/Figure.tsx';
import { Panel } from '../../components/Panel.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { EmptyState } from '../../components/states.tsx';
import { formatNumber } from '../../format/number.ts';
import { formatDuration } from '../../format/time.ts';
import { isUnderWay, useProgress } from '../../stores/progress.ts';
import { useRuns } from '../../stores/runs.ts';
import styles from './RunProgressPanel.module.css';

const RESULTS_SHOWN = 8;
const SYMBOLS_SHOWN = 200;

export function RunProgressPanel() {
  const { runs: progress } = useProgress();
  const history = useRuns((state) => state.value) ?? [];
  const underWay = progress.filter((run) => isUnderWay(run.status));
  const latest = underWay.length > 0 ? underWay : progress.slice(0, 1);
  const results = history.filter((run) => run.status === 'done').slice(0, RESULTS_SHOWN);
  return (
    <Panel>
      {latest.length === 0 && results.length === 0 ? (
        <NeedsResearch>
          <EmptyState
            icon={Gauge}
            title="No run yet"
            text="While a backtest runs, this panel shows how far each symbol is, how long it will take, and lets you cancel it."
          >
            <CommandButton id="backtest.run" variant="filled" />
          </EmptyState>
        </NeedsResearch>
      ) : (
        <div className={styles['scroll']}>
          {latest.map((run) => (
            <OneRun key={run.runId} progress={run} summary={history.find((one) => one.runId === run.runId)} />
          ))}
          <LastResults runs={results} />
        </div>
      )}
    </Panel>
  );
}

function OneRun({ progress, summary }: { progress: RunProgress; summary: RunSummary | undefined }) {
  const share = progress.barsTotal === 0 ? 0 : progress.barsDone / progress.barsTotal;
  const isRunning = isUnderWay(progress.status);
  const reason = summary?.reason ?? null;
  return (
    <section className={styles['run']} aria-label={`Run of ${summary?.strategyTitle ?? 'the backtest'}`}>
      <div className={styles['head']}>
        <StatusBadge status={progress.status} />
        <span className={styles['name']}>{summary?.strategyTitle ?? 'Backtest'}</span>
        <Button disabled={!isRunning} onClick={() => void cancelRun(progress.runId)}>
          Cancel run
        </Button>
      </div>
      <Bar share={share} label="Whole run" isDone={progress.status === 'done'} />
      <div className={styles['total']}>
        <span className={styles['times']}>
          {formatDuration(progress.elapsedMs)} elapsed
          {isRunning && `, ${formatDuration(progress.remainingMs)} left`}
        </span>
        {formatNumber(progress.barsDone)} of {formatNumber(progress.barsTotal)} bars
        {reason !== null && <span className={styles['reason']}>{reason}</span>}
      </div>
      <div className={styles['symbols']} role="table" aria-label="Progress by symbol">
        {progress.symbols.slice(0, SYMBOLS_SHOWN).map((symbol, index) => (
          <div key={index} role="row" className={styles['symbol']}>
            <span role="cell">{symbol.symbol}</span>
            <span role="cell">
              <Bar
                share={symbol.barsTotal === 0 ? 0 : symbol.barsDone / symbol.barsTotal}
                label={symbol.symbol}
                isDone={progress.status === 'done'}
              />
            </span>
            <span role="cell" className={styles['figure']}>
              {formatNumber(symbol.barsDone)} / {formatNumber(symbol.barsTotal)}
            </span>
            <span role="cell" className={styles['figure']}>
              {formatNumber(symbol.fillCount)} fills
            </span>
          </div>
        ))}
        {progress.symbols.length > SYMBOLS_SHOWN && (
          <div className={styles['more']}>and {progress.symbols.length - SYMBOLS_SHOWN} more symbols</div>
        )}
      </div>
    </section>
  );
}

function Bar({ share, label, isDone }: { share: number; label: string; isDone: boolean }) {
  const percent = Math.round(Math.min(1, share) * 100);
  return (
    <div
      className={styles['bar']}
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      data-done={isDone}
    >
      <div style={{ transform: `scaleX(${Math.min(1, share)})` }} />
    </div>
  );
}

function LastResults({ runs }: { runs: readonly RunSummary[] }) {
  if (runs.length === 0) return null;
  return (
    <section aria-label="Last results">
      <h3 className={styles['heading']}>Last results</h3>
      {runs.map((run) => (
        <button
          key={run.runId}
          type="button"
          className={styles['result']}
          onClick={() => void showRun(run.runId)}
        >
          <span className={styles['name']}>
            {run.strategyTitle} on {run.symbols.join(', ')}
          </span>
          <SignedPercent fraction={run.totalReturn} />
          <span className={styles['figure']}>{formatNumber(run.tradeCount)} trades</span>
        </button>
      ))}
    </section>
  );
}
