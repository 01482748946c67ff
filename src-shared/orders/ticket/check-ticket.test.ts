import { describe, expect, test } from 'vitest';
import { contractDetailsSchema, contractIdSchema, type ContractDetails } from '../../model/contract.ts';
import { isoDateSchema } from '../../model/iso-date.ts';
import {
  ORDER_TYPES,
  PLAIN_TERMS,
  TIMES_IN_FORCE,
  type OrderTerms,
  type OrderTicket,
  type OrderType,
} from '../../model/order-ticket.ts';
import type { OrderEvent } from '../order-event.ts';
import { applyOrderEvent } from '../order-machine.ts';
import { adoptedRecord, newRecord, type OrderRecord } from '../order-record.ts';
import {
  after,
  brokerOrder,
  brokerStatus,
  CLIENT_ID,
  CONTRACT,
  fill,
  LIMIT_TERMS,
  ORDER_ID,
  price,
  ref,
  T0,
  ticket,
  units,
} from '../testing/samples.ts';
import { checkAmend } from './check-amend.ts';
import { checkCancel } from './check-cancel.ts';
import { checkTicket } from './check-ticket.ts';
import type { TicketContext } from './ticket-context.ts';
import { TYPE_RULES } from './type-rules.ts';

const MARKET = 20;
const DETAILS: ContractDetails = contractDetailsSchema.parse({
  ...{ contract: CONTRACT, longName: 'Acme', minTick: 0.01, priceMagnifier: 1 },
  venues: [{ exchange: 'SMART', bands: [{ lowEdge: 0, increment: 0.01 }, { lowEdge: 50, increment: 0.05 }] }],
  ...{ minSize: 1, sizeIncrement: 1, suggestedSizeIncrement: 100 },
  orderTypes: [
    ...ORDER_TYPES.map((type) => TYPE_RULES[type].code),
    ...['GTC', 'IOC', 'FOK', 'GTD', 'OPG', 'ICE', 'MINQTY', 'AON', 'COND', 'GAT', 'OCA'],
  ],
  timeZone: 'America/New_York',
  tradingHours: [{ start: T0 - 1, end: T0 + 2_000 }],
  liquidHours: [{ start: T0 - 1, end: T0 + 1_000 }],
  ...{ industry: '', category: '', subcategory: '', underlyingId: null, underlyingSymbol: '', stockType: '', fetchedAt: T0 },
}); // prettier-ignore
const CONTEXT: TicketContext = {
  now: T0,
  details: DETAILS,
  market: { low: MARKET, high: MARKET },
  parent: null,
  clientId: CLIENT_ID,
};

/** What an order of each type needs, on the right side of a market at 20, to buy. */
const PRICES: Readonly<Record<OrderType, Partial<OrderTerms>>> = {
  MKT: {},
  LMT: { limitPrice: price(19) },
  STP: { stopPrice: price(21) },
  'STP LMT': { stopPrice: price(21), limitPrice: price(21.5) },
  TRAIL: { trailAmount: price(1) },
  'TRAIL LIMIT': { trailPercent: 2, limitOffset: price(0) },
  MIT: { stopPrice: price(19) },
  LIT: { stopPrice: price(19), limitPrice: price(19.1) },
  MOC: {},
  LOC: { limitPrice: price(19) },
  'PEG MID': { limitOffset: price(0.01) },
  'MKT PRT': {},
};

const of = (type: OrderType, change: Partial<OrderTerms> = {}, rest: Partial<OrderTicket> = {}) =>
  ticket({ terms: { ...PLAIN_TERMS, quantity: units(100), type, ...PRICES[type], ...change }, ...rest });
const limit = (change: Partial<OrderTerms>, rest: Partial<OrderTicket> = {}) => of('LMT', change, rest);
const problems = (one: OrderTicket, context: Partial<TicketContext> = {}) =>
  checkTicket(one, { ...CONTEXT, ...context });
const fields = (one: OrderTicket, context: Partial<TicketContext> = {}) =>
  problems(one, context).map(({ field }) => field);

