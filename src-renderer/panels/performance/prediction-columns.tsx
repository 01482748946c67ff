import type { PredictionRecord } from '#shared/model/plan.ts';
import type { TableColumn } from '../../components/DataTable.tsx';
import { formatNumber, formatPercent, formatSignedPercent } from '../../format/number.ts';
import { formatTook, KIND_WORDS, missOf } from '../../format/plan.ts';
import { formatMinute, localZone } from '../../format/time.ts';
import { NEAR } from './prediction-summary.ts';

const count = (id: 'symbolCount' | 'barCount' | 'trialCount' | 'workers', header: string, width: string) =>
  ({
    id,
    header,
    width,
    align: 'right',
    value: (record) => record[id],
    cell: (record) => formatNumber(record[id]),
  }) satisfies TableColumn<PredictionRecord>;

export const predictionColumns: readonly TableColumn<PredictionRecord>[] = [
  {
    id: 'at',
    header: 'Ended at (local)',
    width: '156px',
    value: ({ at }) => at,
    cell: ({ at }) => formatMinute(at, localZone()),
    copy: ({ at }) => new Date(at).toISOString(),
  },
  {
    id: 'kind',
    header: 'Kind',
    width: '104px',
    value: ({ kind }) => KIND_WORDS[kind],
    cell: ({ kind }) => KIND_WORDS[kind],
  },
  {
    id: 'strategy',
    header: 'Strategy',
    width: 'minmax(110px, 1fr)',
    value: ({ strategyTitle }) => strategyTitle,
    cell: ({ strategyTitle }) => strategyTitle,
  },
  count('symbolCount', 'Symbols', '66px'),
  count('barCount', 'Bars', '86px'),
  count('trialCount', 'Trials', '62px'),
  count('workers', 'Workers', '66px'),
  {
    id: 'serial',
    header: 'Serial',
    align: 'right',
    width: '58px',
    value: ({ actualMs, actualSerialMs }) => (actualMs === 0 ? null : actualSerialMs / actualMs),
    cell: ({ actualMs, actualSerialMs }) =>
      formatPercent(actualMs === 0 ? null : actualSerialMs / actualMs, 0),
  },
  {
    id: 'predicted',
    header: 'Predicted',
    align: 'right',
    width: '80px',
    value: ({ predicted }) => predicted.ms,
    cell: ({ predicted }) => (
      <span title={`${formatTook(predicted.lowMs)} to ${formatTook(predicted.highMs)}`}>
        {formatTook(predicted.ms)}
      </span>
    ),
  },
  {
    id: 'actual',
    header: 'Actual',
    align: 'right',
    width: '74px',
    value: ({ actualMs }) => actualMs,
    cell: ({ actualMs }) => formatTook(actualMs),
  },
  {
    id: 'miss',
    header: 'Miss',
    align: 'right',
    width: '66px',
    value: (record) => Math.abs(missOf(record)),
    cell: (record) => (
      <span className={Math.abs(missOf(record)) > NEAR ? 'loss' : undefined}>
        {formatSignedPercent(missOf(record), 0)}
      </span>
    ),
    copy: (record) => String(missOf(record)),
  },
  {
    id: 'learned',
    header: 'Learned from',
    align: 'right',
    width: '92px',
    value: ({ predicted }) => predicted.learnedFrom,
    cell: ({ predicted }) => (
      <span
        title={`${formatTook(predicted.calibratedMs)} by calibration alone, corrected by ${formatNumber(predicted.correction, 2)}`}
      >
        {formatNumber(predicted.learnedFrom)}
      </span>
    ),
  },
  {
    id: 'remark',
    header: 'Remark',
    width: 'minmax(80px, 1fr)',
    value: ({ wasDisturbed }) => (wasDisturbed ? 'beside other runs' : ''),
    cell: ({ wasDisturbed }) => (wasDisturbed ? 'beside other runs' : ''),
  },
];
