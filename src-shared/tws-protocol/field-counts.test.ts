import { expect, test } from 'vitest';
import { emptyContractDetails } from './nouns/contract-details.ts';
import { emptyOrderState } from './nouns/order-state.ts';
import { emptyContract } from './nouns/wire-contract.ts';
import { encodeMessage, type GatewayMessage } from './messages/messages.ts';
import { encodeRequest } from './requests/requests.ts';
import { limitOrder, richOrders, stock } from './testing/rich-orders.ts';

// Counted by hand from the reference, the message id included: a slip in a layout that both directions share shows here.

const openOrder: GatewayMessage = {
  kind: 'openOrder',
  orderId: 1,
  contract: stock,
  order: limitOrder,
  orderState: emptyOrderState,
};

function fieldsOf(frame: Uint8Array): string[] {
  return Buffer.from(frame.subarray(4)).toString('utf8').split('\0').slice(0, -1);
}

test.each([
  [157, 120],
  [158, 121],
  [160, 122],
  [162, 123],
  [169, 123],
  [170, 128],
  [176, 128],
  [177, 127],
  [182, 127],
  [183, 128],
  [184, 129],
  [185, 130],
  [186, 130],
  [190, 131],
  [192, 131],
  [193, 133],
])('a limit order at version %i is an openOrder of %i fields', (version, count) => {
  expect(fieldsOf(encodeMessage(openOrder, version))).toHaveLength(count);
});

test.each([
  [157, 110],
  [158, 111],
  [160, 112],
  [162, 113],
  [166, 114],
  [169, 115],
  [170, 115],
  [177, 114],
  [183, 115],
  [184, 116],
  [190, 117],
  [192, 118],
  [193, 118],
])('a limit order at version %i is a placeOrder of %i fields', (version, count) => {
  const frame = encodeRequest(
    { kind: 'placeOrder', orderId: 1, contract: stock, order: limitOrder },
    version,
  );
  expect(fieldsOf(frame)).toHaveLength(count);
});

test.each([
  ['pegged to a benchmark', 5],
  ['pegged to the midpoint at IBKRATS', 3],
  ['pegged to the best price by an offset', 3],
  ['pegged to the best price up to the midpoint', 5],
  ['a combination with legs, leg prices and routing parameters', 3 + 2 * 8 + 2 + 2 * 2],
  ['an algorithm with parameters', 1 + 2 * 2],
  ['an algorithm without parameters', 1],
  ['delta neutral volatility', 8 + 3],
  ['a scale order with its details', 7],
  ['conditions of all six kinds', 7 + 4 + 4 + 5 + 6 + 6 + 2],
  ['a hedge', 1],
])('%s has %i fields more than a limit order', (name, more) => {
  const { contract, order } = richOrders.find((rich) => rich.name === name)!;
  const frame = encodeRequest({ kind: 'placeOrder', orderId: 1, contract, order }, 193);
  expect(fieldsOf(frame)).toHaveLength(118 + more);
});

test.each([
  [162, 39],
  [163, 40],
  [164, 40],
  [179, 40],
  [182, 41],
  [186, 42],
  [193, 42],
])('a stock at version %i is a contractDetails of %i fields', (version, count) => {
  const message = { reqId: 1, contract: stock, details: emptyContractDetails };
  expect(fieldsOf(encodeMessage({ kind: 'contractDetails', ...message }, version))).toHaveLength(count);
});

test('the counts that other clients unpack exactly hold', () => {
  const counts = (messages: GatewayMessage[]) =>
    messages.map((message) => fieldsOf(encodeMessage(message, 178)).length);
  const contract = emptyContract;
  const account = 'DU1';
  expect(
    counts([
      { kind: 'managedAccounts', accounts: account },
      { kind: 'nextValidId', orderId: 1 },
      { kind: 'tickPrice', reqId: 1, tickType: 1, price: 1, size: 1, attribMask: 0 },
      {
        kind: 'commissionReport',
        ...{ execId: 'e', commission: 1, currency: 'USD', realizedPNL: undefined, yield: undefined },
        yieldRedemptionDate: '',
      },
      { kind: 'position', account, contract, position: 1, avgCost: 1 },
      {
        kind: 'portfolioValue',
        contract,
        ...{ position: 1, marketPrice: 1, marketValue: 1, averageCost: 1, unrealizedPNL: 1, realizedPNL: 1 },
        account,
      },
      {
        kind: 'historicalDataUpdate',
        ...{ reqId: 1, barCount: 1, date: '1', open: 1, close: 1, high: 1, low: 1, wap: 1, volume: 1 },
      },
    ]),
  ).toEqual([3, 3, 7, 8, 16, 20, 10]);
});

test('unset numbers are empty, but for margins and adjusted prices', () => {
  const fields = fieldsOf(encodeMessage(openOrder, 193));
  const max = '1.7976931348623157E308';
  expect(fields.filter((field) => field === max)).toHaveLength(12 + 6);
  expect(fields.slice(fields.indexOf('None'), fields.indexOf('None') + 8)).toEqual([
    'None',
    ...Array<string>(6).fill(max),
    '0',
  ]);
});

test('a message is one frame: its length, then fields with a NUL behind each', () => {
  const frame = encodeMessage(
    { kind: 'tickPrice', reqId: 3, tickType: 1, price: 0.1, size: 5, attribMask: 1 },
    193,
  );
  expect(Buffer.from(frame).toString('latin1')).toBe('\0\0\0\x10' + '1\x006\x003\x001\x000.1\x005\x001\0');
});
