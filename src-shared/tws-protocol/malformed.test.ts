import { describe, expect, test } from 'vitest';
import { unset } from './nouns/unset.ts';
import { emptyOrder, type WireOrder } from './nouns/wire-order.ts';
import { decodeRequest, encodeRequest } from './requests/requests.ts';
import { limitOrder, richOrders, stock } from './testing/rich-orders.ts';
import { errorForFault } from './tws-errors.ts';
import { utf8Bytes } from './utf8.ts';

const VERSION = 193;

function request(...fields: (string | number)[]) {
  return decodeRequest(utf8Bytes(fields.join('\0') + '\0'), VERSION);
}

function faultOf(...fields: (string | number)[]) {
  const result = request(...fields);
  if (result.ok) expect.fail(`was read as ${result.value.kind}`);
  return result.error;
}

/** The fields of a good order, to spoil one of. */
function orderFields(order: Partial<WireOrder> = {}, contract = stock): string[] {
  const placed = { kind: 'placeOrder', orderId: 17, contract, order: { ...limitOrder, ...order } } as const;
  return Buffer.from(encodeRequest(placed, VERSION).subarray(4)).toString('utf8').split('\0').slice(0, -1);
}

describe('a frame that cannot be read', () => {
  test.each([
    ['nothing', ''],
    ['no NUL at the end', '49\x001'],
    ['no message id', '\0'],
    ['a word for a message id', 'API\x001\0'],
    ['a negative message id', '-1\x001\0'],
    ['a fraction for a message id', '4.9\x001\0'],
  ])('%s', (_name, text) => {
    expect(decodeRequest(utf8Bytes(text), VERSION)).toMatchObject({
      ok: false,
      error: { kind: 'unreadable', messageId: undefined, requestId: undefined },
    });
  });

  test('bytes that are not UTF-8', () => {
    const payload = Uint8Array.of(0x38, 0x31, 0, 0x31, 0, 0xc3, 0x28, 0);
    expect(decodeRequest(payload, VERSION)).toMatchObject({ ok: false, error: { kind: 'unreadable' } });
  });

  test('more fields than any request has', () => {
    expect(faultOf(...Array<string>(4_097).fill('1'))).toMatchObject({ kind: 'unreadable' });
  });

  test('an id that no request has is named', () => {
    expect(faultOf(999, 1)).toMatchObject({ kind: 'unknownMessage', messageId: 999 });
    expect(errorForFault(faultOf(999, 1))).toEqual({
      id: -1,
      code: 505,
      text: 'Fatal Error: Unknown message id: 999.',
    });
  });
});

describe('a field that cannot be read', () => {
  test('says whose it is, which it is and why', () => {
    const fields = orderFields().with(19, '187,25');
    const fault = faultOf(...fields);
    expect(fault).toEqual({
      kind: 'badField',
      messageId: 3,
      messageName: 'placeOrder',
      requestId: 17,
      field: 'order.lmtPrice',
      fieldIndex: 19,
      why: 'order.lmtPrice must be a number or nothing, was "187,25"',
    });
    expect(errorForFault(fault)).toEqual({
      id: 17,
      code: 320,
      text: 'Error reading request: placeOrder: order.lmtPrice must be a number or nothing, was "187,25"',
    });
  });

  test.each([
    [['98', 'x'], 'reqId', undefined],
    [['98', '1.5'], 'reqId', undefined],
    [['98', '99999999999999999'], 'reqId', undefined],
    [['81', '7'], 'pattern', 7],
    [['6', '2', 'yes', 'DU1'], 'subscribe', undefined],
    [['88', '7', ...contract(), '2', '0', '3 days'], 'contract.includeExpired', 7],
    [['97', '7', ...contract(), 'Bid', '0', '0'], 'tickType', 7],
    [['87', '7', ...contract({ 4: 'NaN' }), '0', '1', 'TRADES', '1'], 'contract.strike', 7],
    [['87', '7', ...contract({ 4: 'Infinity' }), '0', '1', 'TRADES', '1'], 'contract.strike', 7],
    [['87', '7', ...contract({ 4: '0x10' }), '0', '1', 'TRADES', '1'], 'contract.strike', 7],
    [['87', '7', ...contract({ 4: ' 1' }), '0', '1', 'TRADES', '1'], 'contract.strike', 7],
    [['87', '7', ...contract({ 4: '-1e999' }), '0', '1', 'TRADES', '1'], 'contract.strike', 7],
  ])('%j is refused at %s', (fields, field, requestId) => {
    expect(faultOf(...fields)).toMatchObject({ field, requestId });
  });

  test('a surplus field is a fault, not a guess', () => {
    expect(faultOf(98, 7, 1)).toMatchObject({ kind: 'leftoverFields', requestId: 7, fieldIndex: 2 });
    expect(faultOf(...orderFields(), '')).toMatchObject({ kind: 'leftoverFields', requestId: 17 });
  });

  test('a missing field is a fault wherever the message ends', () => {
    const fields = orderFields();
    for (let count = 1; count < fields.length; count++) {
      expect(faultOf(...fields.slice(0, count)).kind).toBe('missingField');
    }
  });
});

