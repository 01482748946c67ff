import type { RuleCode } from '../rules.ts';

/** A situation as a person would write it down: whole cents, whole units, whole percents, lists of what was done. null: unknown. */
export interface World {
  readonly state: 'halted' | 'reducing' | 'active';
  readonly books: 'clean' | 'differences' | 'unproven';
  readonly areProven: boolean;
  /** Milliseconds from now; null: never. */
  readonly reset: { readonly from: number; readonly to: number } | null;
  readonly messages: number;
  readonly isIdUsed: boolean;
  readonly order: Ask;
  readonly contract: {
    readonly id: number;
    readonly kind: 'STK' | 'OPT' | 'FUT';
    readonly isTradable: boolean;
    readonly tickCents: number;
    readonly lot: { readonly min: number; readonly step: number; readonly max: number };
    readonly types: readonly string[];
    readonly tifs: readonly string[];
    readonly mayBeNegative: boolean;
    readonly multiplier: number;
    /** Halves of the limits' currency for one of the contract's. */
    readonly rateHalves: number | null;
    /** Quarters of the value. */
    readonly marginQuarters: number | null;
    /** What one sold short may come to cost. */
    readonly shortCents: number;
    readonly shortable: number | null;
    readonly hasSector: boolean;
    readonly isRegular: boolean;
    readonly isExtended: boolean;
    /** Milliseconds from now until which orders for the close are taken. */
    readonly closeIn: number | null;
  };
  readonly quote: {
    readonly bid: number | null;
    readonly ask: number | null;
    readonly last: number | null;
    readonly ageMs: number | null;
  };
  readonly position: number | null;
  readonly working: { readonly buy: number; readonly sell: number };
  readonly orderCount: { readonly buy: number; readonly sell: number; readonly all: number };
  /** Cents of the best working orders of one's own; `market`: takes any price. */
  readonly own: { readonly bid: number | 'market' | null; readonly ask: number | 'market' | null };
  /** Cents of the limits' currency. */
  readonly account: {
    readonly equity: number | null;
    readonly funds: number | null;
    readonly workingMargin: number;
    readonly grossOthers: number;
    readonly sectorOthers: number;
    readonly netHighOthers: number;
    readonly netLowOthers: number;
  };
  /** Oldest first. */
  readonly past: readonly Past[];
  readonly on: ReadonlySet<RuleCode>;
  /** Figures of the rules: whole percents where the rule has parts. */
  readonly limits: Readonly<Record<string, number | boolean | readonly number[]>>;
}

export interface Ask {
  readonly action: 'submit' | 'modify' | 'cancel' | 'flatten';
  readonly side: 1 | -1;
  readonly units: number;
  readonly type: string;
  readonly tif: string;
  readonly limit: number | null;
  readonly stop: number | null;
  /** Milliseconds from now. */
  readonly goodFor: number | null;
  readonly isReduceOnly: boolean;
  readonly isOutside: boolean;
}

export type Past = { readonly msAgo: number } & (
  | { readonly kind: 'attempt'; readonly contract: number; readonly ask: Ask }
  | { readonly kind: 'trade'; readonly contract: number; readonly side: 1 | -1 }
  | { readonly kind: 'loss' }
  | { readonly kind: 'equity'; readonly cents: number }
);
