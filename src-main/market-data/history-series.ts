import type { Span } from '#shared/bars/spans.ts';
import { barStreamKey, type BarStream } from '#shared/model/bar-stream.ts';
import { contractName, type Contract, type ContractDetails } from '#shared/model/contract.ts';
import { seriesFactsSchema, type SeriesFacts, type SeriesId } from '#shared/model/series.ts';
import { BarShelf } from './bar-shelf.ts';

const SHELVES_MAX = 64;

export interface HistoryProfile {
  readonly id: string;
  /** Its past is another one whenever its settings are. */
  readonly isPractice: boolean;
  /** Whose prices they are, in the name of their series: two practice markets are never one series. */
  readonly market: string;
}

/** Bars of one contract, size and kind on one market, as far as they are at hand, and what the library has of them. */
export interface HistorySeries {
  /** Of the connection and its market: whose bars they are. */
  readonly owner: string;
  readonly shelf: BarShelf;
  readonly facts: SeriesFacts;
  readonly contract: Contract;
  readonly profileId: string;
  seriesId: SeriesId | null;
  /** Requests for one series stand in line, so that the second finds what the first has brought. */
  last: Promise<unknown>;
  /** What is whole of it in the library, as it was read last; null: not read. */
  stored: readonly Span[] | null;
  /** Unix ms at which the newest bar was asked for. */
  freshAt: number;
}

/** The series that were asked about last, each of its connection and market. */
export class HistorySeriesList {
  /** Of the connection; null: none. */
  readonly #profile: () => HistoryProfile | null;
  readonly #byKey = new Map<string, HistorySeries>();

  constructor(profile: () => HistoryProfile | null) {
    this.#profile = profile;
  }

  known(stream: BarStream): HistorySeries | undefined {
    return this.#byKey.get(this.#keyOf(stream));
  }

  /** Of what is asked about; made if it is new. */
  of(stream: BarStream, details: ContractDetails): HistorySeries {
    const key = this.#keyOf(stream);
    let series = this.#byKey.get(key);
    if (series === undefined) {
      const profile = this.#profile();
      const profileId = profile?.id ?? 'none';
      const facts = factsOf(stream, details, profile?.market ?? 'none');
      series = {
        ...{ owner: this.#owner, shelf: new BarShelf(), facts, contract: details.contract },
        ...{ profileId, seriesId: null, last: Promise.resolve(), stored: null, freshAt: -Infinity },
      };
    }
    // Anew, so that it is the youngest: the oldest make room.
    this.#byKey.delete(key);
    this.#byKey.set(key, series);
    for (const oldest of this.#byKey.keys()) {
      if (this.#byKey.size <= SHELVES_MAX) break;
      this.#byKey.delete(oldest);
    }
    return series;
  }

  /** Whether whose bars they are is connected. */
  isConnected(series: HistorySeries): boolean {
    return this.#owner === series.owner;
  }

  clear(): void {
    this.#byKey.clear();
  }

  get #owner(): string {
    const profile = this.#profile();
    return `${profile?.id ?? ''} ${profile?.market ?? ''}`;
  }

  #keyOf(stream: BarStream): string {
    return `${this.#owner} ${barStreamKey(stream)}`;
  }
}

/** Series of the library are told apart by their source: it names the market, the contract and what is shown. */
function factsOf(stream: BarStream, details: ContractDetails, market: string): SeriesFacts {
  const { contract, minTick, sizeIncrement, timeZone } = details;
  const hours = stream.isRegularHoursOnly ? 'regular' : 'all';
  const symbol = contractName(contract)
    .replace(/[^A-Za-z0-9 ._\-/^=&]/g, '')
    .slice(0, 32);
  return seriesFactsSchema.parse({
    symbol: /^[A-Za-z0-9]/.test(symbol) ? symbol : `C${contract.contractId}`,
    source: `${market} ${stream.kind} ${hours} ${contract.contractId}`.slice(-64),
    barSize: stream.barSize,
    currency: contract.currency,
    tick: minTick,
    multiplier: contract.multiplier,
    lot: Math.max(0.000_001, sizeIncrement),
    timeZone: seriesFactsSchema.shape.timeZone.safeParse(timeZone).data ?? 'UTC',
    adjustment: stream.kind === 'trades' ? 'splits' : 'raw',
  });
}
