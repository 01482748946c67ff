import type { RunDetail } from '#shared/model/backtest.ts';
import type { ReportTableId } from '#shared/model/report-table.ts';
import { RadioTabs } from '../../components/RadioTabs.tsx';
import { showResultView, useResultView, type ResultView } from '../../stores/result-view.ts';
import { formatNumber } from '../../format/number.ts';
import { useResult } from '../../stores/result.ts';
import { ReportTables } from './ReportTables.tsx';
import report from './report.module.css';
import styles from './result.module.css';
import { TradesTable } from './TradesTable.tsx';

const TABLES_OF: Readonly<Record<Exclude<ResultView, 'trades'>, readonly ReportTableId[]>> = {
  months: ['monthly-returns'],
  drawdowns: ['drawdowns'],
  rolling: ['rolling-sharpe'],
  distribution: ['return-distribution'],
  exposure: ['exposure'],
  excursions: ['trade-scatter'],
  symbols: ['symbols'],
  benchmark: ['benchmark', 'growth', 'years'],
};

const TITLES: Readonly<Record<ResultView, string>> = {
  trades: 'Trades',
  months: 'Months',
  drawdowns: 'Drawdowns',
  rolling: 'Rolling Sharpe',
  distribution: 'Distribution',
  exposure: 'Exposure',
  excursions: 'MAE / MFE',
  symbols: 'Symbols',
  benchmark: 'Against holding',
};

/** Below the chart: the trades, or one part of the report. */
export function ResultBody({ detail }: { detail: RunDetail }) {
  const view = useResultView((state) => state.view);
  const total = useResult((state) => state.trades.value?.total ?? null);
  const tabs = (Object.keys(TITLES) as ResultView[]).map((id) => ({
    id,
    title: TITLES[id],
    count: id === 'trades' && total !== null ? formatNumber(total) : null,
  }));
  return (
    <>
      <div className={report['strip']}>
        <RadioTabs
          label="Part of the report"
          name="result-view"
          tabs={tabs}
          current={view}
          onChange={showResultView}
        />
      </div>
      {view === 'trades' ? (
        <TradesTable detail={detail} />
      ) : (
        <section className={styles['trades']} aria-label={TITLES[view]}>
          <ReportTables detail={detail} ids={TABLES_OF[view]} />
        </section>
      )}
    </>
  );
}