describe('repeated groups', () => {
  const bag = richOrders.find((rich) => rich.contract.secType === 'BAG')!;
  const fields = orderFields(bag.order, bag.contract);
  const legCountAt = 35;

  test('the fields are where this test thinks they are', () => expect(fields[legCountAt]).toBe('2'));

  test.each([
    ['-1', 'tooManyItems'],
    ['101', 'tooManyItems'],
    ['2147483647', 'tooManyItems'],
    ['x', 'badField'],
    ['2.0', 'badField'],
  ])('a count of %s is refused', (count, kind) => {
    expect(faultOf(...fields.with(legCountAt, count))).toMatchObject({ kind, requestId: 17 });
  });

  test.each(['1', '3', '100'])('a count of %s, when there are 2, is refused', (count) => {
    expect(request(...fields.with(legCountAt, count)).ok).toBe(false);
  });

  test('a fault inside names the item', () => {
    expect(faultOf(...fields.with(legCountAt + 1 + 8 + 1, 'two'))).toMatchObject({
      field: 'contract.comboLegs[1].ratio',
    });
  });

  test.each(['0', '2', '8', '', 'a'])('a condition of type %j is refused', (type) => {
    const [condition] = richOrders.find(({ order }) => order.conditions.length > 0)!.order.conditions;
    const plain = orderFields({ conditions: [condition!] });
    const typeAt = 90;
    expect(plain[typeAt]).toBe('1');
    expect(faultOf(...plain.with(typeAt, type))).toMatchObject({ field: 'order.conditions[0].type' });
  });
});

describe('an increment of 0', () => {
  const incrementAt = 72;
  const plain = orderFields({ scalePriceIncrement: 0 });
  const details = ['', '', '', '0', '', '', '0'];
  const withDetails = plain.toSpliced(incrementAt + 1, 0, ...details);

  test('is read without details, as official clients send it', () => {
    expect(plain[incrementAt]).toBe('0');
    expect(request(...plain)).toMatchObject({ ok: true, value: { order: { scalePriceIncrement: 0 } } });
  });

  test('is read with seven details, as @stoqey/ib sends it', () => {
    expect(request(...withDetails)).toEqual(request(...plain));
  });

  test('is refused with any other surplus', () => {
    expect(faultOf(...withDetails, '')).toMatchObject({ requestId: 17 });
    expect(faultOf(...plain, ...details)).toMatchObject({ requestId: 17 });
    expect(faultOf(...withDetails.toSpliced(incrementAt + 1, 1))).toMatchObject({ requestId: 17 });
  });

  test.each(['', '-0.5'])('an increment of %j has no details', (increment) => {
    expect(request(...plain.with(incrementAt, increment)).ok).toBe(true);
    expect(faultOf(...withDetails.with(incrementAt, increment))).toMatchObject({ requestId: 17 });
  });
});

describe('what clients leave empty or call unset', () => {
  test('an order of empty fields is an order with nothing set, and is not transmitted', () => {
    const fields = orderFields().map((field, i) => (i < 2 ? field : ''));
    expect(request(...fields)).toMatchObject({ ok: true, value: { orderId: 17, order: emptyOrder } });
  });

  test.each(['', '1.7976931348623157e308', '1.7976931348623157E308', '1.7976931348623157e+308'])(
    'a price of %j is no price',
    (text) => {
      expect(request(...orderFields().with(19, text))).toMatchObject({
        value: { order: { lmtPrice: unset } },
      });
    },
  );

  test.each([
    ['170141183460469231731687303715884105727', undefined],
    ['1.7976931348623157E308', undefined],
    ['', undefined],
    ['10', 10],
    ['10.0', 10],
    ['0.5', 0.5],
    ['1E+2', 100],
    ['.5', 0.5],
  ])('a quantity of %s is %s', (text, totalQuantity) => {
    const read = request(...orderFields().with(17, text));
    expect(read).toMatchObject({ value: { order: { totalQuantity } } });
  });

  test('an int of 2147483647 is not set', () => {
    const minQtyAt = 50;
    const fields = orderFields({ minQty: 5 });
    expect(fields[minQtyAt]).toBe('5');
    expect(request(...fields.with(minQtyAt, '2147483647'))).toMatchObject({
      value: { order: { minQty: undefined } },
    });
  });

  test.each(['Infinity', 'Infinite', 'inf'])('an offset of %s goes up to the midpoint', (word) => {
    const { order, contract: at } = richOrders.find(
      (rich) => rich.order.competeAgainstBestOffset === Infinity,
    )!;
    const fields = orderFields(order, at);
    expect(request(...fields.with(fields.indexOf('Infinity'), word))).toMatchObject({
      value: { order: { competeAgainstBestOffset: Infinity } },
    });
  });
});

function contract(spoiled: Record<number, string> = {}): string[] {
  const fields = ['1', 'AAPL', 'STK', '', '0', '', '', 'SMART', '', 'USD', '', ''];
  return fields.map((field, i) => spoiled[i] ?? field);
}
