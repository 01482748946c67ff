import { ReceiptText } from 'lucide-react';
import { CommandButton } from '../../components/CommandButton.tsx';
import { Panel, Toolbar } from '../../components/Panel.tsx';
import { SignedFigure } from '../../components/Figure.tsx';
import { Banner, EmptyState, ErrorState, SkeletonRows } from '../../components/states.tsx';
import { unitsOf } from '../../format/money.ts';
import { formatNumber, formatPercent } from '../../format/number.ts';
import { isFiltered, loadTrades, useTradeLog, type TradePage } from '../../stores/trade-log.ts';
import { TradeFilters } from './TradeFilters.tsx';
import { TradesTable } from './TradesTable.tsx';
import styles from './trade-log.module.css';

/** Round trips that have ended: what was opened and closed, first in, first out, and what came of it. */
export function TradeLogPanel() {
  const page = useTradeLog((state) => state.page);
  const filtered = useTradeLog((state) => isFiltered(state.filter));
  const { value, problem } = page;
  return (
    <Panel>
      <Toolbar title={titleOf(value)}>
        <TradeFilters />
        <CommandButton id="trades.showAll">Show all</CommandButton>
        <CommandButton id="trades.export">Export</CommandButton>
      </Toolbar>
      {value === null ? (
        problem === null ? (
          <SkeletonRows label="Loading the trade log" />
        ) : (
          <ErrorState problem={problem} onRetry={() => void loadTrades()} />
        )
      ) : (
        <>
          {problem !== null && (
            <Banner level="error">
              {problem.title} {problem.help} What is shown may be out of date.
            </Banner>
          )}
          <Content page={value} isFiltered={filtered} />
        </>
      )}
    </Panel>
  );
}

function titleOf(page: TradePage | null): string {
  if (page === null) return 'Trade log';
  return `${formatNumber(page.total)} ${page.total === 1 ? 'trade' : 'trades'}`;
}

function Content({
  page: { trades, total, totals },
  isFiltered: filtered,
}: {
  page: TradePage;
  isFiltered: boolean;
}) {
  if (total === 0) {
    return filtered ? (
      <EmptyState icon={ReceiptText} title="No trade fits" text="No closed trade fits what is asked for.">
        <CommandButton id="trades.showAll" />
      </EmptyState>
    ) : (
      <EmptyState
        icon={ReceiptText}
        title="No closed trades yet"
        text="When a position is closed, wholly or in part, the round trip is kept here with its result, commissions and holding time."
      />
    );
  }
  return (
    <>
      {total > trades.length && (
        <Banner level="warning">
          The newest {formatNumber(trades.length)} of {formatNumber(total)} trades are shown. Totals and
          export have all.
        </Banner>
      )}
      <div className={styles['totals']} role="status" aria-label="Totals">
        {totals.map(({ currency, wins, losses, grossPnl, netPnl }) => (
          <span key={currency}>
            {currency} net <SignedFigure value={unitsOf(netPnl)} /> (before commissions{' '}
            <SignedFigure value={unitsOf(grossPnl)} />) · {formatNumber(wins)} won, {formatNumber(losses)}{' '}
            lost
            {wins + losses > 0 && `, ${formatPercent(wins / (wins + losses), 0)} won`}
          </span>
        ))}
      </div>
      <TradesTable trades={trades} />
    </>
  );
}
