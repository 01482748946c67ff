import { expect, test } from 'vitest';
import { clockAheadToShow, isMarketTimeReal } from './market-time.ts';

const REPLAY = { symbols: ['SPX'], from: '2008-09-15', to: '2008-09-16', endsAt: 0 } as never;

test('only a replay and a market that is not at the speed of the world have a time of their own', () => {
  const live = { kind: 'live' } as const;
  const practice = { kind: 'practice' } as const;
  expect(isMarketTimeReal(live, { speed: 5, replay: REPLAY })).toBe(true);
  expect(isMarketTimeReal(practice, null)).toBe(true);
  expect(isMarketTimeReal(practice, { speed: 1, replay: null })).toBe(true);
  expect(isMarketTimeReal(practice, { speed: 5, replay: null })).toBe(false);
  expect(isMarketTimeReal(practice, { speed: 1, replay: REPLAY })).toBe(false);
});

test('a clock that differs is told; beside the gateway on the same computer from a minute on', () => {
  expect(clockAheadToShow({ kind: 'paper' }, -3_000)).toBe(-3_000);
  expect(clockAheadToShow({ kind: 'practice' }, 59_999)).toBeNull();
  expect(clockAheadToShow({ kind: 'practice' }, -60_000)).toBe(-60_000);
  expect(clockAheadToShow({ kind: 'live' }, null)).toBeNull();
});
