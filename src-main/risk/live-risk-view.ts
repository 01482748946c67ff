import { MS_PER_MINUTE } from '#shared/kernel/time.ts';
import type { Currency } from '#shared/model/currency.ts';
import type { Contract, ContractDetails, ContractId } from '#shared/model/contract.ts';
import { ORDER_PRICE_STEPS_PER_UNIT } from '#shared/model/order-price.ts';
import type { OrderRef } from '#shared/model/order-ticket.ts';
import { QUANTITY_STEPS_PER_UNIT, type QuantityMicros } from '#shared/model/quantity.ts';
import { DATA_KINDS, emptyQuote, type Quote } from '#shared/model/quote.ts';
import type { RiskActivity } from '#shared/risk/pre-trade/activity/risk-activity.ts';
import { marginRateOf, SHORT_OPTION_MARGIN_RATE, shortValueOf } from '#shared/risk/pre-trade/margin-rates.ts';
import type { AccountFacts, BookFacts, QuoteFacts, RiskView } from '#shared/risk/pre-trade/risk-view.ts';
import type { TradingState } from '#shared/risk/pre-trade/trading-gate.ts';
import type { Contracts } from '../ports/contracts.ts';
import type { PortfolioReader } from '../ports/portfolio.ts';
import type { Quotes } from '../ports/quotes.ts';
import type { WorkingFacts, WorkingOrders } from '../ports/working-orders.ts';
import type { FxRates } from './fx-rates.ts';
import { contractFactsOf, updateHours, type LiveContractFacts } from './contract-facts.ts';

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

/** What the rules are told that no port knows: where trading stands. */
export interface TradingFacts {
  readonly tradingState: TradingState;
  readonly reconciliation: RiskView['reconciliation'];
  readonly arePositionsProven: boolean;
  readonly resetStartsAt: number;
  readonly resetEndsAt: number;
  readonly messagesLastSecond: number;
}

export interface ViewSources {
  readonly quotes: Quotes;
  readonly contracts: Contracts;
  readonly portfolio: PortfolioReader;
  readonly working: WorkingOrders;
  /** For currencies of which the broker tells no rate. */
  readonly fx: Pick<FxRates, 'rate'>;
}

/** Whose order in what: the place that the view is filled for. */
export interface ViewPlace {
  readonly account: string;
  readonly contract: Contract;
  /** The order that is being changed; null: a new one. */
  readonly except: OrderRef | null;
  /** 1e-6, signed: what the position will have become by the time the order can fill (a child's parent). */
  readonly assumed: number;
  readonly isIdUsed: boolean;
}

const KEPT_MAX = 5_000;
/** Of a contract of which nothing is known. */
const NO_CURRENCY = '' as Currency;

/** What delayed prices lag behind at least. */
const DELAY_MS = 15 * MS_PER_MINUTE;
const DELAYED = new Set([DATA_KINDS.indexOf('delayed'), DATA_KINDS.indexOf('delayed-frozen')]);

/** One view, written anew for each order: the rules only read it, and nothing is made when an order passes. */
export class LiveRiskView implements RiskView {
  now = NaN;
  currency: Currency;
  tradingState: TradingState = 'halted';
  reconciliation: RiskView['reconciliation'] = 'unproven';
  arePositionsProven = false;
  resetStartsAt = Infinity;
  resetEndsAt = Infinity;
  messagesLastSecond = 0;
  isIdUsed = false;
  contract: LiveContractFacts = UNKNOWN_CONTRACT;
  readonly quote: Writable<QuoteFacts> = { bid: NaN, ask: NaN, last: NaN, at: NaN };
  readonly book: Writable<BookFacts>;
  readonly account: Writable<AccountFacts>;
  activity: RiskActivity;

  readonly #sources: ViewSources;
  readonly #facts = new Map<string, { readonly fetchedAt: number; readonly facts: LiveContractFacts }>();
  readonly #quote: Quote = emptyQuote();
  readonly #otherQuote: Quote = emptyQuote();
  readonly #working: WorkingFacts = { workingBuy: 0, workingSell: 0, buyOrders: 0, sellOrders: 0, ownBestBid: NaN, ownBestAsk: NaN }; // prettier-ignore

  constructor(sources: ViewSources, activity: RiskActivity, currency: Currency) {
    this.#sources = sources;
    this.activity = activity;
    this.currency = currency;
    const none = 0 as QuantityMicros;
    this.book = {
      ...{ position: none, workingBuy: none, workingSell: none, buyOrders: 0, sellOrders: 0 },
      ...{ ownBestBid: NaN, ownBestAsk: NaN },
    };
    this.account = {
      ...{ equity: NaN, availableFunds: NaN, workingMargin: NaN, workingOrders: 0 },
      ...{ grossOthers: NaN, sectorOthers: NaN, netHighOthers: NaN, netLowOthers: NaN },
    };
  }

