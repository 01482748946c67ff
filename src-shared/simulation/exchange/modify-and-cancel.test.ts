import { describe, expect, test } from 'vitest';
import { Floor } from './testing/floor.ts';

const LMT = { type: 'LMT', limitPrice: 100 } as const;

describe('modify', () => {
  test('keeps the place in the queue for a smaller size, and loses it for a larger one or another price', () => {
    const floor = Floor.open();
    floor.quote(99.9, 500, 100.1, 500);
    const orders = [1, 2, 3].map(() => floor.order(LMT));
    floor.modify(orders[0]!, { ...LMT, quantity: 90 });
    floor.modify(orders[1]!, { ...LMT, quantity: 110 });
    floor.said();
    floor.trade(99.95, 300);
    expect(floor.said()).toEqual([
      '1 buys 90 at 100 added',
      '3 buys 100 at 100 added',
      '2 buys 110 at 100 added',
    ]);
  });

  test('to a marketable price trades at once', () => {
    const floor = Floor.open();
    const order = floor.order(LMT);
    floor.modify(order, { ...LMT, limitPrice: 100.1 });
    expect(floor.said()).toEqual(['1 amended to 100', '1 buys 100 at 100.1 removed']);
  });

  test('can make a market order of a limit order and a stop order of either', () => {
    const floor = Floor.open();
    const first = floor.order({ ...LMT, limitPrice: 90 });
    const second = floor.order({ ...LMT, limitPrice: 90 });
    floor.modify(first, {});
    floor.modify(second, { type: 'STP', stopPrice: 105 });
    expect(floor.stateOf(first)).toBe('filled 100/100');
    expect(floor.stateOf(second)).toBe('preSubmitted 0/100');
  });

  test('that does not name a trailing stop leaves it where it is', () => {
    const floor = Floor.open();
    const trail = { type: 'TRAIL', side: 'sell', trailAmount: 2 } as const;
    const order = floor.order({ ...trail, stopPrice: 99 });
    floor.modify(order, { ...trail, quantity: 50 });
    expect(floor.stateOf(order)).toBe('preSubmitted 0/50');
    floor.quote(98.8, 500, 99, 500);
    floor.trade(98.9, 100);
    expect(floor.stateOf(order)).toBe('filled 50/50');
  });

  test('down to what has filled completes the order', () => {
    const floor = Floor.open();
    const order = floor.order({ ...LMT, limitPrice: 100.1, quantity: 700 });
    floor.modify(order, { ...LMT, limitPrice: 100.1, quantity: 500 });
    expect(floor.stateOf(order)).toBe('filled 500/500');
  });

  test('is refused where it does not fit, and the order stays as it was', () => {
    const floor = Floor.open();
    const order = floor.order({ ...LMT, limitPrice: 100.1, quantity: 600, ocaGroup: 'g' });
    floor.said();
    const terms = { ...LMT, limitPrice: 100.1, quantity: 600, ocaGroup: 'g' } as const;
    floor.modify(order, { ...terms, side: 'sell' });
    floor.modify(order, terms, { instrument: 2 });
    floor.modify(order, terms, { account: 'DU2' });
    floor.modify(order, { ...terms, ocaGroup: 'h' });
    floor.modify(order, { ...terms, limitPrice: 100.001 });
    floor.modify(order, { ...terms, quantity: 499 });
    floor.modify(order, { ...terms, quantity: 0 });
    floor.modify(77, terms);
    expect(floor.said()).toEqual([
      '1 modify refused 105',
      '1 modify refused 105',
      '1 modify refused 105',
      '1 modify refused 10326',
      '1 modify refused 110',
      '1 modify refused 201',
      '1 modify refused 201',
      '77 modify refused 135',
    ]);
    expect(floor.stateOf(order)).toBe('partiallyFilled 500/600');
  });

  test('is too late for an order that has filled or ended', () => {
    const floor = Floor.open();
    const filled = floor.order({});
    const cancelled = floor.order(LMT);
    floor.cancel(cancelled);
    floor.said();
    floor.modify(filled, { quantity: 200 });
    floor.modify(cancelled, LMT);
    expect(floor.said()).toEqual(['1 modify refused 104', '2 modify refused 103']);
  });

  test('of an expiry moves it', () => {
    const floor = Floor.open();
    const order = floor.order({ ...LMT, tif: 'GTD', goodTill: floor.time + 100 });
    floor.modify(order, { ...LMT, tif: 'GTD', goodTill: floor.time + 500 });
    floor.wait(300);
    expect(floor.stateOf(order)).toBe('submitted 0/100');
    floor.wait(300);
    expect(floor.stateOf(order)).toBe('cancelled 0/100');
  });
});

