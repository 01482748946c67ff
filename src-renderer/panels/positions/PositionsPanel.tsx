import { Wallet } from 'lucide-react';
import { Panel, Toolbar } from '../../components/Panel.tsx';
import { CommandButton } from '../../components/CommandButton.tsx';
import { EmptyState, SkeletonRows } from '../../components/states.tsx';
import { formatNumber } from '../../format/number.ts';
import { usePortfolio } from '../../stores/portfolio.ts';
import { AccountChoice } from './AccountChoice.tsx';
import { DifferencesBanner } from './DifferencesBanner.tsx';
import { PortfolioHealth } from './PortfolioHealth.tsx';
import { PositionsTable } from './PositionsTable.tsx';

/** What is held: our book, with the broker's figures where they differ. */
export function PositionsPanel() {
  const view = usePortfolio((state) => state.view);
  const account = usePortfolio((state) => state.account);
  const showsClosed = usePortfolio((state) => state.showsClosed);
  if (view === null) {
    return (
      <Panel>
        <SkeletonRows label="Asking for the positions" />
      </Panel>
    );
  }
  if (view.state === 'none') {
    return (
      <Panel>
        <EmptyState
          icon={Wallet}
          title="No account yet"
          text="What your accounts hold is shown here as soon as Tradewind is connected: the built-in paper gateway to practise, TWS or IB Gateway to trade."
        >
          <CommandButton id="panel.connection" variant="filled" />
        </EmptyState>
      </Panel>
    );
  }
  const ofAccount = view.positions.filter((position) => account === null || position.account === account);
  const open = ofAccount.filter(({ quantity }) => quantity !== 0);
  const rows = showsClosed ? ofAccount : open;
  const closedCount = ofAccount.length - open.length;
  return (
    <Panel>
      <Toolbar
        title={`${formatNumber(open.length)} ${open.length === 1 ? 'position' : 'positions'}`}
        hint={closedCount === 0 ? '' : `${formatNumber(closedCount)} closed today`}
      >
        <AccountChoice />
        <CommandButton id="position.close">Close</CommandButton>
        <CommandButton id="position.reverse">Reverse</CommandButton>
      </Toolbar>
      <PortfolioHealth view={view} />
      <DifferencesBanner account={account} />
      {view.state === 'loading' && rows.length === 0 ? (
        <SkeletonRows label="Asking the broker for the positions" />
      ) : rows.length === 0 ? (
        <EmptyState
          icon={Wallet}
          title="Nothing is held"
          text="Positions appear here the moment an order fills, with their cost, price and result."
        >
          <CommandButton id="panel.ticket" />
        </EmptyState>
      ) : (
        <PositionsTable rows={rows} showsAccount={account === null && view.accounts.length > 1} />
      )}
    </Panel>
  );
}
