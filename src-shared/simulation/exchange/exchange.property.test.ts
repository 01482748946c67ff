import fc from 'fast-check';
import { expect, test } from 'vitest';
import { notionalMicros } from '../../portfolio/notional.ts';
import { fromOrderPrice } from '../../model/order-price.ts';
import { micros, type Micros } from '../../model/money.ts';
import { Exchange, type ExchangeSpec } from './exchange.ts';
import type { ExchangeEvent } from './exchange-event.ts';
import { isFinal } from './order-state.ts';
import { Floor, TEST_PORTS } from './testing/floor.ts';
import { Auditor } from './testing/auditor.ts';
import { FLOW_ACCOUNTS, FLOW_INSTRUMENTS, RandomFlow } from './testing/random-flow.ts';

const isCampaign = process.env.TRADEWIND_COUNTS === 'full';
const numRuns = isCampaign ? 20_000 : 150;
const ORDER_COUNT = isCampaign ? 100_000 : 2_000;

function spec(latencyMs: number): ExchangeSpec {
  const settings = {
    seed: 7,
    submitMs: latencyMs,
    cancelMs: latencyMs,
    retainedEvents: 1_000_000,
    retainedOrders: 1_000_000,
  };
  return { instruments: FLOW_INSTRUMENTS, ports: TEST_PORTS, settings };
}

const anyFlow = fc.record({
  seed: fc.integer(),
  steps: fc.integer({ min: 1, max: 150 }),
  latencyMs: fc.constantFrom(0, 0, 5),
});

test('no order fills beyond its size or its limit, nothing trades through a better price, and price and time decide', () => {
  fc.assert(
    fc.property(anyFlow, ({ seed, steps, latencyMs }) => {
      const exchange = new Exchange(spec(latencyMs));
      const flow = new RandomFlow(exchange, seed);
      const auditor = new Auditor(exchange);
      for (let step = 0; step < steps; step++) {
        auditor.before();
        flow.pass();
        auditor.after(flow.told);
        auditor.before();
        flow.act();
        auditor.after(flow.told);
      }
    }),
    // What was found: a taker beside a client, once another had taken all that the market showed.
    { numRuns, examples: [[{ seed: 1105232821, steps: 28, latencyMs: 0 }]] },
  );
});

test('the same calls give the same log, byte for byte', () => {
  fc.assert(
    fc.property(anyFlow, ({ seed, steps, latencyMs }) => {
      const logOf = () => {
        const flow = new RandomFlow(new Exchange(spec(latencyMs)), seed);
        for (let step = 0; step < steps; step++) flow.step();
        return JSON.stringify(flow.exchange.eventsSince(1));
      };
      expect(logOf()).toBe(logOf());
    }),
    { numRuns: Math.ceil(numRuns / 3) },
  );
});

test('a snapshot, through JSON and into another exchange, goes on as if nothing had been', () => {
  fc.assert(
    fc.property(anyFlow, fc.double({ min: 0, max: 1, noNaN: true }), ({ seed, steps, latencyMs }, share) => {
      const flow = new RandomFlow(new Exchange(spec(latencyMs)), seed);
      const pause = Math.floor(steps * share);
      for (let step = 0; step < pause; step++) flow.step();
      const snapshot = JSON.parse(JSON.stringify(flow.exchange.snapshot())) as ReturnType<
        Exchange['snapshot']
      >;
      const restored = Exchange.restore(spec(latencyMs), snapshot);
      if (!restored.ok) throw new Error('the snapshot was refused');
      const copy = flowFrom(flow, seed, pause, latencyMs, restored.value);
      for (let step = pause; step < steps; step++) {
        flow.step();
        copy.step();
      }
      expect(JSON.stringify(copy.exchange.snapshot())).toBe(JSON.stringify(flow.exchange.snapshot()));
    }),
    { numRuns: Math.ceil(numRuns / 3) },
  );
});

