import Papa from 'papaparse';
import type { portfolioRequests } from '#shared/ipc/portfolio.ts';
import type { Handlers } from '#shared/ipc/server.ts';
import { ok } from '#shared/kernel/result.ts';
import { replaceFile } from '#shared/node/replace-file.ts';
import type { FileGrants } from '../files/file-grants.ts';
import type { Portfolio } from '../portfolio/portfolio.ts';

const DAYS_MAX = 2_000;

export function portfolioHandlers(
  portfolio: Portfolio,
  grants: Pick<FileGrants, 'find'>,
): Handlers<typeof portfolioRequests> {
  return {
    'portfolio.trades'({ filter, offset, limit }) {
      const { trades, total, totals } = portfolio.trades.page(filter, offset, limit);
      return ok({ trades: [...trades], total, totals: [...totals] });
    },
    async 'portfolio.exportTrades'({ filter, grantId }) {
      const granted = grants.find(grantId, 'write');
      if (!granted.ok) return granted;
      const rows = portfolio.trades.csvRows(filter);
      // What a spreadsheet would run as a formula is written as text.
      const csv = Papa.unparse(rows as string[][], { newline: '\n', escapeFormulae: /^[=@\t\r]/ }) + '\n';
      const written = await replaceFile(granted.value.path, csv);
      return written.ok ? ok({ ...written.value, trades: rows.length - 1 }) : written;
    },
    'portfolio.days': ({ account }) => ok({ days: [...portfolio.days(account, DAYS_MAX)] }),
  };
}
