import { describe, expect, test } from 'vitest';
import { PLAIN_TERMS, type OrderTicket } from '../../model/order-ticket.ts';
import type { OrderEvent } from '../order-event.ts';
import { applyOrderEvent } from '../order-machine.ts';
import { newRecord, type OrderRecord } from '../order-record.ts';
import {
  after,
  brokerStatus,
  CLIENT_ID,
  CONTRACT,
  fill,
  LIMIT_TERMS,
  price,
  ref,
  T0,
  ticket,
  units,
} from '../testing/samples.ts';
import { buildBracket, buildOca, checkBracket, checkOca, inSendOrder } from './build-bracket.ts';
import { isExitOf } from './exit-of.ts';
import { OrderFamilies } from './order-family.ts';
import { protectionsOf } from './protection.ts';

const TARGET = { ref: ref('target'), limitPrice: price(22) };
const STOP = { ref: ref('stop'), stopPrice: price(18), limitPrice: null };
const EXITS = { takeProfit: TARGET, stopLoss: STOP, timeInForce: 'GTC', isOutsideHours: false } as const;
const ENTRY = ticket({ ref: ref('entry') });
const BRACKET = buildBracket(ENTRY, EXITS);

const status = (word: string): OrderEvent => ({
  kind: 'order-status',
  at: T0,
  status: brokerStatus({ status: word }),
});
const fills = (quantity: number): OrderEvent => ({
  kind: 'execution',
  at: T0,
  execution: fill('x.1.01', quantity),
});
function record(one: OrderTicket, ...events: OrderEvent[]): OrderRecord {
  const sent: OrderEvent[] = [
    { kind: 'queued', at: T0, clientId: CLIENT_ID, orderId: 1 },
    { kind: 'sent', at: T0 },
  ];
  return [...sent, status('PreSubmitted'), ...events].reduce(
    (each, event) => applyOrderEvent(each, event).record,
    newRecord(one, T0, null),
  );
}
const [entry, target, stop] = BRACKET as readonly [OrderTicket, OrderTicket, OrderTicket];

