import { EventName, SecType, type Contract as WireContract } from '@stoqey/ib';
import { expect, test } from 'vitest';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { unixMillis } from '#shared/kernel/time.ts';
import { DescribedContracts } from './described-contracts.ts';
import { detailsOf } from './testing/details.ts';
import type { TwsRequests } from './requests.ts';
import { TwsAccounts } from './tws-accounts.ts';
import { TwsMarketData } from './tws-market-data.ts';
import { TwsOrders } from './tws-orders.ts';

const FUTURE: WireContract = {
  conId: 5,
  symbol: 'ES',
  secType: SecType.FUT,
  exchange: 'CME',
  currency: 'USD',
};
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
type Told = readonly (readonly [EventName, readonly unknown[]])[];

const NUMBERED: readonly EventName[] = [EventName.execDetails, EventName.execDetailsEnd, EventName.contractDetails, EventName.contractDetailsEnd]; // prettier-ignore

/** Answers every question with the same events, and with what cannot be read as `TwsRequests` does. */
function answering(told: Told): TwsRequests {
  const ask = ({ take, names }: { take: (name: EventName, args: readonly unknown[]) => { answer: unknown } | null; names?: readonly EventName[] }) => {
    try {
      for (const [name, args] of told) {
        const taken = (names ?? NUMBERED).includes(name) ? take(name, args) : null;
        if (taken !== null) return Promise.resolve(ok(taken.answer));
      }
      return Promise.resolve(err({ kind: 'no-answer', afterMs: 1 }));
    } catch (error) {
      return Promise.resolve(err({ kind: 'unreadable', message: (error as Error).message }));
    }
  }; // prettier-ignore
  const none = { session: null, on: () => quiet, onNotice: () => quiet, onSessionEnd: () => quiet };
  return { ...none, ask, askUnnumbered: ask } as unknown as TwsRequests;
}

const fill = {
  execId: 'a.1.01',
  time: '20260106-15:00:00',
  acctNumber: 'DU1',
  side: 'BOT',
  shares: 1,
  price: 6,
};
const ENDS: Told = [
  [EventName.openOrderEnd, []],
  [EventName.execDetailsEnd, [1]],
  [EventName.completedOrdersEnd, []],
  [EventName.positionEnd, []],
  [EventName.contractDetailsEnd, [1]],
];
const parts = (told: Told, multiplier?: number) => ({
  ...{ requests: answering([...told, ...ENDS]), timers: new ManualTimers(), log },
  clock: { now: () => unixMillis(1_767_711_600_000) },
  described: new DescribedContracts(detailsOf(FUTURE, multiplier), log),
});

test.each([
  ['an execution', [EventName.execDetails, [1, FUTURE, fill]]],
  ['an open order', [EventName.openOrder, [1, FUTURE, { totalQuantity: 1, account: 'DU1' }, {}]]],
  ['a completed order', [EventName.completedOrder, [FUTURE, { totalQuantity: 1, account: 'DU1' }, {}]]],
] as const)('%s of a list without its multiplier: no list, and why; with the details’ it is read', async (what, told) => {
  const lists = await new TwsOrders(parts([told])).book();
  expect(lists).toMatchObject({ ok: false, error: { kind: 'unreadable' } });
  expect(JSON.stringify(lists)).toContain(`${what} in ES (FUT) comes without the contract’s multiplier`);
  const whole = await new TwsOrders(parts([told], 50)).book();
  expect(whole).toMatchObject({ ok: true });
  expect(JSON.stringify(whole)).toContain('"multiplier":50');
}); // prettier-ignore

test('a position of the list without it: the positions are unknown, and why', async () => {
  const told = [[EventName.position, ['DU1', FUTURE, 1, 5_000]]] as const;
  const list = await new TwsAccounts(parts(told)).positions();
  expect(JSON.stringify(list)).toContain('a position in ES (FUT) comes without');
  expect(await new TwsAccounts(parts(told, 50)).positions()).toMatchObject({
    ok: true,
    value: [{ averageCost: 100, contract: { multiplier: 50 } }],
  });
});

test('a list with a status that has no sizes is a list, without that status', async () => {
  const status = [
    EventName.orderStatus,
    [1, 'Submitted', 0, 1.7976931348623157e308, 0, 77, 0, 0, 7, ''],
  ] as const;
  const order = [EventName.openOrder, [1, { ...FUTURE, multiplier: 50 }, { totalQuantity: 1, account: 'DU1', permId: 77, clientId: 7 }, {}]] as const; // prettier-ignore
  const book = await new TwsOrders(parts([order, status])).book();
  expect(book).toMatchObject({ ok: true, value: { open: [{ order: { permId: 77 }, status: null }] } });
});

test('details without it are none, and the search says why', async () => {
  const told = [[EventName.contractDetails, [1, { contract: FUTURE, minTick: 0.25 }]]] as const;
  const { requests, clock } = parts(told);
  const found = await new TwsMarketData(requests, clock).findContracts({ symbol: 'ES' });
  expect(found.ok).toBe(false);
  expect(JSON.stringify(found)).toContain('comes without the contract’s multiplier');
});
