import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromOrderPrice } from '../../model/order-price.ts';
import { fromQuantityMicros, quantityMicros } from '../../model/quantity.ts';
import type { Side } from '../exchange/side.ts';
import type { WorkingOrder } from './account-spec.ts';
import { AAPL, BTC, Branch, ES, EURJPY, EURUSD, GME, SPY, SPY_CALL, SPY_PUT, USDJPY, working } from './testing/branch.ts'; // prettier-ignore

const isFull = process.env.TRADEWIND_COUNTS === 'full';

/** Sizes of which a few use up a million. */
const TRADED = [
  { conId: AAPL, most: 4_000, unit: 1 },
  { conId: GME, most: 20_000, unit: 1 },
  { conId: SPY, most: 1_500, unit: 1 },
  { conId: ES, most: 20, unit: 1 },
  { conId: SPY_CALL, most: 60, unit: 1 },
  { conId: SPY_PUT, most: 60, unit: 1 },
  { conId: EURUSD, most: 15_000_000, unit: 1 },
  { conId: USDJPY, most: 15_000_000, unit: 1 },
  { conId: EURJPY, most: 15_000_000, unit: 1 },
  { conId: BTC, most: 40_000, unit: 0.0001 },
] as const;

const anyOrder = fc.record({
  kind: fc.constant('order' as const),
  traded: fc.constantFrom(...TRADED),
  side: fc.constantFrom<Side>('buy', 'sell'),
  size: fc.integer({ min: 1, max: 1_000 }),
  /** Limit off the mark, per cent; null: at the market. */
  off: fc.option(fc.integer({ min: -5, max: 5 })),
  group: fc.constantFrom(null, null, null, 'a', 'b'),
});
const anyFill = fc.record({
  kind: fc.constant('fill' as const),
  which: fc.nat(),
  share: fc.integer({ min: 1, max: 4 }),
  isAtWorst: fc.boolean(),
});

/** What one order may do beside its margin: its commission, and a price that is worse than the mark. */
interface Taken {
  readonly order: WorkingOrder;
  readonly price: number;
}

// The first seed once found orders that passed and could not all be paid for.
test.each([[302223875], [undefined]])(
  'no orders that passed can together ask for more margin than there is equity, whichever of them fill (seed %s)',
  (seed) => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 3, arbitrary: anyOrder }, { weight: 4, arbitrary: anyFill }), {
          minLength: 1,
          maxLength: isFull ? 60 : 30,
          size: 'max',
        }),
        (steps) => {
          const branch = new Branch();
          let taken: Taken[] = [];
          // A close is let out at any price: its commission and what it loses to the mark are all that can be missing.
          let lostByCloses = 0;
          for (const step of steps) {
            if (step.kind === 'order') {
              const entry = wished(branch, step);
              const { order } = entry;
              const others = taken.map((one) => one.order);
              const checked = branch.accounts.check('DU1', order.instrument, order.terms, others);
              if (checked.ok) taken.push(entry);
            } else if (taken.length > 0) {
              const { order, price } = taken[step.which % taken.length]!;
              const left = fromQuantityMicros(order.quantity) - fromQuantityMicros(order.filled);
              const unit = TRADED.find(({ conId }) => conId === order.instrument)!.unit;
              const part = Math.max(unit, Math.floor(left / step.share / unit) * unit);
              const units = Math.round(Math.min(part, left) * 1e6) / 1e6;
              const mark = fromOrderPrice(branch.marks.get(order.instrument)!);
              const before = branch.figure('netLiquidation');
              const heldBefore = held(branch, order.instrument);
              branch.fill(order.instrument, order.terms.side, units, step.isAtWorst ? price : mark, {
                order: order.key,
              });
              if (held(branch, order.instrument) <= heldBefore)
                lostByCloses += Math.max(0, before - branch.figure('netLiquidation'));
              taken = afterFill(taken, order, units);
            }
            expect(branch.figure('availableFunds') + lostByCloses).toBeGreaterThanOrEqual(-1e-6);
          }
        },
      ),
      { numRuns: isFull ? 20_000 : 60, ...(seed === undefined ? {} : { seed }) },
    );
  },
);

/** Size of the position. */
function held(branch: Branch, conId: number): number {
  return Math.abs(branch.accounts.positions('DU1').find((row) => row.conId === conId)?.quantity ?? 0);
}

let nextKey = 1;

function wished(
  branch: Branch,
  { traded, side, size, off, group }: typeof anyOrder extends fc.Arbitrary<infer T> ? T : never,
): Taken {
  const units = Math.max(1, Math.floor((size / 1_000) * traded.most)) * traded.unit;
  const mark = fromOrderPrice(branch.marks.get(traded.conId)!);
  const limit = off === null ? mark : mark * (1 + off / 100);
  const plain = { side, quantity: Math.round(units * 1e6) / 1e6, ocaGroup: group };
  const order = working(
    nextKey++,
    traded.conId,
    off === null ? plain : { ...plain, type: 'LMT', limitPrice: limit },
  );
  // A limit that is better than the mark does not trade there; one that is worse trades at the worst that it accepts.
  const worst = side === 'buy' ? Math.max(mark, limit) : Math.min(mark, limit);
  return { order, price: worst };
}

/** The order is filled by so much; a group of type 1 is over with its first fill. */
function afterFill(taken: readonly Taken[], filled: WorkingOrder, units: number): Taken[] {
  const group = filled.terms.ocaGroup;
  return taken
    .filter(({ order }) => order === filled || group === null || order.terms.ocaGroup !== group)
    .map((one) =>
      one.order === filled
        ? { ...one, order: { ...filled, filled: quantityMicros(filled.filled + Math.round(units * 1e6)) } }
        : one,
    )
    .filter(({ order }) => order.filled < order.quantity);
}
