import { expect, test } from 'vitest';
import { CONTRACT, fill } from '#shared/orders/testing/samples.ts';
import { Ledger } from './ledger.ts';
import { MemoryStore } from './testing/memory-store.ts';

const quiet = () => undefined;

test('of a combination its legs are held, and it is not', async () => {
  const store = new MemoryStore();
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const ledger = new Ledger('one', { executions: store, store, log, breathe: () => Promise.resolve() });
  const combination = { ...CONTRACT, securityType: 'BAG' };
  const [whole, leg] = [fill('a.1.01.01', 1, { contract: combination }), fill('a.2.01.01', 1)];
  expect(ledger.lacks(leg), 'what it has is not read yet').toBe(false);
  await ledger.load(whole.at);
  expect([ledger.lacks(whole), ledger.lacks(leg)]).toEqual([false, true]);
  expect(ledger.execution(whole)).toBe('combination');
  expect(ledger.execution(leg)).toBe('new');
  expect(ledger.lacks(leg)).toBe(false);
  expect(ledger.book.contracts('DU1').map(({ contract }) => contract.securityType)).toEqual(['STK']);
});