describe('cancel', () => {
  test('ends an order', () => {
    const floor = Floor.open();
    const order = floor.order(LMT);
    floor.events();
    floor.cancel(order);
    expect(floor.events()).toMatchObject([
      { kind: 'status', state: 'pendingCancel' },
      { kind: 'cancelled', code: 202 },
      { kind: 'status', state: 'cancelled' },
    ]);
  });

  test('is refused for orders that are unknown, final or already on their way out', () => {
    const floor = Floor.open({ cancelMs: 100 });
    const filled = floor.order({});
    const going = floor.order(LMT);
    floor.cancel(going);
    floor.said();
    floor.cancel(77);
    floor.cancel(filled);
    floor.cancel(going);
    expect(floor.events()).toMatchObject([
      { code: 10147, text: 'OrderId 77 that needs to be cancelled is not found.' },
      { code: 10148, text: 'OrderId 1 that needs to be cancelled can not be cancelled, state: Filled.' },
      {
        code: 10148,
        text: 'OrderId 2 that needs to be cancelled can not be cancelled, state: PendingCancel.',
      },
    ]);
  });
});

describe('latency', () => {
  test('an order arrives after its latency and finds the market of that time', () => {
    const floor = Floor.open({ submitMs: 20 });
    const order = floor.order({});
    expect(floor.stateOf(order)).toBe('pendingSubmit 0/100');
    floor.quote(100.2, 500, 100.3, 500);
    floor.wait(20);
    expect(floor.events().at(-1)).toMatchObject({ kind: 'status', state: 'filled', averagePrice: 100.3 });
  });

  test('what was to happen at a time happens at that time, however late one looks', () => {
    const floor = Floor.open({ submitMs: 20 });
    floor.order({});
    const arrival = floor.time + 20;
    floor.wait(5_000);
    expect(floor.events().at(-1)).toMatchObject({ time: arrival });
  });

  test('an order fills while its cancel is on the way, and the cancel comes too late', () => {
    const floor = Floor.open({ cancelMs: 20 });
    const order = floor.order(LMT);
    floor.cancel(order);
    floor.quote(99, 500, 99.9, 40);
    floor.quote(99, 500, 99.8, 60);
    expect(floor.said()).toEqual(['1 buys 40 at 100 added', '1 buys 60 at 99.8 removed']);
    floor.wait(20);
    expect(floor.said()).toEqual([]);
    expect(floor.stateOf(order)).toBe('filled 100/100');
  });

  test('what is left when the cancel gets there is cancelled', () => {
    const floor = Floor.open({ cancelMs: 20 });
    const order = floor.order(LMT);
    floor.cancel(order);
    floor.quote(99, 500, 99.9, 40);
    expect(floor.stateOf(order)).toBe('pendingCancel 40/100');
    floor.modify(order, LMT);
    floor.wait(20);
    expect(floor.said()).toEqual(['1 buys 40 at 100 added', '1 modify refused 2102', '1 cancelled 202']);
  });

  test('the old terms hold until the new ones arrive, which may be too late', () => {
    const floor = Floor.open({ submitMs: 20 });
    const order = floor.order(LMT);
    floor.wait(20);
    floor.modify(order, { ...LMT, limitPrice: 95 });
    floor.quote(99, 500, 99.9, 500);
    floor.wait(20);
    expect(floor.said()).toEqual(['1 buys 100 at 100 added', '1 modify refused 104']);
  });
});
