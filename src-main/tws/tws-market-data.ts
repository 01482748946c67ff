import {
  EventName,
  TickByTickDataType,
  type BarSizeSetting,
  type ContractDescription,
  type ContractDetails as WireDetails,
  type IBApi,
} from '@stoqey/ib';
import type { BarColumns } from '#shared/bars/columns.ts';
import type { CancelSignal } from '#shared/kernel/cancel.ts';
import type { Clock } from '#shared/kernel/clock.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { MS_PER_SECOND } from '#shared/kernel/time.ts';
import type { HistoryKind } from '#shared/model/bar-stream.ts';
import {
  contractMatchSchema,
  type Contract,
  type ContractDetails,
  type ContractMatch,
  type ContractQuery,
  type PriceBand,
} from '#shared/model/contract.ts';
import { DATA_KINDS, QUOTE_FIELD_INDEX, type DataKind } from '#shared/model/quote.ts';
import type {
  Answer,
  BidAskListener,
  DepthListener,
  HistoryQuery,
  Line,
  LineListener,
  MarketDataSource,
  OptionChain,
  QuoteListener,
  TradeListener,
} from '../ports/market-data-source.ts';
import { BarCollector } from './bar-collector.ts';
import { durationText, endText } from './history-words.ts';
import { faultOfCode, faultOfError, hasEnded, isOverAfter } from './market-data-faults.ts';
import type { Subscription } from './questions.ts';
import type { TwsRequests } from './requests.ts';
import { systemNotice } from './system-codes.ts';
import { fieldOfTick, isModelTick } from './tick-fields.ts';
import type { Session } from './session.ts';
import {
  fromWireDetails,
  lacksMultiplier,
  multiplierMissing,
  isoDay,
  toWireContract,
  toWireQuery,
  withRules,
  type UnruledDetails,
} from './wire-contracts.ts';

/** The broker answers a search within seconds or not at all; it wants a second between two. */
const SEARCH_WITHIN_MS = 10_000;
const DETAILS_WITHIN_MS = 20_000;
const RULE_WITHIN_MS = 10_000;
/** Waiting for its turn included; the broker's own limit for an answer is a minute. */
const HISTORY_WITHIN_MS = 75_000;
const RULES_MAX = 5_000;
const DETAILS_MAX = 5_000;

type WhatToShow = Parameters<IBApi['reqHistoricalData']>[5];

const WHAT_TO_SHOW: Readonly<Record<HistoryKind, string>> = {
  trades: 'TRADES',
  midpoint: 'MIDPOINT',
  bid: 'BID',
  ask: 'ASK',
};

const LAST_TRADE_AT = QUOTE_FIELD_INDEX.lastTradeAt;
const HALTED = QUOTE_FIELD_INDEX.halted;
const DELTA = QUOTE_FIELD_INDEX.delta;
const IMPLIED_VOLATILITY = QUOTE_FIELD_INDEX.impliedVolatility;
/** Shares that can be borrowed, asked for with the quotes of a stock. */
const SHORTABLE_TICKS = '236';
const DEPTH_RESET = 317;
const DEPTH_OPERATIONS = ['insert', 'update', 'delete'] as const;

/** Market data from TWS, over the current session. */
export class TwsMarketData implements MarketDataSource {
  readonly #requests: TwsRequests;
  readonly #clock: Clock;
  /** Rules for prices by number; the same in every session. */
  readonly #rules = new Map<number, readonly PriceBand[]>();
  #dataKind: DataKind = 'live';
  /** The session that was told of it. */
  #kindToldTo: Session | null = null;

  constructor(requests: TwsRequests, clock: Clock) {
    this.#requests = requests;
    this.#clock = clock;
  }

  get isConnected(): boolean {
    return this.#requests.session !== null;
  }

