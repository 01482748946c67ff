import { listedConId } from './con-ids.ts';

/**
 * Ids that IB's own samples and countless programs have written down, and whose contract they mean here. They are
 * understood and never given: what comes back carries the simulated id.
 */
const WRITTEN_DOWN: readonly (readonly [conId: number, listing: number])[] = [
  [265598, 1], // AAPL
  [272093, 2], // MSFT
  [4815747, 3], // NVDA
  [3691937, 4], // AMZN
  [208813720, 5], // GOOG
  [76792991, 8], // TSLA
  [270639, 11], // INTC
  [8314, 17], // IBM
  [756733, 101], // SPY
  [320227571, 102], // QQQ
  [416904, 201], // SPX
  [13455763, 204], // VIX
  [12087792, 301], // EUR.USD
  [15016059, 305], // USD.JPY
  [479624278, 401], // BTC.USD
];

const known: ReadonlyMap<number, number> = new Map(
  WRITTEN_DOWN.map(([conId, listing]) => [conId, listedConId(listing)]),
);

/** The simulated id that a real one stands for; any other id unchanged. */
export function simulatedConId(conId: number): number {
  return known.get(conId) ?? conId;
}
