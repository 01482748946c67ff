import type { Denial } from '../denial.ts';
import { evaluate } from '../evaluate.ts';
import { toQuantityMicros } from '../../../model/quantity.ts';
import type { OrderRequest } from '../order-request.ts';
import type { ParamValue } from '../rule.ts';
import type { RuleCode } from '../rules.ts';
import { limitsFor } from '../settings.ts';
import { CONTRACT, NOW, only, plainRequest, viewOf, type ViewPatch } from './sample.ts';

/** In units and price units, which a test can be read in. */
export type RequestPatch = Partial<Omit<OrderRequest, 'quantity' | 'limitPrice' | 'stopPrice'>> & {
  readonly quantity?: number;
  readonly limitPrice?: number | null;
  readonly stopPrice?: number | null;
};

/** One side of one limit: what is asked, of what view, with which parameters. */
export interface Side {
  readonly request?: RequestPatch;
  readonly view?: ViewPatch;
  readonly params?: Readonly<Record<string, ParamValue>>;
}

export const MARKET: RequestPatch = { type: 'MKT', limitPrice: null };
export const SELL: RequestPatch = { side: -1 };
export const minusOne = { quote: { bid: -1, ask: -1, last: -1 } };
export const noQuote = { quote: { bid: NaN, ask: NaN, last: NaN } };
/** In the band below 1, where a tick is a hundredth of a cent. */
export const penny = { quote: { bid: 0.5, ask: 0.5, last: 0.5 } };
export const book = (position: number, workingBuy = 0, workingSell = 0) => ({
  book: { position, workingBuy, workingSell },
});
const times =
  (count: number, what: (activity: ReturnType<typeof viewOf>['activity'], index: number) => void) =>
  (activity: ReturnType<typeof viewOf>['activity']) => {
    for (let index = 0; index < count; index++) what(activity, index);
  };
const other = { ...plainRequest, quantity: toQuantityMicros(7) };
export const orders = (count: number, contract = CONTRACT, at = NOW - 10, request = other): ViewPatch => ({
  past: times(count, (activity) => activity.attempted(at, contract, request)),
});
export const attempts = (count: number, action: 'modify' | 'cancel', contract = CONTRACT): ViewPatch => ({
  past: times(count, (activity) => activity.attempted(NOW - 10, contract, { ...other, action })),
});
export const trades = (count: number, side: 1 | -1 = 1, contract = CONTRACT, at = NOW - 10): ViewPatch => ({
  past: times(count, (activity) => activity.executed(at, contract, side)),
});
export const equities = (...marks: number[]): ViewPatch => ({
  past: (activity) => {
    for (const mark of marks) activity.marked(NOW - 10, mark);
  },
});
export const lossesAt = (...ago: number[]): ViewPatch => ({
  past: (activity) => {
    for (const ms of ago) activity.closedAtLoss(NOW - ms);
  },
});
export const day = (max: number, maxPerContract: number) => ({ max, maxPerContract });

/** What a rule says alone, beside those that cannot be turned off. */
export function ask(code: RuleCode, { request, view, params }: Side): Denial | null {
  const { quantity, limitPrice, stopPrice, ...rest } = {
    quantity: 100,
    limitPrice: 100,
    stopPrice: null,
    ...request,
  };
  const price = (value: number | null) => (value === null ? null : value * 1e8);
  const full = {
    ...plainRequest,
    ...rest,
    // Not by the constructors: they refuse what a rule has to refuse here.
    quantity: roundIfNear(quantity * 1e6),
    limitPrice: roundIfNear(price(limitPrice)),
    stopPrice: roundIfNear(price(stopPrice)),
  } as OrderRequest;
  const past = viewOf(view);
  return evaluate(full, past, limitsFor(only(code, params), 'DU1', CONTRACT));
}

function roundIfNear<T extends number | null>(value: T): T {
  if (value === null) return value;
  return (Math.abs(Math.round(value) - value) < 0.01 ? Math.round(value) : value) as T;
}
