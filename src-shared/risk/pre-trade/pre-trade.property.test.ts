import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantityMicros, toQuantityMicros } from '../../model/quantity.ts';
import { evaluate } from './evaluate.ts';
import type { OrderRequest } from './order-request.ts';
import type { RiskView } from './risk-view.ts';
import { RULES, type RuleCode } from './rules.ts';
import { limitsFor, type RiskSettings } from './settings.ts';
import { brokenLimits, everyOutcome, type Book, type Order, type OracleLimits } from './testing/oracle.ts';
import { LIVE, plainAccount, plainContract, plainRequest, viewOf } from './testing/sample.ts';

const isCampaign = process.env.TRADEWIND_COUNTS === 'full';
const runs = (check: number, campaign: number) => ({ numRuns: isCampaign ? campaign : check });

const anyOrder: fc.Arbitrary<Order> = fc.record({
  contract: fc.integer({ min: 0, max: 2 }),
  side: fc.constantFrom(1 as const, -1 as const),
  units: fc.integer({ min: 1, max: 40 }),
});
const anyBook: fc.Arbitrary<Book> = fc.record({
  contracts: fc.array(
    fc.record({
      // Often round, so that limits are met exactly.
      cents: fc.oneof(fc.constantFrom(100, 1_000, 2_500), fc.integer({ min: 1, max: 50_000 })),
      multiplier: fc.constantFrom(1, 1, 10, 100),
      position: fc.integer({ min: -50, max: 50 }),
    }),
    { minLength: 3, maxLength: 3 },
  ),
  working: fc.array(anyOrder, { maxLength: isCampaign ? 4 : 2 }),
  equityCents: fc.constantFrom(10_000, 100_000, 1_000_000, 12_345_678),
  fundsCents: fc.oneof(fc.constantFrom(100_000, 1_000_000), fc.integer({ min: 0, max: 10_000_000 })),
});
const anyLimits: fc.Arbitrary<OracleLimits> = fc.record({
  units: fc.integer({ min: 10, max: 60 }),
  orderCents: fc.oneof(fc.constantFrom(10_000, 100_000), fc.integer({ min: 1, max: 10_000_000 })),
  positionUnits: fc.integer({ min: 1, max: 150 }),
  positionCents: fc.oneof(fc.constantFrom(10_000, 100_000), fc.integer({ min: 1, max: 10_000_000 })),
  grossTimes: fc.integer({ min: 1, max: 20 }),
  netTimes: fc.integer({ min: 1, max: 20 }),
  concentrationPercent: fc.integer({ min: 1, max: 1_000 }),
  activeOrders: fc.integer({ min: 1, max: 6 }),
});

/** Nobody writes to its activity. */
const PLAIN = viewOf();

const CHECKED: readonly RuleCode[] = [
  ...(['active-orders', 'order-quantity', 'order-value', 'position-quantity', 'position-value'] as const),
  ...(['concentration', 'gross-exposure', 'net-exposure', 'buying-power'] as const),
];

function settingsOf(limits: OracleLimits): RiskSettings {
  const figures: Partial<Record<RuleCode, object>> = {
    'active-orders': { max: limits.activeOrders },
    'order-quantity': { max: limits.units },
    'order-value': { max: limits.orderCents / 100 },
    'position-quantity': { max: limits.positionUnits },
    'position-value': { max: limits.positionCents / 100 },
    concentration: { max: limits.concentrationPercent / 100 },
    'gross-exposure': { max: limits.grossTimes },
    'net-exposure': { max: limits.netTimes },
    'buying-power': { buffer: 0 },
  };
  const rules: Record<string, object> = {};
  for (const { code, on } of RULES)
    if (on !== 'fixed')
      rules[code] = code in figures ? { isOn: true, params: figures[code] } : { isOn: false };
  return { ...LIVE, rules };
}

/** As main would fill it: sums over positions and working orders. */
function viewFor(book: Book, order: Order): RiskView {
  const reach = (contract: number, side: 1 | -1) =>
    book.working
      .filter((one) => one.contract === contract && one.side === side)
      .reduce((sum, { units }) => sum + units, 0);
  const { cents, multiplier, position } = book.contracts[order.contract]!;
  const account = { ...plainAccount, equity: book.equityCents / 100, availableFunds: book.fundsCents / 100 };
  account.workingOrders = book.working.length;
  for (const { contract, units } of book.working) {
    const one = book.contracts[contract]!;
    account.workingMargin += (units * one.cents * one.multiplier) / 100;
  }
  book.contracts.forEach((one, contract) => {
    if (contract === order.contract) return;
    const unit = (one.cents * one.multiplier) / 100;
    const high = one.position + reach(contract, 1);
    const low = one.position - reach(contract, -1);
    account.grossOthers += Math.max(high, -low) * unit;
    account.netHighOthers += high * unit;
    account.netLowOthers += low * unit;
  });
  const price = cents / 100;
  return {
    ...PLAIN,
    contract: { ...plainContract, multiplier },
    quote: { bid: price, ask: price, last: price, at: 0 },
    book: {
      ...PLAIN.book,
      position: toQuantityMicros(position),
      workingBuy: toQuantityMicros(reach(order.contract, 1)),
      workingSell: toQuantityMicros(reach(order.contract, -1)),
    },
    account,
  };
}

