import type { BarColumns } from '#shared/bars/columns.ts';

/** Where the run stands in one symbol. */
export interface BarPlace {
  /** The bar that has just ended; before the symbol's first one has, one before it. */
  readonly index: number;
  readonly bars: BarColumns;
  /** Start of that bar, Unix ms. */
  readonly time: number;
  readonly close: number;
}
