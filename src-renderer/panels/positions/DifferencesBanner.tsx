import { Button } from '@mantine/core';
import type { PortfolioDifference } from '#shared/model/account.ts';
import { acceptFigure } from '../../commands/portfolio.ts';
import { Banner } from '../../components/states.tsx';
import { formatAnyPrice } from '../../format/money.ts';
import { formatNumber, formatQuantity } from '../../format/number.ts';
import { formatClock, localZone } from '../../format/time.ts';
import { usePortfolio } from '../../stores/portfolio.ts';
import styles from './positions.module.css';

const WORDS: Readonly<Record<PortfolioDifference['about'], string>> = {
  quantity: 'quantity',
  cash: 'cash',
  'average-cost': 'average cost',
  'realized-pnl': 'realised P&L of today',
};
/** What is open until somebody decides. */
const DECISIVE = new Set<PortfolioDifference['about']>(['quantity', 'cash']);
const NONE: readonly PortfolioDifference[] = [];

/** Where our book and the broker's are not the same: both figures, always. */
export function DifferencesBanner({ account }: { account: string | null }) {
  const all = usePortfolio((state) => state.view?.differences ?? NONE);
  const differences = all.filter((one) => account === null || one.account === account);
  if (differences.length === 0) return null;
  const isSerious = differences.some(({ about }) => DECISIVE.has(about));
  return (
    <Banner level="warning">
      <div className={styles['differences']} role="status">
        {differences.length === 1 ? 'A figure differs' : `${formatNumber(differences.length)} figures differ`}{' '}
        from the broker’s.{' '}
        {isSerious
          ? 'Something was booked that Tradewind has not seen: a trade made elsewhere, a dividend, a fee, a split. Look it up in TWS, then take the broker’s figure.'
          : 'Broker and Tradewind count with methods of their own; quantities and cash agree.'}
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Account</th>
              <th scope="col" data-align="right">
                Tradewind
              </th>
              <th scope="col" data-align="right">
                Broker
              </th>
              <th scope="col">Since (local)</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {differences.slice(0, 20).map((one) => (
              <tr key={one.key}>
                <td>
                  {one.name}: {WORDS[one.about]}
                </td>
                <td>{one.account}</td>
                <td data-align="right">{figure(one, one.ours)}</td>
                <td data-align="right">{figure(one, one.brokers)}</td>
                <td>{formatClock(one.since, localZone())}</td>
                <td>
                  {DECISIVE.has(one.about) && (
                    <Button size="compact-xs" onClick={() => void acceptFigure(one)}>
                      Take the broker’s
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {differences.length > 20 && `and ${formatNumber(differences.length - 20)} more`}
      </div>
    </Banner>
  );
}

function figure({ about, currency }: PortfolioDifference, value: number): string {
  if (about === 'quantity') return formatQuantity(value);
  if (about === 'average-cost') return `${formatAnyPrice(value)} ${currency}`;
  return `${formatNumber(value, 2)} ${currency}`;
}
