import { emptyContract } from '#shared/tws-protocol/nouns/wire-contract.ts';
import { twsErrors } from '#shared/tws-protocol/tws-errors.ts';
import type { RequestGroup } from '../request-handlers.ts';
import { perSession } from '../server/sessions.ts';
import { Subscriptions } from '../streams/subscriptions.ts';
import type { AccountBooks, HeldPosition } from './account-books.ts';
import { chosenAccounts, SUBSCRIPTION_COUNT_MAX } from './chosen-accounts.ts';

type Kinds = 'reqPositions' | 'cancelPositions' | 'reqPositionsMulti' | 'cancelPositionsMulti';
type Tell = (account: string, held: HeldPosition) => void;

/** reqPositions has no id of its own, and there is one for each session. */
const ONLY = 0;

/** reqPositions: every position, then each that changes; a closed one is sent once more with quantity 0. */
export function positionRequests(books: AccountBooks): RequestGroup<Kinds> {
  const plain = perSession((session) => new Subscriptions(session, 'account'));
  const multi = perSession((session) => new Subscriptions(session, 'account'));

  const follow = (accounts: readonly string[], tell: Tell): (() => void) => {
    const told = new Map(accounts.map((account) => [account, tellNew(books, account, new Map(), tell)]));
    return books.onChange((account) => {
      const before = told.get(account);
      if (before !== undefined) told.set(account, tellNew(books, account, before, tell));
    });
  };

  return {
    reqPositions(_request, session) {
      const own = plain(session);
      // Asked again, it tells everything again.
      own.cancel(ONLY);
      const stop = follow(books.names, (account, { contract, quantity, averageCost }) => {
        session.send({
          ...{ kind: 'position', account, contract: { ...emptyContract, ...contract } },
          ...{ position: quantity, avgCost: averageCost },
        });
      });
      own.add(ONLY, stop);
      session.send({ kind: 'positionEnd' });
    },
    cancelPositions(_request, session) {
      // TWS says nothing to it, whether there was one or not.
      plain(session).cancel(ONLY);
    },
    reqPositionsMulti({ reqId, account, modelCode }, session) {
      const own = multi(session);
      if (own.has(reqId)) return session.fail(reqId, twsErrors.requestIdTaken());
      const chosen = chosenAccounts(books, account, modelCode);
      if (!chosen.ok) return session.fail(reqId, chosen.error);
      if (own.count >= SUBSCRIPTION_COUNT_MAX) return session.fail(reqId, twsErrors.tooManyTickers());
      const stop = follow(chosen.value, (name, { contract, quantity, averageCost }) => {
        session.send({
          ...{ kind: 'positionMulti', reqId, account: name, contract: { ...emptyContract, ...contract } },
          ...{ position: quantity, avgCost: averageCost, modelCode: '' },
        });
      });
      own.add(reqId, stop);
      session.send({ kind: 'positionMultiEnd', reqId });
    },
    cancelPositionsMulti({ reqId }, session) {
      if (!multi(session).cancel(reqId)) session.fail(reqId, twsErrors.tickerNotFound(reqId));
    },
  };
}

/** Tells what differs from what was told before. @returns what has been told now, by contract */
function tellNew(
  books: AccountBooks,
  account: string,
  before: ReadonlyMap<number, HeldPosition>,
  tell: Tell,
): ReadonlyMap<number, HeldPosition> {
  const now = new Map(books.positions(account).map((held) => [held.contract.conId, held]));
  for (const [conId, held] of now) {
    const old = before.get(conId);
    if (old?.quantity !== held.quantity || old.averageCost !== held.averageCost) tell(account, held);
  }
  for (const [conId, held] of before)
    if (!now.has(conId)) tell(account, { ...held, quantity: 0, averageCost: 0 });
  return now;
}
