import { describe, expect, test } from 'vitest';
import type { OrderEvent } from './order-event.ts';
import { applyOrderEvent } from './order-machine.ts';
import {
  adoptedFromExecution,
  adoptedRecord,
  newRecord,
  orderRecordSchema,
  type OrderRecord,
} from './order-record.ts';
import { isFinal, isLive, ORDER_STATES, orderSchema } from '../model/order.ts';
import { leavesOf, orderOf, stateOf } from './order-state.ts';
import {
  after, brokerOrder, brokerStatus, CLIENT_ID, CONTRACT, fill, LIMIT_TERMS, ORDER_ID, price, T0, ticket, units,
} from './testing/samples.ts'; // prettier-ignore

const queued: OrderEvent = { kind: 'queued', at: T0, clientId: CLIENT_ID, orderId: ORDER_ID };
const sent: OrderEvent = { kind: 'sent', at: T0 };
const lost: OrderEvent = { kind: 'lost', at: after(1), why: 'the connection was lost' };
const askCancel: OrderEvent = { kind: 'cancel-requested', at: after(20) };
const AMENDED = { ...LIMIT_TERMS, limitPrice: price(21), quantity: units(150) };
const askAmend: OrderEvent = { kind: 'amend-requested', at: after(20), terms: AMENDED };
const open = (change: Parameters<typeof brokerOrder>[0] = {}): OrderEvent => ({
  kind: 'open-order',
  at: after(10),
  order: brokerOrder(change),
});
const status = (change: Parameters<typeof brokerStatus>[0] = {}): OrderEvent => ({
  kind: 'order-status',
  at: after(11),
  status: brokerStatus(change),
});
const error = (code: number, text = ''): OrderEvent => ({ kind: 'error', at: after(12), code, text });
const executed = (execId: string, quantity: number, change = {}): OrderEvent => ({
  kind: 'execution',
  at: after(13),
  execution: fill(execId, quantity, change),
});
const completed = (word: string, filled: number, change: object = {}): OrderEvent => ({
  kind: 'completed-order',
  at: after(14),
  completed: {
    order: brokerOrder({ status: word, clientId: 0, orderId: 0 }),
    ...{ filled: units(filled), completedStatus: 'by the system', completedAt: null },
    ...change,
  },
});
const found = (change: object = {}, at = 60_000): OrderEvent => ({
  kind: 'found-open',
  ...{ at: after(at + 10), askedAt: after(at) },
  open: { order: brokerOrder(), status: brokerStatus(), ...change },
});
const nowhere = (verdict: 'never-received' | 'expired' | 'over' | 'missing'): OrderEvent => ({
  kind: 'found-nowhere',
  ...{ at: after(60_010), askedAt: after(60_000), verdict },
});

function recordAfter(...events: OrderEvent[]): OrderRecord {
  return events.reduce(
    (record, event) => applyOrderEvent(record, event).record,
    newRecord(ticket(), T0, after(1_000_000)),
  );
}
const at = (...events: OrderEvent[]) => stateOf(recordAfter(...events));
const working = [queued, sent, open(), status()];

