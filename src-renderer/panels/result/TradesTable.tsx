import { useMemo, useState } from 'react';
import type { RunDetail, Trade } from '#shared/model/backtest.ts';
import { Async } from '../../components/Async.tsx';
import { DataTable, type TableColumn } from '../../components/DataTable.tsx';
import { SignedFigure, SignedPercent } from '../../components/Figure.tsx';
import { Banner } from '../../components/states.tsx';
import { formatNumber, formatPrice, formatQuantity } from '../../format/number.ts';
import { formatBarTime, type TimeDisplay, zoneLabel } from '../../format/time.ts';
import { reloadResult, useResult } from '../../stores/result.ts';
import { useSettings } from '../../stores/settings.ts';
import styles from './result.module.css';

interface NumberedTrade extends Trade {
  readonly number: number;
}

export function TradesTable({ detail }: { detail: RunDetail }) {
  const trades = useResult((state) => state.trades);
  const display = useSettings((settings) => settings.timeDisplay);
  const [selected, setSelected] = useState<string | null>(null);
  const rows = useMemo(
    () =>
      (trades.value?.trades ?? []).map((trade, index): NumberedTrade => ({ ...trade, number: index + 1 })),
    [trades.value],
  );
  const columns = useMemo(() => tradeColumns(detail, display), [detail, display]);
  return (
    <section className={styles['trades']} aria-label="Trades">
      <Async source={trades} label="Loading the trades" reload={reloadResult}>
        {({ total }) =>
          total === 0 ? (
            <div className={styles['noTrades']}>
              The strategy made no trade. Its rules were never met in this stretch: try other parameters or a
              longer one.
            </div>
          ) : (
            <>
              {total > rows.length && (
                <Banner level="warning">
                  The first {formatNumber(rows.length)} of {formatNumber(total)} trades are shown. The CSV
                  export has all.
                </Banner>
              )}
              <DataTable
                label="Trades"
                rows={rows}
                columns={columns}
                rowId={(trade) => String(trade.number)}
                selectedId={selected}
                onSelect={(trade) => setSelected(String(trade.number))}
              />
            </>
          )
        }
      </Async>
    </section>
  );
}

function tradeColumns(detail: RunDetail, display: TimeDisplay): readonly TableColumn<NumberedTrade>[] {
  const seriesOf = (trade: Trade) => detail.series[trade.symbol]!;
  const time = (unixMs: number | null, trade: Trade) => {
    const series = seriesOf(trade);
    return formatBarTime(unixMs, series.barSize, series.timeZone, display);
  };
  const iso = (unixMs: number | null) => (unixMs === null ? '' : new Date(unixMs).toISOString());
  const first = detail.series[0]!;
  const zone = zoneLabel(first.barSize, first.timeZone, display);
  return [
    {
      id: 'number',
      header: '#',
      align: 'right',
      width: '56px',
      value: (t) => t.number,
      cell: (t) => formatNumber(t.number),
    },
    {
      id: 'symbol',
      header: 'Symbol',
      width: 'minmax(64px, 0.6fr)',
      value: (t) => seriesOf(t).symbol,
      cell: (t) => seriesOf(t).symbol,
    },
    {
      id: 'side',
      header: 'Side',
      width: '64px',
      value: (t) => t.side,
      cell: (t) => (t.side === 'long' ? '▲ Long' : '▼ Short'),
    },
    {
      id: 'quantity',
      header: 'Quantity',
      align: 'right',
      width: 'minmax(80px, 1fr)',
      value: (t) => t.quantity,
      cell: (t) => formatQuantity(t.quantity),
    },
    {
      id: 'entryTime',
      header: `Entry (${zone})`,
      width: 'minmax(110px, 1.2fr)',
      value: (t) => t.entryTime,
      cell: (t) => time(t.entryTime, t),
      copy: (t) => iso(t.entryTime),
    },
    {
      id: 'entryPrice',
      header: 'Price in',
      align: 'right',
      width: 'minmax(80px, 1fr)',
      value: (t) => t.entryPrice,
      cell: (t) => <span className={styles['price']}>{formatPrice(t.entryPrice, seriesOf(t).tick)}</span>,
    },
    {
      id: 'exitTime',
      header: `Exit (${zone})`,
      width: 'minmax(110px, 1.2fr)',
      value: (t) => t.exitTime,
      cell: (t) => (t.exitTime === null ? <span className={styles['open']}>open</span> : time(t.exitTime, t)),
      copy: (t) => iso(t.exitTime),
    },
    {
      id: 'exitPrice',
      header: 'Price out',
      align: 'right',
      width: 'minmax(80px, 1fr)',
      value: (t) => t.exitPrice,
      cell: (t) => <span className={styles['price']}>{formatPrice(t.exitPrice, seriesOf(t).tick)}</span>,
    },
    {
      id: 'pnl',
      header: `P&L ${detail.currency}`,
      align: 'right',
      width: 'minmax(92px, 1fr)',
      value: (t) => t.pnl,
      cell: (t) => <SignedFigure value={t.pnl} />,
    },
    {
      id: 'return',
      header: 'Return',
      align: 'right',
      width: 'minmax(76px, 0.8fr)',
      value: (t) => t.returnOnEntry,
      cell: (t) => <SignedPercent fraction={t.returnOnEntry} />,
    },
    {
      id: 'bars',
      header: 'Bars held',
      align: 'right',
      width: '82px',
      value: (t) => t.barsHeld,
      cell: (t) => formatNumber(t.barsHeld),
    },
    {
      id: 'commission',
      header: 'Commission',
      align: 'right',
      width: '96px',
      value: (t) => t.commission,
      cell: (t) => formatNumber(t.commission, 2),
    },
  ];
}
