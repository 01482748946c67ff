import type { BarColumns } from '#shared/bars/columns.ts';
import type { CancelSignal } from '#shared/kernel/cancel.ts';
import type { Clock } from '#shared/kernel/clock.ts';
import type { Contract, ContractDetails, ContractMatch, ContractQuery } from '#shared/model/contract.ts';
import type { DataKind } from '#shared/model/quote.ts';
import type {
  Answer,
  BidAskListener,
  DepthListener,
  HistoryQuery,
  Line,
  MarketDataSource,
  OptionChain,
  QuoteListener,
  TradeListener,
} from '../ports/market-data-source.ts';
import { ContractQuestions } from './contract-questions.ts';
import { askHistory } from './history-question.ts';
import { onInterrupted } from './interruptions.ts';
import { MarketDataLines } from './market-data-lines.ts';
import type { TwsRequests } from './requests.ts';

/** Market data from TWS, over the current session. */
export class TwsMarketData implements MarketDataSource {
  readonly #requests: TwsRequests;
  readonly #clock: Clock;
  readonly #contracts: ContractQuestions;
  readonly #lines: MarketDataLines;

  constructor(requests: TwsRequests, clock: Clock) {
    this.#requests = requests;
    this.#clock = clock;
    this.#contracts = new ContractQuestions(requests, clock);
    this.#lines = new MarketDataLines(requests);
  }

  get isConnected(): boolean {
    return this.#requests.session !== null;
  }

  searchContracts(text: string, signal?: CancelSignal): Promise<Answer<readonly ContractMatch[]>> {
    return this.#contracts.search(text, signal);
  }

  findContracts(query: ContractQuery, signal?: CancelSignal): Promise<Answer<readonly ContractDetails[]>> {
    return this.#contracts.find(query, signal);
  }

  optionChains(underlying: Contract, signal?: CancelSignal): Promise<Answer<readonly OptionChain[]>> {
    return this.#contracts.optionChains(underlying, signal);
  }

  history(query: HistoryQuery, signal?: CancelSignal): Promise<Answer<BarColumns>> {
    return askHistory(this.#requests, this.#clock, query, signal);
  }

  onInterrupted(heard: (isInterrupted: boolean) => void): () => void {
    return onInterrupted(this.#requests, heard);
  }

  setDataKind(kind: DataKind): void {
    this.#lines.setDataKind(kind);
  }

  openQuotes(contract: Contract, listener: QuoteListener): Line {
    return this.#lines.quotes(contract, listener);
  }

  openDepth(contract: Contract, rows: number, listener: DepthListener): Line {
    return this.#lines.depth(contract, rows, listener);
  }

  openTrades(contract: Contract, listener: TradeListener): Line {
    return this.#lines.trades(contract, listener);
  }

  openBidAsk(contract: Contract, listener: BidAskListener): Line {
    return this.#lines.bidAsk(contract, listener);
  }
}
