import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalCumulative, optionGreeks, optionPrice, type OptionTerms } from './black-scholes.ts';

const terms = fc.record({
  right: fc.constantFrom<'call' | 'put'>('call', 'put'),
  strike: fc.double({ min: 20, max: 300, noNaN: true }),
  years: fc.double({ min: 0.02, max: 2, noNaN: true }),
  ratePerYear: fc.double({ min: 0, max: 0.1, noNaN: true }),
  yieldPerYear: fc.double({ min: 0, max: 0.05, noNaN: true }),
  volatility: fc.double({ min: 0.08, max: 1, noNaN: true }),
});
const spot = fc.double({ min: 50, max: 200, noNaN: true });

test("gives the values of Hull's textbook example (Options, Futures and Other Derivatives, 15.9)", () => {
  const hull: OptionTerms = {
    right: 'call',
    strike: 40,
    years: 0.5,
    ratePerYear: 0.1,
    yieldPerYear: 0,
    volatility: 0.2,
  };
  expect(optionPrice(hull, 42)).toBeCloseTo(4.76, 2);
  expect(optionPrice({ ...hull, right: 'put' }, 42)).toBeCloseTo(0.81, 2);
});

test('the cumulative normal distribution meets known values', () => {
  expect(normalCumulative(0)).toBeCloseTo(0.5, 15);
  expect(normalCumulative(1.959963984540054)).toBeCloseTo(0.975, 12);
  expect(normalCumulative(-8)).toBeCloseTo(6.220960574271785e-16, 22);
  expect(normalCumulative(40)).toBe(1);
});

test('call and put of one strike differ by the forward', () => {
  fc.assert(
    fc.property(terms, spot, (option, s) => {
      const call = optionPrice({ ...option, right: 'call' }, s);
      const put = optionPrice({ ...option, right: 'put' }, s);
      const { strike, years, ratePerYear, yieldPerYear } = option;
      expect(call - put).toBeCloseTo(
        s * Math.exp(-yieldPerYear * years) - strike * Math.exp(-ratePerYear * years),
        8,
      );
    }),
  );
});

test('greeks are the slopes of the price', () => {
  fc.assert(
    fc.property(terms, spot, (option, s) => {
      const greeks = optionGreeks(option, s);
      const bump = (spotBump: number, change: Partial<OptionTerms> = {}) =>
        optionPrice({ ...option, ...change }, s + spotBump);
      expect(greeks.delta).toBeCloseTo((bump(0.001) - bump(-0.001)) / 0.002, 4);
      expect(greeks.gamma).toBeCloseTo((bump(0.02) - 2 * bump(0) + bump(-0.02)) / 0.0004, 2);
      const { volatility, years } = option;
      const step = 1e-5;
      const vega =
        (bump(0, { volatility: volatility + step }) - bump(0, { volatility: volatility - step })) /
        (2 * step);
      expect(greeks.vega).toBeCloseTo(vega / 100, 4);
      const theta = (bump(0, { years: years - step }) - bump(0, { years: years + step })) / (2 * step);
      expect(greeks.theta).toBeCloseTo(theta / 365, 3);
    }),
  );
});

test('at expiry an option is worth its exercise, and never less than nothing', () => {
  const expiring: OptionTerms = {
    right: 'put',
    strike: 100,
    years: 0,
    ratePerYear: 0.05,
    yieldPerYear: 0,
    volatility: 0.3,
  };
  expect(optionGreeks(expiring, 90)).toMatchObject({ price: 10, delta: -1, gamma: 0 });
  expect(optionGreeks(expiring, 110)).toMatchObject({ price: 0, delta: 0 });
});
