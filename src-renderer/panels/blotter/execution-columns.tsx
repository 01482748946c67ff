import type { ExecutionView } from '#shared/ipc/orders.ts';
import { contractName } from '#shared/model/contract.ts';
import { MICROS_PER_UNIT } from '#shared/model/money.ts';
import { fromOrderPrice } from '#shared/model/order-price.ts';
import { SignedFigure } from '../../components/Figure.tsx';
import { Price } from '../../components/Price.tsx';
import type { TableColumn } from '../../components/DataTable.tsx';
import { shortContractName } from '../../format/contract.ts';
import { formatNumber } from '../../format/number.ts';
import { formatUnits, SIDE_WORDS } from '../../format/order.ts';
import { formatSecond, localZone } from '../../format/time.ts';

export const executionColumns: readonly TableColumn<ExecutionView>[] = [
  {
    id: 'time',
    header: 'Time (local)',
    width: '84px',
    value: ({ execution }) => execution.at,
    cell: ({ execution }) => formatSecond(execution.at, localZone()),
    copy: ({ execution }) => new Date(execution.at).toISOString(),
  },
  {
    id: 'side',
    header: 'Side',
    width: '44px',
    value: ({ execution }) => execution.side,
    cell: ({ execution }) => (
      <span className={execution.side === 'buy' ? 'gain' : 'loss'}>{SIDE_WORDS[execution.side]}</span>
    ),
  },
  {
    id: 'contract',
    header: 'Contract',
    width: 'minmax(128px, 1fr)',
    value: ({ execution }) => contractName(execution.contract),
    cell: ({ execution }) => (
      <span title={contractName(execution.contract)}>{shortContractName(execution.contract)}</span>
    ),
  },
  {
    id: 'quantity',
    header: 'Quantity',
    align: 'right',
    width: '76px',
    value: ({ execution }) => execution.quantity,
    cell: ({ execution }) => formatUnits(execution.quantity),
  },
  {
    id: 'price',
    header: 'Price',
    align: 'right',
    width: '86px',
    value: ({ execution }) => execution.price,
    cell: ({ execution: { contract, price } }) => (
      <Price contractId={contract.contractId} price={fromOrderPrice(price)} />
    ),
  },
  {
    id: 'commission',
    header: 'Commission',
    align: 'right',
    width: '104px',
    value: ({ commission }) => commission?.commission ?? null,
    cell: ({ commission }) =>
      commission === null ? (
        <span className="muted">not reported yet</span>
      ) : (
        `${formatNumber(commission.commission / MICROS_PER_UNIT, 2)} ${commission.currency}`
      ),
  },
  {
    id: 'realized',
    header: 'Realised',
    align: 'right',
    width: '84px',
    value: ({ commission }) => commission?.realizedPnl ?? null,
    cell: ({ commission }) => (
      <SignedFigure
        value={
          commission?.realizedPnl === null || commission === null
            ? null
            : commission.realizedPnl / MICROS_PER_UNIT
        }
      />
    ),
  },
  {
    id: 'venue',
    header: 'Venue',
    width: '72px',
    value: ({ execution }) => execution.exchange,
    cell: ({ execution }) => execution.exchange,
  },
  {
    id: 'account',
    header: 'Account',
    width: '100px',
    value: ({ execution }) => execution.account,
    cell: ({ execution }) => execution.account,
  },
  {
    id: 'notes',
    header: 'What to know',
    width: 'minmax(84px, 1fr)',
    value: (row) => notesOf(row),
    cell: (row) => <span title={row.execution.execId}>{notesOf(row)}</span>,
  },
];

function notesOf({ isCorrected, ref, execution }: ExecutionView): string {
  return [
    isCorrected ? 'corrected' : '',
    ref === null ? 'of an order nobody here knows' : '',
    execution.isLiquidation ? 'closed by the broker' : '',
    execution.liquidity === 'added' ? 'rested in the book' : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}