describe('our own steps', () => {
  test('a denied order says why, and nothing of it may fill', () => {
    const order = orderOf(recordAfter({ kind: 'denied', at: T0, reason: 'too large' }));
    expect(order).toMatchObject({ state: 'denied', reason: 'too large', leaves: 0, endedAt: null });
  });

  test('what certainly never reached the socket is denied', () => {
    expect(orderOf(recordAfter(queued, { kind: 'not-sent', at: T0, reason: 'no session' }))).toMatchObject({
      ...{ state: 'denied', reason: 'no session' },
    });
  });

  test('steps that are not possible where the order stands are bugs', () => {
    for (const [name, ...events] of [
      ['denied', queued, { kind: 'denied', at: T0, reason: '' }],
      ['put into the journal', queued, queued],
      ['sent', sent],
      ['held back', queued, open(), { kind: 'not-sent', at: T0, reason: '' }],
      ['changed', askAmend],
      ['changed', ...working, askAmend, askAmend],
      ['changed', ...working, status({ status: 'Cancelled' }), askAmend],
      ['cancelled', askCancel],
      ['cancelled', ...working, status({ status: 'Cancelled' }), askCancel],
    ] as [string, ...OrderEvent[]][])
      expect(() => recordAfter(...events), name).toThrow(`cannot be ${name}`);
  });

  test('a send without an answer is unknown until anything is heard of it', () => {
    const record = recordAfter(queued, sent, lost, { ...lost, why: 'again' });
    expect(orderOf(record)).toMatchObject({ state: 'unknown', reason: 'the connection was lost' });
    expect(leavesOf(record)).toBe(units(100));
    expect(at(queued, lost)).toBe('unknown');
    for (const sign of [open(), status(), executed('x.1.01', 10)])
      expect(isLive(at(queued, sent, lost, sign))).toBe(true);
    expect(at(queued, sent, lost, open())).toBe('working');
    expect(at(queued, sent, lost, status({ status: 'ApiPending' }))).toBe('sent');
  });

  test('losing the connection leaves an acknowledged order as it is, and one that has ended', () => {
    expect(at(...working, lost)).toBe('working');
    expect(recordAfter(...working, status({ status: 'Cancelled' }), lost).doubt).toBeNull();
  });

  test('every state is final, live or a draft', () => {
    for (const state of ORDER_STATES)
      expect([isFinal(state), isLive(state), state === 'draft'].filter(Boolean)).toHaveLength(1);
  });
});

describe('status words', () => {
  test.each([
    ['ApiPending', 'sent'],
    ['PendingSubmit', 'sent'],
    ['PreSubmitted', 'working'],
    ['Submitted', 'working'],
    ['PendingCancel', 'pending-cancel'],
    ['Filled', 'filled'],
    ['Cancelled', 'cancelled'],
    ['ApiCancelled', 'cancelled'],
    ['Inactive', 'rejected'],
    ['Unknown', 'sent'],
    ['SomethingNew', 'sent'],
  ])('orderStatus %s makes it %s', (word, state) => {
    expect(at(queued, sent, status({ status: word, remaining: units(0) }))).toBe(state);
  });

  test('openOrder says the same, but that Inactive waits for the reason', () => {
    expect(at(queued, sent, open({ status: 'Filled' }))).toBe('filled');
    expect(at(queued, sent, open({ status: 'Inactive' }))).toBe('sent');
    expect(at(queued, sent, open({ status: 'Inactive' }), status({ status: 'Inactive' }))).toBe('rejected');
  });

  test('Inactive while shares are located is an order that waits', () => {
    const record = recordAfter(queued, sent, status({ status: 'Inactive', whyHeld: 'locate' }));
    expect(orderOf(record)).toMatchObject({ state: 'sent', whyHeld: 'locate', leaves: units(100) });
  });

  test('a late word does not bring back what has ended', () => {
    const order = orderOf(recordAfter(...working, status({ status: 'Cancelled' }), open(), status()));
    expect(order).toMatchObject({ state: 'cancelled', brokerStatus: 'Cancelled', leaves: 0 });
  });
});