describe('a ticket', () => {
  test.each(ORDER_TYPES)(
    '%s is right with what it needs, in every time in force that it goes with',
    (type) => {
      for (const timeInForce of TIMES_IN_FORCE) {
        const goodTillAt = timeInForce === 'GTD' ? after(60_000) : null;
        const expected = TYPE_RULES[type].timesInForce.includes(timeInForce) ? [] : ['timeInForce'];
        expect(fields(of(type, { timeInForce, goodTillAt })), `${type} ${timeInForce}`).toEqual(expected);
      }
    },
  );

  test.each(ORDER_TYPES)('%s without what it needs, or with what it has no use for, is wrong', (type) => {
    const { needs, may } = TYPE_RULES[type];
    const none = {
      limitPrice: null,
      stopPrice: null,
      trailAmount: null,
      trailPercent: null,
      limitOffset: null,
    };
    expect(fields(of(type, none))).toHaveLength(needs.length);
    const all = { limitPrice: price(19), stopPrice: price(19), trailAmount: price(1), limitOffset: price(1) };
    const useless = 4 - needs.length - may.length;
    expect(
      problems(of(type, { ...all, trailPercent: null })).filter(({ message }) => message.includes('no use')),
    ).toHaveLength(useless);
  });

  test('every problem says what, where and what to do', () => {
    expect(problems(limit({ limitPrice: price(20.003), quantity: units(10.5) }))).toEqual([
      {
        field: 'limitPrice',
        message: 'a limit price of 20.003 is not on the tick of ACME at SMART, which is 0.01 there',
        help: 'Enter 20 or 20.01.',
      },
      {
        field: 'quantity',
        message: 'a quantity of 10.5 is no multiple of the lot of ACME, 1',
        help: 'Enter 10 or 11.',
      },
    ]);
  });
});

test('a stop that protects is not refused for a wide quote, only for what sets it off for certain', () => {
  const market = { low: 5, high: 5.2 };
  const stop = (side: 'buy' | 'sell', at: number) =>
    fields(of('STP', { stopPrice: price(at) }, { side }), { market });
  expect([stop('sell', 4.5), stop('sell', 5.1), stop('buy', 5.1)]).toEqual([[], [], []]);
  expect([stop('sell', 5.2), stop('buy', 5)]).toEqual([['stopPrice'], ['stopPrice']]);
});

test('a lot finer than a quantity can be lets every quantity through, and one that does not fit into it is exact', () => {
  const sizes = (quantity: number, sizeIncrement: number, minSize = sizeIncrement) =>
    problems(limit({ quantity: units(quantity) }), { details: { ...DETAILS, sizeIncrement, minSize } });
  expect(sizes(0.123457, 1e-8)).toEqual([]);
  expect(sizes(0.000003, 1.5e-6)).toEqual([]);
  expect(sizes(0.000004, 1.5e-6)).toMatchObject([{ field: 'quantity', help: 'Enter 0.000003 or 0.000006.' }]);
  expect(sizes(0.000001, 1e-8, 1.5e-6)).toMatchObject([
    { field: 'quantity', help: 'Enter 0.0000015 or more.' },
  ]);
});

describe('its contract', () => {
  test('has to be the one whose details are at hand, and to trade', () => {
    const details = (change: Partial<ContractDetails>) => ({ details: { ...DETAILS, ...change } });
    const other = { ...CONTRACT, contractId: contractIdSchema.parse(5) };
    expect(problems(limit({}), details({ contract: other }))[0]!.message).toContain('contract 5');
    expect(problems(limit({}), details({ orderTypes: [] }))[0]!.message).toContain('takes no orders');
    expect(problems(limit({}), details({ venues: [] }))).toEqual([]);
    const at = (exchange: string) => problems(limit({}, { contract: { ...CONTRACT, exchange } }))[0]!;
    expect(at('MARS')).toEqual({
      field: 'contract',
      message: 'ACME is not traded at MARS',
      help: 'Send it to one of SMART.',
    });
    expect(at('').message).toContain('an exchange without a name');
  });

  test('has not expired until the day after is over everywhere', () => {
    const contract = { ...CONTRACT, expiry: isoDateSchema.parse('2026-11-20') };
    const end = Date.UTC(2026, 10, 21, 12);
    expect(fields(limit({}, { contract }), { now: (end - 1) as typeof T0 })).toEqual([]);
    expect(fields(limit({}, { contract }), { now: end as typeof T0 })).toEqual(['contract']);
  });

  test('takes what its details list, and DAY always', () => {
    const bare = { details: { ...DETAILS, orderTypes: ['LMT'] } };
    expect(fields(limit({}), bare)).toEqual([]);
    const terms: Partial<OrderTerms> = {
      ...{
        timeInForce: 'GTC',
        displayQuantity: units(10),
        minQuantity: units(10),
        goodAfterAt: after(1_000),
      },
      conditions: [{ kind: 'time', joins: 'and', isMore: true, at: after(1_000) }],
    };
    expect(fields(limit(terms, { oca: { group: 'g', type: 1 } }), bare)).toEqual([
      'timeInForce',
      'displayQuantity',
      'minQuantity',
      'conditions',
      'goodAfterAt',
      'oca',
    ]);
    expect(fields(limit({ isAllOrNone: true }), bare)).toEqual(['isAllOrNone']);
    expect(problems(of('MKT'), bare)[0]).toEqual({
      field: 'type',
      message: 'ACME takes no order of type MKT (MKT) at SMART',
      help: 'It takes LMT.',
    });
  });
});

