import { expect, test } from 'vitest';
import { toMicros } from '../../model/money.ts';
import { Accounts } from './accounts.ts';
import type { AccountsSnapshot } from './snapshot.ts';
import { AAPL, Branch, EURUSD } from './testing/branch.ts';

type Draft<T> = T extends number ? number : T extends object ? { -readonly [K in keyof T]: Draft<T[K]> } : T;

function stored(): Draft<AccountsSnapshot> {
  const branch = new Branch();
  branch.accounts.startDay(0, 20_000);
  branch.fill(AAPL, 'buy', 100, 200);
  branch.fill(EURUSD, 'buy', 1_000, 1.25);
  return JSON.parse(JSON.stringify(branch.accounts.snapshot())) as Draft<AccountsSnapshot>;
}

const refusalOf = (snapshot: unknown) => {
  const restored = Accounts.restore(new Branch().spec, snapshot);
  return restored.ok ? null : restored.error;
};

test('goes on with accounts that the settings name no longer, and begins those that are new', () => {
  const spec = { ...new Branch().spec, accounts: [{ id: 'DU9', startingCash: toMicros(5) }] };
  const restored = Accounts.restore(spec, stored());
  if (!restored.ok) throw new Error(restored.error.message);
  const accounts = restored.value;
  expect(accounts.ids).toEqual(['DU9', 'DU1', 'DU2']);
  expect(accounts.positions('DU1')).toHaveLength(2);
  expect(accounts.figures('DU9').netLiquidation).toBe(toMicros(5));
  expect(accounts.bookedSequence).toBe(2);
});

test.each<[string, (snapshot: Draft<AccountsSnapshot>) => unknown, string, RegExp]>([
  ['of another version', (s) => Object.assign(s, { version: 2 }), 'otherVersion', /version 2.*reads 1/],
  ['that is nothing', () => null, 'broken', /expected object/],
  ['without accounts', ({ accounts: _, ...s }) => s, 'broken', /accounts/],
  ['with a fraction of a micro-dollar', (s) => (Object.assign(s.accounts[0]!.cash[0]![1], { amount: 0.5 }), s), 'broken', /amount/],
  ['with an amount beyond exact numbers', (s) => (Object.assign(s.accounts[0]!.cash[0]![1], { amount: 2 ** 60 }), s), 'broken', /amount/],
  ['with a field that nobody knows', (s) => (Object.assign(s.accounts[0]!, { credit: 1 }), s), 'broken', /credit/],
  ['with an account twice', (s) => (s.accounts.push(s.accounts[0]!), s), 'broken', /two accounts are called DU1/],
  ['with a currency twice', (s) => (s.accounts[0]!.cash.push(['USD', s.accounts[0]!.cash[0]![1]]), s), 'broken', /two balances in USD/],
  ['with a position twice', (s) => (s.accounts[0]!.positions.push(s.accounts[0]!.positions[0]!), s), 'broken', /two positions in contract 1/],
  ['with nothing at a cost', (s) => (Object.assign(s.accounts[0]!.positions[0]!, { quantity: 0 }), s), 'broken', /holds nothing of contract 1/],
  ['with an order twice', (s) => (s.orders.push(s.orders[0]!), s), 'broken', /two orders/],
  ['with an order of nobody', (s) => (Object.assign(s.orders[0]!, { account: 'DU7' }), s), 'broken', /DU7/],
  ['with more added than filled', (s) => (Object.assign(s.orders[0]!, { addedQuantity: 2 ** 50 }), s), 'broken', /added more/],
  ['with a contract that nobody knows', (s) => (Object.assign(s.accounts[0]!.positions[0]!, { conId: 999 }), s), 'unknownInstrument', /contract 999/],
])('a snapshot %s is refused in a sentence', (_title, broken, kind, text) => {
  const refusal = refusalOf(broken(stored()));
  expect(refusal?.kind).toBe(kind);
  expect(refusal?.message).toMatch(text);
}); // prettier-ignore

test('a snapshot is a copy', () => {
  const branch = new Branch();
  const snapshot = branch.accounts.snapshot();
  branch.fill(AAPL, 'buy', 100, 200);
  expect(snapshot.accounts[0]!.positions).toEqual([]);
  expect(snapshot.accounts[0]!.cash[0]![1].amount).toBe(toMicros(1_000_000));
  expect(refusalOf(snapshot)).toBeNull();
});
