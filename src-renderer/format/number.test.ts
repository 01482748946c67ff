import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decimalsOfTick,
  formatBytes,
  formatNumber,
  formatPercent,
  formatPrice,
  formatQuantity,
  formatSigned,
  formatSignedPercent,
  gainOrLoss,
  NO_VALUE,
} from './number.ts';

describe('figures on screen', () => {
  test('group thousands and keep the decimals asked for', () => {
    expect(formatNumber(100935.68, 2, 'en-US')).toBe('100,935.68');
    expect(formatNumber(100935.68, 2, 'de-DE')).toBe('100.935,68');
    expect(formatNumber(5105, 0, 'en-US')).toBe('5,105');
  });

  test('use the minus sign U+2212 and never a negative zero', () => {
    expect(formatNumber(-12.5, 2, 'en-US')).toBe('\u221212.50');
    expect(formatNumber(-0.001, 2, 'en-US')).toBe('0.00');
    expect(formatSigned(-0.001, 2, 'en-US')).toBe('0.00');
  });

  test('carry a sign where gain and loss matter', () => {
    expect(formatSigned(3, 0, 'en-US')).toBe('+3');
    expect(formatSigned(-3, 0, 'en-US')).toBe('\u22123');
    expect(formatSigned(0, 0, 'en-US')).toBe('0');
    expect(formatSignedPercent(0.0093568, 2, 'en-US')).toBe('+0.94 %');
    expect(formatPercent(-0.5, 1, 'en-US')).toBe('\u221250.0 %');
  });

  test('say that there is none', () => {
    for (const format of [formatNumber, formatSigned, formatPercent, formatSignedPercent]) {
      expect(format(null)).toBe(NO_VALUE);
      expect(format(NaN)).toBe(NO_VALUE);
      expect(format(Infinity)).toBe(NO_VALUE);
    }
  });

  test('show prices with the decimals of the tick', () => {
    expect(decimalsOfTick(0.01)).toBe(2);
    expect(decimalsOfTick(0.25)).toBe(2);
    expect(decimalsOfTick(1)).toBe(0);
    expect(decimalsOfTick(0.03125)).toBe(5);
    expect(decimalsOfTick(1e-8)).toBe(8);
    expect(decimalsOfTick(2.5e-7)).toBe(8);
    expect(formatPrice(1455.2199707, 0.01, 'en-US')).toBe('1,455.22');
  });

  test('show whole units plainly and fractions to the last unit', () => {
    expect(formatQuantity(100, 'en-US')).toBe('100');
    expect(formatQuantity(0.0001, 'en-US')).toBe('0.0001');
    expect(formatQuantity(1e-6, 'en-US')).toBe('0.000001');
  });

  test('show sizes in decimal units', () => {
    expect(formatBytes(999, 'en-US')).toBe('999 B');
    expect(formatBytes(48_200_000, 'en-US')).toBe('48.2 MB');
    expect(formatBytes(250_000_000, 'en-US')).toBe('250 MB');
  });

  test('are coloured as their sign', () => {
    expect([gainOrLoss(1), gainOrLoss(-1), gainOrLoss(0), gainOrLoss(null)]).toEqual([
      'gain',
      'loss',
      undefined,
      undefined,
    ]);
  });

  test('never show a hyphen as minus, whatever the figure', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e12, max: 1e12 }),
        fc.integer({ min: 0, max: 8 }),
        (value, decimals) => {
          expect(formatSigned(value, decimals, 'en-US')).not.toContain('-');
        },
      ),
    );
  });
});
