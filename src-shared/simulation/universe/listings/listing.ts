import type { SessionCalendar } from '../../../model/sessions/session-calendar.ts';
import type { CalendarId } from '../../../model/sessions/session-rules.ts';
import type { MarketInstrument } from '../../market/instrument.ts';
import type { ContractDetails } from '../contract.ts';

/** Always the same object for the same name. */
export interface Calendars {
  /** When the exchange trades in this world: always, if the world was made so. */
  trading(id: CalendarId): SessionCalendar;
  /** The exchange's real calendar, by which contracts expire and dividends are paid also in a world that never closes. */
  official(id: CalendarId): SessionCalendar;
}

/** A contract and what makes its prices. */
export interface Listing {
  readonly details: ContractDetails;
  readonly instrument: MarketInstrument;
}

/** What most contracts have in common: no underlying, no expiry. */
export const PLAIN = {
  priceMagnifier: 1,
  underConId: 0,
  underSymbol: '',
  underSecType: '',
  contractMonth: '',
  realExpirationDate: '',
  expiresAt: null,
  industry: '',
  category: '',
  subcategory: '',
  stockType: '',
} as const satisfies Partial<ContractDetails>;

/** Every name a client can show says what it is looking at. */
export function simulatedName(name: string): string {
  return `${name} (SIMULATED)`;
}
