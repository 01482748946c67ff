import { Landmark } from 'lucide-react';
import type { Account, CashBalance } from '#shared/model/account.ts';
import type { PortfolioView } from '#shared/ipc/portfolio.ts';
import { CommandButton } from '../../components/CommandButton.tsx';
import { SignedFigure } from '../../components/Figure.tsx';
import { Panel, Toolbar } from '../../components/Panel.tsx';
import { Banner, EmptyState, SkeletonRows } from '../../components/states.tsx';
import { unitsOf } from '../../format/money.ts';
import { formatNumber, formatPercent } from '../../format/number.ts';
import { formatClock, localZone } from '../../format/time.ts';
import { shownAccount, usePortfolio } from '../../stores/portfolio.ts';
import { AccountChoice } from '../positions/AccountChoice.tsx';
import { DifferencesBanner } from '../positions/DifferencesBanner.tsx';
import { PortfolioHealth } from '../positions/PortfolioHealth.tsx';
import { DaysTable } from './DaysTable.tsx';
import styles from './account.module.css';

/** Below this part of net liquidation the broker may soon close positions by itself. */
const CUSHION_LOW = 0.1;

/** What one account is worth, what it may still do, and its cash by currency. */
export function AccountPanel() {
  const view = usePortfolio((state) => state.view);
  const account = usePortfolio(shownAccount);
  if (view === null || (view.state === 'loading' && account === null)) {
    return (
      <Panel>
        <SkeletonRows label="Asking for the account" />
      </Panel>
    );
  }
  if (account === null) {
    return (
      <Panel>
        <EmptyState
          icon={Landmark}
          title="No account yet"
          text="Worth, margin and cash of your accounts are shown here as soon as Tradewind is connected."
        >
          <CommandButton id="panel.connection" variant="filled" />
        </EmptyState>
      </Panel>
    );
  }
  return <Content view={view} account={account} />;
}

function Content({ view, account }: { view: PortfolioView; account: Account }) {
  const { figures, cushion, dayPnl, highWater, baseCurrency, updatedAt } = account;
  const { netLiquidation } = figures;
  const drawdown =
    highWater === null || netLiquidation === null || highWater <= 0 ? null : netLiquidation / highWater - 1;
  return (
    <Panel>
      <Toolbar
        title={account.account}
        hint={[
          baseCurrency === null ? '' : `in ${baseCurrency}`,
          updatedAt === null ? '' : `told ${formatClock(updatedAt, localZone())} (local)`,
        ]
          .filter((part) => part !== '')
          .join(', ')}
      >
        <AccountChoice hasAll={false} />
      </Toolbar>
      <div className={styles['scroll']}>
        <PortfolioHealth view={view} />
        <DifferencesBanner account={account.account} />
        {cushion !== null && cushion < CUSHION_LOW && (
          <Banner level={cushion < 0 ? 'error' : 'warning'}>
            Excess liquidity is {formatPercent(cushion, 1)} of net liquidation. Below zero the broker closes
            positions by itself: close some, or pay money in.
          </Banner>
        )}
        <dl className={styles['headline']} aria-label="Headline">
          <Figure name="Net liquidation" value={figures.netLiquidation} />
          <Figure name="Day P&L" value={dayPnl} isSigned />
          <Figure name="Unrealised P&L" value={figures.unrealizedPnl} isSigned />
          <Figure name="Realised today" value={figures.realizedPnl} isSigned />
        </dl>
        <div className={styles['columns']}>
          <Section title="Margin">
            <Row name="Buying power" value={figures.buyingPower} />
            <Row name="Available funds" value={figures.availableFunds} />
            <Row name="Excess liquidity" value={figures.excessLiquidity} />
            <Row name="Initial margin" value={figures.initialMargin} />
            <Row name="Maintenance margin" value={figures.maintenanceMargin} />
            <TextRow name="Cushion" text={formatPercent(cushion, 1)} />
          </Section>
          <Section title="Worth">
            <Row name="Total cash" value={figures.totalCash} />
            <Row name="Settled cash" value={figures.settledCash} />
            <Row name="Gross position value" value={figures.grossPositionValue} />
            <Row name="Equity with loan" value={figures.equityWithLoan} />
            <Row name="Highest net liquidation" value={highWater} />
            <TextRow name="Below the highest" text={formatPercent(drawdown, 2)} />
          </Section>
        </div>
        <Cash balances={account.cash} />
        <DaysTable account={account.account} />
      </div>
    </Panel>
  );
}

function Figure({
  name,
  value,
  isSigned = false,
}: {
  name: string;
  value: number | null;
  isSigned?: boolean;
}) {
  const units = unitsOf(value);
  return (
    <div>
      <dt>{name}</dt>
      <dd>{isSigned ? <SignedFigure value={units} /> : formatNumber(units, 2)}</dd>
    </div>
  );
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className={styles['section']} aria-label={title}>
      <h3>{title}</h3>
      <dl>{children}</dl>
    </section>
  );
}

function Row({ name, value }: { name: string; value: number | null }) {
  return <TextRow name={name} text={formatNumber(unitsOf(value), 2)} />;
}

function TextRow({ name, text }: { name: string; text: string }) {
  return (
    <div className={styles['row']}>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  );
}

function Cash({ balances }: { balances: readonly CashBalance[] }) {
  if (balances.length === 0) return null;
  return (
    <section className={styles['section']} aria-label="Cash">
      <h3>Cash by currency</h3>
      <table className={styles['table']} aria-label="Cash by currency">
        <thead>
          <tr>
            <th scope="col">Currency</th>
            <th scope="col">Broker</th>
            <th scope="col">Counted by Tradewind</th>
            <th scope="col">Rate</th>
          </tr>
        </thead>
        <tbody>
          {balances.map(({ currency, broker, ours, rate }) => (
            <tr key={currency}>
              <th scope="row">{currency}</th>
              <td>
                <SignedCash value={broker} />
              </td>
              <td>
                <SignedCash value={ours} />
              </td>
              <td>{formatNumber(rate, 5)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Debt is shown as such; money one has needs no sign. */
function SignedCash({ value }: { value: number | null }) {
  const units = unitsOf(value);
  return <span className={units !== null && units < 0 ? 'loss' : undefined}>{formatNumber(units, 2)}</span>;
}
