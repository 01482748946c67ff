import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { micros } from '../../model/money.ts';
import { toOrderPrice } from '../../model/order-price.ts';
import { quantityMicros, toQuantityMicros } from '../../model/quantity.ts';
import { orderCommission, type FilledOrder } from '../account-rules/commission.ts';
import type { Liquidity } from '../exchange/exchange-event.ts';
import type { Side } from '../exchange/side.ts';
import { Accounts } from './accounts.ts';
import { AAPL, BTC, Branch, ES, EURJPY, EURUSD, GME, INSTRUMENTS, MES, SPY, SPY_CALL, SPY_PUT, USDJPY } from './testing/branch.ts'; // prettier-ignore

const isFull = process.env.TRADEWIND_COUNTS === 'full';

/** What is traded: sizes in units of `lot`, prices in ticks around a level. */
const TRADED = [
  { conId: AAPL, lot: 1, most: 500, tick: 0.01, level: 20_000 },
  { conId: GME, lot: 1, most: 500, tick: 0.01, level: 2_000 },
  { conId: SPY, lot: 1, most: 500, tick: 0.01, level: 60_000 },
  { conId: ES, lot: 1, most: 3, tick: 0.25, level: 24_000 },
  { conId: MES, lot: 1, most: 30, tick: 0.25, level: 24_000 },
  { conId: SPY_CALL, lot: 1, most: 20, tick: 0.01, level: 1_000 },
  { conId: SPY_PUT, lot: 1, most: 20, tick: 0.05, level: 180 },
  { conId: EURUSD, lot: 1, most: 200_000, tick: 0.00005, level: 25_000 },
  { conId: USDJPY, lot: 1, most: 200_000, tick: 0.005, level: 32_000 },
  { conId: EURJPY, lot: 1, most: 200_000, tick: 0.005, level: 40_000 },
  { conId: BTC, lot: 0.0001, most: 20_000, tick: 0.25, level: 400_000 },
] as const;
const DOLLARS = TRADED.filter(({ conId }) => conId < EURUSD || conId === BTC);

type Step =
  | { readonly kind: 'fill'; readonly traded: (typeof TRADED)[number]; readonly side: Side; readonly lots: number; readonly ticks: number; readonly liquidity: Liquidity; readonly order: number; readonly account: string } // prettier-ignore
  | { readonly kind: 'mark'; readonly traded: (typeof TRADED)[number]; readonly ticks: number }
  | { readonly kind: 'day' };

const anyStep = (list: readonly (typeof TRADED)[number][]): fc.Arbitrary<Step> => {
  const anyTicks = fc.integer({ min: -400, max: 400 });
  return fc.oneof(
    {
      weight: 8,
      arbitrary: fc.constantFrom(...list).chain((traded) =>
        fc.record({
          kind: fc.constant('fill' as const),
          traded: fc.constant(traded),
          side: fc.constantFrom<Side>('buy', 'sell'),
          lots: fc.integer({ min: 1, max: traded.most }),
          ticks: anyTicks.map((ticks) => Math.max(1, traded.level + ticks)),
          liquidity: fc.constantFrom<Liquidity>('added', 'removed', 'auction'),
          order: fc.integer({ min: 1, max: 4 }),
          account: fc.constantFrom('DU1', 'DU2'),
        }),
      ),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('mark' as const),
        traded: fc.constantFrom(...list),
        ticks: anyTicks,
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'day' as const }) },
  );
};

/** Half-even by other means than the code under test: by the remainder of the doubled number. */
function rounded(numerator: bigint, denominator: bigint): bigint {
  const floor = numerator >= 0n || numerator % denominator === 0n ? numerator / denominator : numerator / denominator - 1n;
  const rest = 2n * (numerator - floor * denominator);
  if (rest === denominator) return floor % 2n === 0n ? floor : floor + 1n;
  return rest > denominator ? floor + 1n : floor;
} // prettier-ignore

/** Cash and positions kept a second time, in bigint, with none of the code of the accounts. */
class Ledger {
  readonly cash = new Map<string, bigint>([['USD', 1_000_000_000_000n]]);
  readonly quantities = new Map<number, bigint>();
  realized = 0n;
  /** Borrow fees: no part of profit and loss on positions. */
  fees = 0n;

