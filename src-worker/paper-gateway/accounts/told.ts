import type { AccountValue } from '#shared/simulation/accounts/account-report.ts';
import type { PortfolioItem } from './account-books.ts';

/** Account values that one stream has sent of one account: tells which of the present values have changed since. */
export class ToldLines {
  #told = new Map<string, AccountValue>();

  news(lines: readonly AccountValue[]): AccountValue[] {
    const now = new Map(lines.map((line) => [`${line.key}/${line.currency}`, line]));
    const news = lines.filter(
      ({ key, currency, value }) => this.#told.get(`${key}/${currency}`)?.value !== value,
    );
    for (const [id, line] of this.#told) if (!now.has(id) && isMoney(line)) news.push(emptied(line));
    this.#told = now;
    return news;
  }
}

/** Portfolio rows that one stream has sent of one account: tells which have changed since. */
export class ToldPortfolio {
  #told = new Map<number, PortfolioItem>();

  news(items: readonly PortfolioItem[]): PortfolioItem[] {
    const now = new Map(items.map((item) => [item.contract.conId, item]));
    const news = items.filter((item) => !isSame(item, this.#told.get(item.contract.conId)));
    for (const [conId, item] of this.#told)
      if (!now.has(conId) && item.quantity !== 0) news.push({ ...item, ...NOTHING });
    this.#told = now;
    return news;
  }
}

const NOTHING = { quantity: 0, averageCost: 0, marketValue: 0, unrealizedPnl: 0, realizedPnl: 0 };

/** Of a currency that the account has no more: nothing says that it is gone, and whoever shows it would show it for ever. */
function emptied(line: AccountValue): AccountValue {
  return { ...line, value: '0.00' };
}

function isMoney({ key, value, currency }: AccountValue): boolean {
  return currency !== '' && key !== 'ExchangeRate' && value !== '' && Number.isFinite(Number(value));
}

function isSame(item: PortfolioItem, told: PortfolioItem | undefined): boolean {
  return (
    told !== undefined &&
    item.quantity === told.quantity &&
    item.averageCost === told.averageCost &&
    item.marketPrice === told.marketPrice &&
    item.marketValue === told.marketValue &&
    item.unrealizedPnl === told.unrealizedPnl &&
    item.realizedPnl === told.realizedPnl
  );
}
