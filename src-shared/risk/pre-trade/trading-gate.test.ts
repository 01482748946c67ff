import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantityMicros } from '../../model/quantity.ts';
import { gateOf, reducesRisk } from './trading-gate.ts';

test.each([
  ['halted', 'increases', 'denied', 'denied'],
  ['halted', 'reduces', 'denied', 'denied'],
  ['halted', 'flatten', 'validity', 'denied'],
  ['halted', 'cancel', 'passes', 'passes'],
  ['reducing', 'increases', 'denied', 'denied'],
  ['reducing', 'reduces', 'validity', 'validity'],
  ['reducing', 'flatten', 'validity', 'denied'],
  ['reducing', 'cancel', 'passes', 'passes'],
  ['active', 'increases', 'all-rules', 'all-rules'],
  ['active', 'reduces', 'validity', 'validity'],
  ['active', 'flatten', 'validity', 'denied'],
  ['active', 'cancel', 'passes', 'passes'],
] as const)('%s, %s: %s with proven positions, else %s', (state, effect, proven, unproven) => {
  expect(gateOf(state, effect, true)).toBe(proven);
  expect(gateOf(state, effect, false)).toBe(unproven);
});

test('an order reduces risk exactly when no filling of it and the working closes can cross zero', () => {
  const small = fc.integer({ min: -20, max: 20 });
  const size = fc.integer({ min: 0, max: 20 });
  fc.assert(
    fc.property(
      small,
      fc.constantFrom(1 as const, -1 as const),
      size,
      size,
      (held, side, quantity, working) => {
        let stays = quantity > 0 && Math.sign(held) === -side;
        for (let filled = 0; filled <= quantity + working; filled++)
          if ((held + side * filled) * Math.sign(held) < 0) stays = false;
        expect(
          reducesRisk(quantityMicros(held), side, quantityMicros(quantity), quantityMicros(working)),
        ).toBe(stays);
      },
    ),
  );
});
