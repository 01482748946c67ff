import type { IBApi } from '@stoqey/ib';
import type { Timers } from '#shared/kernel/clock.ts';
import type { ConnectionProfile } from '#shared/model/connection.ts';
import { MessageBudget } from '../message-budget.ts';
import { OrderWire } from '../order-wire.ts';
import type { Session } from '../session.ts';

export const PAPER_PROFILE: ConnectionProfile = {
  ...{ id: 'paper', name: 'Paper', kind: 'paper', host: '127.0.0.1', port: 7497, clientId: 7, account: null },
};

/** A session without a socket: for tests of what only asks and hears. `api` is what the requests are called on. */
export function scriptedSession(
  timers: Timers,
  monotonicMs: () => number,
  api: Partial<IBApi> = {},
): Session {
  return {
    ...{ profile: PAPER_PROFILE, book: PAPER_PROFILE, api: api as IBApi },
    budget: new MessageBudget({ timers, monotonicMs }),
    orderWire: new OrderWire({ serverVersion: 176, write: noSocket, touch: noSocket, onRefused: noSocket }),
    ...{ serverVersion: 176, accounts: ['DU100'], account: 'DU100', nextValidId: 1, isOpen: true },
  };
}

function noSocket(): never {
  throw new Error('a scripted session has no socket');
}
