import { expect, test } from 'vitest';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import { ticket } from '#shared/orders/testing/samples.ts';
import { DescribedContracts } from './described-contracts.ts';
import { detailsOf } from './testing/details.ts';
import type { TwsRequests } from './requests.ts';
import { TwsOrders } from './tws-orders.ts';

test('a preview that still waits for its turn when trading is halted never leaves, and says that it was taken back', async () => {
  const waiting: (() => void)[] = [];
  const sent: number[] = [];
  const session = {
    ...{ isOpen: true, profile: { clientId: 7 } },
    budget: { send: (_: string, run: () => void) => ({ ok: waiting.push(() => run()) > 0 }) },
    orderWire: { preview: ({ orderId }: { orderId: number }) => sent.push(orderId) },
  };
  const quiet = () => undefined;
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const orders = new TwsOrders({
    requests: { session, on: () => quiet, onNotice: () => quiet } as unknown as TwsRequests,
    ...{ clock: { now: () => 0 as never }, timers: new ManualTimers() },
    log,
    described: new DescribedContracts(detailsOf({}, undefined), log),
  });
  const asked = orders.preview({ orderId: 3, ticket: ticket(), parentOrderId: null, isTransmitted: true });
  orders.stopPreviews();
  for (const turn of waiting) turn();
  expect(await asked).toEqual({ ok: false, error: { kind: 'cancelled' } });
  expect(sent).toEqual([]);
  const later = orders.preview({ orderId: 4, ticket: ticket(), parentOrderId: null, isTransmitted: true });
  for (const turn of waiting) turn();
  expect(sent).toEqual([4]);
  orders.stopPreviews();
  await later;
});