function requestOf({ side, units }: Order): OrderRequest {
  return { ...plainRequest, side, quantity: toQuantityMicros(units), type: 'MKT', limitPrice: null };
}

/** Cannot cross zero, however the orders on its side fill. */
function onlyReduces(book: Book, order: Order): boolean {
  const sameSide = book.working.filter(
    ({ contract, side }) => contract === order.contract && side === order.side,
  );
  const held = book.contracts[order.contract]!.position;
  const after = sameSide.reduce((sum, { units }) => sum + units, order.units) * order.side + held;
  return held * order.side < 0 && after * order.side <= 0;
}

function ask(book: Book, order: Order, limits: OracleLimits) {
  return evaluate(requestOf(order), viewFor(book, order), limitsFor(settingsOf(limits), 'DU1', 1));
}

test('the rules deny exactly what filling every combination of orders shows to break a limit, the first of the list first', () => {
  fc.assert(
    fc.property(anyBook, anyOrder, anyLimits, (book, order, limits) => {
      const broken = onlyReduces(book, order) ? new Set() : brokenLimits(book, order, limits);
      const first = CHECKED.find((code) => broken.has(code)) ?? null;
      expect(ask(book, order, limits)?.code ?? null).toBe(first);
    }),
    runs(2_000, 200_000),
  );
});

test('orders that passed one by one keep the limits on positions and gross exposure whichever of them fill', () => {
  fc.assert(
    fc.property(anyBook, fc.array(anyOrder, { maxLength: 5 }), anyLimits, (start, orders, limits) => {
      // From a flat account: what was too much before the first order is not theirs.
      let book: Book = {
        ...start,
        working: [],
        contracts: start.contracts.map((contract) => ({ ...contract, position: 0 })),
      };
      for (const order of orders)
        if (ask(book, order, limits) === null) book = { ...book, working: [...book.working, order] };
      for (const positions of everyOutcome(book)) {
        const values = positions.map(
          (units, index) =>
            Math.abs(units) * book.contracts[index]!.cents * book.contracts[index]!.multiplier,
        );
        for (const units of positions) expect(Math.abs(units)).toBeLessThanOrEqual(limits.positionUnits);
        for (const value of values) expect(value).toBeLessThanOrEqual(limits.positionCents);
        const gross = values.reduce((sum, value) => sum + value, 0);
        expect(gross).toBeLessThanOrEqual(limits.grossTimes * book.equityCents);
      }
    }),
    runs(100, 50_000),
  );
});

const anyNumber = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, 0, -1));
test('whatever the facts, an evaluation answers, changes nothing, and answers the same again; a cancel passes', () => {
  const limits = limitsFor(
    { ...LIVE, rules: Object.fromEntries(RULES.map(({ code }) => [code, { isOn: true }])) },
    'DU1',
    1,
  );
  fc.assert(
    fc.property(
      fc.array(anyNumber, { minLength: 24, maxLength: 24 }),
      fc.constantFrom('submit', 'modify', 'cancel', 'flatten'),
      fc.boolean(),
      (numbers, action, isFlag) => {
        let next = 0;
        const scramble = <T extends object>(facts: T): T =>
          Object.freeze(
            Object.fromEntries(
              Object.entries(facts).map(([name, value]) => [
                name,
                typeof value === 'number'
                  ? numbers[next++ % 24]
                  : typeof value === 'boolean'
                    ? isFlag
                    : value,
              ]),
            ),
          ) as T;
        const view = Object.freeze({
          ...PLAIN,
          contract: scramble(PLAIN.contract),
          quote: scramble(PLAIN.quote),
          book: scramble(PLAIN.book),
          account: scramble(PLAIN.account),
        });
        const request = Object.freeze({ ...plainRequest, action });
        const before = JSON.stringify(view.activity.snapshot());
        const answer = evaluate(request, view, limits);
        expect(evaluate(request, view, limits)).toEqual(answer);
        expect(JSON.stringify(view.activity.snapshot())).toBe(before);
        if (action === 'cancel') expect(answer).toBeNull();
      },
    ),
    runs(100, 50_000),
  );
});

test.each(['rate', 'multiplier'] as const)(
  'no limit on value lets an order pass when the %s is not known',
  (fact) => {
    const rules = Object.fromEntries(
      RULES.map(({ code, on }) => [
        code,
        { isOn: on === 'fixed' || /value|exposure|concentration|power/.test(code) },
      ]),
    );
    const view = viewOf({ contract: { [fact]: NaN }, book: { position: quantityMicros(0) } });
    expect(evaluate(plainRequest, view, limitsFor({ ...LIVE, rules }, 'DU1', 1))?.missing).toContain(fact);
  },
);
