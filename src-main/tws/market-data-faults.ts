import type { MarketDataFault } from '#shared/model/quote.ts';
import { describeRequestError, type RequestError } from '../ports/request-error.ts';

type Kind = MarketDataFault['kind'];

/** What the broker's codes mean, and whether the request they are about has ended by it. */
const CODES: Readonly<Record<number, Kind>> = {
  101: 'no-line-left',
  200: 'unknown-contract',
  203: 'unknown-contract',
  309: 'no-line-left',
  354: 'not-entitled',
  366: 'no-data',
  10089: 'not-entitled',
  10090: 'not-entitled',
  10091: 'not-entitled',
  10092: 'no-data',
  10167: 'delayed-instead',
  10168: 'not-entitled',
  10186: 'not-entitled',
  10187: 'no-data',
  10189: 'not-entitled',
  10190: 'no-line-left',
  10197: 'competing-session',
};

const HELP: Readonly<Record<Kind, string>> = {
  'unknown-contract': 'Look the contract up again: it may have expired or changed its name.',
  'not-entitled': 'Subscribe to this data at the broker, or choose delayed data.',
  'delayed-instead': 'Prices are 15 to 20 minutes old. Subscribe to this data at the broker for live ones.',
  'competing-session':
    'Your market data goes to another session of the same user. Log out there; prices come back within a minute.',
  'no-data': 'The broker has none for this stretch or this kind of data.',
  pacing: 'The broker limits how often history may be asked for. It is asked again by itself.',
  'no-line-left': 'Close some quotes here or in TWS, or ask the broker for more market data lines.',
  'not-connected': 'It is asked for as soon as there is a connection.',
  timeout: 'Try again; if it stays so, look at the connection panel.',
  cancelled: '',
  'circuit-open': 'It is tried again by itself in a moment.',
  other: 'Try again; the details are in the log.',
};

/** Notices after which the line goes on. */
const GOES_ON = new Set([10090, 10091, 10167, 2109, 2152]);
/** After these TWS has no line any more; after others, a competing session above all, it may go on with one that nobody hears. */
const ENDED = new Set([101, 200, 203, 309, 354, 10089, 10168, 10186, 10187, 10189, 10190]);

export function isOverAfter(code: number): boolean {
  return !GOES_ON.has(code) && !(code >= 2100 && code < 2200);
}

/** Whether TWS need not be told that nobody listens any more. */
export function hasEnded(code: number): boolean {
  return ENDED.has(code);
}

export function faultOfCode(code: number, text: string): MarketDataFault {
  const kind = code === 162 || code === 420 ? kindOfHistoryText(text) : (CODES[code] ?? 'other');
  return fault(kind, text.trim(), code);
}

export function faultOfError(error: RequestError): MarketDataFault {
  switch (error.kind) {
    case 'refused':
      return faultOfCode(error.code, error.text);
    case 'not-connected':
    case 'session-ended':
      return fault('not-connected', sentence(error));
    case 'no-answer':
      return fault('timeout', sentence(error));
    case 'cancelled':
      return fault('cancelled', 'It was taken back.');
    case 'too-many-waiting':
    case 'unreadable':
      return fault('other', sentence(error));
  }
}

export function fault(kind: Kind, message: string, code: number | null = null): MarketDataFault {
  return { kind, code, message, help: HELP[kind] };
}

/** One code for all that can go wrong with history: only its words tell. */
function kindOfHistoryText(text: string): Kind {
  if (/pacing/i.test(text)) return 'pacing';
  if (/no data|no historical|returned no|no head/i.test(text)) return 'no-data';
  if (/different ip|competing/i.test(text)) return 'competing-session';
  if (/permission|subscri/i.test(text)) return 'not-entitled';
  if (/cancel/i.test(text)) return 'cancelled';
  return 'other';
}

function sentence(error: RequestError): string {
  const words = describeRequestError(error);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
