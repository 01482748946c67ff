import { ZoneClock } from '#shared/model/zone-clock.ts';

/** Zones as TWS names them where the platform has another name, reads them without summer time, or does not know them. */
const ALIASES: Readonly<Record<string, string>> = {
  ...{ 'US/EASTERN': 'America/New_York', EST: 'America/New_York', EDT: 'America/New_York' },
  ...{ EST5EDT: 'America/New_York', 'EASTERN STANDARD TIME': 'America/New_York' },
  ...{ 'US/CENTRAL': 'America/Chicago', CST: 'America/Chicago', CDT: 'America/Chicago' },
  ...{ CST6CDT: 'America/Chicago', 'CENTRAL STANDARD TIME': 'America/Chicago' },
  ...{ 'US/MOUNTAIN': 'America/Denver', MST: 'America/Denver', MDT: 'America/Denver' },
  ...{ 'US/PACIFIC': 'America/Los_Angeles', PST: 'America/Los_Angeles', PDT: 'America/Los_Angeles' },
  ...{ GMT: 'UTC', UTC: 'UTC', 'GB-EIRE': 'Europe/London', BST: 'Europe/London' },
  ...{ MET: 'Europe/Berlin', CET: 'Europe/Berlin', CEST: 'Europe/Berlin' },
  ...{ JST: 'Asia/Tokyo', JAPAN: 'Asia/Tokyo', KST: 'Asia/Seoul' },
  ...{ HKT: 'Asia/Hong_Kong', HONGKONG: 'Asia/Hong_Kong', SGT: 'Asia/Singapore' },
};

const clocks = new Map<string, ZoneClock | null>();
const CLOCKS_MAX = 200;

/**
 * The zone of the IANA list that TWS means: `US/Eastern`, `EST` and `EST (Eastern Standard Time)` are America/New_York.
 *
 * @returns null for what names no zone that anybody knows
 */
export function zoneOf(wire: string): string | null {
  const name = wire.replace(/\(.*$/, '').trim();
  const zone = ALIASES[name.toUpperCase()] ?? name;
  return clockOf(zone) === null ? null : zone;
}

/** @returns null: TWS names no zone that anybody knows */
export function clockOfWire(wire: string): ZoneClock | null {
  const zone = zoneOf(wire);
  return zone === null ? null : clockOf(zone);
}

function clockOf(zone: string): ZoneClock | null {
  let clock = clocks.get(zone);
  if (clock === undefined) {
    try {
      clock = new ZoneClock(zone);
    } catch (error) {
      // The platform's way to say that it knows no such zone.
      if (!(error instanceof RangeError)) throw error;
      clock = null;
    }
    if (clocks.size >= CLOCKS_MAX) clocks.clear();
    clocks.set(zone, clock);
  }
  return clock;
}