describe('a bracket', () => {
  test('is its entry and what closes it: of the other side, as large, attached, reducing only', () => {
    expect(entry).toBe(ENTRY);
    for (const exit of [target, stop])
      expect(exit).toMatchObject({
        side: 'sell',
        parentRef: 'entry',
        isReduceOnly: true,
        oca: null,
        terms: { quantity: units(100), timeInForce: 'GTC' },
      });
    expect(target.terms).toMatchObject({ type: 'LMT', limitPrice: price(22), stopPrice: null });
    expect(stop.terms).toMatchObject({ type: 'STP', limitPrice: null, stopPrice: price(18) });
    const [, limited] = buildBracket(ENTRY, {
      ...EXITS,
      takeProfit: null,
      stopLoss: { ...STOP, limitPrice: price(17.9) },
    });
    expect(limited!.terms).toMatchObject({ type: 'STP LMT', limitPrice: price(17.9) });
    const [, trailing] = buildBracket(
      { ...ENTRY, side: 'sell' },
      { ...EXITS, takeProfit: null, stopLoss: { ref: ref('stop'), trailAmount: price(1) } },
    );
    expect(trailing).toMatchObject({
      side: 'buy',
      terms: { type: 'TRAIL', trailAmount: price(1), stopPrice: null },
    });
    expect(buildBracket(ENTRY, { ...EXITS, stopLoss: null })).toHaveLength(2);
  });

  const fields = (...exits: OrderTicket[]) => checkBracket([entry, ...exits]).map(({ field }) => field);
  const exit = (change: Partial<OrderTicket['terms']>, rest: Partial<OrderTicket> = {}) => ({
    ...stop,
    ...rest,
    terms: { ...stop.terms, ...change },
  });

  test('is right as it was built, for both sides', () => {
    expect(fields(target, stop)).toEqual([]);
    const short = { ...ENTRY, side: 'sell' } as const;
    const exits = {
      ...EXITS,
      takeProfit: { ...TARGET, limitPrice: price(18) },
      stopLoss: { ...STOP, stopPrice: price(22) },
    };
    expect(checkBracket(buildBracket(short, exits) as [OrderTicket, ...OrderTicket[]])).toEqual([]);
  });

  test('needs exits with names of their own that close what the entry opens, and no more', () => {
    expect(fields()).toEqual(['parentRef']);
    expect(fields(stop, stop)).toEqual(['parentRef']);
    for (const wrong of [
      { parentRef: null },
      { account: 'DU2' },
      { contract: { ...CONTRACT, contractId: 5 as typeof CONTRACT.contractId } },
      { side: 'buy' },
    ] as const)
      expect(fields(exit({}, wrong))).toEqual(['side']);
    expect(fields(exit({ quantity: units(101) }))).toEqual(['quantity']);
  });

  test('keeps its exits as long as the entry may fill', () => {
    const lasting = { ...entry, terms: { ...entry.terms, timeInForce: 'GTC' } } as const;
    expect(checkBracket([lasting, exit({ timeInForce: 'DAY' })])).toHaveLength(1);
    expect(checkBracket([lasting, exit({ timeInForce: 'GTC' })])).toEqual([]);
  });

  test('has its target beyond the entry and its stop before it', () => {
    for (const [at, isRight] of [
      [19.99, true],
      [20, false],
      [20.01, false],
    ] as const)
      expect(fields(exit({ stopPrice: price(at) }))).toEqual(isRight ? [] : ['stopPrice']);
    for (const [at, isRight] of [
      [20.01, true],
      [20, false],
      [19.99, false],
    ] as const)
      expect(fields({ ...target, terms: { ...target.terms, limitPrice: price(at) } })).toEqual(
        isRight ? [] : ['limitPrice'],
      );
    const help = checkBracket([
      entry,
      exit({ stopPrice: price(21) }),
      { ...target, terms: { ...target.terms, limitPrice: price(19) } },
    ]).map((one) => one.help);
    expect(help).toEqual(
      ['Enter a price below the entry’s.', 'Enter a price above the entry’s.'].map((text) =>
        text.replace('’', "'"),
      ),
    );
    const market = { ...entry, terms: { ...PLAIN_TERMS, quantity: units(100) } };
    expect(checkBracket([market, target, stop])).toEqual([]);
    const byStop = {
      ...entry,
      terms: { ...PLAIN_TERMS, quantity: units(100), type: 'STP', stopPrice: price(20) },
    } as const;
    expect(checkBracket([byStop, target, stop])).toEqual([]);
    expect(fields(exit({ type: 'TRAIL', stopPrice: null, trailAmount: price(1) }))).toEqual([]);
  });

  test('is sent parents first, and only the last order lets all of them go', () => {
    const sent = inSendOrder([stop, target, entry]).map(({ ticket: { ref: name }, isTransmitted }) => [
      name,
      isTransmitted,
    ]);
    expect(sent).toEqual([
      ['entry', false],
      ['stop', false],
      ['target', true],
    ]);
    expect(inSendOrder([stop])).toEqual([{ ticket: stop, isTransmitted: true }]);
    const ring = [
      { ...stop, parentRef: target.ref },
      { ...target, parentRef: stop.ref },
    ];
    expect(inSendOrder(ring).map(({ ticket: { ref: name } }) => name)).toEqual(['stop', 'target']);
    expect(inSendOrder([])).toEqual([]);
  });
});

