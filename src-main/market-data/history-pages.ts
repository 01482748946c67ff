import type { BarColumns } from '#shared/bars/columns.ts';
import type { Span } from '#shared/bars/spans.ts';
import type { CancelSignal } from '#shared/kernel/cancel.ts';
import type { Timers } from '#shared/kernel/clock.ts';
import { err } from '#shared/kernel/result.ts';
import { barSizeMs } from '#shared/model/bar-size.ts';
import { barStreamKey, type BarStream } from '#shared/model/bar-stream.ts';
import type { Contract } from '#shared/model/contract.ts';
import type { MarketDataFault } from '#shared/model/quote.ts';
import type { Answer, MarketDataSource } from '../ports/market-data-source.ts';
import { marketOfContract, type Circuits } from './circuits.ts';
import { COUNT_MAX, HistoryPacer, PACED_BAR_MS_MAX } from './history-pacer.ts';
import { MarketLanes } from './market-lanes.ts';

const TRIES = 3;
const RETRY_AFTER_MS = 2_000;
const PACING_RETRY_AFTER_MS = 15_000;
/** Worth another try; the rest is as it is. */
const PASSING = new Set<MarketDataFault['kind']>(['timeout', 'pacing', 'other']);

export interface HistoryPagesOptions {
  readonly source: MarketDataSource;
  readonly circuits: Circuits;
  readonly timers: Timers;
  readonly monotonicMs: () => number;
}

export interface Pacing {
  readonly used: number;
  readonly limit: number;
  readonly waiting: number;
}

/** Asks the broker for pages of bars, within its limits. */
export class HistoryPages {
  readonly #options: HistoryPagesOptions;
  readonly #pacer: HistoryPacer;
  readonly #lanes = new MarketLanes();
  #waitingCount = 0;

  constructor(options: HistoryPagesOptions) {
    this.#options = options;
    this.#pacer = new HistoryPacer(options.monotonicMs);
  }

  /** How much of the broker's limit for small bars is used up; a request counts for ten minutes. */
  get pacing(): Pacing {
    return { used: this.#pacer.used, limit: COUNT_MAX, waiting: this.#waitingCount };
  }

  close(): void {
    this.#lanes.clear();
  }

  /**
   * One page, asked again where that may help.
   *
   * @param isTheirs whether the contract's broker is connected: looked at when its turn has come
   */
  async ask(
    stream: BarStream,
    contract: Contract,
    { from, to }: Span,
    isTheirs: () => boolean,
    signal: CancelSignal,
  ): Promise<Answer<BarColumns>> {
    const { source, circuits } = this.#options;
    const query = { ...stream, contract, from, to };
    const market = marketOfContract(contract);
    for (let attempt = 1; ; attempt++) {
      const answer = await circuits.ask('history', market, async () => {
        await this.#turn(stream, contract, to, signal);
        if (signal.aborted) return err(TAKEN_BACK);
        return this.#lanes.add(market, () => {
          // What waited behind those that failed is not sent to fail, too.
          const refusal = circuits.refusal('history', market);
          if (refusal !== null) return Promise.resolve(err(refusal));
          // Waiting took its time: what another broker says is no part of this series.
          return isTheirs() ? source.history(query, signal) : Promise.resolve(err(ANOTHER_CONNECTED));
        });
      });
      if (answer.ok || !PASSING.has(answer.error.kind) || attempt === TRIES) return answer;
      const pause = answer.error.kind === 'pacing' ? PACING_RETRY_AFTER_MS : RETRY_AFTER_MS * attempt;
      await this.#pause(pause, signal);
    }
  }

  /** Waits until the broker's limits let a request for small bars through. */
  async #turn(stream: BarStream, contract: Contract, to: number, signal: CancelSignal): Promise<void> {
    if (barSizeMs(stream.barSize) > PACED_BAR_MS_MAX) return;
    const request = `${barStreamKey(stream)} ${to}`;
    const line = `${contract.contractId} ${contract.exchange} ${stream.kind}`;
    this.#waitingCount++;
    try {
      for (;;) {
        const waitMs = this.#pacer.waitMs(request, line);
        if (waitMs === 0 || signal.aborted) break;
        await this.#pause(waitMs, signal);
      }
    } finally {
      this.#waitingCount--;
    }
    if (!signal.aborted) this.#pacer.sent(request, line);
  }

  #pause(ms: number, signal: CancelSignal): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        stop();
        signal.removeEventListener('abort', go);
        resolve();
      };
      const stop = this.#options.timers.schedule(ms, go);
      signal.addEventListener('abort', go);
    });
  }
}

export const TAKEN_BACK: MarketDataFault = {
  ...{ kind: 'cancelled', code: null, message: 'It was taken back.', help: '' },
};

const ANOTHER_CONNECTED: MarketDataFault = {
  ...{ kind: 'not-connected', code: null },
  message: 'The connection these bars were asked of has been left.',
  help: 'They are asked for again when it is back.',
};
