import { Encoder } from '@stoqey/ib/dist/core/io/encoder.js';
import { Socket } from '@stoqey/ib/dist/core/io/socket.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unixMillis } from '#shared/kernel/time.ts';
import { contractIdSchema, contractSchema } from '#shared/model/contract.ts';
import { toOrderPrice } from '#shared/model/order-price.ts';
import {
  ORDER_TYPES,
  orderRefSchema,
  PLAIN_TERMS,
  TIMES_IN_FORCE,
  TRIGGER_METHODS,
  type OrderCondition,
  type OrderTerms,
} from '#shared/model/order-ticket.ts';
import { toQuantityMicros } from '#shared/model/quantity.ts';
import { gateVersions } from '#shared/tws-protocol/testing/spoken-versions.ts';
import type { OutgoingOrder } from '../ports/broker-orders.ts';
import type { Committed } from '../ports/order-journal.ts';
import { OrderWire } from './order-wire.ts';
import { toWireContract } from './wire-contracts.ts';
import { toWireOrder } from './wire-orders.ts';

const price = fc.integer({ min: 1, max: 9_000_000 }).map((cents) => toOrderPrice(cents / 100));
const maybePrice = fc.option(price);
const maybeSize = fc.option(fc.integer({ min: 1, max: 1_000_000 }).map(toQuantityMicros));
const moment = fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }).map((s) => unixMillis(s * 1_000));
const joins = fc.constantFrom<OrderCondition['joins'][]>('and', 'or');
const condition = fc.oneof(
  fc.record({ kind: fc.constant('time' as const), joins, isMore: fc.boolean(), at: moment }),
  fc.record({
    ...{ kind: fc.constant('price' as const), joins, isMore: fc.boolean(), price },
    ...{
      contractId: fc.constant(contractIdSchema.parse(265_598)),
      exchange: fc.constantFrom('SMART', 'ISLAND'),
    },
    triggerMethod: fc.constantFrom(...TRIGGER_METHODS),
  }),
);
const terms: fc.Arbitrary<OrderTerms> = fc
  .record({
    ...{ type: fc.constantFrom(...ORDER_TYPES), timeInForce: fc.constantFrom(...TIMES_IN_FORCE) },
    quantity: fc
      .integer({ min: 1, max: 10_000_000 })
      .map((thousandths) => toQuantityMicros(thousandths / 1_000)),
    ...{ limitPrice: maybePrice, stopPrice: maybePrice, trailAmount: maybePrice, limitOffset: maybePrice },
    trailPercent: fc.option(fc.integer({ min: 1, max: 999 }).map((tenths) => tenths / 10)),
    ...{ goodTillAt: fc.option(moment), goodAfterAt: fc.option(moment), isOutsideHours: fc.boolean() },
    ...{ displayQuantity: maybeSize, minQuantity: maybeSize, isAllOrNone: fc.boolean() },
    triggerMethod: fc.constantFrom(...TRIGGER_METHODS),
    conditions: fc.array(condition, { maxLength: 3 }),
    ...{ areConditionsOutsideHours: fc.boolean(), doConditionsCancel: fc.boolean() },
  })
  .map((some) => ({ ...PLAIN_TERMS, ...some }));
const outgoing: fc.Arbitrary<OutgoingOrder> = fc.record({
  orderId: fc.integer({ min: 1, max: 1_999_999_999 }),
  parentOrderId: fc.option(fc.integer({ min: 1, max: 1_999_999_999 })),
  isTransmitted: fc.boolean(),
  ticket: fc.record({
    ref: fc.stringMatching(/^[A-Za-z0-9._:-]{1,40}$/).map((ref) => orderRefSchema.parse(ref)),
    // A group may be named in any script.
    oca: fc.option(fc.record({ group: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), type: fc.constantFrom(1, 2, 3) })), // prettier-ignore
    ...{ account: fc.constantFrom('DU1', 'U7654321'), side: fc.constantFrom('buy', 'sell') },
    ...{ parentRef: fc.constant(null), isReduceOnly: fc.boolean(), terms },
    contract: fc.record({ exchange: fc.constantFrom('SMART', 'IBKRATS', 'CME') }).map(({ exchange }) =>
      contractSchema.parse({
        ...{ contractId: 265_598, symbol: 'AAPL', securityType: 'STK', expiry: null, strike: null },
        ...{ right: null, multiplier: 1, exchange, primaryExchange: 'NASDAQ', currency: 'USD' },
        ...{ localSymbol: 'AAPL', tradingClass: 'NMS' },
      }),
    ),
  }),
});

/** What the library itself puts on its socket, and what it says instead. */
function byLibrary(serverVersion: number, order: OutgoingOrder, isPreview: boolean): string[] {
  const said: string[] = [];
  const socket = new Socket({ emitEvent: () => undefined } as never);
  Object.assign(socket, { client: { write: (bytes: Buffer) => said.push(bytes.toString('hex')) } });
  const encoder = new Encoder({
    serverVersion,
    sendMsg: (...tokens: unknown[]) => socket.send(tokens),
    emitError: (text, code, id) => said.push(`${id} ${code} ${text}`),
  });
  const wire = toWireOrder(order);
  const sent = isPreview ? { ...wire, whatIf: true, transmit: true } : wire;
  encoder.placeOrder(order.orderId, toWireContract(order.ticket.contract), sent);
  return said;
}

test('every order, at every server version, goes out in the bytes of the library, in one write, or is refused in its words', () => {
  // The oldest that the library connects to, and all at which a message changes.
  const version = fc.oneof(fc.constantFrom(...gateVersions), fc.integer({ min: 100, max: 193 }));
  fc.assert(
    fc.property(version, outgoing, fc.boolean(), (serverVersion, order, isPreview) => {
      const said: string[] = [];
      const wire = new OrderWire({
        serverVersion,
        write: (frame) => said.push(frame.toString('hex')),
        touch: () => undefined,
        onRefused: (id, code, text) => said.push(`${id} ${code} ${text}`),
      });
      wire.rehearse(order);
      expect(said, 'a rehearsal writes nothing and says nothing').toEqual([]);
      if (isPreview) wire.preview(order);
      else wire.send(order as Committed<OutgoingOrder>);
      expect(said).toEqual(byLibrary(serverVersion, order, isPreview));
    }),
    { numRuns: process.env['TRADEWIND_COUNTS'] === 'full' ? 20_000 : 200 },
  );
});