describe('a group', () => {
  test('is of two orders or more, of one type, in one account, under a new name', () => {
    const group = buildOca([entry, ticket({ ref: ref('other') })], 'g', 2);
    expect(group.map(({ oca }) => oca)).toEqual([
      { group: 'g', type: 2 },
      { group: 'g', type: 2 },
    ]);
    expect(checkOca(group, new Set(['h']))).toEqual([]);
    const wrong = (tickets: readonly OrderTicket[], used: string[] = []) =>
      checkOca(tickets, new Set(used)).map(({ message }) => message);
    expect(wrong(group, ['g'])).toEqual(['live orders are of a group g already']);
    expect(wrong(group.slice(1))).toEqual(['a group has two orders or more']);
    expect(wrong([])).toHaveLength(2);
    expect(wrong([entry, stop])).toHaveLength(1);
    for (const change of [
      { oca: { group: 'h', type: 2 } },
      { oca: { group: 'g', type: 1 } },
      { oca: null },
      { account: 'DU2' },
    ] as const)
      expect(wrong([group[0]!, { ...group[1]!, ...change }])).toHaveLength(1);
  });
});

describe('families', () => {
  test('name parents, children and groups, those that are not known as none', () => {
    const grouped = buildOca(
      [ticket({ ref: ref('a') }), ticket({ ref: ref('b') }), ticket({ ref: ref('c'), account: 'DU2' })],
      'g',
      1,
    ).map((one) => record(one));
    const families = new OrderFamilies([record(entry), record(target), record(stop), ...grouped]);
    expect(families.parentOf(record(stop))!.ref).toBe('entry');
    expect(families.parentOf(record(entry))).toBeNull();
    expect(families.parentOf(record({ ...stop, parentRef: ref('gone') }))).toBeNull();
    expect(families.childrenOf(record(entry)).map((one) => one.ref)).toEqual(['target', 'stop']);
    expect(families.childrenOf(record(stop))).toEqual([]);
    expect(families.groupOf(grouped[0]!).map((one) => one.ref)).toEqual(['b']);
    expect(families.groupOf(record(entry))).toEqual([]);
  });

  test('an exit may close what its parent has filled, less what the other exits have closed', () => {
    const active = (entered: OrderEvent[], targeted: OrderEvent[], stopped: OrderEvent[] = []) => {
      const records = [record(entry, ...entered), record(target, ...targeted), record(stop, ...stopped)];
      return new OrderFamilies(records).activeOf(records[2]!);
    };
    expect(active([], [])).toBe(0);
    expect(active([fills(40)], [])).toBe(units(40));
    expect(active([fills(40)], [fills(15)])).toBe(units(25));
    expect(active([fills(100)], [])).toBe(units(100));
    expect(active([fills(100)], [fills(100)])).toBe(0);
    expect(active([fills(40)], [], [fills(10)])).toBe(units(30));
    expect(active([fills(100)], [], [status('Cancelled')])).toBe(0);
    expect(new OrderFamilies([record(entry)]).activeOf(record(entry))).toBe(units(100));
  });

  test('an attached order that opens more acts on its share alone', () => {
    const more = record({ ...stop, side: 'buy', terms: { ...stop.terms, quantity: units(50) } });
    const other = record({
      ...stop,
      ref: ref('hedge'),
      contract: { ...CONTRACT, contractId: 5 as typeof CONTRACT.contractId },
    });
    const families = new OrderFamilies([record(entry, fills(40)), more, other, record(target, fills(40))]);
    expect(families.activeOf(more)).toBe(units(20));
    expect(families.isExit(more)).toBe(false);
    expect(families.activeOf(other)).toBe(units(40));
  });

  test('a parent’s cancel ends what waits for it, all the way down, and leaves exits what it has filled', () => {
    const below = record(ticket({ ref: ref('below'), parentRef: ref('stop') }));
    const effect = (...entered: OrderEvent[]) => {
      const records = [
        record(entry, ...entered),
        record(target),
        record(stop),
        below,
        record({ ...stop, ref: ref('old') }, status('Cancelled')),
      ];
      return new OrderFamilies(records).effectOfCancel(records[0]!);
    };
    expect(effect()).toEqual({ ends: ['target', 'stop', 'below'], shrinks: [] });
    expect(effect(fills(40))).toEqual({
      ends: [],
      shrinks: [
        { ref: 'target', to: units(40) },
        { ref: 'stop', to: units(40) },
      ],
    });
    expect(effect(fills(100))).toEqual({ ends: [], shrinks: [] });
  });
});

