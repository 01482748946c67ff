import { QUOTE_FIELD_INDEX, type QuoteField } from '#shared/model/quote.ts';

/** TWS's numbers of ticks, live and delayed. @stoqey/ib knows them too and does not export them. */
const TYPES: Readonly<Partial<Record<QuoteField, readonly number[]>>> = {
  bid: [1, 66],
  ask: [2, 67],
  last: [4, 68],
  bidSize: [0, 69],
  askSize: [3, 70],
  lastSize: [5, 71],
  open: [14, 76],
  high: [6, 72],
  low: [7, 73],
  close: [9, 75],
  volume: [8, 74],
  shortable: [89],
  halted: [49, 90],
  lastTradeAt: [45, 88],
};
const LARGEST = 90;

/** For each tick type its column, -1 for what has none: looked up for every tick. */
const FIELD_OF = new Int8Array(LARGEST + 1).fill(-1);
for (const [field, types] of Object.entries(TYPES))
  for (const type of types) FIELD_OF[type] = QUOTE_FIELD_INDEX[field as QuoteField];

/** @returns an index of QUOTE_FIELDS; -1: nobody here looks at it */
export function fieldOfTick(tickType: number): number {
  return FIELD_OF[tickType] ?? -1;
}

/** What an option is worth by the broker's model, live or delayed. */
export function isModelTick(tickType: number): boolean {
  return tickType === 13 || tickType === 83;
}