describe('fills', () => {
  test('an order is filled by its executions, whether or not a status says so', () => {
    const order = orderOf(
      recordAfter(...working, executed('x.1.01', 40), executed('x.2.01', 60, { at: after(99) })),
    );
    expect(order).toMatchObject({
      state: 'filled',
      filled: units(100),
      leaves: 0,
      reason: '',
      endedAt: after(99),
    });
    expect(order.averagePrice).toBe(price(20));
  });

  test('the moment it was filled is that of the latest fill, whatever order they are told in', () => {
    const events = [executed('x.1.01', 40, { at: after(99) }), executed('x.2.01', 60)];
    expect(orderOf(recordAfter(...working, ...events)).endedAt).toBe(after(99));
  });

  test('an overfill is booked and flagged', () => {
    const applied = applyOrderEvent(recordAfter(...working, executed('x.1.01', 90)), executed('x.2.01', 20));
    expect(applied).toMatchObject({ booked: 'new', to: 'filled', raised: ['overfill'] });
    expect(orderOf(applied.record).filled).toBe(units(110));
  });

  test('a fill after the end is booked and flagged', () => {
    const ended = recordAfter(...working, status({ status: 'Cancelled', remaining: units(0) }));
    const applied = applyOrderEvent(ended, executed('x.1.01', 10));
    expect(applied).toMatchObject({
      from: 'cancelled',
      to: 'cancelled',
      booked: 'new',
      raised: ['filled-after-end'],
    });
    expect(orderOf(applied.record).filled).toBe(units(10));
  });

  test('an end that gives no count says nothing about fills after it', () => {
    expect(orderOf(recordAfter(...working, error(202, 'gone'), executed('x.1.01', 10))).flags).toEqual([]);
  });

  test('a correction replaces its fill and is flagged; executions that were not heard of are, too', () => {
    const record = recordAfter(
      ...working,
      executed('x.1.01', 10),
      status({ filled: units(30), remaining: units(70) }),
    );
    expect(orderOf(record).flags).toEqual(['executions-missing']);
    const corrected = recordAfter(
      ...working,
      executed('x.1.01', 30),
      executed('x.1.02', 0),
      status({ filled: units(30) }),
    );
    expect(orderOf(corrected)).toMatchObject({ filled: 0, averagePrice: null, flags: ['corrected'] });
  });

  test('the legs of a combination are told, and do not fill it', () => {
    const bag = newRecord(ticket({ contract: { ...CONTRACT, securityType: 'BAG' } }), T0, null);
    const leg = { ...CONTRACT, contractId: 9 as typeof CONTRACT.contractId };
    const record = applyOrderEvent(applyOrderEvent(bag, queued).record, sent).record;
    const applied = applyOrderEvent(record, executed('x.1.01', 10, { contract: leg }));
    expect(applied).toMatchObject({ booked: 'leg', to: 'working' });
    expect(applyOrderEvent(record, executed('x.1.01', 10)).booked).toBe('new');
  });

  test('of the commissions of a fill and its correction the correction’s is kept, once', () => {
    const cost = (execId: string, commission: number): OrderEvent => ({
      kind: 'commission',
      at: T0,
      report: { execId, commission: commission as never, currency: 'USD' as never, realizedPnl: null },
    });
    const record = recordAfter(
      ...working,
      cost('x.2.01', 5),
      cost('x.1.02', 7),
      cost('x.1.01', 3),
      cost('x.1.02', 7),
      cost('x.3.01', 1),
    );
    expect(record.commissions.map(({ execId }) => execId)).toEqual(['x.1.02', 'x.2.01', 'x.3.01']);
  });

  test('an order by cash is over when the broker says so, and a fill beyond nothing is no overfill', () => {
    const cash = open({ terms: { ...LIMIT_TERMS, quantity: units(0) } });
    const record = recordAfter(queued, sent, cash, executed('x.1.01', 10));
    expect(orderOf(record)).toMatchObject({ state: 'partially-filled', flags: ['changed-elsewhere'] });
    expect(orderOf(applyOrderEvent(record, nowhere('over')).record).state).toBe('filled');
    expect(at(queued, sent, cash, nowhere('over'))).toBe('cancelled');
  });
});

