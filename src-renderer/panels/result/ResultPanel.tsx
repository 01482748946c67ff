import { Button, Menu } from '@mantine/core';
import { ChartCandlestick, ChevronDown, Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { RunDetail } from '#shared/model/backtest.ts';
import { ResultChart } from '../../charts/ResultChart.tsx';
import { deleteRun, exportRun } from '../../commands/runs.ts';
import { runAgain } from '../../commands/backtest.ts';
import { Async, NeedsResearch } from '../../components/Async.tsx';
import { Choice } from '../../components/Choice.tsx';
import { CommandButton } from '../../components/CommandButton.tsx';
import { Panel, Toolbar } from '../../components/Panel.tsx';
import { STATUS_HELP, STATUS_WORDS } from '../../components/run-words.ts';
import { Banner, EmptyState } from '../../components/states.tsx';
import { formatDate } from '../../format/time.ts';
import { askFinerChart, reloadResult, showSymbol, useResult } from '../../stores/result.ts';
import { useSettings } from '../../stores/settings.ts';
import { useThemeKey } from '../../stores/theme-key.ts';
import { Headline } from './Headline.tsx';
import { Identification } from './Identification.tsx';
import { RerunProof } from './RerunProof.tsx';
import { ResultBody } from './ResultBody.tsx';
import styles from './result.module.css';
import { StatisticsTable } from './StatisticsTable.tsx';

const NOTES_SHOWN = 5;

export function ResultPanel() {
  const runId = useResult((state) => state.runId);
  const detail = useResult((state) => state.detail);
  return (
    <Panel>
      {runId === null ? (
        <NeedsResearch>
          <EmptyState
            icon={ChartCandlestick}
            title="No result open"
            text="The result of a backtest opens here: candles with every fill, equity, drawdown, statistics and trades."
          >
            <CommandButton id="backtest.run" variant="filled" />
            <CommandButton id="runs.openLatest" />
          </EmptyState>
        </NeedsResearch>
      ) : (
        <Async source={detail} label="Loading the result" reload={reloadResult}>
          {(loaded) => <Result detail={loaded} />}
        </Async>
      )}
    </Panel>
  );
}

function Result({ detail }: { detail: RunDetail }) {
  const { summary, statistics } = detail;
  const symbols =
    summary.symbols.length <= 5 ? summary.symbols.join(', ') : `${summary.symbols.length} symbols`;
  const range =
    statistics === null
      ? ''
      : `${formatDate(statistics.start, 'UTC')} to ${formatDate(statistics.end, 'UTC')}`;
  return (
    <>
      <Toolbar title={`${summary.strategyTitle} on ${symbols}`} hint={range}>
        {statistics !== null && <SymbolChoice detail={detail} />}
        {statistics !== null && <ExportMenu detail={detail} />}
        <Button onClick={() => void runAgain(summary.runId)}>Run again</Button>
        <Button onClick={() => void deleteRun(summary.runId)}>Delete</Button>
      </Toolbar>
      <RerunProof runId={summary.runId} />
      <Notes detail={detail} />
      {statistics === null ? (
        <EmptyState
          icon={ChartCandlestick}
          title={`${STATUS_WORDS[summary.status]}: there is no result to show`}
          text={STATUS_HELP[summary.status]}
        />
      ) : (
        <>
          <Headline statistics={statistics} currency={detail.currency} />
          <div className={styles['main']}>
            <div className={styles['left']}>
              <Chart detail={detail} />
              <ResultBody detail={detail} />
            </div>
            <Side detail={detail} />
          </div>
        </>
      )}
    </>
  );
}

function Notes({ detail }: { detail: RunDetail }) {
  const { summary, notes } = detail;
  const shown = notes.slice(0, NOTES_SHOWN);
  return (
    <>
      {summary.reason !== null && (
        <Banner level={summary.status === 'failed' ? 'error' : 'warning'}>
          {STATUS_WORDS[summary.status]}: {summary.reason}
        </Banner>
      )}
      {shown.map((note) => (
        <Banner key={note} level="warning">
          {note}
        </Banner>
      ))}
      {notes.length > shown.length && (
        <Banner level="warning">
          {notes.length - shown.length} more notes are in the HTML and JSON exports.
        </Banner>
      )}
    </>
  );
}

function SymbolChoice({ detail }: { detail: RunDetail }) {
  const shown = useResult((state) => state.symbol);
  const { symbols } = detail.summary;
  if (symbols.length === 1) return null;
  return (
    <div className={styles['symbolChoice']}>
      <Choice
        label=""
        value={String(shown)}
        options={symbols.map((symbol, index) => ({ value: String(index), label: symbol }))}
        onChange={(value) => void showSymbol(Number(value))}
        searchable
      />
    </div>
  );
}

function ExportMenu({ detail }: { detail: RunDetail }) {
  const { runId } = detail.summary;
  return (
    <Menu transitionProps={{ duration: 0 }} position="bottom-end" width={240}>
      <Menu.Target>
        <Button
          leftSection={<Download size={13} aria-hidden />}
          rightSection={<ChevronDown size={12} aria-hidden />}
        >
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void exportRun(runId, 'html')}>HTML report, opens in a browser</Menu.Item>
        <Menu.Item onClick={() => void exportRun(runId, 'csv')}>CSV of the trades</Menu.Item>
        <Menu.Item onClick={() => void exportRun(runId, 'tables-csv')}>
          CSV of statistics and tables
        </Menu.Item>
        <Menu.Item onClick={() => void exportRun(runId, 'json')}>JSON of everything</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Chart({ detail }: { detail: RunDetail }) {
  const chart = useResult((state) => state.chart);
  const symbol = useResult((state) => state.symbol);
  const display = useSettings((settings) => settings.timeDisplay);
  const themeKey = useThemeKey();
  const series = detail.series[symbol] ?? detail.series[0]!;
  const subject = useMemo(
    () => ({
      symbol: series.symbol,
      currency: detail.currency,
      tick: series.tick,
      barSize: series.barSize,
      timeZone: series.timeZone,
      display,
    }),
    [series, detail.currency, display],
  );
  return (
    <div className={styles['chart']}>
      <Async source={chart} label="Loading the chart" reload={() => showSymbol(symbol)}>
        {(loaded) => (
          <>
            {loaded.bars === null && (
              <Banner level="warning">
                The bars of {series.symbol} are no longer in the library: fills and candles cannot be drawn.
                Equity and trades are as they were.
              </Banner>
            )}
            {loaded.barsChanged && (
              <Banner level="warning">
                The bars of {series.symbol} have changed since this run: the candles are those of today, and
                the run’s fills are not drawn on them. Equity and trades are as they were; run it again to see
                it on today’s bars.
              </Banner>
            )}
            <ResultChart subject={subject} chart={loaded} askFiner={askFinerChart} themeKey={themeKey} />
          </>
        )}
      </Async>
    </div>
  );
}

function Side({ detail }: { detail: RunDetail }) {
  const [shown, setShown] = useState<'statistics' | 'run'>('statistics');
  const tab = (id: typeof shown, label: string) => (
    <button
      type="button"
      role="tab"
      id={`result-tab-${id}`}
      aria-selected={shown === id}
      aria-controls="result-side"
      className={styles['tab']}
      onClick={() => setShown(id)}
    >
      {label}
    </button>
  );
  return (
    <aside className={styles['side']}>
      <div className={styles['tabs']} role="tablist" aria-label="About the result">
        {tab('statistics', 'Statistics')}
        {tab('run', 'What was run')}
      </div>
      <div
        id="result-side"
        className={styles['sideBody']}
        role="tabpanel"
        aria-labelledby={`result-tab-${shown}`}
        tabIndex={0}
      >
        {shown === 'statistics' && detail.statistics !== null ? (
          <StatisticsTable statistics={detail.statistics} currency={detail.currency} />
        ) : (
          <Identification detail={detail} />
        )}
      </div>
    </aside>
  );
}
