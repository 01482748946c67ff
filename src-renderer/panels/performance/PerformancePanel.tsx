import { Target } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { PredictionRecord } from '#shared/model/plan.ts';
import { showRun } from '../../commands/runs.ts';
import { Async } from '../../components/Async.tsx';
import { CommandButton } from '../../components/CommandButton.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { Panel, Toolbar } from '../../components/Panel.tsx';
import { EmptyState } from '../../components/states.tsx';
import { formatNumber, formatPercent, formatSignedPercent } from '../../format/number.ts';
import { formatTook, missOf } from '../../format/plan.ts';
import { loadPredictions, usePredictions } from '../../stores/run-plan.ts';
import { predictionColumns } from './prediction-columns.tsx';
import { predictionId, summaryOf } from './prediction-summary.ts';
import { PredictionScatter } from './PredictionScatter.tsx';
import styles from './performance.module.css';

const NEWEST_FIRST = [{ id: 'at', desc: true }];

/** How long runs were expected to take and how long they took: over all of them, and one by one. */
export function PerformancePanel() {
  const predictions = usePredictions();
  return (
    <Panel>
      <Async source={predictions} label="Loading the times of earlier runs" reload={loadPredictions}>
        {(records) =>
          records.length === 0 ? (
            <EmptyState
              icon={Target}
              title="No run has been timed yet"
              text="Before each run a short calibration says how long it will take. What it takes is kept here beside it, and the next predictions learn from it."
            >
              <CommandButton id="backtest.run" variant="filled" />
            </EmptyState>
          ) : (
            <Content records={records} />
          )
        }
      </Async>
    </Panel>
  );
}

function Content({ records }: { records: readonly PredictionRecord[] }) {
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const { count, shareNear, medianMiss, worst, shareInRange, disturbedCount } = useMemo(
    () => summaryOf(records),
    [records],
  );
  const figures = [
    { label: 'Within 20 % of actual', text: formatPercent(shareNear, 0) },
    { label: 'Within their range', text: formatPercent(shareInRange, 0) },
    { label: 'Median miss', text: formatPercent(medianMiss, 1) },
    {
      label: 'Worst',
      text:
        worst === null
          ? formatPercent(null)
          : `${formatSignedPercent(missOf(worst), 0)} of ${formatTook(worst.actualMs)}`,
    },
  ];
  return (
    <>
      <Toolbar
        title="Predicted against actual run time"
        hint={`${formatNumber(count)} ${count === 1 ? 'run' : 'runs'}${disturbedCount === 0 ? '' : `, ${formatNumber(disturbedCount)} beside others: not counted`}`}
      />
      <dl className={styles['headline']} aria-label="How well run times are predicted">
        {figures.map(({ label, text }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <PredictionScatter records={records} selectedId={selectedId} onSelect={setSelectedId} />
      <DataTable
        label="Predictions"
        rows={records}
        columns={predictionColumns}
        rowId={predictionId}
        rowLabel={({ strategyTitle, actualMs }) => `${strategyTitle}, took ${formatTook(actualMs)}`}
        selectedId={selectedId}
        onSelect={(record) => setSelectedId(predictionId(record))}
        onOpen={({ runId }) => {
          if (runId !== null) void showRun(runId);
        }}
        initialSort={NEWEST_FIRST}
      />
    </>
  );
}