describe('cancels', () => {
  test('a cancel is pending until the broker ends the order or refuses', () => {
    expect(at(...working, askCancel)).toBe('pending-cancel');
    expect(at(...working, askCancel, executed('x.1.01', 10))).toBe('pending-cancel');
    expect(at(...working, askCancel, executed('x.1.01', 100))).toBe('filled');
    expect(at(...working, askCancel, status({ status: 'Cancelled' }))).toBe('cancelled');
    expect(at(...working, askCancel, error(202, 'Order Canceled - reason:'))).toBe('cancelled');
    expect(at(...working, askCancel, error(161))).toBe('working');
    expect(at(...working, askCancel, error(161), { ...askCancel })).toBe('pending-cancel');
  });

  test('error 10148 says by its state what became of the order', () => {
    const refusal = (state: string) =>
      error(10148, `OrderId 41 that needs to be cancelled can not be cancelled, state: ${state}.`);
    expect(at(...working, askCancel, refusal('Cancelled'))).toBe('cancelled');
    expect(at(...working, askCancel, refusal('Filled'))).toBe('filled');
    expect(at(...working, askCancel, refusal('PendingCancel'))).toBe('pending-cancel');
    expect(at(...working, askCancel, refusal('Submitted'))).toBe('working');
    expect(at(...working, askCancel, error(10148, 'no word'))).toBe('working');
    expect(recordAfter(...working, refusal('Submitted')).isCancelRefused).toBe(false);
  });

  test('an order that the broker does not know is unknown: it may have filled', () => {
    const order = orderOf(recordAfter(...working, askCancel, error(10147), error(10147)));
    expect(order).toMatchObject({ state: 'unknown', leaves: units(100) });
    expect(order.reason).toContain('10147');
    expect(at(...working, askCancel, error(10147), executed('x.1.01', 100))).toBe('filled');
    expect(at(...working, askCancel, error(10147), found())).toBe('working');
  });

  test('error 135 answers an order that hangs on one the broker does not know', () => {
    expect(orderOf(recordAfter(queued, sent, error(135, 'no parent')))).toMatchObject({
      state: 'rejected',
      reason: 'no parent',
    });
  });
});

