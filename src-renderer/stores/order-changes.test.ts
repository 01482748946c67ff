import { beforeEach, describe, expect, test } from 'vitest';
import { contractSchema } from '#shared/model/contract.ts';
import { type Order, orderSchema } from '#shared/model/order.ts';
import { PLAIN_TERMS } from '#shared/model/order-ticket.ts';
import { QUOTE_FIELD_INDEX, QUOTE_FIELDS } from '#shared/model/quote.ts';
import { termsAtPrice } from './order-changes.ts';
import { receiveQuotes } from './quotes.ts';
import { selectContract } from './selection.ts';
import { useTicket } from './ticket.ts';
import { FIRST_TICKET } from './ticket-draft.ts';
import { openTicketAt, takePrice } from './ticket-price.ts';

const contract = contractSchema.parse({
  ...{ contractId: 1, symbol: 'AAPL', securityType: 'STK', expiry: null, strike: null, right: null },
  ...{
    multiplier: 1,
    exchange: 'SMART',
    primaryExchange: '',
    currency: 'USD',
    localSymbol: '',
    tradingClass: '',
  },
});

function order(change: Partial<Order> = {}, terms: Partial<Order['terms']> = {}): Order {
  return orderSchema.parse({
    ...{
      ref: '6f1d2c3b-0000-4000-8000-000000000001',
      origin: 'ours',
      state: 'working',
      account: 'DU1',
      contract,
    },
    ...{ side: 'buy', requestedTerms: null, parentRef: null, oca: null, orderId: 1, clientId: 1, permId: 1 },
    terms: {
      ...{ ...PLAIN_TERMS, type: 'STP LMT', timeInForce: 'GTC', quantity: 25_000_000 },
      ...{ limitPrice: 104_74000000, stopPrice: 104_50000000, displayQuantity: 5_000_000, ...terms },
    },
    ...{ filled: 0, leaves: 25_000_000, averagePrice: null, createdAt: 1, endedAt: null },
    ...{ brokerStatus: 'Submitted', whyHeld: '', reason: '', flags: [], notices: [], extras: [], ...change },
  });
}

describe('an order at another price', () => {
  test('differs in that one price and in nothing else', () => {
    const held = order();
    expect(termsAtPrice(held, 'limitPrice', 104.68)).toEqual({ ...held.terms, limitPrice: 104_68000000 });
    expect(termsAtPrice(held, 'stopPrice', 104.4)).toEqual({ ...held.terms, stopPrice: 104_40000000 });
  });

  test.each<[string, Order]>([
    ['another program’s', order({ origin: 'other-client' })],
    ['one entered in TWS', order({ origin: 'tws' })],
    ['one that is being cancelled', order({ state: 'pending-cancel' })],
    ['one of which nobody knows what became', order({ state: 'unknown' })],
    ['one that has filled', order({ state: 'filled' })],
    ['one without that price', order({}, { limitPrice: null, type: 'STP' })],
    ['one whose stop trails', order({}, { trailAmount: 1_00000000 as never, type: 'TRAIL LIMIT' })],
    ['one of a type that is not ours to send', order({}, { type: 'REL' })],
  ])('there is none for %s', (_, held) => {
    expect(termsAtPrice(held, 'limitPrice', 104.68)).toBeNull();
  });
});

describe('a price that was pointed at', () => {
  beforeEach(() => {
    selectContract({ contract, longName: 'Apple', minTick: 0.01 });
    useTicket.setState({ draft: FIRST_TICKET, changing: null });
    const values = new Float64Array(QUOTE_FIELDS.length).fill(NaN);
    values[QUOTE_FIELD_INDEX.last] = 100;
    receiveQuotes({ now: 1, contractIds: Float64Array.of(contract.contractId), values });
  });

  test.each([
    ['buy', 99.5, 'LMT'],
    ['buy', 100, 'LMT'],
    ['buy', 100.5, 'STP'],
    ['sell', 100.5, 'LMT'],
    ['sell', 99.5, 'STP'],
  ] as const)('opens a ticket to %s at %d that rests there: %s', (side, price, type) => {
    openTicketAt(side, price);
    const { draft, isSending } = useTicket.getState();
    expect(draft).toMatchObject({ side, type, [type === 'LMT' ? 'limit' : 'stop']: String(price) });
    expect(isSending).toBe(false);
  });

  test('goes where the type of the ticket has a price, and makes a limit order of one that has none', () => {
    takePrice(99.125);
    expect(useTicket.getState().draft).toMatchObject({ type: 'LMT', limit: '99.125' });
    useTicket.setState({ draft: { ...FIRST_TICKET, type: 'STP' } });
    takePrice(101);
    expect(useTicket.getState().draft).toMatchObject({ type: 'STP', stop: '101', limit: '' });
    useTicket.setState({ draft: { ...FIRST_TICKET, type: 'MKT' } });
    takePrice(0.0000001);
    expect(useTicket.getState().draft).toMatchObject({ type: 'LMT', limit: '0.0000001' });
  });
});
