import { toMicros, type Micros } from '../../../model/money.ts';
import { toOrderPrice, type OrderPrice } from '../../../model/order-price.ts';
import { quantityMicros, toQuantityMicros } from '../../../model/quantity.ts';
import type { CommissionPlan } from '../../account-rules/commission-tables.ts';
import type { Liquidity } from '../../exchange/exchange-event.ts';
import type { OrderTerms } from '../../exchange/order-terms.ts';
import type { Side } from '../../exchange/side.ts';
import { termsOf, type Wish } from '../../exchange/testing/floor.ts';
import type { AccountInstrument } from '../account-instrument.ts';
import type { AccountsSpec, Fill, MarginCall, WorkingOrder } from '../account-spec.ts';
import { Accounts } from '../accounts.ts';

export const AAPL = 1;
export const GME = 2;
export const SPY = 3;
export const ES = 11;
export const MES = 12;
export const SPY_CALL = 21;
export const SPY_PUT = 22;
export const EURUSD = 31;
export const USDJPY = 32;
export const EURJPY = 33;
export const BTC = 41;

/** Unix ms at which the options and ES expire. */
export const EXPIRY = 2_000_000;

const common = { currency: 'USD', multiplier: 1, expiresAt: null } as const;
const option = (conId: number, right: 'call' | 'put'): AccountInstrument => ({
  ...common,
  conId,
  symbol: 'SPY',
  kind: 'option',
  right,
  multiplier: 100,
  strike: toMicros(600),
  underConId: SPY,
  expiresAt: EXPIRY,
});

export const INSTRUMENTS: readonly AccountInstrument[] = [
  { ...common, conId: AAPL, symbol: 'AAPL', kind: 'stock' },
  { ...common, conId: GME, symbol: 'GME', kind: 'stock' },
  { ...common, conId: SPY, symbol: 'SPY', kind: 'stock' },
  { ...common, conId: ES, symbol: 'ES', kind: 'future', multiplier: 50, expiresAt: EXPIRY },
  { ...common, conId: MES, symbol: 'MES', kind: 'future', multiplier: 5 },
  option(SPY_CALL, 'call'),
  option(SPY_PUT, 'put'),
  { ...common, conId: EURUSD, symbol: 'EUR', kind: 'forex' },
  { ...common, conId: USDJPY, symbol: 'USD', currency: 'JPY', kind: 'forex' },
  { ...common, conId: EURJPY, symbol: 'EUR', currency: 'JPY', kind: 'forex' },
  { ...common, conId: BTC, symbol: 'BTC', kind: 'crypto' },
];

interface Deal {
  readonly account?: string;
  readonly liquidity?: Liquidity;
  /** Key of the order; a new one each unless given. */
  readonly order?: number;
}

/** Accounts with a market that stands where it is put, and a short way to trade: DU1 and DU2, a million each. */
export class Branch {
  readonly marks = new Map<number, OrderPrice>();
  readonly rates = new Map([
    ['EUR', 1.25],
    ['JPY', 1 / 160],
  ]);
  readonly calls: MarginCall[] = [];
  readonly spec: AccountsSpec;
  accounts: Accounts;
  #sequence = 0;
  #nextKey = 1;

  constructor({ plan = 'fixed', cash = 1_000_000 }: { plan?: CommissionPlan; cash?: number } = {}) {
    this.spec = {
      accounts: ['DU1', 'DU2'].map((id) => ({ id, startingCash: toMicros(cash) })),
      instruments: (conId) => INSTRUMENTS.find((instrument) => instrument.conId === conId) ?? null,
      market: {
        mark: (conId) => this.marks.get(conId) ?? null,
        rate: (currency) => this.rates.get(currency) ?? NaN,
      },
      plan,
      onMarginCall: (call) => this.calls.push(call),
    };
    this.accounts = new Accounts(this.spec);
    this.mark({ [AAPL]: 200, [GME]: 20, [SPY]: 600, [ES]: 6_000, [MES]: 6_000, [SPY_CALL]: 10 });
    this.mark({ [SPY_PUT]: 9, [EURUSD]: 1.25, [USDJPY]: 160, [EURJPY]: 200, [BTC]: 100_000 });
  }

  mark(prices: Readonly<Record<number, number>>): void {
    for (const [conId, price] of Object.entries(prices)) this.marks.set(Number(conId), toOrderPrice(price));
  }

  /** A fill of a new order, or of the one named. */
  fill(conId: number, side: Side, units: number, price: number, deal: Deal = {}) {
    const { account = 'DU1', liquidity = 'removed', order = this.newKey() } = deal;
    return this.accounts.applyFill(this.event(conId, side, units, price, { account, liquidity, order }));
  }

  event(
    conId: number,
    side: Side,
    units: number,
    price: number,
    { account, liquidity, order }: Required<Deal>,
  ): Fill {
    const sequence = ++this.#sequence;
    return {
      kind: 'fill',
      sequence,
      time: 1_000_000,
      order,
      executionId: `test.${sequence}`,
      account,
      instrument: conId,
      side,
      quantity: toQuantityMicros(units),
      price: toOrderPrice(price),
      filled: toQuantityMicros(units),
      averagePrice: price,
      liquidity,
      against: null,
    };
  }

  newKey(): number {
    return this.#nextKey++;
  }

  /** `ok`, `held` or the refusal's code. */
  check(conId: number, wish: Wish, working: readonly WorkingOrder[] = [], account = 'DU1') {
    const checked = this.accounts.check(account, conId, termsOf(wish), working);
    if (!checked.ok) return checked.error.code;
    return checked.value.isLocated ? 'ok' : 'held';
  }

  /** USD. */
  figure(name: keyof ReturnType<Accounts['figures']>, account = 'DU1'): number {
    return this.accounts.figures(account)[name] / 1e6;
  }

  /** The amount of a line, as text; undefined when there is none. */
  value(key: string, currency: string, account = 'DU1'): string | undefined {
    return this.accounts.values(account).find((line) => line.key === key && line.currency === currency)
      ?.value;
  }

  cash(currency: string, account = 'DU1'): Micros {
    const found = this.accounts.snapshot().accounts.find(({ id }) => id === account)!;
    return found.cash.find(([name]) => name === currency)?.[1].amount ?? (0 as Micros);
  }
}

export function working(
  key: number,
  instrument: number,
  wish: Wish,
  filled = 0,
): WorkingOrder & { terms: OrderTerms } {
  const terms = termsOf(wish);
  return {
    key,
    instrument,
    terms,
    quantity: quantityMicros(terms.quantity),
    filled: toQuantityMicros(filled),
  };
}
