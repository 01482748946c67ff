import { MS_PER_DAY } from '../../kernel/time.ts';
import { compactDate } from '../../model/civil-day.ts';
import { listedConId } from './con-ids.ts';
import { simulatedConId } from './known-con-ids.ts';
import { listedExpiries, listedStrikes, OPTION_CLASSES } from './listings/options.ts';
import type { Universe } from './universe.ts';
import { OPTION_EXCHANGES } from './venues.ts';

export interface OptionParameters {
  readonly exchange: string;
  readonly underlyingConId: number;
  readonly tradingClass: string;
  readonly multiplier: string;
  /** `yyyymmdd`, ascending. */
  readonly expirations: readonly string[];
  /** Ascending. Strikes of any expiry: not every pair of the two is listed. */
  readonly strikes: readonly number[];
}

/** What reqSecDefOptParams asks. */
export interface OptionParametersQuery {
  readonly underlyingSymbol: string;
  /** Empty for options on stocks; options on futures are not simulated. */
  readonly futFopExchange: string;
  readonly underlyingSecType: string;
  readonly underlyingConId: number;
}

/** One entry for each exchange the underlying's options trade on; none when it has no options. */
export function optionParameters(
  universe: Universe,
  query: OptionParametersQuery,
  unixMs: number,
): OptionParameters[] {
  const symbol = query.underlyingSymbol.trim().toUpperCase();
  const conId = simulatedConId(query.underlyingConId);
  const optionClass = OPTION_CLASSES.find(
    (each) => each.symbol === symbol && listedConId(each.underlying) === conId,
  );
  if (
    optionClass === undefined ||
    query.futFopExchange !== '' ||
    query.underlyingSecType.toUpperCase() !== 'STK'
  )
    return [];
  const expiries = listedExpiries(unixMs, universe.calendars.official('us-options'));
  const price = universe.underlyingPrice(optionClass.symbol, unixMs);
  const today = Math.floor(unixMs / MS_PER_DAY);
  const strikes = new Set(expiries.flatMap((expiry) => listedStrikes(optionClass, price, expiry - today)));
  return OPTION_EXCHANGES.map((exchange) => ({
    exchange,
    underlyingConId: conId,
    tradingClass: optionClass.symbol,
    multiplier: String(optionClass.multiplier),
    expirations: expiries.map(compactDate),
    strikes: [...strikes].sort((a, b) => a - b),
  }));
}