  /** Works out what its rules need of a contract, so that the first order in it need not. */
  prepare({ contractId, exchange }: Contract): void {
    const details = this.#sources.contracts.known(contractId);
    if (details !== undefined) this.#factsOf(details, exchange);
  }

  /** @param now Unix ms of the trading clock @param aheadOfLocalMs of the one that quotes are dated by */
  fill(
    place: ViewPlace,
    trading: TradingFacts,
    activity: RiskActivity,
    currency: Currency,
    now: number,
    aheadOfLocalMs: number,
  ): void {
    this.now = now;
    this.currency = currency;
    this.activity = activity;
    this.tradingState = trading.tradingState;
    this.reconciliation = trading.reconciliation;
    this.arePositionsProven = trading.arePositionsProven;
    this.resetStartsAt = trading.resetStartsAt;
    this.resetEndsAt = trading.resetEndsAt;
    this.messagesLastSecond = trading.messagesLastSecond;
    this.isIdUsed = place.isIdUsed;
    this.#fillContract(place, now);
    this.#fillQuote(place.contract.contractId, aheadOfLocalMs);
    this.#fillBook(place);
    this.#fillAccount(place);
  }

  /** Units of the limits' currency for one of another; NaN: not known. */
  rateOf(account: string, currency: Currency): number {
    if (currency === this.currency) return 1;
    const { portfolio, fx } = this.#sources;
    const told = portfolio.rate(account, currency) / portfolio.rate(account, this.currency);
    return Number.isNaN(told) && currency !== NO_CURRENCY ? fx.rate(currency, this.currency) : told;
  }