  trade(conId: number, side: Side, quantity: number, price: number, commission: number, realized: number) {
    const { kind, symbol, currency, multiplier } = INSTRUMENTS.find((one) => one.conId === conId)!;
    const sign = side === 'buy' ? 1n : -1n;
    const value = rounded(BigInt(quantity) * BigInt(price) * BigInt(multiplier), 100_000_000n);
    this.add(currency, -sign * value);
    if (kind === 'forex') this.add(symbol, sign * BigInt(quantity));
    this.add('USD', -BigInt(commission));
    this.quantities.set(conId, (this.quantities.get(conId) ?? 0n) + sign * BigInt(quantity));
    this.realized += BigInt(realized);
  }

  copy(): Ledger {
    const copy = new Ledger();
    for (const [currency, amount] of this.cash) copy.cash.set(currency, amount);
    for (const [conId, quantity] of this.quantities) copy.quantities.set(conId, quantity);
    return copy;
  }

  charge(currency: string, amount: bigint) {
    this.add(currency, amount);
    this.fees += amount;
  }

  add(currency: string, amount: bigint) {
    this.cash.set(currency, (this.cash.get(currency) ?? 0n) + amount);
  }

  /** USD micros: cash and positions at their marks; futures have been paid in full here, so theirs count in full. */
  worth(branch: Branch): bigint {
    let worth = 0n;
    for (const [currency, amount] of this.cash) {
      if (currency === 'USD') worth += amount;
      else if (currency === 'EUR') worth += rounded(amount * BigInt(Math.round(branch.rates.get('EUR')! * 1e8)), 100_000_000n);
      else worth += rounded(amount * 100_000_000n, BigInt(branch.marks.get(USDJPY)!));
    } // prettier-ignore
    for (const [conId, quantity] of this.quantities) {
      const { kind, multiplier } = INSTRUMENTS.find((one) => one.conId === conId)!;
      if (kind !== 'forex')
        worth += rounded(quantity * BigInt(branch.marks.get(conId)!) * BigInt(multiplier), 100_000_000n);
    }
    return worth;
  }
}

/** Rates follow the pairs, and the cross follows both. */
function markAt(branch: Branch, { conId, tick, level }: (typeof TRADED)[number], ticks: number) {
  branch.mark({ [conId]: (level + ticks < 1 ? 1 : level + ticks) * tick });
  const [euro, yen] = [branch.marks.get(EURUSD)! / 1e8, branch.marks.get(USDJPY)! / 1e8];
  branch.rates.set('EUR', euro);
  branch.rates.set('JPY', 1 / yen);
}

interface Fill {
  readonly kind: string;
  readonly account: string;
  readonly key: number;
  readonly conId: number;
  readonly quantity: number;
  readonly value: bigint;
  readonly isAdded: boolean;
  readonly commission: number;
}

/** @returns what was filled of each order and day, to reckon commissions from */
function run(
  branch: Branch,
  steps: readonly Step[],
  audit: (branch: Branch, ledgers: Map<string, Ledger>) => void = () => undefined,
  ledgers = new Map(branch.accounts.ids.map((id) => [id, new Ledger()])),
  firstDay = 20_000,
) {
  const fills: Fill[][] = [[]];
  let day = firstDay;
  branch.accounts.startDay(0, day);
  for (const step of steps) {
    if (step.kind === 'mark') markAt(branch, step.traded, step.ticks);
    else if (step.kind === 'day') {
      for (const { kind, account, currency, amount } of branch.accounts.startDay(0, ++day))
        if (kind === 'borrow-fee') ledgers.get(account)!.charge(currency, BigInt(amount));
      fills.push([]);
    } else {
      const { traded, side, lots, ticks, liquidity, order, account } = step;
      const units = Math.round(lots * traded.lot * 1e6) / 1e6;
      const price = Math.round(ticks * traded.tick * 1e8) / 1e8;
      // One order trades one contract for one account on one side.
      const key =
        order + 10 * (traded.conId + 100 * (side === 'buy' ? 1 : 2) + 1_000 * (account === 'DU1' ? 1 : 2));
      const booked = branch.fill(traded.conId, side, units, price, { account, liquidity, order: key });
      const { commission, realizedPnl } = booked.commission;
      const quantity = toQuantityMicros(units);
      const steps = toOrderPrice(price);
      const ledger = ledgers.get(account)!;
      ledger.trade(traded.conId, side, quantity, steps, commission, realizedPnl ?? 0);
      expect(BigInt(booked.position.quantity)).toBe(ledger.quantities.get(traded.conId));
      const { multiplier, kind } = INSTRUMENTS.find(({ conId }) => conId === traded.conId)!;
      const value = rounded(BigInt(quantity) * BigInt(steps) * BigInt(multiplier), 100_000_000n);
      fills.at(-1)!.push({ kind, account, key, conId: traded.conId, quantity, value, isAdded: liquidity === 'added', commission }); // prettier-ignore
    }
    audit(branch, ledgers);
  }
  return { ledgers, fills, day };
}

