import type { RunDetail } from '#shared/model/backtest.ts';
import { actionWords } from '#shared/model/corporate-action.ts';
import {
  commissionWords,
  executionRows,
  limitWords,
  currencyWords,
  sessionWords,
  sizingWords,
  slippageWords,
} from '../../components/run-words.ts';
import { formatNumber } from '../../format/number.ts';
import { formatDateTime, formatDuration, localZone } from '../../format/time.ts';
import styles from './result.module.css';

/** What the run was made of: the same data, code and settings give the same hash. */
export function Identification({ detail }: { detail: RunDetail }) {
  const { summary, spec } = detail;
  const took =
    summary.startedAt === null || summary.finishedAt === null ? null : summary.finishedAt - summary.startedAt;
  const rows: readonly (readonly [string, string])[] = [
    ['Strategy', summary.strategyTitle],
    ...Object.entries(spec.parameters).map(([name, value]) => [`  ${name}`, String(value)] as const),
    ['From', spec.from ?? 'start of the data'],
    ['To', spec.to ?? 'end of the data'],
    ['Starting cash', `${formatNumber(spec.cash, 2)} ${detail.currency}`],
    ['Size of an entry', sizingWords(spec.sizing)],
    ['Commission', commissionWords(spec.commission)],
    ['Slippage', slippageWords(spec.slippage)],
    ...executionRows(spec.execution),
    ['Session hours', sessionWords(spec.session)],
    ['Account currency', currencyWords(spec.currencies)],
    ['Pre-trade limits', limitWords(spec.preTrade)],
    ['Fills', formatNumber(detail.fillCount)],
    ['Open positions', formatNumber(detail.openTradeCount)],
    ['Run at', `${formatDateTime(summary.createdAt, localZone())} (${localZone()})`],
    ['Took', formatDuration(took)],
    ['Code version', detail.codeVersion],
    ['Run', summary.runId],
    ['Result hash', summary.hash ?? 'none: the run has no result'],
  ];
  return (
    <div className={styles['sheet']}>
      <Facts title="Run" rows={rows} />
      {detail.series.map((series, index) => {
        const outcome = detail.symbolOutcomes[index];
        return (
          <Facts
            key={series.seriesId}
            title={`Data: ${series.symbol}`}
            rows={[
              ['Source', series.source],
              ['Bar size', series.barSize],
              ['Prices', ADJUSTMENT_WORDS[series.adjustment]],
              ['Splits and dividends', actionWords(spec.actions ?? [], series.symbol)],
              ['Tick, lot, multiplier', `${series.tick}, ${series.lot}, ${series.multiplier}`],
              ['Time zone', series.timeZone],
              ['Bars traded on', formatNumber(outcome?.barCount ?? null)],
              ['Warm-up bars', formatNumber(outcome?.warmupBarCount ?? null)],
              ['Data hash', series.dataHash ?? 'not read'],
            ]}
          />
        );
      })}
    </div>
  );
}

const ADJUSTMENT_WORDS = {
  raw: 'as traded',
  splits: 'adjusted for splits',
  'splits-and-dividends': 'adjusted for splits and dividends',
};

function Facts({ title, rows }: { title: string; rows: readonly (readonly [string, string])[] }) {
  return (
    <table className={styles['facts']} aria-label={title}>
      <caption>{title}</caption>
      <tbody>
        {rows.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td data-selectable className={value.length > 30 ? styles['hash'] : undefined}>
              {value}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
