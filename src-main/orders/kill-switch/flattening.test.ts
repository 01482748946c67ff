import { expect, test } from 'vitest';
import { ok } from '#shared/kernel/result.ts';
import type { OrderTicket } from '#shared/model/order-ticket.ts';
import { CONTRACT, units } from '#shared/orders/testing/samples.ts';
import { Flattening, type FlatteningOptions } from './flattening.ts';

const quiet = () => undefined;
const CASH = { ...CONTRACT, contractId: 9, securityType: 'CASH', symbol: 'EUR' };

/** Positions of DU1 by contract id; what is sent fills at once. */
function bench(held: Map<number, number>, sizeIncrement = 1) {
  const sent: number[] = [];
  let next = 0;
  const contractOf = (id: number) => (id === 9 ? CASH : { ...CONTRACT, contractId: id });
  const flattening = new Flattening({
    path: {
      place(tickets: readonly [OrderTicket]) {
        const { terms, side, contract } = tickets[0];
        const { contractId } = contract;
        const signed = side === 'sell' ? -terms.quantity : terms.quantity;
        sent.push(signed / 1e6);
        held.set(contractId, held.get(contractId)! + signed);
        return { kind: 'sent' };
      },
    },
    portfolio: {
      positions: () => [...held].map(([id, quantity]) => ({ contract: contractOf(id), quantity })),
      quantity: (_: string, id: number) => held.get(id)!,
    },
    contracts: {
      details: (id: number) =>
        Promise.resolve(ok({ contract: contractOf(id), sizeIncrement, minSize: sizeIncrement })),
    },
    newId: () => `id${++next}`,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  } as unknown as FlatteningOptions);
  const run = async (isAskedFor = () => true) => {
    for (let step = 0; step < 10; step++) {
      const left = flattening.step(['DU1'], isAskedFor);
      if (left !== null) return left;
      await new Promise(setImmediate);
    }
    return null;
  };
  return { run, sent };
}

test('whole lots are closed, and what is less is told', async () => {
  const { run, sent } = bench(
    new Map<number, number>([
      [1, units(100.37)],
      [2, units(-0.4)],
    ]),
  );
  expect(await run()).toEqual([
    '0.37 ACME in DU1 (less than can be ordered)',
    '-0.4 ACME in DU1 (less than can be ordered)',
  ]);
  expect(sent).toEqual([-100]);
});

test('of a lot finer than our quantities everything is closed', async () => {
  const { run, sent } = bench(new Map<number, number>([[1, units(0.123457)]]), 1e-8);
  expect(await run()).toEqual([]);
  expect(sent).toEqual([-0.123457]);
});

test('a conversion of cash is not traded back', async () => {
  const { run, sent } = bench(new Map<number, number>([[9, units(30_000)]]));
  expect(await run()).toEqual(['30000 EUR.USD in DU1 (a conversion of cash)']);
  expect(sent).toEqual([]);
});

test('resumed while it asks what it may send, it sends nothing', async () => {
  const { run, sent } = bench(new Map<number, number>([[1, units(100)]]));
  expect(await run(() => false)).toEqual(['100 ACME in DU1']);
  expect(sent).toEqual([]);
});
