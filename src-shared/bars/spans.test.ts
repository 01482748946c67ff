import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addSpan, missingFrom, type Span } from './spans.ts';

const anySpan = fc.tuple(fc.nat(40), fc.nat(12)).map(([from, length]) => ({ from, to: from + length }));
const build = (spans: readonly Span[]) =>
  spans.reduce<readonly Span[]>((all, span) => addSpan(all, span), []);
const holds = (spans: readonly Span[], at: number) => spans.some(({ from, to }) => at >= from && at < to);

test('a moment is in the whole exactly when it was in one of its parts, and the whole is in order', () => {
  fc.assert(
    fc.property(fc.array(anySpan, { maxLength: 12 }), (parts) => {
      const whole = build(parts);
      for (let at = 0; at < 60; at++) expect(holds(whole, at)).toBe(holds(parts, at));
      for (let i = 1; i < whole.length; i++) expect(whole[i]!.from).toBeGreaterThan(whole[i - 1]!.to);
    }),
  );
});

test('what is missing and what is there are the stretch, and share no moment', () => {
  fc.assert(
    fc.property(fc.array(anySpan, { maxLength: 12 }), anySpan, (parts, stretch) => {
      const whole = build(parts);
      const missing = missingFrom(whole, stretch);
      for (let at = 0; at < 60; at++) {
        const isMissing = at >= stretch.from && at < stretch.to && !holds(whole, at);
        expect(holds(missing, at)).toBe(isMissing);
      }
    }),
  );
});
