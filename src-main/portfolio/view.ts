import type { PortfolioView } from '#shared/ipc/portfolio.ts';
import type { Account, CashBalance } from '#shared/model/account.ts';
import type { Contract } from '#shared/model/contract.ts';
import type { Currency } from '#shared/model/currency.ts';
import { fromMicros, type Micros } from '#shared/model/money.ts';
import type { Position } from '#shared/model/position.ts';
import { emptyQuote, QUOTE_STATES } from '#shared/model/quote.ts';
import { isMargined } from '#shared/portfolio/cash-flows.ts';
import type { TheirCash } from '#shared/portfolio/compare.ts';
import { countable } from '#shared/portfolio/countable.ts';
import { valuePosition } from '#shared/portfolio/value-position.ts';
import type { Quotes } from '../ports/quotes.ts';
import type { BrokerAccountPicture } from './broker-picture.ts';
import type { Ledger } from './ledger.ts';
import type { TradingDay } from './trading-day.ts';

/** A price nobody has renewed for this long is told as old. */
const MARK_STALE_MS = 60_000;
const FLOWING = QUOTE_STATES.indexOf('flowing');

export interface Sides {
  readonly ledger: Ledger;
  readonly account: string;
  /** undefined: the broker has said nothing of it yet. */
  readonly picture: BrokerAccountPicture | undefined;
  readonly quotes: Pick<Quotes, 'readInto'>;
  readonly day: TradingDay;
  /** Unix ms. */
  readonly now: number;
}

const quote = emptyQuote();

/** What a contract is valued at: our own market data, else what the broker's line says. null: nobody quotes it. */
export function markOf({ picture, quotes, now }: Sides, contract: Contract): Position['mark'] {
  const isKnown = quotes.readInto(contract.contractId, quote);
  const holding = picture?.holdings.get(contract.contractId);
  const linePrice = holding?.line?.marketPrice ?? null;
  const isFresh = quote.state === FLOWING && now - quote.at < MARK_STALE_MS;
  const hasLine = linePrice !== null && holding!.line!.quantity !== 0;
  if (isKnown && Number.isFinite(quote.mark) && (isFresh || !hasLine))
    return {
      price: quote.mark,
      at: Number.isFinite(quote.at) ? quote.at : now,
      source: 'quote',
      isStale: !isFresh,
    };
  if (!hasLine) return null;
  const isOld = now - holding!.lineAt > 5 * MARK_STALE_MS; // TWS renews a line every three minutes
  return { price: linePrice, at: holding!.lineAt, source: 'broker', isStale: isOld };
}

/** Held ones, and those that were closed today. By name of the contract, so that rows keep their place. */
export function positionsOf(sides: Sides): readonly Position[] {
  const { ledger, account, picture, day } = sides;
  const contracts = new Map<number, Contract>();
  for (const book of ledger.book.contracts(account)) {
    if (book.state.quantity !== 0 || book.lastAt >= day.from)
      contracts.set(book.contract.contractId, book.contract);
  }
  for (const { position } of picture?.holdings.values() ?? [])
    if (position.quantity !== 0) contracts.set(position.contract.contractId, position.contract);
  const figures = picture?.figures;
  const netLiquidation = figures?.figures.netLiquidation ?? null;
  return [...contracts.values()].map((contract) => {
    const { contractId } = contract;
    const start = ledger.dayStarts.get(`${account} ${contractId}`);
    return valuePosition({
      ...{ account, contract, mark: markOf(sides, contract), dayFrom: day.from },
      book: ledger.book.contract(account, contractId) ?? null,
      broker: picture?.side(contractId) ?? null,
      brokerDayPnl: picture?.holdings.get(contractId)?.pnl?.daily ?? null,
      unrealizedAtDayStart: start?.day === day.name ? start.unrealized : null,
      rate: (currency) => figures?.rate(currency) ?? NaN,
      netLiquidation: netLiquidation === null ? null : fromMicros(netLiquidation),
    });
  });
}

export function accountOf(sides: Sides): Account {
  const { ledger, account, picture } = sides;
  const figures = picture?.figures;
  const known = figures?.figures;
  const { excessLiquidity = null, netLiquidation = null } = known ?? {};
  return {
    account,
    baseCurrency: figures?.baseCurrency ?? null,
    figures: known ?? NO_FIGURES,
    cushion:
      excessLiquidity === null || netLiquidation === null || netLiquidation <= 0
        ? null
        : excessLiquidity / netLiquidation,
    dayPnl: figures?.pnl.daily ?? null,
    highWater: (ledger.accounts.get(account)?.highWater ?? null) as Micros | null,
    cash: cashOf(sides),
    updatedAt: figures?.updatedAt ?? null,
  };
}

const NO_FIGURES: Account['figures'] = {
  ...{ netLiquidation: null, totalCash: null, settledCash: null, grossPositionValue: null },
  ...{ equityWithLoan: null, initialMargin: null, maintenanceMargin: null, availableFunds: null },
  ...{
    excessLiquidity: null,
    buyingPower: null,
    accruedDividends: null,
    unrealizedPnl: null,
    realizedPnl: null,
  },
};

function cashOf(sides: Sides): CashBalance[] {
  const { ledger, account, picture } = sides;
  const ours = ledger.book.cash(account);
  const isCounted = ledger.accounts.has(account);
  const currencies = new Set<string>([...(picture?.figures.currencies.keys() ?? []), ...ours.keys()]);
  return [...currencies].sort().map((currency) => {
    const told = picture?.figures.currencies.get(currency as Currency);
    const rate = picture?.figures.rate(currency) ?? NaN;
    const margined = marginedWorth(sides, currency);
    return {
      currency: currency as Currency,
      rate: rate > 0 ? rate : null,
      broker: told?.cash ?? null,
      ours: isCounted && margined !== null ? countable((ours.get(currency) ?? 0n) + margined.worth) : null,
    };
  });
}

/** What is to be compared: every currency of which the broker has told and we have counted. */
export function cashToCompare(sides: Sides): readonly TheirCash[] {
  const { ledger, account, picture } = sides;
  if (picture === undefined || !ledger.accounts.has(account)) return [];
  return [...picture.figures.currencies].flatMap(([currency, { cash }]): TheirCash[] => {
    const margined = marginedWorth(sides, currency);
    if (cash === null || margined === null) return [];
    const ours = (ledger.book.cash(account).get(currency) ?? 0n) + margined.worth;
    return [{ currency, brokers: cash, ours, roundedLines: margined.lines }];
  });
}

/** Futures and CFDs as the broker itself values them, whose cash has their results in it. null: it has not said. */
function marginedWorth({ ledger, account, picture }: Sides, currency: string) {
  let worth = 0n;
  let lines = 0;
  for (const { contract, state } of ledger.book.contracts(account)) {
    if (!isMargined(contract.securityType) || contract.currency !== currency || state.quantity === 0)
      continue;
    const line = picture?.holdings.get(contract.contractId)?.line;
    const isTold = line !== null && line !== undefined && line.marketValue !== null;
    if (!isTold || (line.quantity as number) !== state.quantity) return null;
    worth += BigInt(line.marketValue);
    lines++;
  }
  return { worth, lines };
}

export const NO_VIEW: PortfolioView = {
  ...{ at: 0, state: 'none', trouble: null, accounts: [], positions: [], differences: [] },
};