/** The same flow at the same point, over another exchange: it is walked there on a stand-in first. */
function flowFrom(
  flow: RandomFlow,
  seed: number,
  steps: number,
  latencyMs: number,
  exchange: Exchange,
): RandomFlow {
  const standIn = new RandomFlow(new Exchange(spec(latencyMs)), seed);
  for (let step = 0; step < steps; step++) standIn.step();
  expect(standIn.time).toBe(flow.time);
  standIn.exchange = exchange;
  return standIn;
}

const anyMove = fc.oneof(
  fc.record({ kind: fc.constant('trade' as const), price: fc.integer({ min: 90, max: 110 }), size: fc.integer({ min: 1, max: 80 }) }),
  fc.record({ kind: fc.constant('quote' as const), price: fc.integer({ min: 90, max: 110 }), size: fc.integer({ min: 1, max: 80 }) }),
  fc.record({ kind: fc.constant('cancel' as const), price: fc.integer({ min: 1, max: 4 }), size: fc.constant(0) }),
); // prettier-ignore
type Move = typeof anyMove extends fc.Arbitrary<infer T> ? T : never;

function play(floor: Floor, { kind, price, size }: Move): void {
  if (kind === 'trade') floor.trade(price, size);
  else if (kind === 'quote') floor.quote(price - 1, size, price, size);
  else floor.cancel(price);
}

test('the orders of a blocking OCA group together never fill more than one of them', () => {
  const anyMember = fc.record({
    quantity: fc.integer({ min: 1, max: 60 }),
    limitPrice: fc.integer({ min: 95, max: 110 }),
    isStop: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(1 as const, 2 as const),
      fc.array(anyMember, { minLength: 2, maxLength: 5 }),
      fc.array(anyMove, { maxLength: 40 }),
      (ocaType, members, moves) => {
        const floor = new Floor();
        const common = { side: 'sell', ocaGroup: 'g', ocaType } as const;
        for (const { quantity, limitPrice, isStop } of members) {
          if (isStop) floor.order({ ...common, quantity, type: 'STP', stopPrice: limitPrice - 10 });
          else floor.order({ ...common, quantity, type: 'LMT', limitPrice });
        }
        floor.phase('regular');
        for (const move of moves) play(floor, move);
        const filled = members.map(
          ({ quantity }, index) => floor.exchange.order(index + 1)!.filled / (quantity * 1e6),
        );
        const used = filled.reduce((sum, part) => sum + part, 0);
        expect(used).toBeLessThanOrEqual(1 + 1e-9);
        if (ocaType === 1) expect(filled.filter((part) => part > 0).length).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns },
  );
});

test('the exits of a bracket never close more than its parent has filled, and none outlives what it guards', () => {
  const anyExit = fc.record({
    quantity: fc.integer({ min: 1, max: 40 }),
    level: fc.integer({ min: 1, max: 8 }),
    isStop: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 10, max: 40 }),
      fc.array(anyExit, { minLength: 1, maxLength: 4 }),
      fc.array(anyMove, { maxLength: 40 }),
      (quantity, exits, moves) => {
        const floor = new Floor();
        floor.phase('regular');
        const parent = floor.order({ quantity, type: 'LMT', limitPrice: 99, transmit: false });
        const keys = exits.map(({ quantity: wanted, level, isStop }, index) => {
          const transmit = index === exits.length - 1;
          const common = { side: 'sell', quantity: Math.min(quantity, wanted), parent, transmit } as const;
          return isStop
            ? floor.order({ ...common, type: 'STP', stopPrice: 99 - level })
            : floor.order({ ...common, type: 'LMT', limitPrice: 99 + level });
        });
        for (const move of moves) {
          play(floor, move);
          const { filled, state } = floor.exchange.order(parent)!;
          const orders = keys.map((key) => floor.exchange.order(key)!);
          const closed = orders.reduce((sum, order) => sum + order.filled, 0);
          expect(closed).toBeLessThanOrEqual(filled);
          if (isFinal(state) && closed === filled)
            expect(orders.every((order) => isFinal(order.state))).toBe(true);
        }
      },
    ),
    { numRuns },
  );
});

