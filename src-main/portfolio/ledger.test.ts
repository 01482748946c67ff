import { expect, test } from 'vitest';
import { CONTRACT, fill } from '#shared/orders/testing/samples.ts';
import { Ledger } from './ledger.ts';
import { MemoryStore } from './testing/memory-store.ts';

const quiet = () => undefined;

test('of a combination its legs are held, and it is not', () => {
  const store = new MemoryStore();
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const ledger = new Ledger('one', { executions: store, store, log, breathe: () => Promise.resolve() });
  const combination = { ...CONTRACT, securityType: 'BAG' };
  expect(ledger.execution(fill('a.1.01.01', 1, { contract: combination }))).toBe('combination');
  expect(ledger.execution(fill('a.2.01.01', 1))).toBe('new');
  expect(ledger.book.contracts('DU1').map(({ contract }) => contract.securityType)).toEqual(['STK']);
});
