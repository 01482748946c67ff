import { expect, test } from 'vitest';
import { civilDay } from '../../model/civil-day.ts';
import { Market } from '../market/market.ts';
import { isOnGrid, MARKET_RULES } from './market-rules.ts';
import { option, OPTION_CLASSES } from './listings/options.ts';
import { Universe } from './universe.ts';

test('the market quotes every contract inside its hours, on its grid, near where it should stand', () => {
  const now = Date.parse('2026-11-20T15:30Z'); // a Friday morning in New York
  const universe = new Universe();
  const expiry = civilDay(2026, 12, 18);
  const listings = [
    ...universe.listedAt(now),
    ...OPTION_CLASSES.map((each) => option(each, expiry, 'C', each.strikeStep * 120, universe.calendars)!),
  ];
  const market = new Market({
    seed: 7,
    startDay: civilDay(2026, 10, 1),
    anchorDay: civilDay(2026, 11, 1),
    instruments: [...universe.latent, ...listings.map(({ instrument }) => instrument)],
  });
  for (const { details, instrument } of listings) {
    const { isOpen, quote, last } = market.snapshot(instrument.id, now);
    expect(isOpen).toBe(true);
    expect(last).not.toBeNull();
    if (details.contract.secType === 'IND') {
      expect(quote).toBeNull();
      continue;
    }
    expect(quote!.ask).toBeGreaterThan(quote!.bid);
    for (const id of details.marketRuleIds)
      for (const price of [quote!.bid, quote!.ask]) expect(isOnGrid(MARKET_RULES.get(id)!, price)).toBe(true);
    if (instrument.moves === 'by-itself')
      expect(Math.abs(Math.log(last!.price / instrument.anchorPrice))).toBeLessThan(0.7);
  }
});