describe('changes', () => {
  test('new terms hold once the broker repeats them', () => {
    const asked = orderOf(recordAfter(...working, askAmend));
    expect(asked).toMatchObject({
      state: 'working',
      terms: LIMIT_TERMS,
      requestedTerms: AMENDED,
      leaves: units(150),
    });
    const held = orderOf(recordAfter(...working, askAmend, open({ terms: AMENDED }), open()));
    expect(held).toMatchObject({ terms: AMENDED, requestedTerms: null, leaves: units(150), flags: [] });
  });

  test.each([104, 105, 110, 201, 329, 2102, 10326])('error %i leaves the order as it was', (code) => {
    const order = orderOf(recordAfter(...working, askAmend, error(code, 'no')));
    expect(order).toMatchObject({
      state: 'working',
      terms: LIMIT_TERMS,
      requestedTerms: null,
      leaves: units(100),
    });
    expect(order.notices).toEqual([{ at: after(12), code, text: 'no' }]);
  });

  test('once it has been changed an error alone ends nothing: a status does', () => {
    expect(at(...working, askAmend, error(201), error(201))).toBe('working');
    expect(at(...working, askAmend, error(201), error(201), status({ status: 'Inactive' }))).toBe('rejected');
    expect(recordAfter(...working, error(104)).request).toBeNull();
  });

  test('the echo of terms that were refused outweighs the refusal', () => {
    expect(orderOf(recordAfter(...working, askAmend, error(201), open({ terms: AMENDED }))).terms).toEqual(
      AMENDED,
    );
  });

  test('a change of what echoes are not told by is confirmed by the field itself', () => {
    const terms = { ...LIMIT_TERMS, isOutsideHours: true };
    const ask: OrderEvent = { kind: 'amend-requested', at: after(20), terms };
    expect(orderOf(recordAfter(...working, ask, open())).requestedTerms).toEqual(terms);
    expect(orderOf(recordAfter(...working, ask, open({ terms }))).terms).toEqual(terms);
  });

  test('a smaller total is the broker’s reduction, and the smallest counts', () => {
    const less = (quantity: number) => open({ terms: { ...LIMIT_TERMS, quantity: units(quantity) } });
    const record = recordAfter(...working, less(40), less(70), status({ remaining: units(60) }), open());
    expect(orderOf(record)).toMatchObject({ leaves: units(40), flags: [] });
    expect(orderOf(record).terms.quantity).toBe(units(40));
    expect(orderOf(recordAfter(...working, status({ remaining: units(30) }))).leaves).toBe(units(30));
    expect(
      orderOf(recordAfter(queued, sent, status({ status: 'PendingSubmit', remaining: units(0) }))).leaves,
    ).toBe(units(100));
  });

  test('a total of terms before or after is no reduction', () => {
    const smaller: OrderEvent = {
      kind: 'amend-requested',
      at: after(20),
      terms: { ...AMENDED, quantity: units(50) },
    };
    expect(recordAfter(...working, smaller, status({ remaining: units(50) })).reducedTo).toBeNull();
    const grown = recordAfter(
      ...working,
      askAmend,
      open({ terms: AMENDED }),
      status({ remaining: units(100) }),
    );
    expect(grown.reducedTo).toBeNull();
  });

  test('a reduction of what is asked for confirms it', () => {
    const terms = { ...AMENDED, quantity: units(140) };
    const order = orderOf(recordAfter(...working, askAmend, open({ terms })));
    expect(order).toMatchObject({ terms, requestedTerms: null, leaves: units(140) });
  });

  test('other terms were somebody else’s, and hold', () => {
    const terms = { ...LIMIT_TERMS, limitPrice: price(19) };
    const order = orderOf(recordAfter(...working, open({ terms }), open()));
    expect(order).toMatchObject({ terms, flags: ['changed-elsewhere'] });
    const more = { ...LIMIT_TERMS, quantity: units(200) };
    expect(orderOf(recordAfter(...working, open({ terms: more }))).leaves).toBe(units(200));
  });

  test('a change that was lost is flagged until a list answers it', () => {
    const record = recordAfter(...working, askAmend, lost);
    expect(orderOf(record).flags).toEqual(['amend-unanswered']);
    expect(orderOf(applyOrderEvent(record, found({}, 60_000)).record)).toMatchObject({
      requestedTerms: null,
      flags: [],
    });
    const early = applyOrderEvent(record, found({}, 100)).record;
    expect(orderOf(early).requestedTerms).toEqual(AMENDED);
    expect(orderOf(applyOrderEvent(record, status({ status: 'Cancelled' })).record).flags).toEqual([]);
  });
});

describe('errors', () => {
  test.each([103, 110, 135, 200, 201, 203, 321, 382, 383, 10149])(
    'error %i rejects an order that was just sent',
    (code) => {
      expect(orderOf(recordAfter(queued, sent, error(code, 'no')))).toMatchObject({
        state: 'rejected',
        reason: 'no',
      });
    },
  );

  test.each([201, 321])(
    'error %i ends no order that is to be cancelled: it may be the cancel that is refused',
    (code) => {
      const cancel: OrderEvent = { kind: 'cancel-requested', at: after(20) };
      expect(orderOf(recordAfter(...working, cancel, error(code)))).toMatchObject({
        ...{ state: 'pending-cancel', leaves: units(100) },
      });
      expect(stateOf(recordAfter(queued, sent, cancel, error(code)))).toBe('pending-cancel');
    },
  );

  test.each([399, 404, 2109, 10349, 99_999])('error %i is a notice, once', (code) => {
    const order = orderOf(recordAfter(...working, error(code, 'hm'), error(code, 'hm')));
    expect(order).toMatchObject({ state: 'working', notices: [{ code, text: 'hm' }] });
  });

  test('why it was rejected is kept when the status follows without a word', () => {
    const events = [
      error(201, 'no margin'),
      status({ status: 'Inactive' }),
      status({ status: 'Inactive' }),
      status({ status: 'Cancelled' }),
    ];
    expect(orderOf(recordAfter(queued, sent, ...events))).toMatchObject({
      state: 'rejected',
      reason: 'no margin',
    });
    expect(orderOf(recordAfter(queued, sent, ...events.toReversed()))).toMatchObject({
      state: 'rejected',
      reason: 'no margin',
    });
  });

  test('an order that was heard of is not rejected by an error: it was no answer to us', () => {
    const record = adoptedRecord(brokerOrder(), T0);
    expect(stateOf(applyOrderEvent(record, error(201)).record)).toBe('sent');
    expect(stateOf(applyOrderEvent(record, error(135)).record)).toBe('unknown');
  });
});

