import { expect, test } from 'vitest';
import { OrderIndex } from './order-index.ts';
import { adoptedFromExecution, adoptedRecord, isAdoptedRef, newRecord, orderRecordSchema } from './order-record.ts'; // prettier-ignore
import { brokerOrder, CLIENT_ID, fill, ORDER_ID, PERM_ID, ref, REF, T0, ticket } from './testing/samples.ts';

const NAMES = { permId: PERM_ID, clientId: CLIENT_ID, orderId: ORDER_ID, orderRef: '' };
const own = newRecord(ticket(), T0, null);
const sent = { ...own, clientId: CLIENT_ID, orderId: ORDER_ID };
const acknowledged = { ...sent, permId: PERM_ID };

test('an order is found by permId whatever its other names are', () => {
  const index = new OrderIndex([acknowledged]);
  expect(index.find({ permId: PERM_ID, clientId: 0, orderId: 0, orderRef: 'other' })).toBe(REF);
});

test('before it has a permId it is found by its number, and by our reference', () => {
  const index = new OrderIndex([sent]);
  expect(index.find(NAMES)).toBe(REF);
  expect(index.find({ ...NAMES, clientId: 0, orderId: 0, orderRef: REF }), 'no number told').toBe(REF);
  expect(index.find({ ...NAMES, orderId: 99, orderRef: REF }), 'under another number').toBeNull();
  expect(index.find({ ...NAMES, clientId: 3, orderRef: REF }), 'of another client').toBeNull();
  const completed = { clientId: 0, orderId: 0, orderRef: REF };
  expect(new OrderIndex([acknowledged]).find({ ...completed, permId: 9 }), 'another permId').toBeNull();
  const other = { ...sent, ref: ref('tw-2') };
  expect(new OrderIndex([sent, other]).find({ ...NAMES, orderRef: REF }), 'a number used twice').toBe(REF);
  const unnumbered = new OrderIndex([{ ...sent, clientId: null, orderId: null }]);
  expect(unnumbered.find({ ...NAMES, orderRef: REF })).toBe(REF);
  expect(index.find({ ...NAMES, orderId: 99, orderRef: 'other' })).toBeNull();
});

test('a number that the broker has given to another order is no name', () => {
  const index = new OrderIndex([acknowledged]);
  expect(index.find({ ...NAMES, permId: 5 })).toBeNull();
  expect(index.find({ ...NAMES, permId: 5, orderRef: REF })).toBeNull();
  expect(new OrderIndex([sent]).find({ ...NAMES, orderRef: 'of another program' })).toBeNull();
  expect(index.find({ ...NAMES, permId: 0 })).toBe(REF);
});

test('an adopted order is found under any reference of its own', () => {
  const adopted = adoptedRecord(brokerOrder({ permId: 0, orderRef: 'theirs' }), T0);
  const index = new OrderIndex([adopted]);
  expect(index.find({ ...NAMES, permId: 8, orderRef: 'theirs' })).toBe(adopted.ref);
});

test('a trade without an order is found by its own id', () => {
  const trade = fill('x.7.01', 5, { permId: 0, orderId: 0, orderRef: '' });
  const index = new OrderIndex([adoptedFromExecution(trade, T0)]);
  expect(index.find(trade)).toBe(ref('exec-x.7'));
  expect(index.find({ ...trade, execId: 'x.8.01' })).toBeNull();
});

test('what is removed is not found, and what has taken its number stays', () => {
  const later = {
    ...newRecord(ticket({ ref: ref('tw-2') }), T0, null),
    clientId: CLIENT_ID,
    orderId: ORDER_ID,
  };
  const index = new OrderIndex([acknowledged]);
  index.put(later);
  index.remove(acknowledged);
  expect(index.find({ ...NAMES, permId: 0 })).toBe(later.ref);
  expect(index.find({ ...NAMES, orderId: 0, orderRef: REF })).toBeNull();
});

test('what is removed goes with every number that it ever had, and no other order is looked at for it', () => {
  let looks = 0;
  const others = Array.from({ length: 500 }, (_, index) => ({
    ...{ origin: 'ours' as const, permId: 1_000 + index, clientId: CLIENT_ID, orderId: 1_000 + index },
    get ref() {
      looks++;
      return ref(`other-${index}`);
    },
  }));
  const index = new OrderIndex([...others, acknowledged, { ...acknowledged, permId: 8, orderId: 9 }]);
  looks = 0;
  index.remove(acknowledged);
  expect(looks).toBe(0);
  const stale = [
    NAMES,
    { ...NAMES, permId: 8 },
    { ...NAMES, permId: 0 },
    { ...NAMES, permId: 0, orderId: 9 },
  ];
  expect(stale.map((names) => index.find(names))).toEqual([null, null, null, null]);
  expect(index.find({ ...NAMES, permId: 1_007, orderId: 0 })).toBe('other-7');
});

test('names that orders from outside are given are told from those that somebody chose', () => {
  const adopted = [
    adoptedRecord(brokerOrder(), T0).ref,
    adoptedRecord(brokerOrder({ permId: 0 }), T0).ref,
    adoptedFromExecution(fill('x.1.01', 1, { permId: 0, orderId: 0 }), T0).ref,
  ];
  expect(adopted.map(isAdoptedRef)).toEqual([true, true, true]);
  expect(['permanent', 'my-perm-7', 'client', 'exec'].map((name) => isAdoptedRef(ref(name)))).toEqual(
    Array.from({ length: 4 }, () => false),
  );
});

test('whether an order may only reduce is kept with it, and of rows of before it was kept it may do more', () => {
  const row = JSON.parse(JSON.stringify(newRecord(ticket({ isReduceOnly: true }), T0, null))) as object;
  expect(orderRecordSchema.parse(row).isReduceOnly).toBe(true);
  const { isReduceOnly, ...old } = row as { isReduceOnly: boolean };
  expect([isReduceOnly, orderRecordSchema.parse(old).isReduceOnly]).toEqual([true, false]);
});

test('an order that is removed takes along no number that another one has by now', () => {
  const index = new OrderIndex([acknowledged]);
  const other = { ...acknowledged, ref: ref('tw-2') };
  index.put(other);
  index.remove(acknowledged);
  expect(index.find({ ...NAMES, orderRef: 'tw-2' })).toBe('tw-2');
  index.remove({ ref: ref('nobody') });
  index.remove(other);
  expect(index.find({ ...NAMES, orderRef: 'tw-2' })).toBeNull();
});
