import { expect, test } from 'vitest';
import { futureMargin } from '../account-rules/margin.ts';
import { quantityMicros } from '../../model/quantity.ts';
import { FUTURE_FEES } from '../account-rules/commission-tables.ts';
import { Universe } from '../universe/universe.ts';
import { accountInstrument } from './account-instrument.ts';

const NOW = Date.UTC(2026, 0, 5, 15);

test('everything that is listed can be held, or is an index', () => {
  const universe = new Universe();
  const kinds = new Map<string, Set<string>>();
  for (const { details } of universe.listedAt(NOW)) {
    const instrument = accountInstrument(details);
    const { secType } = details.contract;
    kinds.set(secType, (kinds.get(secType) ?? new Set()).add(instrument?.kind ?? 'none'));
    if (instrument === null) continue;
    expect(Number.isSafeInteger(instrument.multiplier) && instrument.multiplier > 0).toBe(true);
    if (instrument.kind !== 'future') continue;
    // What has no margin or fee would stop the gateway at the first order.
    expect(futureMargin(instrument.symbol, quantityMicros(1_000_000)).initial).toBeGreaterThan(0);
    expect(FUTURE_FEES[instrument.symbol]).toBeDefined();
  }
  expect(Object.fromEntries([...kinds].map(([secType, found]) => [secType, [...found]]))).toEqual({
    STK: ['stock'],
    IND: ['none'],
    CASH: ['forex'],
    CRYPTO: ['crypto'],
    FUT: ['future'],
  });
});