describe('ends by themselves', () => {
  const ended: OrderEvent = {
    kind: 'order-status',
    at: after(999_000),
    status: brokerStatus({ status: 'Cancelled' }),
  };

  test('a DAY order that the broker ends with the day has expired, one that was cancelled has not', () => {
    expect(at(...working, ended)).toBe('expired');
    expect(at(...working, askCancel, ended)).toBe('cancelled');
    expect(at(...working, { ...ended, at: after(500) })).toBe('cancelled');
  });

  test('an order good till a date ends then, one good till cancelled never', () => {
    const start = (terms: object) =>
      newRecord(ticket({ terms: { ...LIMIT_TERMS, ...terms } }), T0, after(1_000_000));
    const ends = (record: OrderRecord) =>
      stateOf([queued, sent, ended].reduce((one, event) => applyOrderEvent(one, event).record, record));
    expect(ends(start({ timeInForce: 'GTD', goodTillAt: after(999_001) }))).toBe('expired');
    expect(ends(start({ timeInForce: 'GTD', goodTillAt: after(2_000_000) }))).toBe('cancelled');
    expect(ends(start({ timeInForce: 'GTC' }))).toBe('cancelled');
  });

  test('the broker’s own words count', () => {
    expect(at(...working, error(202, 'Order Canceled - reason:Order expired'))).toBe('expired');
  });
});

