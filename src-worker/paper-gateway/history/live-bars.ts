import { MS_PER_DAY, MS_PER_SECOND } from '#shared/kernel/time.ts';
import { isDatedBySession } from '#shared/model/bar-size.ts';
import type { MarketBars } from '#shared/simulation/market/bars.ts';
import type { ClientSession } from '../server/client-session.ts';
import type { World } from '../world/world.ts';
import { readBars, wireBars, type BarQuery } from './bar-query.ts';

const UPDATE_MS = 5 * MS_PER_SECOND;

/** Tells the current bar whenever it has changed, and the next one when it begins. @returns stops */
export function keepUpToDate(
  world: World,
  session: ClientSession,
  reqId: number,
  query: BarQuery,
  answered: MarketBars,
): () => void {
  let from = answered.length > 0 ? startOf(world, query, answered) : world.now();
  let told = JSON.stringify(wireBars(answered, query).at(-1) ?? null);
  return world.clock.every(UPDATE_MS, (now) => {
    const bars = readBars(world, query, from, now);
    for (const bar of wireBars(bars, query)) {
      const text = JSON.stringify(bar);
      if (text === told) continue;
      told = text;
      session.send({ kind: 'historicalDataUpdate', reqId, ...bar });
    }
    if (bars.length > 0) from = startOf(world, query, bars);
  });
}

/** Where the last bar begins: those of days and more carry a date instead. */
function startOf(
  { universe }: World,
  { details, size, hours }: BarQuery,
  { time, length }: MarketBars,
): number {
  const last = time[length - 1]!;
  if (!isDatedBySession(size)) return last;
  const session = universe.sessionsOf(details).sessionOfDay(last / MS_PER_DAY);
  return (hours === 'regular' ? session?.regular : session)?.start ?? last;
}
