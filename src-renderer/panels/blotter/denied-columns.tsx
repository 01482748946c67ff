import type { DeniedView } from '#shared/ipc/orders.ts';
import { contractName } from '#shared/model/contract.ts';
import type { TableColumn } from '../../components/DataTable.tsx';
import { formatNumber } from '../../format/number.ts';
import { formatUnits, SIDE_WORDS, termsText } from '../../format/order.ts';
import { formatSecond, localZone } from '../../format/time.ts';

const ACTION_WORDS: Readonly<Record<DeniedView['action'], string>> = {
  place: 'order',
  modify: 'change',
  cancel: 'cancel',
  flatten: 'close position',
};

export const deniedColumns: readonly TableColumn<DeniedView>[] = [
  {
    id: 'time',
    header: 'Time (local)',
    width: '84px',
    value: ({ at }) => at,
    cell: ({ at }) => formatSecond(at, localZone()),
    copy: ({ at }) => new Date(at).toISOString(),
  },
  {
    id: 'action',
    header: 'Refused',
    width: '88px',
    value: ({ action }) => ACTION_WORDS[action],
    cell: ({ action }) => ACTION_WORDS[action],
  },
  {
    id: 'order',
    header: 'What was asked for',
    width: 'minmax(120px, 1fr)',
    value: (row) => orderText(row),
    cell: (row) => <span title={orderText(row)}>{orderText(row)}</span>,
  },
  {
    id: 'rule',
    header: 'Rule',
    width: 'minmax(96px, 0.7fr)',
    value: ({ denial }) => denial.rule,
    cell: ({ denial }) => denial.rule,
  },
  {
    id: 'value',
    header: 'Value',
    align: 'right',
    width: '88px',
    value: ({ denial }) => denial.value,
    cell: ({ denial }) => figure(denial.value),
  },
  {
    id: 'limit',
    header: 'Limit',
    align: 'right',
    width: '88px',
    value: ({ denial }) => denial.limit,
    cell: ({ denial }) => figure(denial.limit),
  },
  {
    id: 'message',
    header: 'Why, and what to do',
    width: 'minmax(160px, 2fr)',
    value: ({ denial }) => `${denial.message} ${denial.help}`,
    cell: ({ denial }) => (
      <span title={`${denial.message} ${denial.help}`}>{`${denial.message} ${denial.help}`}</span>
    ),
  },
];

function orderText({ ticket }: DeniedView): string {
  if (ticket === null) return '';
  const { side, terms, contract } = ticket;
  return `${SIDE_WORDS[side]} ${formatUnits(terms.quantity)} ${contractName(contract)} ${termsText(terms)}`;
}

function figure(value: number | string): string {
  return typeof value === 'number' ? formatNumber(value, Number.isInteger(value) ? 0 : 4) : value;
}
