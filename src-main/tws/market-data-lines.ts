import { EventName, TickByTickDataType } from '@stoqey/ib';
import { MS_PER_SECOND } from '#shared/kernel/time.ts';
import type { Contract } from '#shared/model/contract.ts';
import { DATA_KINDS, type DataKind } from '#shared/model/quote.ts';
import type {
  BidAskListener,
  DepthListener,
  Line,
  LineListener,
  QuoteListener,
  TradeListener,
} from '../ports/market-data-source.ts';
import { faultOfCode, faultOfError, hasEnded, isOverAfter } from './market-data-faults.ts';
import type { Subscription } from './questions.ts';
import { quoteEvents } from './quote-events.ts';
import type { TwsRequests } from './requests.ts';
import type { Session } from './session.ts';
import { toWireContract } from './wire-contracts.ts';

/** Shares that can be borrowed, asked for with the quotes of a stock. */
const SHORTABLE_TICKS = '236';
const DEPTH_RESET = 317;
const DEPTH_OPERATIONS = ['insert', 'update', 'delete'] as const;

/** Opens lines on which TWS goes on telling something of a contract: quotes, depth, single trades, bid and ask. */
export class MarketDataLines {
  readonly #requests: TwsRequests;
  #dataKind: DataKind = 'live';
  /** The session that was told of it. */
  #kindToldTo: Session | null = null;

  constructor(requests: TwsRequests) {
    this.#requests = requests;
  }

  setDataKind(kind: DataKind): void {
    this.#dataKind = kind;
    this.#kindToldTo = null;
  }

  quotes(contract: Contract, listener: QuoteListener): Line {
    this.#tellDataKind();
    const extra = contract.securityType === 'STK' ? SHORTABLE_TICKS : '';
    return this.#open(listener, {
      send: (api, id) => void api.reqMktData(id, toWireContract(contract), extra, false, false),
      cancel: (api, id) => void api.cancelMktData(id),
      onEvent: quoteEvents(contract, listener),
    });
  }

  depth(contract: Contract, rows: number, listener: DepthListener): Line {
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

  trades(contract: Contract, listener: TradeListener): Line {
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

  bidAsk(contract: Contract, listener: BidAskListener): Line {
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
}
