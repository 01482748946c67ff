import { err, ok, type Result } from '../../kernel/result.ts';
import { dayOfDate } from '../../model/civil-day.ts';
import type { IsoDate } from '../../model/iso-date.ts';
import type { SessionCalendar } from '../../model/sessions/session-calendar.ts';
import type { Listing } from '../universe/listings/listing.ts';
import { Universe } from '../universe/universe.ts';
import { ownListing } from './own-listing.ts';
import { ReplayCalendar } from './replay-calendar.ts';
import { ReplayMarket } from './replay-market.ts';
import { ReplaySeries } from './replay-series.ts';
import type { StoredSeries } from './replay-source.ts';
import { Timeline } from './timeline.ts';

export interface Replay {
  readonly market: ReplayMarket;
  /** Contracts that the universe does not have. */
  readonly listings: readonly Listing[];
  /** When each replayed instrument was traded, by market id. */
  readonly calendars: ReadonlyMap<string, SessionCalendar>;
  /** Where the clock begins, Unix ms. */
  readonly startTime: number;
  /** When the bars of each series run out, Unix ms. */
  readonly ends: readonly { readonly symbol: string; readonly at: number }[];
}

/**
 * Stored bars made ready to be played.
 *
 * @param from the first session's date; absent: where the series that begins last begins
 * @returns what is wrong in one sentence
 */
export function openReplay(
  stored: readonly StoredSeries[],
  seed: number,
  from?: IsoDate,
): Result<Replay, string> {
  const universe = new Universe();
  const all: ReplaySeries[] = [];
  const listings: Listing[] = [];
  const ends: { symbol: string; at: number }[] = [];
  for (const { facts, bars } of stored) {
    const { symbol, currency, timeZone, barSize } = facts;
    const known = universe.lasting.find(
      ({ details: { contract } }) =>
        contract.currency === currency && (contract.symbol === symbol || contract.localSymbol === symbol),
    );
    const listing = known ?? ownListing(facts, universe.calendars, listings);
    if (known === undefined) listings.push(listing);
    const { id } = listing.instrument;
    if (all.some(({ instrument }) => instrument.id === id))
      return err(`${symbol} is replayed from one series at a time.`);
    const official = universe.sessionsOf(listing.details);
    const calendar = known !== undefined || official.timeZone === timeZone ? official : null;
    const zone = calendar?.timeZone ?? timeZone;
    const timeline = Timeline.of({ bars, size: barSize, timeZone: zone, calendar });
    if (!timeline.ok) return err(`${symbol} cannot be replayed: ${timeline.error}.`);
    all.push(new ReplaySeries(listing.instrument, timeline.value, seed));
    ends.push({ symbol, at: timeline.value.endInstant });
  }
  const startTime = startOf(all, from);
  if (startTime === undefined) return err(`no series has bars from ${from ?? 'anywhere'} on.`);
  const calendars = new Map(
    all.map(({ instrument, timeline }) => [instrument.id, new ReplayCalendar(timeline)]),
  );
  return ok({ market: new ReplayMarket(all), listings, calendars, startTime, ends });
}

function startOf(all: readonly ReplaySeries[], from: IsoDate | undefined): number | undefined {
  if (from === undefined) return Math.max(...all.map(({ timeline }) => timeline.firstInstant));
  const day = dayOfDate(from);
  const starts = all.flatMap(
    ({ timeline }) => timeline.sessions[timeline.sessionIndexFrom(day)]?.start ?? [],
  );
  return starts.length === 0 ? undefined : Math.min(...starts);
}
