import { OptionType, SecType } from '@stoqey/ib';
import { expect, test } from 'vitest';
import { fromWireContract, fromWireDetails, lacksMultiplier, multiplierMissing, toWireQuery, withRules } from './wire-contracts.ts'; // prettier-ignore
import { parseTradingHours } from './trading-hours.ts';
import { barTime, durationText, endText, pageSpanMs } from './history-words.ts';
import { BAR_SIZES, barSizeMs } from '#shared/model/bar-size.ts';
import { MS_PER_DAY } from '#shared/kernel/time.ts';

test('an option keeps its expiry, strike, right and multiplier; a share has none of them', () => {
  const option = fromWireContract({
    ...{ conId: 5, symbol: 'AAPL', secType: SecType.OPT, exchange: 'SMART', currency: 'USD', strike: 190 },
    ...{ right: OptionType.Call, multiplier: 100, lastTradeDateOrContractMonth: '20260320' },
  });
  expect(option).toMatchObject({ expiry: '2026-03-20', strike: 190, right: 'call', multiplier: 100 });
  const share = fromWireContract({
    ...{ conId: 6, symbol: 'AAPL', secType: SecType.STK, exchange: 'SMART', currency: 'USD', strike: 0 },
    right: '?' as OptionType,
  });
  expect(share).toMatchObject({ expiry: null, strike: null, right: null, multiplier: 1 });
});

test('what has no id or no currency is no contract', () => {
  expect(fromWireContract({ conId: 0, symbol: 'X', secType: SecType.STK, currency: 'USD' })).toBeNull();
  expect(fromWireContract({ conId: 7, symbol: 'X', secType: SecType.STK, currency: '' })).toBeNull();
});

test.each([SecType.OPT, SecType.FUT, SecType.FOP])(
  '%s without a multiplier is no contract until its details say it; never is it taken for 1',
  (secType) => {
    const wire = { conId: 5, symbol: 'ES', secType, exchange: 'CME', currency: 'USD', localSymbol: 'ESH6' };
    for (const multiplier of [undefined, 0, -1, NaN, Infinity]) {
      const told = multiplier === undefined ? wire : { ...wire, multiplier };
      expect([fromWireContract(told), lacksMultiplier(told)]).toEqual([null, true]);
    }
    expect(fromWireContract({ ...wire, multiplier: 5 })).toMatchObject({ multiplier: 5 });
    expect(multiplierMissing('a position', wire)).toMatch(/^a position in ESH6 \(\w+\) comes without/);
  },
);

test('a contract quoted in cents is worth a hundredth of its multiplier per cent', () => {
  const corn = {
    conId: 9,
    symbol: 'ZC',
    secType: SecType.FUT,
    exchange: 'CBOT',
    currency: 'USD',
    multiplier: 5_000,
  };
  const details = fromWireDetails({ contract: corn, priceMagnifier: 100, minTick: 0.25 }, 1);
  expect(details?.details).toMatchObject({ priceMagnifier: 100, contract: { multiplier: 50 } });
});

test('a query names only what it asks for', () => {
  expect(toWireQuery({ symbol: 'ES', securityType: 'FUT', expiry: '2026-03' })).toEqual({
    ...{ symbol: 'ES', secType: 'FUT', lastTradeDateOrContractMonth: '202603' },
  });
});

test('each exchange has the bands of its own rule, and one band of the smallest tick without', () => {
  const unruled = fromWireDetails(
    {
      contract: { conId: 8, symbol: 'V', secType: SecType.STK, exchange: 'SMART', currency: 'USD' },
      ...{ validExchanges: 'SMART,NYSE,IEX', marketRuleIds: '26,32', minTick: 0.01 },
    },
    1,
  );
  const bands = [
    { lowEdge: 0, increment: 0.0001 },
    { lowEdge: 1, increment: 0.01 },
  ];
  const { venues } = withRules(unruled!, (ruleId) => (ruleId === 32 ? bands : undefined));
  expect(venues.map(({ bands: own }) => own.length)).toEqual([1, 2, 1]);
  expect(venues[0]!.bands[0]).toEqual({ lowEdge: 0, increment: 0.01 });
});

test('trading hours are instants, over the change of clocks too, in both spellings of TWS', () => {
  const hours = parseTradingHours(
    '20260306:0400-20260306:2000;20260307:CLOSED;20260309:0930-1600',
    'US/Eastern',
  );
  expect(hours.map(({ start, end }) => [new Date(start).toISOString(), new Date(end).toISOString()])).toEqual(
    [
      ['2026-03-06T09:00:00.000Z', '2026-03-07T01:00:00.000Z'],
      // Summer time began on the 8th.
      ['2026-03-09T13:30:00.000Z', '2026-03-09T20:00:00.000Z'],
    ],
  );
  // TWS's EST keeps summer time; the platform's does not.
  expect(parseTradingHours('20260709:0930-1600', 'EST')).toEqual(
    parseTradingHours('20260709:0930-1600', 'America/New_York'),
  );
});

test.each([
  ['US/Eastern', 'America/New_York'],
  ['EST (Eastern Standard Time)', 'America/New_York'],
  ['EST5EDT', 'America/New_York'],
  ['CST (Central Standard Time)', 'America/Chicago'],
  ['GB-Eire', 'Europe/London'],
  ['Europe/Zurich', 'Europe/Zurich'],
  ['Middle/Earth', 'UTC'],
  ['', 'UTC'],
])('a contract of the zone “%s” has the hours and the clock of %s', (timeZoneId, zone) => {
  const wire = {
    contract: { conId: 8, symbol: 'V', secType: SecType.STK, exchange: 'SMART', currency: 'USD' },
  };
  const { details } = fromWireDetails(
    { ...wire, timeZoneId, liquidHours: '20260709:0930-20260709:1600' },
    1,
  )!;
  expect(details.timeZone).toBe(zone);
  const isKnown = zone !== 'UTC';
  expect(details.liquidHours).toEqual(isKnown ? parseTradingHours('20260709:0930-1600', zone) : []);
});

test('hours of an unknown zone are unknown', () => {
  expect(parseTradingHours('20260306:0400-20260306:2000', 'Middle/Earth')).toEqual([]);
});

test('a page never holds more than 1,500 bars of a market that never closes', () => {
  for (const size of BAR_SIZES) expect(pageSpanMs(size) / barSizeMs(size)).toBeLessThanOrEqual(1_500);
});

test('durations are in the unit that the broker wants, and reach back to the start', () => {
  const end = Date.UTC(2026, 0, 6, 15);
  expect(durationText('1 min', end - 3_600_000, end)).toBe('3600 S');
  expect(durationText('1 min', end - 30 * MS_PER_DAY, end)).toBe('1 D');
  expect(durationText('5 mins', end - 2 * MS_PER_DAY, end)).toBe('2 D');
  expect(durationText('1 day', end - 400 * MS_PER_DAY, end)).toBe('2 Y');
  expect(durationText('1 day', end - 10 * MS_PER_DAY, end)).toBe('11 D');
  expect(endText(end)).toBe('20260106-15:00:00');
});

test('bars are dated by seconds or by their session', () => {
  expect(barTime('20260106')).toBe(Date.UTC(2026, 0, 6));
  expect(barTime('1767711600')).toBe(1_767_711_600_000);
  expect(barTime('20260106 10:00:00 US/Eastern')).toBeNaN();
});
