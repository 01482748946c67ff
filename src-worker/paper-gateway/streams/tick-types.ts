/** The tick types of one quality of data. undefined: that quality has none. */
export interface TickTypes {
  readonly bidSize: number;
  readonly bid: number;
  readonly ask: number;
  readonly askSize: number;
  readonly last: number;
  readonly lastSize: number;
  readonly high: number;
  readonly low: number;
  readonly volume: number;
  readonly close: number;
  readonly open: number;
  readonly lastTimestamp: number;
  readonly lastExchange: number | undefined;
  readonly bidExchange: number | undefined;
  readonly askExchange: number | undefined;
  readonly halted: number | undefined;
  readonly modelOption: number;
}

export const LIVE_TICKS: TickTypes = {
  ...{ bidSize: 0, bid: 1, ask: 2, askSize: 3, last: 4, lastSize: 5, high: 6, low: 7, volume: 8, close: 9 },
  ...{ open: 14, lastTimestamp: 45, lastExchange: 84, bidExchange: 32, askExchange: 33, halted: 49 },
  modelOption: 13,
};

export const DELAYED_TICKS: TickTypes = {
  ...{ bid: 66, ask: 67, last: 68, bidSize: 69, askSize: 70, lastSize: 71, high: 72, low: 73, volume: 74 },
  ...{ close: 75, open: 76, lastTimestamp: 88, lastExchange: undefined },
  ...{ bidExchange: undefined, askExchange: undefined, halted: undefined, modelOption: 83 },
};

/** What a client asks for with reqMarketDataType, and what 58 says that it gets. */
export const DATA_TYPE = { live: 1, frozen: 2, delayed: 3, delayedFrozen: 4 } as const;
export type DataType = (typeof DATA_TYPE)[keyof typeof DATA_TYPE];

export const DELAY_MS = 15 * 60_000;

export function isDelayed(type: DataType): boolean {
  return type === DATA_TYPE.delayed || type === DATA_TYPE.delayedFrozen;
}

/** Frozen data is only ever shown while the market is closed. */
export function shownType(asked: DataType, isOpen: boolean): DataType {
  if (asked === DATA_TYPE.frozen && isOpen) return DATA_TYPE.live;
  if (asked === DATA_TYPE.delayedFrozen && isOpen) return DATA_TYPE.delayed;
  return asked;
}