describe('its prices', () => {
  test('are on the tick of their band, the band beginning at its edge', () => {
    expect(fields(limit({ limitPrice: price(49.99) }))).toEqual([]);
    expect(fields(limit({ limitPrice: price(50) }))).toEqual([]);
    expect(problems(limit({ limitPrice: price(50.01) }))[0]!.help).toBe('Enter 50 or 50.05.');
    expect(fields(of('TRAIL', { trailAmount: price(0.005) }))).toEqual(['trailAmount']);
  });

  test('lie above zero, but for an offset, and for what may trade below', () => {
    expect(fields(limit({ limitPrice: price(0) }))).toEqual(['limitPrice']);
    expect(fields(of('TRAIL LIMIT', { limitOffset: price(-0.01) }))).toEqual(['limitOffset']);
    const contract = { ...CONTRACT, securityType: 'BAG' };
    expect(fields(limit({ limitPrice: price(-1.5) }, { contract }))).toEqual([]);
    expect(fields(limit({ limitPrice: price(-1.505) }, { contract }))).toEqual(['limitPrice']);
    expect(fields(of('TRAIL', { trailAmount: price(-1) }, { contract }))).toEqual(['trailAmount']);
  });

  test('trail by an amount or by per cent, not by both', () => {
    expect(fields(of('TRAIL', { trailPercent: 2 }))).toEqual(['trailPercent']);
  });

  test('are compared with the market: a stop beyond it, a touch before it', () => {
    for (const [side, type, stop, isRight] of [
      ['buy', 'STP', 20.01, true],
      ['buy', 'STP', 20, false],
      ['sell', 'STP', 19.99, true],
      ['sell', 'STP', 20, false],
      ['buy', 'MIT', 19.99, true],
      ['buy', 'MIT', 20, false],
      ['sell', 'MIT', 20.01, true],
      ['sell', 'MIT', 20, false],
    ] as const)
      // prettier-ignore
      expect(fields(of(type, { stopPrice: price(stop) }, { side })), `${side} ${type} ${stop}`).toEqual(isRight ? [] : ['stopPrice']);
    expect(problems(of('STP', { stopPrice: price(19) }))[0]!.help).toBe(
      'Enter a price above the market, or MIT to wait for a better one.',
    );
    expect(problems(of('MIT', { stopPrice: price(21) }))[0]!.help).toBe(
      'Enter a price below the market, or STP to follow it.',
    );
  });

  test('are not compared with a market nobody knows, nor when the order waits for its parent', () => {
    expect(fields(of('STP', { stopPrice: price(1) }), { market: { low: NaN, high: NaN } })).toEqual([]);
    const parent = { ...order({}, opened), ref: ref('p') };
    expect(fields(of('STP', { stopPrice: price(1) }, { parentRef: ref('p') }), { parent })).toEqual([]);
  });

  test('let a stop limit fill where it is set off', () => {
    expect(fields(of('STP LMT', { limitPrice: price(21) }))).toEqual([]);
    expect(fields(of('STP LMT', { limitPrice: price(20.99) }))).toEqual(['limitPrice']);
    const sell = (limitPrice: number) =>
      fields(of('STP LMT', { stopPrice: price(19), limitPrice: price(limitPrice) }, { side: 'sell' }));
    expect([sell(19), sell(19.01)]).toEqual([[], ['limitPrice']]);
  });

  test('of conditions lie above zero', () => {
    const waits = (at: number) =>
      ({
        kind: 'price',
        joins: 'and',
        contractId: CONTRACT.contractId,
        exchange: 'SMART',
        isMore: true,
        price: price(at),
        triggerMethod: 0,
      }) as const;
    expect(fields(limit({ conditions: [waits(0.01)] }))).toEqual([]);
    expect(fields(limit({ conditions: [waits(0)] }))).toEqual(['conditions']);
  });
});