describe('protection', () => {
  const long = (quantity: number) => [{ account: 'DU1', contract: CONTRACT, quantity: units(quantity) }];
  const lone = { ...stop, parentRef: null };
  const covered = (quantity: number, ...records: OrderRecord[]) => protectionsOf(long(quantity), records)[0]!;

  test('is by stops of the other side that are there, up to the position', () => {
    expect(covered(100, record(lone))).toEqual({
      ...{ account: 'DU1', contract: CONTRACT, position: units(100), covered: units(100), uncovered: 0 },
      stops: [{ ref: 'stop', quantity: units(100), stopPrice: price(18), isSure: true }],
    });
    expect(covered(60, record(lone))).toMatchObject({ covered: units(60), uncovered: 0 });
    expect(covered(160, record(lone))).toMatchObject({ covered: units(100), uncovered: units(60) });
    expect(covered(-160, record(lone))).toMatchObject({ covered: 0, uncovered: units(160), stops: [] });
    expect(covered(-60, record({ ...lone, side: 'buy' }))).toMatchObject({
      covered: units(60),
      position: units(-60),
    });
    expect(protectionsOf(long(0), [record(lone)])).toEqual([]);
  });

  test('is not by targets, by others’ stops, or by stops that wait, end, or nobody knows of', () => {
    const cancelling: OrderEvent = { kind: 'cancel-requested', at: after(1) };
    const unheard = newRecord(lone, T0, null);
    const missing: OrderEvent = { kind: 'found-nowhere', at: T0, askedAt: T0, verdict: 'missing' };
    for (const one of [
      record({ ...lone, terms: LIMIT_TERMS }),
      record({ ...lone, account: 'DU2' }),
      record(lone, cancelling),
      record(lone, missing),
      record(lone, status('Cancelled')),
      unheard,
      applyOrderEvent(unheard, { kind: 'queued', at: T0, clientId: 1, orderId: 1 }).record,
      record({ ...lone, contract: { ...CONTRACT, contractId: 5 as typeof CONTRACT.contractId } }),
    ])
      // prettier-ignore
      expect(covered(100, one)).toMatchObject({ covered: 0, stops: [] });
    expect(protectionsOf(long(100), [record(entry), record(stop)])[0]!.covered).toBe(0);
    expect(protectionsOf(long(40), [record(entry, fills(40)), record(stop)])[0]!.covered).toBe(units(40));
  });

  test('of one group counts once, and a stop with a limit may be passed over', () => {
    const group = buildOca(
      [
        lone,
        {
          ...lone,
          ref: ref('two'),
          terms: { ...lone.terms, type: 'STP LMT', limitPrice: price(17), quantity: units(70) },
        },
      ],
      'g',
      1,
    );
    const protection = covered(
      300,
      ...group.map((one) => record(one)),
      record({ ...lone, ref: ref('alone'), terms: { ...lone.terms, quantity: units(50) } }),
    );
    expect(protection.covered).toBe(units(150));
    expect(protection.stops.map(({ isSure }) => isSure)).toEqual([true, false, true]);
  });
});

test('what is attached closes its entry only in its contract and account, on the other side, and to an entry that stands by itself', () => {
  const entry = newRecord(ENTRY, T0, null);
  const exit = newRecord(ticket({ ref: ref('exit'), side: 'sell', parentRef: ENTRY.ref }), T0, null);
  const elsewhere = { ...CONTRACT, contractId: 4_002 as typeof CONTRACT.contractId };
  expect(isExitOf(entry, exit)).toBe(true);
  expect(isExitOf({ ...entry, parentRef: ref('other') }, exit), 'a third link').toBe(false);
  expect(isExitOf(entry, { ...exit, account: 'DU2' })).toBe(false);
  expect(isExitOf(entry, { ...exit, contract: elsewhere })).toBe(false);
  expect(isExitOf(entry, { ...exit, side: 'buy' })).toBe(false);
});