test(`cash and positions of ${ORDER_COUNT} random orders balance to the last micro`, () => {
  const exchange = new Exchange(spec(2));
  const flow = new RandomFlow(exchange, 2026);
  const ledger = new Ledger();
  let read = 1;
  while (flow.orderCount < ORDER_COUNT) {
    flow.step();
    const { events, isComplete } = exchange.eventsSince(read);
    expect(isComplete).toBe(true);
    read = exchange.nextSequence;
    for (const event of events) ledger.book(event);
  }
  ledger.expectBalanced(exchange, flow.orderCount);
});

type Fill = Extract<ExchangeEvent, { kind: 'fill' }>;

/** Replays fills in exact integers, beside the app's own arithmetic, with the market as an account like any other. */
class Ledger {
  /** Account and instrument: 1e-6 units. */
  readonly #positions = new Map<string, bigint>();
  /** By account: micros. */
  readonly #cash = new Map<string, bigint>();
  /** The same, as the app reckons it. */
  readonly #houseCash = new Map<string, Micros>();
  readonly #executionIds = new Set<string>();
  /** A client's fill whose other half is still to come. */
  #half: Fill | null = null;

  book(event: ExchangeEvent): void {
    if (event.kind !== 'fill') return;
    expect(this.#executionIds.has(event.executionId)).toBe(false);
    this.#executionIds.add(event.executionId);
    this.#add(event.account, event, 1n);
    if (event.against === null) this.#add('the market', event, -1n);
    else this.#pair(event);
    const notional = notionalMicros(event.quantity, fromOrderPrice(event.price), 1);
    const cash = this.#houseCash.get(event.account) ?? micros(0);
    this.#houseCash.set(event.account, micros(event.side === 'buy' ? cash - notional : cash + notional));
  }

  expectBalanced(exchange: Exchange, orderCount: number): void {
    expect(this.#half).toBeNull();
    const fromOrders = new Map<string, bigint>();
    for (let key = 1; key <= orderCount; key++) {
      const order = exchange.order(key);
      if (order === undefined || order.filled === 0) continue;
      const sign = order.terms.side === 'buy' ? 1n : -1n;
      const name = `${order.account}/${order.instrument}`;
      fromOrders.set(name, (fromOrders.get(name) ?? 0n) + sign * BigInt(order.filled));
    }
    for (const name of FLOW_ACCOUNTS) {
      expect(BigInt(this.#houseCash.get(name)!)).toBe(this.#cash.get(name));
      for (const { id } of FLOW_INSTRUMENTS)
        expect(this.#positions.get(`${name}/${id}`)).toBe(fromOrders.get(`${name}/${id}`));
    }
    expect([...this.#cash.values()].reduce((sum, cash) => sum + cash, 0n)).toBe(0n);
    for (const { id } of FLOW_INSTRUMENTS) {
      const all = [...this.#positions].filter(([name]) => name.endsWith(`/${id}`));
      expect(all.reduce((sum, [, position]) => sum + position, 0n)).toBe(0n);
    }
    expect(this.#executionIds.size).toBeGreaterThan(orderCount / 10);
  }

  #add(account: string, { side, quantity, price, instrument }: Fill, direction: bigint): void {
    const sign = direction * (side === 'buy' ? 1n : -1n);
    const name = `${account}/${instrument}`;
    this.#positions.set(name, (this.#positions.get(name) ?? 0n) + sign * BigInt(quantity));
    // Sizes and ticks of the flow make whole micros of every fill.
    const value = BigInt(quantity) * BigInt(price);
    expect(value % 100_000_000n).toBe(0n);
    this.#cash.set(account, (this.#cash.get(account) ?? 0n) - (sign * value) / 100_000_000n);
  }

  /** Two halves of one trade come one after the other. */
  #pair(fill: Fill): void {
    const half = this.#half;
    if (half === null) {
      this.#half = fill;
      return;
    }
    expect({ ...fill, order: fill.against, against: fill.order }).toMatchObject({
      order: half.order,
      against: half.against,
      instrument: half.instrument,
      quantity: half.quantity,
      price: half.price,
    });
    expect(fill.side).not.toBe(half.side);
    expect(fill.account).not.toBe(half.account);
    this.#half = null;
  }
}
