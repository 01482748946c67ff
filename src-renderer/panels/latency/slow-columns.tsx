import type { OrderLatency } from '#shared/ipc/orders.ts';
import type { TableColumn } from '../../components/DataTable.tsx';
import { formatUs, STEP_WORDS } from '../../format/latency.ts';
import { formatSecond, localZone } from '../../format/time.ts';

export type SlowOrder = OrderLatency['slow'][number];

export function slowId({ at, correlationId, step }: SlowOrder): string {
  return `${at} ${step} ${correlationId}`;
}

export const slowColumns: readonly TableColumn<SlowOrder>[] = [
  {
    id: 'time',
    header: 'Time (local)',
    width: '84px',
    value: ({ at }) => at,
    cell: ({ at }) => formatSecond(at, localZone()),
    copy: ({ at }) => new Date(at).toISOString(),
  },
  {
    id: 'step',
    header: 'Step',
    width: 'minmax(104px, 1fr)',
    value: ({ step }) => STEP_WORDS[step].name,
    cell: ({ step }) => STEP_WORDS[step].name,
  },
  {
    id: 'us',
    header: 'Took (µs)',
    align: 'right',
    width: '92px',
    value: ({ us }) => us,
    cell: ({ us }) => formatUs(us),
  },
  {
    id: 'limit',
    header: 'Slow above (µs)',
    align: 'right',
    width: '108px',
    value: ({ limitUs }) => limitUs,
    cell: ({ limitUs }) => formatUs(limitUs),
  },
  {
    id: 'correlation',
    header: 'Correlation id',
    width: 'minmax(250px, 2fr)',
    value: ({ correlationId }) => correlationId,
    cell: ({ correlationId }) => <code>{correlationId}</code>,
  },
];
