import { GATEWAY_EVENT_COUNT_MAX, type GatewayEvent } from '#shared/model/paper-gateway.ts';
import type { GatewayLog } from '../log.ts';

type Facts = Readonly<Record<string, unknown>>;
type Told = Pick<GatewayEvent, 'kind' | 'text'> | null;

/** What people want to know of the log, in words: the last of it. Not of orders: there are screens for those. */
export class RecentEvents {
  #events: GatewayEvent[] = [];
  #count = 0;

  /** @param log hears everything @param now Unix ms of the simulated market */
  tee(log: GatewayLog, now: () => number): GatewayLog {
    return {
      write: (event, facts = {}) => {
        log.write(event, facts);
        const told = inWords(event, facts);
        if (told !== null) this.#add({ number: ++this.#count, time: now(), ...told });
      },
    };
  }

  /** Newest first. */
  get all(): readonly GatewayEvent[] {
    return this.#events;
  }

  #add(event: GatewayEvent): void {
    this.#events = [event, ...this.#events].slice(0, GATEWAY_EVENT_COUNT_MAX);
  }
}

/** Not worth a line: what every client is greeted with, and the ends of orders that were asked for. */
const QUIET_CODES: ReadonlySet<unknown> = new Set([202, 399, 2103, 2104, 2105, 2106, 2107, 2108, 2157, 2158]);

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function inWords(event: string, facts: Facts): Told {
  const client = facts['clientId'] === undefined ? 'A client' : `Client ${text(facts['clientId'])}`;
  switch (event) {
    case 'session-started':
      return { kind: 'session', text: `${client} came, version ${text(facts['serverVersion'])}.` };
    case 'session-left':
      return facts['clientId'] === undefined ? null : { kind: 'session', text: `${client} left.` };
    case 'session-dropped':
      return { kind: 'problem', text: `${client} was dropped: ${text(facts['why'])}.` };
    case 'connection-refused':
      return { kind: 'problem', text: `A connection was refused: ${text(facts['why'])}.` };
    case 'unreadable':
      return { kind: 'problem', text: `A message could not be read: ${text(facts['why'])}.` };
    case 'error-sent':
      return QUIET_CODES.has(facts['code'])
        ? null
        : { kind: 'problem', text: `Error ${text(facts['code'])}: ${text(facts['text']).slice(0, 200)}` };
    case 'settled':
      return { kind: 'account', text: text(facts['text']) };
    case 'margin-warning':
      return { kind: 'problem', text: `Warning: ${text(facts['text'])}` };
    case 'liquidated':
      return { kind: 'problem', text: text(facts['text']) };
    case 'account-reset':
      return { kind: 'account', text: `${text(facts['account'])} begins anew.` };
    case 'replay-ended':
      return { kind: 'problem', text: `All bars of ${text(facts['symbol'])} have been played.` };
    default:
      return null;
  }
}
