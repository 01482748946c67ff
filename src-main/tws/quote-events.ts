import { EventName } from '@stoqey/ib';
import { MS_PER_SECOND } from '#shared/kernel/time.ts';
import type { Contract } from '#shared/model/contract.ts';
import { DATA_KINDS, QUOTE_FIELD_INDEX } from '#shared/model/quote.ts';
import type { QuoteListener } from '../ports/market-data-source.ts';
import type { Subscription } from './questions.ts';
import { fieldOfTick, isModelTick } from './tick-fields.ts';

const LAST_TRADE_AT = QUOTE_FIELD_INDEX.lastTradeAt;
const HALTED = QUOTE_FIELD_INDEX.halted;
const DELTA = QUOTE_FIELD_INDEX.delta;
const IMPLIED_VOLATILITY = QUOTE_FIELD_INDEX.impliedVolatility;

/** What tells the ticks of a contract's line to whoever listens to it. */
export function quoteEvents(contract: Contract, listener: QuoteListener): Subscription['onEvent'] {
  const mayQuoteMinusOne = contract.securityType === 'BAG';
  return (name, args) => {
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
  };
}