  #fillContract({ account, contract }: ViewPlace, now: number): void {
    const details = this.#sources.contracts.known(contract.contractId);
    if (details === undefined) {
      this.contract = UNKNOWN_CONTRACT;
      return;
    }
    const facts = this.#factsOf(details, contract.exchange);
    this.contract = facts;
    updateHours(facts, details, now);
    facts.rate = this.rateOf(account, contract.currency);
    // Others than options have none, and are not looked up again.
    if (facts.shortValue !== 0) facts.shortValue = this.#shortValueOf(contract, details.underlyingId);
  }

  #factsOf(details: ContractDetails, exchange: string): LiveContractFacts {
    const key = `${details.contract.contractId} ${exchange}`;
    const kept = this.#facts.get(key);
    if (kept?.fetchedAt === details.fetchedAt) return kept.facts;
    if (this.#facts.size >= KEPT_MAX) this.#facts.clear();
    const facts = contractFactsOf(details, exchange);
    this.#facts.set(key, { fetchedAt: details.fetchedAt, facts });
    return facts;
  }

  #fillQuote(contractId: ContractId, aheadOfLocalMs: number): void {
    this.#sources.quotes.readInto(contractId, this.#quote);
    this.quote.bid = this.#quote.bid;
    this.quote.ask = this.#quote.ask;
    this.quote.last = this.#quote.last;
    // It came just now and is a quarter of an hour old: that is the age that counts.
    const at = this.#quote.at + aheadOfLocalMs;
    this.quote.at = DELAYED.has(this.#quote.kind) ? at - DELAY_MS : at;
    if (this.contract !== UNKNOWN_CONTRACT)
      this.contract.shortable = this.#quote.shortable * QUANTITY_STEPS_PER_UNIT;
  }

  #fillBook({ account, contract: { contractId }, except, assumed }: ViewPlace): void {
    const working = this.#working;
    this.#sources.working.readInto(working, account, contractId, except);
    const { book } = this;
    book.position = (this.#sources.portfolio.quantity(account, contractId) + assumed) as QuantityMicros;
    book.workingBuy = working.workingBuy as QuantityMicros;
    book.workingSell = working.workingSell as QuantityMicros;
    book.buyOrders = working.buyOrders;
    book.sellOrders = working.sellOrders;
    book.ownBestBid = working.ownBestBid;
    book.ownBestAsk = working.ownBestAsk;
  }

  /** The account's figures are in its base currency, the limits may be in another. */
  #fillAccount(place: ViewPlace): void {
    const { portfolio, working } = this.#sources;
    const { account: facts } = this;
    const { account, contract, except } = place;
    const reading = portfolio.account(account);
    const perBase = reading.baseCurrency === null ? NaN : this.rateOf(account, reading.baseCurrency);
    facts.equity = reading.netLiquidation * perBase;
    facts.availableFunds = reading.availableFunds * perBase;
    facts.workingOrders = working.count(account, except);
    facts.grossOthers =
      facts.sectorOthers =
      facts.netHighOthers =
      facts.netLowOthers =
      facts.workingMargin =
        0;
    const sector = this.#sectorOf(contract.contractId);
    for (const { contract: held, quantity, value } of portfolio.positions(account)) {
      const perUnit = Math.abs(value / (quantity / QUANTITY_STEPS_PER_UNIT));
      this.#addOther(place, held.contractId, quantity, perUnit, held, sector);
    }
    for (const contractId of working.contracts(account))
      if (portfolio.quantity(account, contractId) === 0)
        this.#addOther(place, contractId, 0, NaN, null, sector);
  }

  /** @param perUnit in the currency of the contract; NaN: look at its quote @param held null: look at its details */
  #addOther(
    { account, contract, except }: ViewPlace,
    contractId: ContractId,
    quantity: number,
    perUnit: number,
    held: Contract | null,
    sector: string,
  ): void {
    const facts = this.account;
    const working = this.#working;
    this.#sources.working.readInto(working, account, contractId, except);
    const { workingBuy, workingSell } = working;
    if (quantity === 0 && workingBuy === 0 && workingSell === 0) return;
    const details = this.#sources.contracts.known(contractId);
    const known = details?.contract ?? held;
    const multiplier = known?.multiplier ?? NaN;
    const unitValue = this.#unitValue(account, contractId, perUnit, multiplier);
    const rate = this.rateOf(account, known?.currency ?? NO_CURRENCY);
    const worth = (unitValue * rate) / QUANTITY_STEPS_PER_UNIT;
    const shortValue = known === null ? 0 : this.#shortValueOf(known, details?.underlyingId ?? null);
    const shortWorth = (shortValue * multiplier * rate) / QUANTITY_STEPS_PER_UNIT;
    const high = quantity + workingBuy;
    const low = quantity - workingSell;
    const highWorth = high < 0 ? Math.max(worth, shortWorth) : worth;
    const lowWorth = low < 0 ? Math.max(worth, shortWorth) : worth;
    const reach = Math.max(Math.abs(high), Math.abs(low));
    // Working orders of the contract at hand need margin too, besides what its position has already been asked for.
    const added = Math.max(0, reach - Math.abs(quantity));
    const shortMargin = low < 0 ? shortWorth * SHORT_OPTION_MARGIN_RATE : 0;
    // Where nothing works nothing is needed, also where nobody says what it is worth.
    if (added > 0)
      facts.workingMargin += added * Math.max(worth * marginRateOf(known?.securityType), shortMargin);
    if (contractId === contract.contractId) return;
    const gross = Math.max(Math.abs(high) * highWorth, Math.abs(low) * lowWorth);
    facts.grossOthers += gross;
    facts.netHighOthers += high * highWorth;
    facts.netLowOthers += low * lowWorth;
    if (sector !== '' && this.#sectorOf(contractId) === sector) facts.sectorOthers += gross;
  }

  /** In the contract's currency. What the portfolio marks at nothing and nobody quotes is worth nothing; NaN: not known. */
  #unitValue(account: string, contractId: ContractId, perUnit: number, multiplier: number): number {
    if (perUnit > 0) return perUnit;
    const quoted = this.#priceOf(account, contractId) * multiplier;
    return quoted > 0 ? quoted : perUnit;
  }

  #shortValueOf(contract: Contract, underlyingId: ContractId | null): number {
    if (contract.strike === null) return shortValueOf(contract, NaN);
    if (underlyingId !== null) this.#sources.quotes.readInto(underlyingId, this.#otherQuote);
    const { bid, ask, last } = this.#otherQuote;
    return shortValueOf(contract, underlyingId === null ? NaN : Math.max(bid || 0, ask || 0, last || 0));
  }

  #priceOf(account: string, contractId: ContractId): number {
    this.#sources.quotes.readInto(contractId, this.#otherQuote);
    const { bid, ask, last, mark } = this.#otherQuote;
    let price = 0;
    for (const each of [bid, ask, last, mark]) if (Math.abs(each) > price) price = Math.abs(each);
    if (price > 0) return price;
    return this.#sources.working.highestPrice(account, contractId) / ORDER_PRICE_STEPS_PER_UNIT;
  }

  #sectorOf(contractId: ContractId): string {
    return this.#sources.contracts.known(contractId)?.industry ?? '';
  }
}

/** The first rule that looks at it denies: `contract-known`. */
const UNKNOWN_CONTRACT: LiveContractFacts = {
  ...{ id: 0, securityType: '', isTradable: false, priceBands: [] },
  ...{ minSize: NaN, sizeIncrement: NaN, maxSize: NaN, orderTypes: new Set(), timesInForce: new Set() },
  ...{
    mayPriceBeNegative: false,
    multiplier: NaN,
    rate: NaN,
    marginRate: NaN,
    shortValue: 0,
    shortable: NaN,
  },
  ...{ hasSector: false, isRegularSession: false, isExtendedSession: false, closeOrdersUntil: NaN },
};
