import { useMemo } from 'react';
import { contractName } from '#shared/model/contract.ts';
import type { RoundTrip } from '#shared/model/round-trip.ts';
import { DataTable, type TableColumn } from '../../components/DataTable.tsx';
import { SignedFigure, SignedPercent } from '../../components/Figure.tsx';
import { Price } from '../../components/Price.tsx';
import { formatHeld, unitsOf } from '../../format/money.ts';
import { formatNumber, formatQuantity } from '../../format/number.ts';
import { formatDateTime, shownZone, type TimeDisplay } from '../../format/time.ts';
import { usePortfolio } from '../../stores/portfolio.ts';
import { useSettings } from '../../stores/settings.ts';
import { useTradeLog } from '../../stores/trade-log.ts';

const EXCHANGE_ZONE = 'America/New_York';
const NEWEST_FIRST = [{ id: 'closed', desc: true }];

export function TradesTable({ trades }: { trades: readonly RoundTrip[] }) {
  const selectedId = useTradeLog((state) => state.selectedId);
  const display = useSettings((settings) => settings.timeDisplay);
  const accountCount = usePortfolio((state) => state.view?.accounts.length ?? 0);
  const columns = useMemo(() => tradeColumns(display, accountCount > 1), [display, accountCount]);
  return (
    <DataTable
      label="Closed trades"
      rows={trades}
      columns={columns}
      rowId={(trade) => trade.id}
      rowLabel={(trade) => `${trade.side} ${contractName(trade.contract)}`}
      selectedId={selectedId}
      onSelect={({ id }) => useTradeLog.setState({ selectedId: id })}
      initialSort={NEWEST_FIRST}
    />
  );
}

function tradeColumns(display: TimeDisplay, showsAccount: boolean): readonly TableColumn<RoundTrip>[] {
  const zone = shownZone(EXCHANGE_ZONE, display);
  const zoneName = display === 'exchange' ? 'New York' : 'local';
  const account: TableColumn<RoundTrip> = {
    id: 'account',
    header: 'Account',
    width: '92px',
    value: (t) => t.account,
    cell: (t) => t.account,
  };
  return [
    time('closed', `Closed (${zoneName})`, zone, (t) => t.closedAt),
    {
      id: 'contract',
      header: 'Contract',
      width: 'minmax(90px, 1fr)',
      value: (t) => contractName(t.contract),
      cell: (t) => contractName(t.contract),
    },
    ...(showsAccount ? [account] : []),
    {
      id: 'side',
      header: 'Side',
      width: '70px',
      value: (t) => t.side,
      cell: (t) => (t.side === 'long' ? '▲ Long' : '▼ Short'),
    },
    {
      id: 'quantity',
      header: 'Quantity',
      align: 'right',
      width: '80px',
      value: (t) => t.quantity / 1e6,
      cell: (t) => formatQuantity(t.quantity / 1e6),
    },
    {
      id: 'entry',
      header: 'In',
      align: 'right',
      width: 'minmax(80px, 0.8fr)',
      value: (t) => t.entryPrice,
      cell: (t) => (
        <span title={t.isAdopted ? 'Opened elsewhere: the broker’s average cost' : undefined}>
          {t.isAdopted ? '≈ ' : ''}
          <Price contractId={t.contract.contractId} price={t.entryPrice} />
        </span>
      ),
    },
    {
      id: 'exit',
      header: 'Out',
      align: 'right',
      width: 'minmax(80px, 0.8fr)',
      value: (t) => t.exitPrice,
      cell: (t) => <Price contractId={t.contract.contractId} price={t.exitPrice} />,
    },
    {
      id: 'gross',
      header: 'Gross P&L',
      align: 'right',
      width: 'minmax(88px, 0.9fr)',
      value: (t) => unitsOf(t.grossPnl),
      cell: (t) => <SignedFigure value={unitsOf(t.grossPnl)} />,
    },
    {
      id: 'commission',
      header: 'Commissions',
      align: 'right',
      width: '92px',
      value: (t) => t.commissions.reduce((sum, { amount }) => sum + amount, 0) / 1e6,
      cell: (t) => <Commissions trade={t} />,
    },
    {
      id: 'net',
      header: 'Net P&L',
      align: 'right',
      width: 'minmax(88px, 0.9fr)',
      value: (t) => unitsOf(t.netPnl),
      cell: (t) => <SignedFigure value={unitsOf(t.netPnl)} />,
    },
    {
      id: 'currency',
      header: 'Cur',
      width: '48px',
      value: (t) => t.contract.currency,
      cell: (t) => t.contract.currency,
    },
    {
      id: 'return',
      header: 'Return',
      align: 'right',
      width: '80px',
      value: (t) => t.returnOnEntry,
      cell: (t) => <SignedPercent fraction={t.returnOnEntry} />,
    },
    {
      id: 'held',
      header: 'Held',
      align: 'right',
      width: '88px',
      value: (t) => t.closedAt - t.openedAt,
      cell: (t) => formatHeld(t.closedAt - t.openedAt),
    },
    time('opened', `Opened (${zoneName})`, zone, (t) => t.openedAt),
  ];
}

function time(
  id: string,
  header: string,
  zone: string,
  of: (trade: RoundTrip) => number,
): TableColumn<RoundTrip> {
  return {
    ...{ id, header, width: 'minmax(172px, 1.2fr)', value: of },
    cell: (t) => formatDateTime(of(t), zone),
    copy: (t) => new Date(of(t)).toISOString(),
  };
}

function Commissions({ trade }: { trade: RoundTrip }) {
  if (trade.isCommissionPending) return <span title="The broker has not told it yet">pending</span>;
  const { currency } = trade.contract;
  return trade.commissions
    .map((one) => formatNumber(one.amount / 1e6, 2) + (one.currency === currency ? '' : ` ${one.currency}`))
    .join(' + ');
}
