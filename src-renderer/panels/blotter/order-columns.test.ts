import { expect, test } from 'vitest';
import type { Order } from '#shared/model/order.ts';
import { useOrders } from '../../stores/orders.ts';
import { entryOf, legsUnderEntries } from './order-columns.tsx';

const order = (ref: string, parentRef: string | null = null) => ({ ref, parentRef }) as unknown as Order;

test('legs stand under their entry, also those whose entry came later; a leg without one in sight stays where it is', () => {
  const [entry, profit, stop, other] = [order('e'), order('p', 'e'), order('s', 'e'), order('o')];
  const orphan = order('x', 'gone');
  useOrders.setState({ orders: new Map([entry, profit, stop, other, orphan].map((one) => [one.ref, one])) });
  expect(legsUnderEntries([profit, other, entry, orphan, stop])).toEqual([
    other,
    entry,
    profit,
    stop,
    orphan,
  ]);
  expect(legsUnderEntries([other, profit])).toEqual([other, profit]);
  expect([entryOf(stop), entryOf(orphan)]).toEqual([entry, orphan]);
});
