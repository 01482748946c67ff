import { describe, expect, test } from 'vitest';
import type { OrderRef } from '#shared/model/order-ticket.ts';
import { orderTicketSchema, orderTermsSchema } from '#shared/model/order-ticket.ts';
import { contractIdSchema } from '#shared/model/contract.ts';
import type { Watched } from '#shared/model/watchlist.ts';
import {
  draftOfTerms,
  FIRST_TICKET,
  pricesOf,
  readTerms,
  readTicket,
  stepped,
  TICKET_TYPES,
  type TicketDraft,
  orderValue,
  ticketSentence,
} from './ticket-draft.ts';

const AAPL: Watched = {
  contract: {
    ...{ contractId: contractIdSchema.parse(265598), symbol: 'AAPL', securityType: 'STK', expiry: null },
    ...{ strike: null, right: null, multiplier: 1, exchange: 'SMART', primaryExchange: 'NASDAQ' },
    ...{ currency: 'USD', localSymbol: 'AAPL', tradingClass: 'NMS' },
  },
  longName: 'Apple',
  minTick: 0.01,
} as Watched;

function read(changes: Partial<TicketDraft>) {
  let count = 0;
  const newRef = () => `ref-${++count}` as OrderRef;
  return readTicket({ ...FIRST_TICKET, ...changes }, { watched: AAPL, account: 'DU1', newRef });
}

test('a limit order is read to the last digit and passes the contract of main', () => {
  const ticket = read({ quantity: '1,500', limit: '187.40' });
  expect(ticket).toMatchObject({
    kind: 'tickets',
    tickets: [
      {
        side: 'buy',
        terms: { quantity: 1_500_000_000, type: 'LMT', limitPrice: 18_740_000_000, timeInForce: 'DAY' },
      },
    ],
  });
  if (ticket.kind === 'tickets') expect(orderTicketSchema.safeParse(ticket.tickets[0]).success).toBe(true);
});

test('a bracket is the order and two exits on the other side that wait for it', () => {
  const ticket = read({ limit: '100', takeProfit: '110', stopLoss: '95' });
  expect(ticket.kind).toBe('tickets');
  if (ticket.kind !== 'tickets') return;
  expect(ticket.tickets.map(({ ref, parentRef, side }) => [ref, parentRef, side])).toEqual([
    ['ref-1', null, 'buy'],
    ['ref-2', 'ref-1', 'sell'],
    ['ref-3', 'ref-1', 'sell'],
  ]);
  expect(ticket.tickets.map(({ terms }) => [terms.type, terms.limitPrice ?? terms.stopPrice])).toEqual([
    ['LMT', 10_000_000_000],
    ['LMT', 11_000_000_000],
    ['STP', 9_500_000_000],
  ]);
});

test.each<[Partial<TicketDraft>, keyof TicketDraft, string]>([
  [{ quantity: '', limit: '1' }, 'quantity', 'how many?'],
  [{ quantity: '0', limit: '1' }, 'quantity', 'it must be above 0'],
  [{ quantity: '-5', limit: '1' }, 'quantity', 'it must be above 0'],
  [{ quantity: 'ten', limit: '1' }, 'quantity', 'write it like 1234.5, with a point'],
  [{ limit: '' }, 'limit', 'a price is needed'],
  [{ limit: '1,5' }, 'limit', 'write it like 1234.5, with a point'],
  [{ type: 'STP LMT', limit: '1' }, 'stop', 'a price is needed'],
  [{ type: 'TRAIL', trail: '0' }, 'trail', 'it must be above 0'],
  [{ type: 'TRAIL', trail: '100', trailUnit: 'percent' }, 'trail', 'it must be below 100 %'],
  [{ limit: '1', timeInForce: 'GTD' }, 'goodTill', 'until when?'],
  [{ limit: '1', takeProfit: 'x' }, 'takeProfit', 'write it like 1234.5, with a point'],
])('%o is refused at its field', (changes, field, message) => {
  const ticket = read(changes);
  expect(ticket).toMatchObject({ kind: 'errors', errors: { [field]: message } });
});

describe.each(TICKET_TYPES)('%s', (type) => {
  const prices = { limit: '101.25', stop: '99.5', trail: '1.5', offset: '0.1' };
  const draft: TicketDraft = { ...FIRST_TICKET, type, ...prices };

  test('takes exactly its own prices', () => {
    const terms = readTerms(draft);
    if ('errors' in terms) throw new Error(JSON.stringify(terms.errors));
    const fields = pricesOf(type).map(([field]) => field);
    expect(terms.terms.limitPrice !== null).toBe(fields.includes('limit'));
    expect(terms.terms.stopPrice !== null).toBe(fields.includes('stop'));
    expect(terms.terms.trailAmount !== null).toBe(fields.includes('trail'));
    expect(terms.terms.limitOffset !== null).toBe(fields.includes('offset'));
    expect(orderTermsSchema.safeParse(terms.terms).success).toBe(true);
  });

  test('comes back as typed when it is opened to be changed', () => {
    const terms = readTerms(draft);
    if ('errors' in terms) throw new Error(JSON.stringify(terms.errors));
    expect(readTerms(draftOfTerms('buy', terms.terms))).toEqual(terms);
  });

  test('says what will happen', () => {
    const sentence = ticketSentence(draft, AAPL);
    expect(sentence).toContain('Buy 100 AAPL');
    expect(sentence).toContain(` ${type} DAY`);
  });
});

test('the button says quantity, prices, type and time', () => {
  expect(ticketSentence({ ...FIRST_TICKET, limit: '187.4' }, AAPL)).toBe('Buy 100 AAPL @ 187.40 LMT DAY');
  expect(
    ticketSentence({ ...FIRST_TICKET, side: 'sell', type: 'TRAIL', trail: '2', trailUnit: 'percent' }, AAPL),
  ).toBe('Sell 100 AAPL trailing 2.00 % TRAIL DAY');
  expect(ticketSentence({ ...FIRST_TICKET, limit: '', stopLoss: '90' }, AAPL)).toBe(
    'Buy 100 AAPL @ … LMT DAY with an exit: stop 90.00',
  );
});

test('prices step by whole ticks from what is typed, or from the market', () => {
  expect(stepped('187.40', 1, 0.01, null)).toBe('187.41');
  expect(stepped('187.404', -10, 0.01, null)).toBe('187.30');
  expect(stepped('', 1, 0.25, 4_500)).toBe('4500.25');
  expect(stepped('abc', 1, 0.01, null)).toBe('abc');
  expect(stepped('1.08505', 1, 0.00005, null)).toBe('1.08510');
});

test('the value of an order is at its own price, times the multiplier, or at the market where it has none', () => {
  const option = { ...AAPL, contract: { ...AAPL.contract, multiplier: 100 } };
  const draft = { ...FIRST_TICKET, quantity: '2', limit: '1.95' };
  expect(orderValue(draft, option, 1.9)).toEqual({ amount: 390, isEstimate: false });
  expect(orderValue({ ...draft, type: 'MKT' }, option, 1.9)).toEqual({ amount: 380, isEstimate: true });
  expect(orderValue({ ...draft, quantity: '' }, option, 1.9)).toBeNull();
  expect(orderValue({ ...draft, type: 'MKT' }, option, null)).toBeNull();
});
