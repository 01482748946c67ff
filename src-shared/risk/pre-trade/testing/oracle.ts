import type { RuleCode } from '../rules.ts';

/** An account as a child would write it down: whole cents and whole units, so that every sum here is exact. */
export interface Book {
  readonly contracts: readonly {
    readonly cents: number;
    readonly multiplier: number;
    readonly position: number;
  }[];
  readonly working: readonly Order[];
  readonly equityCents: number;
  readonly fundsCents: number;
}

export interface Order {
  readonly contract: number;
  readonly side: 1 | -1;
  readonly units: number;
}

export interface OracleLimits {
  readonly units: number;
  readonly orderCents: number;
  readonly positionUnits: number;
  readonly positionCents: number;
  readonly grossTimes: number;
  readonly netTimes: number;
  /** Hundredths of the equity. */
  readonly concentrationPercent: number;
  readonly activeOrders: number;
}

/**
 * Which limits a market order would break, found the slow way: every combination of fills of every order is filled and the
 * account that comes out is looked at. Integers only; shares no line with the rules.
 */
export function brokenLimits(book: Book, order: Order, limits: OracleLimits): Set<RuleCode> {
  const broken = new Set<RuleCode>();
  const value = (contract: number, units: number) =>
    BigInt(units) * BigInt(book.contracts[contract]!.cents) * BigInt(book.contracts[contract]!.multiplier);
  const size = (amount: bigint) => (amount < 0n ? -amount : amount);
  if (order.units > limits.units) broken.add('order-quantity');
  if (value(order.contract, order.units) > BigInt(limits.orderCents)) broken.add('order-value');
  if (book.working.length >= limits.activeOrders) broken.add('active-orders');
  let margin = 0n;
  for (const one of [...book.working, order]) margin += value(one.contract, one.units);
  if (margin > BigInt(book.fundsCents)) broken.add('buying-power');
  for (const positions of everyOutcome(book, order)) {
    const own = positions[order.contract]! * order.side;
    if (own > limits.positionUnits) broken.add('position-quantity');
    if (value(order.contract, own) > BigInt(limits.positionCents)) broken.add('position-value');
    if (value(order.contract, own) * 100n > BigInt(limits.concentrationPercent) * BigInt(book.equityCents))
      broken.add('concentration');
    const values = positions.map((units, contract) => value(contract, units));
    const gross = values.reduce((sum, one) => sum + size(one), 0n);
    if (gross > BigInt(limits.grossTimes) * BigInt(book.equityCents)) broken.add('gross-exposure');
    const net = values.reduce((sum, one) => sum + one, 0n) * BigInt(order.side);
    if (net > BigInt(limits.netTimes) * BigInt(book.equityCents)) broken.add('net-exposure');
  }
  return broken;
}

/** Positions after every subset of the working orders and the new one has filled. */
export function everyOutcome(book: Book, ...more: readonly Order[]): number[][] {
  let outcomes = [book.contracts.map(({ position }) => position)];
  for (const { contract, side, units } of [...book.working, ...more]) {
    const filled = outcomes.map((positions) =>
      positions.map((held, index) => (index === contract ? held + side * units : held)),
    );
    outcomes = [...outcomes, ...filled];
  }
  return outcomes;
}
