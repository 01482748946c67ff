import type { ScreenMetrics, ScreenResult } from '#shared/model/screen.ts';
import type { TableColumn } from '../../components/DataTable.tsx';
import { SignedPercent } from '../../components/Figure.tsx';
import { formatNumber } from '../../format/number.ts';
import { CLASS_WORDS, ClassBadge } from './ClassBadge.tsx';

export const SCREEN_COLUMNS: readonly TableColumn<ScreenResult>[] = [
  {
    id: 'symbol',
    header: 'Symbol',
    width: 'minmax(76px, 0.6fr)',
    value: (one) => one.symbol,
    cell: (one) => <b title={`${one.symbol} from ${one.source}`}>{one.symbol}</b>,
  },
  {
    id: 'passed',
    header: 'Passes',
    align: 'right',
    width: '70px',
    value: (one) => Number(one.passed),
    cell: (one) => (one.passed ? 'Yes' : 'No'),
    copy: (one) => (one.passed ? 'yes' : 'no'),
  },
  {
    id: 'score',
    header: 'Score',
    align: 'right',
    width: '64px',
    value: (one) => one.score,
    cell: (one) => (one.score === null ? '–' : formatNumber(one.score, 1)),
  },
  {
    id: 'class',
    header: 'Class',
    width: '92px',
    value: (one) => CLASS_WORDS[one.classification],
    cell: (one) => <ClassBadge classification={one.classification} />,
  },
  {
    id: 'date',
    header: 'Date',
    width: '96px',
    value: (one) => one.time,
    cell: (one) => dateOf(one),
    copy: dateOf,
  },
  metric('close', 'Close', 2, '76px'),
  metric('volumeMultiple', 'Volume ×', 2, '68px'),
  metric('rsi', 'RSI', 1, '50px'),
  metric('adx', 'ADX', 1, '50px'),
  {
    id: 'high',
    header: 'From high',
    align: 'right',
    width: '76px',
    value: (one) => one.metrics?.from52wHigh ?? null,
    cell: (one) => (one.metrics === null ? '–' : <SignedPercent fraction={one.metrics.from52wHigh} />),
  },
  {
    id: 'reasons',
    header: 'Reasons',
    width: 'minmax(160px, 3fr)',
    value: (one) => one.reasons.join(' '),
    cell: (one) => <span title={one.reasons.join('\n')}>{one.reasons.join(' ')}</span>,
  },
];

/** Daily bars start at midnight UTC of their day. */
function dateOf({ time }: ScreenResult): string {
  return time === null ? '–' : new Date(time).toISOString().slice(0, 10);
}

function metric(
  name: keyof ScreenMetrics,
  header: string,
  decimals: number,
  width: string,
): TableColumn<ScreenResult> {
  return {
    id: name,
    header,
    align: 'right',
    width,
    value: (one) => one.metrics?.[name] ?? null,
    cell: (one) => (one.metrics === null ? '–' : formatNumber(one.metrics[name], decimals)),
  };
}
