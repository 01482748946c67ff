import { expect, test } from 'vitest';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import { ok } from '#shared/kernel/result.ts';
import { contractIdSchema, type Contract, type ContractDetails } from '#shared/model/contract.ts';
import type { OrderRecord } from '#shared/orders/order-record.ts';
import { QuotedContracts } from './quoted-contracts.ts';

const FIVE_MINUTES_MS = 5 * 60_000;

function contractOf(id: number): Contract {
  return { contractId: contractIdSchema.parse(id) } as Contract;
}

function quotedContracts() {
  const timers = new ManualTimers();
  const needed = new Set<number>();
  const live: OrderRecord[] = [];
  const quoted = new QuotedContracts({
    contracts: {
      known: () => undefined,
      details: (id) => Promise.resolve(ok({ contract: contractOf(id) } as ContractDetails)),
    },
    quotes: {
      readInto(_, out) {
        out.bid = out.ask = out.last = 10;
        return true;
      },
      need({ contractId }) {
        needed.add(contractId);
        return () => needed.delete(contractId);
      },
      onTick: () => () => undefined,
    },
    book: { live },
    timers,
    onOrderLikely: () => undefined,
  });
  return { quoted, timers, needed, live };
}

test('rehearsals take the contracts that were looked at in turn, also while some come and go', async () => {
  const { quoted, timers, live } = quotedContracts();
  expect([quoted.isEmpty, quoted.next()]).toEqual([true, undefined]);
  for (const id of [1, 2]) await quoted.prepare(contractOf(id));
  expect([1, 2, 3].map(() => quoted.next())).toEqual([1, 2, 1]);
  await quoted.prepare(contractOf(3));
  expect([1, 2, 3].map(() => quoted.next())).toEqual([2, 3, 1]);
  live.push({ contract: contractOf(2) } as OrderRecord);
  timers.advance(FIVE_MINUTES_MS);
  expect([1, 2].map(() => quoted.next())).toEqual([2, 2]);
});

test('a contract stays quoted for five minutes, and as long as an order in it works', async () => {
  const { quoted, timers, needed, live } = quotedContracts();
  await quoted.prepare(contractOf(1));
  live.push({ contract: contractOf(1) } as OrderRecord);
  timers.advance(FIVE_MINUTES_MS);
  expect([...needed]).toEqual([1]);
  live.pop();
  timers.advance(FIVE_MINUTES_MS);
  expect([[...needed], quoted.isEmpty]).toEqual([[], true]);
});