describe('its sizes', () => {
  test('are multiples of the lot, at least the smallest, and no more than the order', () => {
    const lots = { details: { ...DETAILS, minSize: 200, sizeIncrement: 100 } };
    expect(fields(limit({ quantity: units(200) }), lots)).toEqual([]);
    expect(fields(limit({ quantity: units(100) }), lots)).toEqual(['quantity']);
    expect(problems(limit({ quantity: units(250) }), lots)[0]!.help).toBe('Enter 200 or 300.');
    const fraction = { details: { ...DETAILS, minSize: 0.001, sizeIncrement: 0.001 } };
    expect(fields(limit({ quantity: units(0.003) }), fraction)).toEqual([]);
    expect(problems(limit({ quantity: units(0.0035) }), fraction)[0]!.help).toBe('Enter 0.003 or 0.004.');
    for (const field of ['displayQuantity', 'minQuantity'] as const) {
      expect(fields(limit({ [field]: units(100) }))).toEqual([]);
      expect(fields(limit({ [field]: units(101) }))).toEqual([field]);
      expect(fields(limit({ [field]: units(1.5) }))).toEqual([field]);
    }
    expect(fields(limit({ isAllOrNone: true, displayQuantity: units(10) }))).toEqual(['isAllOrNone']);
  });
});

describe('its times', () => {
  test('are whole seconds to come, the end after the begin', () => {
    const gtd = (goodTillAt: number | null) =>
      fields(limit({ timeInForce: 'GTD', goodTillAt: goodTillAt === null ? null : after(goodTillAt) }));
    expect([gtd(1_000), gtd(0), gtd(null), gtd(1_500)]).toEqual([
      [],
      ['goodTillAt'],
      ['goodTillAt'],
      ['goodTillAt'],
    ]);
    expect(fields(limit({ goodTillAt: after(1_000) }))).toEqual(['goodTillAt']);
    expect(fields(limit({ goodAfterAt: after(0) }))).toEqual(['goodAfterAt']);
    expect(fields(limit({ goodAfterAt: after(1_500) }))).toEqual(['goodAfterAt']);
    expect(
      fields(limit({ timeInForce: 'GTD', goodAfterAt: after(1_000), goodTillAt: after(1_000) })),
    ).toEqual(['goodAfterAt']);
    expect(
      fields(limit({ timeInForce: 'GTD', goodAfterAt: after(1_000), goodTillAt: after(2_000) })),
    ).toEqual([]);
  });

  test('what cannot wait needs an open market', () => {
    const ioc = (change: Partial<OrderTerms>, now: number) =>
      fields(limit({ timeInForce: 'IOC', ...change }), { now: after(now) });
    expect(ioc({}, 999)).toEqual([]);
    expect(ioc({}, 1_000)).toEqual(['timeInForce']);
    expect(ioc({ timeInForce: 'FOK' }, 1_000)).toEqual(['timeInForce']);
    expect(ioc({ isOutsideHours: true }, 1_000)).toEqual([]);
    expect(ioc({ isOutsideHours: true }, 2_000)).toEqual(['timeInForce']);
    expect(ioc({ goodAfterAt: after(10_000) }, 1_000)).toEqual([]);
    expect(
      ioc({ conditions: [{ kind: 'time', joins: 'and', isMore: true, at: after(9_000) }] }, 1_000),
    ).toEqual([]);
    expect(
      fields(limit({ timeInForce: 'IOC' }), { now: after(1_000), details: { ...DETAILS, liquidHours: [] } }),
    ).toEqual([]);
  });
});