function cashMatches(branch: Branch, ledgers: Map<string, Ledger>) {
  for (const account of branch.accounts.snapshot().accounts) {
    const ledger = ledgers.get(account.id)!;
    for (const position of account.positions)
      expect(BigInt(position.quantity)).toBe(ledger.quantities.get(position.conId));
    const cash = new Map(account.cash.map(([currency, { amount }]) => [currency, BigInt(amount)]));
    // The ledger pays futures in full; the account has them at `carry`.
    for (const { carry } of account.positions) cash.set('USD', cash.get('USD')! - BigInt(carry));
    for (const [currency, amount] of ledger.cash)
      expect([account.id, currency, cash.get(currency) ?? 0n]).toEqual([account.id, currency, amount]);
  }
}

const anySteps = (list: readonly (typeof TRADED)[number][], maxLength: number) =>
  fc.array(anyStep(list), { minLength: 1, maxLength, size: 'max' });

describe('over any fills, prices, currencies and days', () => {
  // 2,000 runs of 100 steps on the average, eight in thirteen of them fills: more than 100,000 in each property.
  const runs = { numRuns: isFull ? 2_000 : 12 };
  const length = isFull ? 200 : 60;

  test('cash and positions balance to the last micro-unit, net liquidation with them', () => {
    fc.assert(
      fc.property(
        anySteps(TRADED, length),
        fc.constantFrom('fixed' as const, 'tiered' as const),
        (steps, plan) => {
          const branch = new Branch({ plan });
          run(branch, steps, (_, ledgers) => {
            cashMatches(branch, ledgers);
            for (const [id, ledger] of ledgers) {
              const off = BigInt(branch.accounts.figures(id).netLiquidation) - ledger.worth(branch);
              // Dollars are exact. A rate for yen is a double that no division by a price gives to the last digit.
              expect(off >= -1n && off <= 1n).toBe(true);
            }
          });
        },
      ),
      runs,
    );
  });

  test('in dollars, what was made is what is realised and unrealised, fees apart, to the last micro-dollar', () => {
    fc.assert(
      fc.property(anySteps(DOLLARS, length), (steps) => {
        const branch = new Branch();
        const { ledgers } = run(branch, steps);
        for (const [id, ledger] of ledgers) {
          const { netLiquidation, unrealizedPnl } = branch.accounts.figures(id);
          expect(ledger.worth(branch)).toBe(BigInt(netLiquidation));
          expect(BigInt(netLiquidation) - 1_000_000_000_000n - ledger.fees).toBe(
            BigInt(unrealizedPnl) + ledger.realized,
          );
        }
      }),
      runs,
    );
  });

  test('the executions of an order cost what the order costs that day', () => {
    fc.assert(
      fc.property(
        anySteps(TRADED, length),
        fc.constantFrom('fixed' as const, 'tiered' as const),
        (steps, plan) => {
          const { fills } = run(new Branch({ plan }), steps);
          const month = new Map<string, number>();
          for (const today of fills) {
            const keys = new Set(today.map(({ key }) => key));
            const before = new Map<number, number>();
            for (const fill of today) {
              const name = `${fill.account} ${fill.kind}`;
              if (!before.has(fill.key)) before.set(fill.key, month.get(name) ?? 0);
              const more = fill.kind === 'crypto' ? Number(fill.value) : fill.quantity;
              month.set(name, (month.get(name) ?? 0) + more);
            }
            for (const key of keys) {
              const parts = today.filter((fill) => fill.key === key);
              const order = wholeOrder(parts, before.get(key)!);
              if (order === null) continue;
              expect(parts.reduce((sum, { commission }) => sum + commission, 0)).toBe(
                orderCommission(plan, order),
              );
            }
          }
        },
      ),
      runs,
    );
  });

  test('restored from its snapshot after JSON, an account goes on as if nothing had been', () => {
    fc.assert(
      fc.property(anySteps(TRADED, length), anySteps(TRADED, length), (first, then) => {
        const [one, two] = [new Branch(), new Branch()];
        const [, ended] = [run(one, first), run(two, first)];
        const stored = JSON.stringify(two.accounts.snapshot());
        const restored = Accounts.restore(two.spec, JSON.parse(stored));
        if (!restored.ok) throw new Error(restored.error.message);
        two.accounts = restored.value;
        expect(JSON.stringify(two.accounts.snapshot())).toBe(stored);
        for (const branch of [one, two]) {
          const ledgers = new Map([...ended.ledgers].map(([id, ledger]) => [id, ledger.copy()]));
          run(branch, then, cashMatches, ledgers, ended.day);
        }
        expect(two.accounts.snapshot()).toEqual(one.accounts.snapshot());
        for (const id of one.accounts.ids) {
          expect(two.accounts.values(id)).toEqual(one.accounts.values(id));
          expect(two.accounts.portfolio(id)).toEqual(one.accounts.portfolio(id));
          expect(two.accounts.pnl(id)).toEqual(one.accounts.pnl(id));
        }
      }),
      { numRuns: isFull ? 500 : 8 },
    );
  });

  test('a fill at the mark costs its commission and nothing else', () => {
    fc.assert(
      fc.property(anySteps(TRADED, 40), anyStep(TRADED), (steps, last) => {
        fc.pre(last.kind === 'fill');
        const branch = new Branch();
        run(branch, steps);
        // A cross that trades where its two pairs do not is a gain or a loss: it is put where they are.
        branch.mark({ [EURJPY]: (branch.marks.get(EURUSD)! * branch.marks.get(USDJPY)!) / 1e16 });
        const { traded, side, lots } = last;
        const before = branch.accounts.figures('DU1').netLiquidation;
        const price = branch.marks.get(traded.conId)! / 1e8;
        const { commission } = branch.fill(traded.conId, side, lots * traded.lot, price);
        const lost = before - branch.accounts.figures('DU1').netLiquidation - commission.commission;
        expect(Math.abs(lost)).toBeLessThanOrEqual(traded.conId === EURJPY ? lots * 0.01 : traded.conId < EURUSD ? 0 : 3); // prettier-ignore
      }),
      { numRuns: isFull ? 20_000 : 100 },
    );
  });
});

function wholeOrder(parts: readonly Fill[], month: number): FilledOrder | null {
  const quantity = quantityMicros(parts.reduce((sum, part) => sum + part.quantity, 0));
  const value = micros(parts.reduce((sum, part) => sum + Number(part.value), 0));
  const added = parts.reduce((sum, part) => sum + (part.isAdded ? part.quantity : 0), 0);
  const { kind, conId } = parts[0]!;
  const monthQuantity = quantityMicros(month);
  switch (kind) {
    case 'stock':
      return { assetClass: 'stock', quantity, value, addedQuantity: quantityMicros(added), monthQuantity };
    case 'future':
      return { assetClass: 'future', symbol: conId === ES ? 'ES' : 'MES', quantity, monthQuantity };
    case 'crypto':
      return { assetClass: 'crypto', value, monthValue: micros(month) };
    default:
      // Values in other currencies and average premiums are reckoned by hand in accounts.test.ts.
      return null;
  }
}
