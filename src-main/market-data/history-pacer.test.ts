import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COUNT_MAX, HistoryPacer } from './history-pacer.ts';

const isWithin = (times: readonly number[], max: number, windowMs: number) =>
  times.every((at, index) => {
    const before = times[index - max];
    return before === undefined || at - before > windowMs;
  });

test('whoever waits as long as it is told keeps all three limits, whatever is asked', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ contract: fc.nat(2), request: fc.nat(3), pauseMs: fc.nat(3_000) }), {
        maxLength: process.env['TRADEWIND_COUNTS'] === 'full' ? 400 : 90,
        minLength: 60,
      }),
      (asked) => {
        let now = 0;
        const pacer = new HistoryPacer(() => now);
        const sent: { at: number; contract: string; request: string }[] = [];
        for (const { contract, request, pauseMs } of asked) {
          now += pauseMs;
          const key = [`${contract} ${request}`, String(contract)] as const;
          now += pacer.waitMs(...key);
          expect(pacer.waitMs(...key)).toBe(0);
          pacer.sent(...key);
          sent.push({ at: now, contract: key[1], request: key[0] });
        }
        expect(
          isWithin(
            sent.map(({ at }) => at),
            COUNT_MAX,
            600_000,
          ),
        ).toBe(true);
        for (const contract of ['0', '1', '2'])
          expect(
            isWithin(
              sent.filter((each) => each.contract === contract).map(({ at }) => at),
              5,
              2_000,
            ),
          ).toBe(true);
        for (const request of new Set(sent.map((each) => each.request)))
          expect(
            isWithin(
              sent.filter((each) => each.request === request).map(({ at }) => at),
              1,
              15_000,
            ),
          ).toBe(true);
      },
    ),
    { numRuns: process.env['TRADEWIND_COUNTS'] === 'full' ? 2_000 : 40 },
  );
});

test('the first requests wait for nothing', () => {
  const pacer = new HistoryPacer(() => 1);
  for (let request = 0; request < 5; request++) {
    expect(pacer.waitMs(String(request), 'AAPL')).toBe(0);
    pacer.sent(String(request), 'AAPL');
  }
  expect(pacer.waitMs('5', 'AAPL')).toBeGreaterThan(0);
  expect(pacer.waitMs('5', 'MSFT')).toBe(0);
  expect(pacer.used).toBe(5);
});