  async searchContracts(text: string, signal?: CancelSignal): Promise<Answer<readonly ContractMatch[]>> {
    const found = await this.#requests.ask<readonly ContractMatch[]>({
      ...{ lane: 'market-data', withinMs: SEARCH_WITHIN_MS, ...(signal === undefined ? {} : { signal }) },
      send: (api, id) => void api.reqMatchingSymbols(id, text),
      take: (name, args) =>
        name === EventName.symbolSamples
          ? { answer: (args[1] as ContractDescription[]).flatMap(readMatch) }
          : null,
    });
    return found.ok ? found : err(faultOfError(found.error));
  }

  async findContracts(
    query: ContractQuery,
    signal?: CancelSignal,
  ): Promise<Answer<readonly ContractDetails[]>> {
    const heard: UnruledDetails[] = [];
    let lacking: WireDetails['contract'] | null = null;
    const found = await this.#requests.ask<readonly UnruledDetails[]>({
      ...{ lane: 'market-data', withinMs: DETAILS_WITHIN_MS, ...(signal === undefined ? {} : { signal }) },
      send: (api, id) => void api.reqContractDetails(id, toWireQuery(query)),
      take: (name, args) => {
        if (name === EventName.contractDetailsEnd) {
          if (heard.length === 0 && lacking !== null)
            throw new Error(multiplierMissing('an answer', lacking));
          return { answer: heard };
        }
        const isDetails = name === EventName.contractDetails || name === EventName.bondContractDetails;
        const wire = args[1] as WireDetails;
        if (isDetails && lacksMultiplier(wire.contract)) lacking = wire.contract;
        const details = isDetails ? fromWireDetails(wire, this.#clock.now()) : null;
        if (details !== null && heard.length < DETAILS_MAX) heard.push(details);
        return null;
      },
    });
    if (!found.ok) return err(faultOfError(found.error));
    const wanted = new Set(found.value.flatMap(({ ruleIds }) => ruleIds.filter((id) => id > 0)));
    for (const ruleId of wanted) await this.#learnRule(ruleId, signal);
    return ok(found.value.map((details) => withRules(details, (ruleId) => this.#rules.get(ruleId))));
  }

  async optionChains(underlying: Contract, signal?: CancelSignal): Promise<Answer<readonly OptionChain[]>> {
    const { contractId, symbol, securityType, exchange } = underlying;
    const chains: OptionChain[] = [];
    const found = await this.#requests.ask<readonly OptionChain[]>({
      ...{ lane: 'market-data', withinMs: DETAILS_WITHIN_MS, ...(signal === undefined ? {} : { signal }) },
      send: (api, id) => {
        // The exchange is asked for futures' options only; for all others it stays empty.
        const futuresExchange = securityType === 'FUT' ? exchange : '';
        api.reqSecDefOptParams(id, symbol, futuresExchange, securityType, contractId);
      },
      take: (name, args) => {
        if (name === EventName.securityDefinitionOptionParameterEnd) return { answer: chains };
        if (name === EventName.securityDefinitionOptionParameter) chains.push(readChain(args));
        return null;
      },
    });
    return found.ok ? found : err(faultOfError(found.error));
  }

  async history(query: HistoryQuery, signal?: CancelSignal): Promise<Answer<BarColumns>> {
    const { contract, barSize, kind, isRegularHoursOnly, from, to } = query;
    const bars = new BarCollector();
    const found = await this.#requests.ask<BarColumns>({
      ...{ lane: 'history', withinMs: HISTORY_WITHIN_MS, ...(signal === undefined ? {} : { signal }) },
      send: (api, id) => {
        // Empty means now, with the bar that grows; a continuous future has no other end.
        const isUpToNow = to >= this.#clock.now() || contract.securityType === 'CONTFUT';
        api.reqHistoricalData(
          ...([id, toWireContract(contract), isUpToNow ? '' : endText(to)] as const),
          ...([
            durationText(barSize, from, Math.min(to, this.#clock.now())),
            sizeText(barSize) as BarSizeSetting,
          ] as const),
          ...([WHAT_TO_SHOW[kind] as WhatToShow, isRegularHoursOnly, 2, false] as const),
        );
      },
      cancel: (api, id) => void api.cancelHistoricalData(id),
      take: (name, args) => {
        if (name !== EventName.historicalData) return null;
        return bars.take(args) ? { answer: bars.before(to) } : null;
      },
    });
    return found.ok ? found : err(faultOfError(found.error));
  }

  /** Which contracts a farm serves TWS does not say: all may be old, until they tick. */
  onInterrupted(heard: (isInterrupted: boolean) => void): () => void {
    const broken = new Set<string>();
    let areServersLost = false;
    let { session } = this.#requests;
    return this.#requests.onNotice((id, code, text) => {
      if (id !== -1) return;
      if (session !== this.#requests.session) {
        session = this.#requests.session;
        broken.clear();
        areServersLost = false;
      }
      const notice = systemNotice(code, text);
      if (notice?.kind === 'server-link-lost' || notice?.kind === 'server-link-back') {
        areServersLost = notice.kind === 'server-link-lost';
        if (areServersLost) heard(true);
      } else if (notice?.kind === 'farm' && notice.farm.kind === 'market-data') {
        const { name, state } = notice.farm;
        if (state === 'broken') {
          broken.add(name);
          heard(true);
        } else if (broken.delete(name) && broken.size === 0 && !areServersLost) heard(false);
      }
    });
  }

  setDataKind(kind: DataKind): void {
    this.#dataKind = kind;
    this.#kindToldTo = null;
  }

  openQuotes(contract: Contract, listener: QuoteListener): Line {
    this.#tellDataKind();
    const mayQuoteMinusOne = contract.securityType === 'BAG';
    const extra = contract.securityType === 'STK' ? SHORTABLE_TICKS : '';
    return this.#open(listener, {
      send: (api, id) => void api.reqMktData(id, toWireContract(contract), extra, false, false),
      cancel: (api, id) => void api.cancelMktData(id),
      onEvent: (name, args) => {
        // Ten thousand times a second: numbers are read where they lie.
        switch (name) {
          case EventName.tickPrice: {
            const field = fieldOfTick(args[1] as number);
            const price = args[2] as number | undefined;
            const isNone = price === undefined || (price === -1 && !mayQuoteMinusOne);
            if (field >= 0) listener.value(field, isNone ? NaN : price);
            return;
          }
          case EventName.tickSize: {
            const field = fieldOfTick(args[1] as number);
            if (field >= 0) listener.value(field, (args[2] as number | undefined) ?? NaN);
            return;
          }
          case EventName.tickString: {
            const field = fieldOfTick(args[1] as number);
            if (field === LAST_TRADE_AT) listener.value(field, Number(args[2]) * MS_PER_SECOND);
            return;
          }
          case EventName.tickGeneric: {
            const field = fieldOfTick(args[1] as number);
            if (field === HALTED) listener.value(field, (args[2] as number) > 0 ? 1 : 0);
            return;
          }
          case EventName.tickOptionComputation: {
            if (!isModelTick(args[1] as number)) return; // those of bid, ask and last differ by the spread alone
            const [volatility, delta] = [args[3] as number | undefined, args[4] as number | undefined];
            listener.value(IMPLIED_VOLATILITY, volatility ?? NaN);
            listener.value(DELTA, delta !== undefined && Math.abs(delta) <= 1 ? delta : NaN);
            return;
          }
          case EventName.marketDataType: {
            const kind = DATA_KINDS[(args[1] as number) - 1];
            if (kind !== undefined) listener.dataKind(kind);
            return;
          }
          default:
        }
      },
    });
  }

  openDepth(contract: Contract, rows: number, listener: DepthListener): Line {
    const isSmart = contract.exchange === 'SMART';
    return this.#open(
      {
        fault(fault, isOver) {
          if (fault.code === DEPTH_RESET) listener.reset();
          else listener.fault(fault, isOver);
        },
      },
      {
        send: (api, id) => void api.reqMktDepth(id, toWireContract(contract), rows, isSmart),
        cancel: (api, id) => void api.cancelMktDepth(id, isSmart),
        onEvent: (name, args) => {
          const hasMaker = name === EventName.updateMktDepthL2;
          if (!hasMaker && name !== EventName.updateMktDepth) return;
          const at = hasMaker ? 3 : 2;
          const operation = DEPTH_OPERATIONS[args[at] as number];
          if (operation === undefined) return;
          const side = args[at + 1] === 1 ? 'bid' : 'ask';
          const [price, size] = [args[at + 2] as number, (args[at + 3] as number | undefined) ?? 0];
          listener.row(operation, side, args[1] as number, price, size, hasMaker ? (args[2] as string) : '');
        },
      },
    );
  }

  openTrades(contract: Contract, listener: TradeListener): Line {
    return this.#openTicks(contract, TickByTickDataType.AllLast, listener, (name, args) => {
      if (name !== EventName.tickByTickAllLast) return;
      const [, , time, price, size, , exchange] = args as [
        number,
        number,
        string,
        number,
        number,
        unknown,
        string,
      ];
      listener.trade(Number(time) * MS_PER_SECOND, price, size, exchange);
    });
  }

  openBidAsk(contract: Contract, listener: BidAskListener): Line {
    return this.#openTicks(contract, TickByTickDataType.BidAsk, listener, (name, args) => {
      if (name !== EventName.tickByTickBidAsk) return;
      const [, time, bid, ask, bidSize, askSize] = args as [number, string, number, number, number, number];
      listener.bidAsk(Number(time) * MS_PER_SECOND, bid, bidSize, ask, askSize);
    });
  }

  #openTicks(
    contract: Contract,
    type: TickByTickDataType,
    listener: LineListener,
    onEvent: Subscription['onEvent'],
  ): Line {
    return this.#open(listener, {
      send: (api, id) => void api.reqTickByTickData(id, toWireContract(contract), type, 0, true),
      cancel: (api, id) => void api.cancelTickByTickData(id),
      onEvent,
    });
  }

  #open(listener: LineListener, words: Pick<Subscription, 'send' | 'cancel' | 'onEvent'>): Line {
    let isClosed = false;
    const opened = this.#requests.subscribe({
      lane: 'market-data',
      ...words,
      onNotice: (code, text) => {
        const isOver = isOverAfter(code);
        if (isOver && opened.ok) opened.value.close(hasEnded(code));
        listener.fault(faultOfCode(code, text), isOver);
      },
      onEnded: (error) => listener.fault(faultOfError(error), true),
    });
    // Not within the call: who opens a line does not expect it to end before it has it.
    if (!opened.ok) {
      queueMicrotask(() => {
        if (!isClosed) listener.fault(faultOfError(opened.error), true);
      });
    }
    return {
      close: () => {
        isClosed = true;
        if (opened.ok) opened.value.close();
      },
    };
  }

  #tellDataKind(): void {
    const { session } = this.#requests;
    if (session === null || session === this.#kindToldTo) return;
    this.#kindToldTo = session;
    session.budget.send('market-data', () => {
      // Counted from 1, in the order of DATA_KINDS; the library's enumeration is not exported.
      session.api.reqMarketDataType(DATA_KINDS.indexOf(this.#dataKind) + 1);
    });
  }

  /** A rule that cannot be had leaves its exchanges with the smallest tick, and is asked for again next time. */
  async #learnRule(ruleId: number, signal: CancelSignal | undefined): Promise<void> {
    if (this.#rules.has(ruleId)) return;
    const learned = await this.#requests.askUnnumbered<readonly PriceBand[]>({
      ...{ lane: 'market-data', withinMs: RULE_WITHIN_MS, ...(signal === undefined ? {} : { signal }) },
      names: [EventName.marketRule],
      end: EventName.marketRule,
      send: (api) => void api.reqMarketRule(ruleId),
      take: (_, args) => (args[0] === ruleId ? { answer: readBands(args[1] as PriceBand[]) } : null),
    });
    if (learned.ok && this.#rules.size < RULES_MAX) this.#rules.set(ruleId, learned.value);
  }
}