describe('what lists show', () => {
  test('a completed order ends as it says, with its reason and its last terms', () => {
    const cancelled = orderOf(recordAfter(...working, completed('Cancelled', 0)));
    expect(cancelled).toMatchObject({ state: 'cancelled', reason: 'by the system', endedAt: after(14) });
    const filled = orderOf(recordAfter(...working, completed('Filled', 100, { completedAt: after(7) })));
    expect(filled).toMatchObject({
      state: 'filled',
      reason: '',
      endedAt: after(7),
      flags: ['executions-missing'],
    });
    expect(at(...working, completed('something', 0))).toBe('cancelled');
    const noQuantity = completed('Cancelled', 0, {
      order: brokerOrder({ status: 'Cancelled', terms: { ...LIMIT_TERMS, quantity: units(0) } }),
    });
    expect(orderOf(recordAfter(...working, noQuantity)).flags).toEqual([]);
    const amended = completed('Cancelled', 0, { order: brokerOrder({ terms: AMENDED }) });
    expect(orderOf(recordAfter(...working, askAmend, amended)).terms).toEqual(AMENDED);
  });

  test('an open order that had ended by all evidence is open again, and flagged', () => {
    const order = orderOf(recordAfter(...working, status({ status: 'Cancelled' }), found()));
    expect(order).toMatchObject({ state: 'working', flags: ['revived'], brokerStatus: 'Submitted' });
  });

  test('a list asked for before the end was heard does not bring it back', () => {
    expect(at(...working, status({ status: 'Cancelled' }), found({}, 100))).toBe('cancelled');
  });

  test('an entry among the open ones may say that it is over', () => {
    expect(at(...working, found({ status: brokerStatus({ status: 'Filled' }) }))).toBe('filled');
    expect(at(...working, found({ order: brokerOrder({ status: 'Cancelled' }), status: null }))).toBe(
      'cancelled',
    );
    expect(at(...working, found({ order: brokerOrder({ status: 'Inactive' }), status: null }))).toBe(
      'working',
    );
    expect(at(...working, found({ status: brokerStatus({ status: 'Inactive' }) }))).toBe('rejected');
  });

  test('a cancel that is not among the open orders’ words was refused, or is too young to tell', () => {
    expect(at(...working, askCancel, found())).toBe('working');
    expect(at(...working, askCancel, found({}, 100))).toBe('pending-cancel');
    expect(at(...working, askCancel, found({ status: brokerStatus({ status: 'PendingCancel' }) }))).toBe(
      'pending-cancel',
    );
    expect(at(...working, status({ status: 'PendingCancel' }), found())).toBe('working');
  });

  test('its reductions and its terms are the newest there are', () => {
    const listed = (terms: object) =>
      found({ order: brokerOrder({ terms: { ...LIMIT_TERMS, ...terms } }), status: null });
    const small = recordAfter(...working, status({ remaining: units(10) }));
    expect(orderOf(applyOrderEvent(small, listed({})).record).leaves).toBe(units(100));
    expect(orderOf(applyOrderEvent(small, listed({ quantity: units(40) })).record).leaves).toBe(units(40));
    const back = recordAfter(...working, askAmend, open({ terms: AMENDED }));
    expect(orderOf(applyOrderEvent(back, listed({})).record)).toMatchObject({
      terms: LIMIT_TERMS,
      flags: ['changed-elsewhere'],
    });
    expect(orderOf(recordAfter(...working, askAmend, listed(AMENDED))).terms).toEqual(AMENDED);
    expect(
      orderOf(recordAfter(...working, askAmend, listed({ limitPrice: price(3) }))).requestedTerms,
    ).toBeNull();
  });

  test('what nobody has is over, or missing; a sign of life brings it back', () => {
    expect(orderOf(recordAfter(queued, sent, lost, nowhere('never-received')))).toMatchObject({
      state: 'cancelled',
      leaves: 0,
    });
    expect(orderOf(recordAfter(queued, sent, lost, nowhere('never-received'))).reason).toContain(
      'never received',
    );
    expect(orderOf(recordAfter(...working, nowhere('missing'), nowhere('missing')))).toMatchObject({
      state: 'unknown',
      leaves: units(100),
    });
    expect(at(...working, nowhere('missing'), found())).toBe('working');
    expect(at(...working, { ...nowhere('expired'), at: after(1_000_001) })).toBe('expired');
    for (const sign of [open(), status(), executed('x.1.01', 1)])
      expect(orderOf(recordAfter(queued, sent, lost, nowhere('never-received'), sign)).flags).toContain(
        'revived',
      );
    expect(at(...working, status({ status: 'Filled' }), nowhere('missing'))).toBe('filled');
  });

  test('a person settles what nobody else can', () => {
    const byHand: OrderEvent = { kind: 'settled-by-hand', at: after(70_000), reason: 'seen in TWS' };
    expect(orderOf(recordAfter(...working, nowhere('missing'), byHand))).toMatchObject({
      state: 'cancelled',
      reason: 'seen in TWS',
    });
    expect(at(...working, executed('x.1.01', 100), byHand)).toBe('filled');
  });
});

