import type { Statistics } from '#shared/model/backtest.ts';
import {
  formatNumber,
  formatPercent,
  formatSigned,
  formatSignedPercent,
  gainOrLoss,
} from '../../format/number.ts';
import styles from './result.module.css';

/** The figures that a reader looks for first. */
export function Headline({ statistics: s, currency }: { statistics: Statistics; currency: string }) {
  const figures = [
    { label: 'Final equity', text: `${formatNumber(s.finalEquity, 2)} ${currency}`, tone: undefined },
    { label: 'Net profit', text: formatSigned(s.netPnl, 2), tone: gainOrLoss(s.netPnl) },
    { label: 'Total return', text: formatSignedPercent(s.totalReturn), tone: gainOrLoss(s.totalReturn) },
    {
      label: 'Buy and hold',
      text: formatSignedPercent(s.buyAndHoldReturn),
      tone: gainOrLoss(s.buyAndHoldReturn),
    },
    { label: 'Growth per year', text: formatSignedPercent(s.cagr), tone: gainOrLoss(s.cagr) },
    { label: 'Sharpe', text: formatNumber(s.sharpe, 2), tone: undefined },
    {
      label: 'Deepest drawdown',
      text: formatSignedPercent(-s.maxDrawdown),
      tone: gainOrLoss(-s.maxDrawdown),
    },
    { label: 'Closed trades', text: formatNumber(s.tradeCount), tone: undefined },
    { label: 'Winners', text: formatPercent(s.winRate, 1), tone: undefined },
  ];
  return (
    <dl className={styles['headline']} aria-label="Key figures">
      {figures.map((figure) => (
        <div key={figure.label}>
          <dt>{figure.label}</dt>
          <dd className={figure.tone}>{figure.text}</dd>
        </div>
      ))}
    </dl>
  );
}