const sentEvents: OrderEvent[] = [
  { kind: 'queued', at: T0, clientId: CLIENT_ID, orderId: ORDER_ID },
  { kind: 'sent', at: T0 },
];
const opened: OrderEvent = { kind: 'open-order', at: T0, order: brokerOrder() };
const status = (word: string): OrderEvent => ({
  kind: 'order-status',
  at: T0,
  status: brokerStatus({ status: word }),
});
const executed = (quantity: number): OrderEvent => ({
  kind: 'execution',
  at: T0,
  execution: fill('x.1.01', quantity),
});
function order(terms: Partial<OrderTerms>, ...events: OrderEvent[]): OrderRecord {
  return [...sentEvents, ...events].reduce(
    (record, event) => applyOrderEvent(record, event).record,
    newRecord(ticket({ terms: { ...LIMIT_TERMS, ...terms } }), T0, null),
  );
}

describe('what it is attached to', () => {
  const child = limit({}, { parentRef: ref('tw-1'), ref: ref('tw-2') });
  test('is known, of the account, and can still fill or has', () => {
    expect(fields(child)).toEqual(['parentRef']);
    expect(fields(child, { parent: newRecord(ticket({ ref: ref('x') }), T0, null) })).toEqual(['parentRef']);
    expect(fields(child, { parent: newRecord(ticket({ account: 'DU2' }), T0, null) })).toEqual(['parentRef']);
    expect(fields(child, { parent: order({}, opened) })).toEqual([]);
    for (const numbers of [{ clientId: 3 }, { orderId: null }, { orderId: 0 }])
      expect(fields(child, { parent: { ...order({}, opened), ...numbers } }), 'not ours').toEqual([
        'parentRef',
      ]);
    expect(fields(child, { parent: order({}, opened, status('Cancelled')) })).toEqual(['parentRef']);
    expect(fields(child, { parent: order({}, opened, executed(5), status('Cancelled')) })).toEqual([]);
  });
});

