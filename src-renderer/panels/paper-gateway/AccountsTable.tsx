import { Button } from '@mantine/core';
import type { GatewayStatus } from '#shared/model/paper-gateway.ts';
import { resetAccount } from '../../commands/paper-gateway.ts';
import { SignedFigure } from '../../components/Figure.tsx';
import { formatNumber } from '../../format/number.ts';
import styles from './PaperGatewayPanel.module.css';

/** How the accounts stand: at most 20 and those that were kept. USD. */
export function AccountsTable({ accounts }: { accounts: GatewayStatus['accounts'] }) {
  return (
    <section className={styles['section']} aria-label="Accounts">
      <h3>
        Accounts <span className="muted">USD</span>
      </h3>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col">Net liquidation</th>
            <th scope="col">Cash</th>
            <th scope="col">Today</th>
            <th scope="col">Positions</th>
            <th scope="col">Orders</th>
            <th scope="col" aria-label="Reset" />
          </tr>
        </thead>
        <tbody>
          {accounts.map((account) => (
            <tr key={account.name} aria-label={`Account ${account.name}`}>
              <td data-selectable>
                {account.name}
                {account.isBelowMargin && <span className="loss"> below margin</span>}
              </td>
              <td>{formatNumber(account.netLiquidation, 2)}</td>
              <td>{formatNumber(account.cash, 2)}</td>
              <td>
                <SignedFigure value={account.dailyPnl} />
              </td>
              <td>{formatNumber(account.positionCount)}</td>
              <td>{formatNumber(account.orderCount)}</td>
              <td>
                <Button
                  size="compact-xs"
                  aria-label={`Reset ${account.name}`}
                  onClick={() => void resetAccount(account)}
                >
                  Reset…
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
