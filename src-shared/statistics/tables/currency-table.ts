import type { ReportTable } from '../../model/report-table.ts';
import type { FinishedRun } from './finished-run.ts';

/** What became of each currency of an account; none where it held one only. */
export function currencyTable({ detail }: FinishedRun): readonly ReportTable[] {
  const currencies = detail.statistics?.currencies ?? [];
  if (currencies.length === 0) return [];
  return [
    {
      id: 'currencies',
      title: 'Currencies',
      convention:
        'Rates are worth in the account’s currency. Cash, below zero where it was borrowed, and positions are in the currency itself, at the end; the rest is in that of the account. Trading is the P&L of its symbols, closed trades at the rate of their exit. Translation is what the changes of the rate did to everything else. Trading and translation less interest are what the run brought.',
      drawnAs: 'table',
      columns: [
        { title: 'Currency', unit: 'text' },
        { title: 'First rate', unit: 'text' },
        { title: 'Last rate', unit: 'text' },
        { title: 'Cash', unit: 'money' },
        { title: 'Positions', unit: 'money' },
        { title: 'Worth', unit: 'money' },
        { title: 'Trading', unit: 'signed-money' },
        { title: 'Translation', unit: 'signed-money' },
        { title: 'Interest', unit: 'money' },
      ],
      rows: currencies.map((one) => [
        ...[one.currency, String(one.firstRate), String(one.lastRate), one.cash, one.positions, one.worth],
        ...[one.tradingPnl, one.translation, one.interest],
      ]),
      leftOut: 0,
      note: null,
    },
  ];
}
