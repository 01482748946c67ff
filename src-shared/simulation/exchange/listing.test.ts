import { expect, test } from 'vitest';
import { toOrderPrice } from '../../model/order-price.ts';
import { toQuantityMicros } from '../../model/quantity.ts';
import { Exchange } from './exchange.ts';
import { stock, termsOf, TEST_PORTS } from './testing/floor.ts';

test('a contract listed later trades like one that was there from the start', () => {
  const kindsOf = (exchange: Exchange) => {
    exchange.onMarket({ kind: 'phase', instrument: 9, time: 1, phase: 'regular', cross: null });
    exchange.onMarket({
      ...{ kind: 'quote', instrument: 9, time: 2 },
      ...{ bid: toOrderPrice(10), bidSize: toQuantityMicros(500) },
      ...{ ask: toOrderPrice(10.01), askSize: toQuantityMicros(500) },
    });
    exchange.submit(3, { key: 1, account: 'DU1', instrument: 9, terms: termsOf({ quantity: 100 }) });
    return exchange.eventsSince(1).events;
  };
  const later = new Exchange({ instruments: [], ports: TEST_PORTS });
  expect(later.isListed(9)).toBe(false);
  later.list(stock(9));
  expect(later.isListed(9)).toBe(true);
  const events = kindsOf(later);
  expect(events.at(-1)).toMatchObject({ kind: 'status', state: 'filled' });
  expect(events).toEqual(kindsOf(new Exchange({ instruments: [stock(9)], ports: TEST_PORTS })));
});

test('no contract is listed twice', () => {
  const exchange = new Exchange({ instruments: [stock(1)], ports: TEST_PORTS });
  expect(() => exchange.list(stock(1))).toThrow('two instruments are called 1');
});
