import type { ProfileKind } from '../../model/connection.ts';
import type { OrderRequest } from './order-request.ts';
import type { RiskView } from './risk-view.ts';

/** Default limits: of the three kinds of connection, and `neutral`, which limits nothing, for backtests. */
export const RISK_PROFILES = ['practice', 'paper', 'live', 'neutral'] as const satisfies readonly (
  ProfileKind | 'neutral'
)[];
export type RiskProfile = (typeof RISK_PROFILES)[number];

export type ParamValue = number | boolean | readonly number[];
export type Params = Readonly<Record<string, ParamValue>>;

/** `amount`: currency units. `units`: of the contract. `part`: 0.02 is 2 %. `times`: multiple of equity. `contracts`: contract numbers, ascending. */
export type ParamUnit =
  'amount' | 'units' | 'count' | 'part' | 'times' | 'ms' | 'ticks' | 'flag' | 'contracts';

export interface ParamInfo {
  readonly title: string;
  readonly unit: ParamUnit;
  /** Which way lets more through; raising a limit asks for a confirmation. For a flag `higher` is true, for a list longer. */
  readonly looser: 'higher' | 'lower';
  /** Bounds of the value, or of the length of a list. */
  readonly min: number;
  readonly max: number;
}

/** Why a rule refuses: made on the way to a denial only. */
export interface Finding {
  /** The parameter that would have to change; null where none would help. */
  readonly param: string | null;
  readonly value: number | string;
  readonly limit: number | string;
  /** One sentence with the numbers. */
  readonly text: string;
  /** What nobody knows, in words. */
  readonly missing?: string;
  /** What to do, where it depends on what was found; instead of the rule's own. */
  readonly help?: string;
}

export interface PreTradeRule<Code extends string = string, P extends Params = Params> {
  readonly code: Code;
  readonly name: string;
  /** `validity` holds for every order, `limit` for those that could add risk, `state` decides by the state of the account. */
  readonly kind: 'state' | 'validity' | 'limit';
  /** `fixed`: cannot be turned off. `trading`: on wherever there is a broker. */
  readonly on: 'fixed' | 'trading' | 'live' | 'never';
  readonly params: { readonly [K in keyof P]: ParamInfo };
  /** What to do about a denial besides changing a parameter or the order. */
  readonly help?: string;
  /** Figures of the profile live, and of neutral, should somebody turn it on there. */
  readonly live: P;
  /** Of practice and broker paper, where they differ. */
  readonly practice?: P;
  /** Allocates nothing when it passes: no closures, no strings, no tuples; helpers that return numbers stay small enough to be inlined. */
  check(request: OrderRequest, view: RiskView, params: P): Finding | null;
}

/** Widens what TypeScript would take literally: a figure of the defaults is not the only one. */
type Widened<V extends ParamValue> = V extends boolean ? boolean : V extends number ? number : V;

export function defineRule<const Code extends string, P extends Params>(
  rule: Omit<PreTradeRule<Code, P>, 'check'> & {
    check(
      request: OrderRequest,
      view: RiskView,
      params: { readonly [K in keyof P]: Widened<P[K]> },
    ): Finding | null;
  },
): PreTradeRule<Code> {
  return rule;
}

/** @param what in words, such as `a quote` */
export function missing(what: string): Finding {
  return {
    param: null,
    value: 'unknown',
    limit: 'known',
    text: `${what} is not known, so this cannot be checked`,
    missing: what,
  };
}

export const upTo = (title: string, unit: ParamUnit, max: number): ParamInfo => ({
  title,
  unit,
  looser: 'higher',
  min: 0,
  max,
});

/** @param value contract units, currency units or counts */
export function shown(value: number, digits = 2): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

export function shownPart(part: number): string {
  return `${shown(part * 100, 4)} %`;
}
