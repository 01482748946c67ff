import type { Denial } from '#shared/risk/pre-trade/denial.ts';
import type { RuleCode } from '#shared/risk/pre-trade/rules.ts';

/** The first order that a rule denied. */
export interface FirstDenial {
  readonly symbol: number;
  /** Start of the bar whose close gave it, Unix ms. */
  readonly time: number;
  readonly side: 1 | -1;
  /** 1e-6 units. */
  readonly quantity: number;
  readonly denial: Denial;
}

export interface RuleDenials {
  readonly first: FirstDenial;
  count: number;
}

/** What the limits denied: counted by rule and by symbol, with the first order of each rule. As large as there are rules and symbols. */
export class DenialLog {
  readonly perRule = new Map<RuleCode, RuleDenials>();
  readonly perSymbol: Int32Array;

  constructor(symbolCount: number) {
    this.perSymbol = new Int32Array(symbolCount);
  }

  add(first: FirstDenial): void {
    const { code } = first.denial;
    this.perSymbol[first.symbol]!++;
    const known = this.perRule.get(code);
    if (known === undefined) this.perRule.set(code, { first, count: 1 });
    else known.count++;
  }
}
