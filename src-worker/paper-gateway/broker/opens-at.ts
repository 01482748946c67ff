import { wallText } from '../history/date-times.ts';
import type { World } from '../world/world.ts';
import { nextPhaseChange, phaseAt } from './market-phase.ts';

/** Sessions of a week with their parts, and some. */
const CHANGE_COUNT_MAX = 60;

/** When an order that has to wait goes to the exchange, for people to read: `2026-11-23 09:30:00 America/New_York`. */
export function opensAt(
  { universe }: Pick<World, 'universe'>,
  conId: number,
  time: number,
  outsideRth: boolean,
): string {
  const details = universe.byConId(conId)?.details;
  if (details === undefined) return 'it is listed';
  const calendar = universe.sessionsOf(details);
  let at: number | null = time;
  for (let i = 0; i < CHANGE_COUNT_MAX && at !== null; i++) {
    const phase = phaseAt(calendar, at);
    if (phase === 'regular' || (outsideRth && phase !== 'closed')) break;
    at = nextPhaseChange(calendar, at);
  }
  if (at === null) return 'it trades again';
  const [date = '', clock = ''] = wallText(at, details.timeZoneId).split(' ');
  return `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)} ${clock} ${details.timeZoneId}`;
}
