import { Button } from '@mantine/core';
import { History } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { RunSummary } from '#shared/model/backtest.ts';
import { runAgain } from '../../commands/backtest.ts';
import { deleteRun, showRun } from '../../commands/runs.ts';
import { Async } from '../../components/Async.tsx';
import { CommandButton } from '../../components/CommandButton.tsx';
import { DataTable, type TableColumn } from '../../components/DataTable.tsx';
import { SignedPercent } from '../../components/Figure.tsx';
import { Panel, Toolbar } from '../../components/Panel.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { STATUS_WORDS } from '../../components/run-words.ts';
import { EmptyState } from '../../components/states.tsx';
import { formatNumber, formatPercent } from '../../format/number.ts';
import { formatMinute, localZone } from '../../format/time.ts';
import { loadRuns, useRuns } from '../../stores/runs.ts';
import { toggleMarkedRun, useSelection } from '../../stores/selection.ts';

const NEWEST_FIRST = [{ id: 'created', desc: true }];

export function RunsPanel() {
  const runs = useRuns();
  return (
    <Panel>
      <Async source={runs} label="Loading the runs" reload={loadRuns}>
        {(loaded) =>
          loaded.length === 0 ? (
            <EmptyState
              icon={History}
              title="No runs yet"
              text="Every backtest is kept here with its settings: open it again, compare two, run it once more or delete it."
            >
              <CommandButton id="backtest.run" variant="filled" />
            </EmptyState>
          ) : (
            <RunsTable runs={loaded} />
          )
        }
      </Async>
    </Panel>
  );
}

function RunsTable({ runs }: { runs: readonly RunSummary[] }) {
  const marked = useSelection((state) => state.markedRuns);
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const selected = runs.find((run) => run.runId === selectedId);
  const columns = useMemo(() => runColumns(new Set<string>(marked)), [marked]);
  return (
    <>
      <Toolbar title={`${formatNumber(runs.length)} ${runs.length === 1 ? 'run' : 'runs'}`}>
        <Button
          disabled={selected === undefined}
          onClick={() => selected !== undefined && void showRun(selected.runId)}
        >
          Open
        </Button>
        <Button
          disabled={selected === undefined}
          onClick={() => selected !== undefined && void runAgain(selected.runId)}
        >
          Run again
        </Button>
        <CommandButton id="runs.compare">Compare marked</CommandButton>
        <Button
          disabled={selected === undefined}
          onClick={() => selected !== undefined && void deleteRun(selected.runId)}
        >
          Delete
        </Button>
      </Toolbar>
      <DataTable
        label="Runs"
        rows={runs}
        columns={columns}
        rowId={(run) => run.runId}
        rowLabel={(run) => `${run.strategyTitle} on ${run.symbols.join(', ')}, ${STATUS_WORDS[run.status]}`}
        selectedId={selectedId}
        onSelect={(run) => setSelectedId(run.runId)}
        onOpen={(run) => void showRun(run.runId)}
        onDelete={(run) => void deleteRun(run.runId)}
        onMark={(run) => toggleMarkedRun(run.runId)}
        initialSort={NEWEST_FIRST}
      />
    </>
  );
}

function runColumns(marked: ReadonlySet<string>): readonly TableColumn<RunSummary>[] {
  return [
    {
      id: 'mark',
      header: '',
      width: '36px',
      cell: (run) => (
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={`Mark ${run.strategyTitle} for comparison`}
          title="Mark two runs to compare them (space)"
          checked={marked.has(run.runId)}
          onChange={() => toggleMarkedRun(run.runId)}
        />
      ),
    },
    {
      id: 'created',
      header: 'Run at (local)',
      width: '156px',
      value: (run) => run.createdAt,
      cell: (run) => formatMinute(run.createdAt, localZone()),
      copy: (run) => new Date(run.createdAt).toISOString(),
    },
    {
      id: 'status',
      header: 'Status',
      width: '106px',
      value: (run) => run.status,
      cell: (run) => <StatusBadge status={run.status} />,
    },
    {
      id: 'strategy',
      header: 'Strategy',
      width: 'minmax(96px, 1.2fr)',
      value: (run) => run.strategyTitle,
      cell: (run) => run.strategyTitle,
    },
    {
      id: 'symbols',
      header: 'Symbols',
      width: 'minmax(64px, 1fr)',
      value: (run) => run.symbols.join(', '),
      cell: (run) => run.symbols.join(', '),
    },
    {
      id: 'equity',
      header: 'Final equity',
      align: 'right',
      width: '92px',
      value: (run) => run.finalEquity,
      cell: (run) => formatNumber(run.finalEquity, 2),
    },
    {
      id: 'return',
      header: 'Return',
      align: 'right',
      width: '88px',
      value: (run) => run.totalReturn,
      cell: (run) => <SignedPercent fraction={run.totalReturn} />,
    },
    {
      id: 'sharpe',
      header: 'Sharpe',
      align: 'right',
      width: '58px',
      value: (run) => run.sharpe,
      cell: (run) => formatNumber(run.sharpe, 2),
    },
    {
      id: 'drawdown',
      header: 'Drawdown',
      align: 'right',
      width: '78px',
      value: (run) => run.maxDrawdown,
      cell: (run) => formatPercent(run.maxDrawdown === null ? null : -run.maxDrawdown),
    },
    {
      id: 'trades',
      header: 'Trades',
      align: 'right',
      width: '58px',
      value: (run) => run.tradeCount,
      cell: (run) => formatNumber(run.tradeCount),
    },
    {
      id: 'reason',
      header: 'Reason or hash',
      width: 'minmax(72px, 1.4fr)',
      value: (run) => run.reason ?? run.hash,
      cell: (run) =>
        run.reason === null ? (
          <code className="muted">{run.hash?.slice(0, 12)}</code>
        ) : (
          <span title={run.reason}>{run.reason}</span>
        ),
    },
  ];
}
