import { USD } from '../../../model/currency.ts';
import { toOrderPrice } from '../../../model/order-price.ts';
import { quantityMicros, toQuantityMicros } from '../../../model/quantity.ts';
import { RiskActivity } from '../activity/risk-activity.ts';
import type { OrderRequest } from '../order-request.ts';
import type { AccountFacts, BookFacts, ContractFacts, QuoteFacts, RiskView } from '../risk-view.ts';
import type { ParamValue } from '../rule.ts';
import { RULES, type RuleCode } from '../rules.ts';
import type { RiskSettings, RuleOverrides } from '../settings.ts';

export const NOW = Date.UTC(2026, 4, 6, 15, 0, 0);
export const CONTRACT = 265_598;

/** Buys 100 of a share at 100 in a calm market: passes every default of the profile live. */
export const plainRequest: OrderRequest = {
  action: 'submit',
  side: 1,
  quantity: toQuantityMicros(100),
  type: 'LMT',
  timeInForce: 'DAY',
  limitPrice: toOrderPrice(100),
  stopPrice: null,
  goodTillAt: null,
  isReduceOnly: false,
  isOutsideHours: false,
};

export const plainContract: ContractFacts = {
  id: CONTRACT,
  securityType: 'STK',
  isTradable: true,
  priceBands: [
    { lowEdge: 0, increment: 10_000 },
    { lowEdge: toOrderPrice(1), increment: 1_000_000 },
  ],
  minSize: toQuantityMicros(1),
  sizeIncrement: toQuantityMicros(1),
  maxSize: Infinity,
  orderTypes: new Set(['MKT', 'LMT', 'STP', 'STP LMT', 'MOC', 'LOC']),
  timesInForce: new Set(['DAY', 'GTC', 'GTD']),
  mayPriceBeNegative: false,
  multiplier: 1,
  rate: 1,
  marginRate: 1,
  shortValue: 0,
  shortable: toQuantityMicros(1_000_000),
  hasSector: true,
  isRegularSession: true,
  isExtendedSession: false,
  closeOrdersUntil: NOW + 3_600_000,
};

export const plainQuote: QuoteFacts = { bid: 99.99, ask: 100, last: 100, at: NOW - 100 };

export const plainBook: BookFacts = {
  position: quantityMicros(0),
  workingBuy: quantityMicros(0),
  workingSell: quantityMicros(0),
  buyOrders: 0,
  sellOrders: 0,
  ownBestBid: NaN,
  ownBestAsk: NaN,
};

export const plainAccount: AccountFacts = {
  equity: 1_000_000,
  availableFunds: 1_000_000,
  workingMargin: 0,
  workingOrders: 0,
  grossOthers: 0,
  sectorOthers: 0,
  netHighOthers: 0,
  netLowOthers: 0,
};

export function newActivity(): RiskActivity {
  const activity = new RiskActivity('America/New_York');
  activity.marked(NOW - 1_000, plainAccount.equity);
  return activity;
}

export interface ViewPatch extends Partial<
  Omit<RiskView, 'contract' | 'quote' | 'book' | 'account' | 'activity'>
> {
  readonly contract?: Partial<ContractFacts>;
  readonly quote?: Partial<QuoteFacts>;
  /** Units, not millionths, for the three quantities. */
  readonly book?: { readonly [K in keyof BookFacts]?: number };
  readonly account?: Partial<AccountFacts>;
  /** Things that were done before. */
  readonly past?: (activity: RiskActivity) => void;
}

export function viewOf({ contract, quote, book, account, past, ...rest }: ViewPatch = {}): RiskView {
  const activity = newActivity();
  past?.(activity);
  activity.advance(NOW);
  const micros = (units: number | undefined) =>
    (units === undefined || Number.isNaN(units)
      ? (units ?? 0)
      : toQuantityMicros(units)) as BookFacts['position'];
  return {
    now: NOW,
    currency: USD,
    tradingState: 'active',
    reconciliation: 'clean',
    arePositionsProven: true,
    resetStartsAt: Infinity,
    resetEndsAt: Infinity,
    messagesLastSecond: 0,
    isIdUsed: false,
    contract: { ...plainContract, ...contract },
    quote: { ...plainQuote, ...quote },
    book: {
      ...plainBook,
      ...book,
      position: micros(book?.position),
      workingBuy: micros(book?.workingBuy),
      workingSell: micros(book?.workingSell),
    },
    account: { ...plainAccount, ...account },
    ...rest,
    activity,
  };
}

export const LIVE: RiskSettings = { profile: 'live', currency: USD, rules: {}, accounts: {}, contracts: {} };

/** Only one rule, beside those that cannot be turned off. */
export function only(code: RuleCode, params: Readonly<Record<string, ParamValue>> = {}): RiskSettings {
  const rules: Record<string, RuleOverrides[RuleCode]> = {};
  for (const rule of RULES) if (rule.on !== 'fixed') rules[rule.code] = { isOn: false };
  rules[code] = { isOn: true, params };
  return { ...LIVE, rules };
}