function readBands(wire: readonly Partial<PriceBand>[]): PriceBand[] {
  return wire
    .map(({ lowEdge = 0, increment = 0 }) => ({ lowEdge, increment }))
    .filter(({ increment }) => increment > 0);
}

function readMatch({ contract, derivativeSecTypes }: ContractDescription): ContractMatch[] {
  const match = contractMatchSchema.safeParse({
    contractId: contract?.conId,
    symbol: contract?.symbol,
    securityType: contract?.secType,
    primaryExchange: contract?.primaryExch ?? '',
    currency: contract?.currency,
    name: contract?.description ?? '',
    derivatives: derivativeSecTypes ?? [],
  });
  // Bonds come without id and currency: they are found by their issuer, not here.
  return match.success ? [match.data] : [];
}

function readChain(args: readonly unknown[]): OptionChain {
  const [, exchange, , tradingClass, multiplier, expiries, strikes] = args as [
    ...[number, string, number, string, number | string | undefined, string[], number[]],
  ];
  return {
    ...{ exchange, tradingClass, multiplier: Number(multiplier ?? 100) || 100 },
    expiries: expiries.flatMap((text) => isoDay(text) ?? []).sort(),
    strikes: [...strikes].sort((a, b) => a - b),
  };
}

/** TWS writes one size differently from how it is shown. */
function sizeText(size: HistoryQuery['barSize']): string {
  return size === '1 sec' ? '1 secs' : size;
}
