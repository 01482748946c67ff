import type { PortfolioDifference } from '#shared/model/account.ts';
import { formatBytes, formatNumber } from '../format/number.ts';
import { main } from '../ipc/services.ts';
import { notify, notifyProblem } from '../stores/notices.ts';
import { nextAccount, usePortfolio } from '../stores/portfolio.ts';
import { ALL_TRADES, changeTradeFilter, isFiltered, useTradeLog } from '../stores/trade-log.ts';
import type { Command } from './command.ts';
import { openFile } from './runs.ts';

const hasTrades = () => (useTradeLog.getState().page.value?.total ?? 0) > 0;

export const portfolioCommands: readonly Command[] = [
  {
    id: 'portfolio.nextAccount',
    title: 'Show the positions of the next account',
    group: 'Portfolio',
    enabled: () => (usePortfolio.getState().view?.accounts.length ?? 0) > 1,
    run: nextAccount,
  },
  {
    id: 'portfolio.toggleClosed',
    title: 'Show or hide the positions that were closed today',
    group: 'Portfolio',
    enabled: () => (usePortfolio.getState().view?.positions.length ?? 0) > 0,
    run: () => usePortfolio.setState(({ showsClosed }) => ({ showsClosed: !showsClosed })),
  },
  {
    id: 'trades.export',
    title: 'Export the trade log as CSV',
    group: 'Portfolio',
    enabled: hasTrades,
    run: exportTrades,
  },
  {
    id: 'trades.showAll',
    title: 'Show all trades of the trade log',
    group: 'Portfolio',
    enabled: () => isFiltered(useTradeLog.getState().filter),
    run: () => changeTradeFilter(ALL_TRADES),
  },
];

/** Takes the broker's figure for ours; main asks natively and writes it to the audit log. */
export async function acceptFigure({ key, name }: PortfolioDifference): Promise<void> {
  const asked = await main.invoke('trading.acceptDifference', { key: `portfolio ${key}` });
  if (!asked.ok) notifyProblem(asked.error, `take the broker’s figure for ${name}`);
}

/** What the filter lets through, to a file the user chooses. */
async function exportTrades(): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  const chosen = await main.invoke('files.chooseSave', { suggestedName: `trades ${day}.csv`, kind: 'csv' });
  if (!chosen.ok) return notifyProblem(chosen.error, 'ask where to save');
  const { grant } = chosen.value;
  if (grant === null) return;
  const { filter } = useTradeLog.getState();
  const written = await main.invoke('portfolio.exportTrades', { filter, grantId: grant.grantId });
  if (!written.ok) return notifyProblem(written.error, `write ${grant.name}`);
  const { trades, bytes, path } = written.value;
  notify(
    'success',
    `Wrote ${formatNumber(trades)} ${trades === 1 ? 'trade' : 'trades'} to ${grant.name}, ${formatBytes(bytes)}.`,
    {
      detail: path,
      action: { label: 'Open', run: () => openFile(grant.grantId, grant.name) },
    },
  );
}