describe('trailing stops', () => {
  const TRAIL = {
    ...LIMIT_TERMS,
    type: 'TRAIL',
    limitPrice: null,
    trailAmount: price(1),
    trailPercent: null,
  } as const;
  const start = (side: 'buy' | 'sell') => newRecord(ticket({ side, terms: TRAIL }), T0, null);
  const at_ = (stop: number | null, limit: number | null = null) =>
    open({
      terms: {
        ...TRAIL,
        stopPrice: stop === null ? null : price(stop),
        limitPrice: limit === null ? null : price(limit),
      },
    });
  const stops = (side: 'buy' | 'sell', ...events: OrderEvent[]) =>
    orderOf(
      [queued, sent, ...events].reduce((record, event) => applyOrderEvent(record, event).record, start(side)),
    ).terms.stopPrice;

  test('the furthest stop is the latest: a selling one rises, a buying one falls', () => {
    expect(stops('sell', at_(18), at_(19), at_(17), at_(0), at_(null))).toBe(price(19));
    expect(stops('buy', at_(22), at_(21), at_(23))).toBe(price(21));
  });

  test('a trailing limit moves with its stop', () => {
    const terms = { ...TRAIL, type: 'TRAIL LIMIT', limitOffset: price(0.1) } as const;
    const record = [queued, sent].reduce(
      (one, event) => applyOrderEvent(one, event).record,
      newRecord(ticket({ side: 'sell', terms }), T0, null),
    );
    const moved = (limitPrice: number) =>
      open({ terms: { ...terms, stopPrice: price(19), limitPrice: price(limitPrice) } });
    expect(orderOf(applyOrderEvent(record, moved(18.9)).record).terms).toMatchObject({
      stopPrice: price(19),
      limitPrice: price(18.9),
    });
    expect(orderOf(applyOrderEvent(record, moved(0)).record).terms.limitPrice).toBeNull();
  });
});

describe('orders from outside', () => {
  test('they are named by the broker’s number, by their client’s, or by their trade', () => {
    expect(adoptedRecord(brokerOrder({ clientId: 9 }), T0)).toMatchObject({
      ref: 'perm-700001',
      origin: 'other-client',
    });
    expect(adoptedRecord(brokerOrder({ permId: 0, orderId: -3, clientId: 0 }), T0)).toMatchObject({
      ref: 'client-0.-3',
      origin: 'tws',
      permId: null,
    });
    const trade = fill('00/1.2.01', 5, { permId: 0, orderId: 0 });
    expect(adoptedFromExecution(trade, T0)).toMatchObject({ ref: 'exec-00-1.2', origin: 'tws' });
  });

  test('whether one buys or sells is learned from whoever tells it first', () => {
    const record = adoptedRecord(brokerOrder({ side: 'unknown' }), T0);
    expect(applyOrderEvent(record, open({ side: 'unknown' })).record.side).toBe('unknown');
    expect(applyOrderEvent(record, open({ side: 'sell' })).record.side).toBe('sell');
    const trade = { kind: 'execution', at: T0, execution: fill('x.1.01', 5, { side: 'sell' }) } as const;
    const traded = applyOrderEvent(record, trade).record;
    expect(traded.side).toBe('sell');
    expect(applyOrderEvent(traded, open({ side: 'buy' })).record.side).toBe('sell');
  });

  test('their terms are theirs to change, and what is not shown of them is named', () => {
    const record = adoptedRecord(brokerOrder({ terms: { ...LIMIT_TERMS, type: 'REL' } }), T0);
    const changed = applyOrderEvent(
      record,
      open({ terms: { ...LIMIT_TERMS, type: 'REL', limitPrice: price(9) }, extras: ['algorithm X'] }),
    ).record;
    expect(orderOf(changed)).toMatchObject({
      flags: [],
      extras: ['algorithm X'],
      terms: { limitPrice: price(9) },
    });
    expect(orderOf(applyOrderEvent(changed, open({ terms: changed.terms })).record).extras).toEqual([
      'algorithm X',
    ]);
  });
});

test('records and orders are plain data that their schemas take, and bounded', () => {
  const notices = Array.from({ length: 30 }, (_, index) => error(399, `notice ${index}`));
  const terms = Array.from({ length: 40 }, (_, index) =>
    open({ terms: { ...LIMIT_TERMS, limitPrice: price(index + 1) } }),
  );
  const record = recordAfter(
    ...working,
    ...notices,
    ...terms,
    executed('x.1.01', 10),
    askCancel,
    status({ status: 'Cancelled' }),
  );
  expect(orderRecordSchema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
  expect(orderSchema.parse(orderOf(record))).toEqual(orderOf(record));
  expect(record.notices).toHaveLength(20);
  expect(record.pastTerms).toHaveLength(32);
});