describe('a change', () => {
  const amend = (
    record: OrderRecord,
    terms: Partial<OrderTerms>,
    context: Partial<TicketContext> = {},
    clientId = CLIENT_ID,
  ) =>
    checkAmend(record, { ...LIMIT_TERMS, ...terms }, { ...CONTEXT, clientId, ...context }).map(
      ({ field, message }) => `${field}: ${message}`,
    );

  test('of price, size and time of a working order is right', () => {
    expect(
      amend(order({}, opened), { limitPrice: price(19), quantity: units(200), timeInForce: 'GTC' }),
    ).toEqual([]);
    expect(amend(order({}, opened, executed(30)), { quantity: units(31) })).toEqual([]);
  });

  test('takes nothing off an order that is not shown: it is refused', () => {
    const record = { ...order({}, opened), extras: ['algorithm Adaptive', 'hidden'] };
    expect(amend(record, { limitPrice: price(19) })).toEqual([
      'type: the order has what a change from here would take off it: algorithm Adaptive, hidden',
    ]);
  });

  test('is not asked for where nobody knows the side: it would be sent as one of them', () => {
    expect(amend({ ...order({}, opened), side: 'unknown' }, { limitPrice: price(19) })).toEqual([
      'side: nobody here knows whether the order buys or sells',
    ]);
  });

  test('is for whoever sent the order, while it works and nothing else is asked', () => {
    const change = { limitPrice: price(19) };
    expect(amend(order({}, opened), change, {}, 8)[0]).toContain('client 7');
    expect(amend(adoptedRecord(brokerOrder({ orderId: -1, clientId: 0 }), T0), change)[0]).toContain(
      'TWS itself',
    );
    expect(amend(order({}, opened, status('Filled')), change)).toEqual(['type: the order is filled']);
    expect(amend(order({}, { kind: 'lost', at: T0, why: '' }), change)[0]).toContain('nobody knows');
    expect(amend(order({}, opened, { kind: 'cancel-requested', at: T0 }), change)[0]).toContain(
      'being cancelled',
    );
    expect(amend(order({}), change)[0]).toContain('not acknowledged');
    expect(
      amend(
        order({}, opened, { kind: 'amend-requested', at: T0, terms: { ...LIMIT_TERMS, ...change } }),
        change,
      )[0],
    ).toContain('not been answered');
    expect(amend(order({}, opened), {})[0]).toContain('nothing');
  });

  test('of orders of TWS is for client 0, once they have a number', () => {
    const bound = (orderId: number) =>
      applyOrderEvent(adoptedRecord(brokerOrder({ orderId, clientId: 0 }), T0), status('Submitted')).record;
    expect(amend(bound(-1), { limitPrice: price(19) }, {}, 0)).toEqual([]);
    expect(amend(bound(0), { limitPrice: price(19) }, {}, 0)).toHaveLength(1);
  });

  test('does not go below what has filled, nor to or from auctions and pegs, nor from a type that is not ours', () => {
    expect(amend(order({}, opened, executed(30)), { quantity: units(30) })[0]).toContain('30 have filled');
    expect(amend(order({}, opened), { type: 'LOC' })).toEqual([
      'type: an order of type LMT cannot become one of type LOC',
    ]);
    const loc = applyOrderEvent(order({ type: 'LOC' }), {
      kind: 'open-order',
      at: T0,
      order: brokerOrder({ terms: { ...LIMIT_TERMS, type: 'LOC' } }),
    }).record;
    expect(amend(loc, {})).toEqual(['type: an order of type LOC cannot become one of type LMT']);
    expect(amend(order({}, opened), { timeInForce: 'OPG' })[0]).toContain('for the open');
    expect(
      amend(order({}, opened), {
        type: 'STP',
        limitPrice: null,
        stopPrice: price(21),
        timeInForce: 'IOC',
      })[0],
    ).toContain('cannot be IOC');
    const rel = applyOrderEvent(
      adoptedRecord(brokerOrder({ terms: { ...LIMIT_TERMS, type: 'REL' } }), T0),
      status('Submitted'),
    ).record;
    expect(amend(rel, { limitPrice: price(19) })[0]).toContain('in TWS only');
  });

  test('is judged by what it changes: what was there before is no fault of it', () => {
    const stop: Partial<OrderTerms> = { type: 'STP', limitPrice: null, stopPrice: price(19.5) };
    const setOff = applyOrderEvent(order(stop), {
      kind: 'open-order',
      at: T0,
      order: brokerOrder({ terms: { ...LIMIT_TERMS, ...stop } }),
    }).record;
    expect(amend(setOff, { ...stop, quantity: units(50) })).toEqual([]);
    expect(amend(setOff, { ...stop, stopPrice: price(19) })[0]).toContain('stopPrice');
    expect(amend(order({}, opened), { limitPrice: price(19.001) })[0]).toContain('limitPrice');
  });

  test('of an attached order is compared with the market once its parent has filled', () => {
    const stop: Partial<OrderTerms> = { type: 'STP', limitPrice: null, stopPrice: price(21) };
    const record = {
      ...applyOrderEvent(order(stop), {
        kind: 'open-order',
        at: T0,
        order: brokerOrder({ terms: { ...LIMIT_TERMS, ...stop } }),
      }).record,
      parentRef: ref('p'),
    };
    const change = { ...stop, stopPrice: price(19) };
    expect(amend(record, change, { parent: order({}, opened) })).toEqual([]);
    expect(amend(record, change, { parent: order({}, opened, executed(100)) })).toHaveLength(1);
  });
});

describe('a cancel', () => {
  test('is never held back while the order may live', () => {
    expect(checkCancel(order({}), CLIENT_ID)).toBeNull();
    expect(checkCancel(order({}, opened, { kind: 'cancel-requested', at: T0 }), CLIENT_ID)).toBeNull();
    expect(checkCancel(order({}, { kind: 'lost', at: T0, why: '' }), CLIENT_ID)).toBeNull();
  });

  test('has nothing to do where there is nothing, and is for whoever sent the order', () => {
    expect(checkCancel(newRecord(ticket(), T0, null), CLIENT_ID)!.message).toContain('never sent');
    expect(checkCancel(order({}, status('Filled')), CLIENT_ID)!.message).toContain('is filled');
    expect(checkCancel(order({}), 9)!.help).toContain('where it was sent');
    expect(checkCancel({ ...order({}), clientId: null }, 9)!.message).toContain('client unknown');
    expect(checkCancel({ ...order({}), orderId: null }, CLIENT_ID)).not.toBeNull();
  });
});
