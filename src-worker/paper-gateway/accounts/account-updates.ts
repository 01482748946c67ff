import { emptyContract } from '#shared/tws-protocol/nouns/wire-contract.ts';
import { twsErrors } from '#shared/tws-protocol/tws-errors.ts';
import { timeOfDayText } from '../history/date-times.ts';
import type { RequestGroup } from '../request-handlers.ts';
import type { ClientSession } from '../server/client-session.ts';
import { perSession } from '../server/sessions.ts';
import { Subscriptions } from '../streams/subscriptions.ts';
import type { VirtualClock } from '../world/virtual-clock.ts';
import type { AccountBooks } from './account-books.ts';
import { chosenAccount, chosenAccounts, SUBSCRIPTION_COUNT_MAX } from './chosen-accounts.ts';
import type { Refreshes } from './refreshes.ts';
import { ToldLines, ToldPortfolio } from './told.ts';

type Kinds = 'reqAccountUpdates' | 'reqAccountUpdatesMulti' | 'cancelAccountUpdatesMulti';

/** reqAccountUpdates has no id of its own, and there is one for each session. */
const ONLY = 0;

/** reqAccountUpdates: a whole account, then what has changed whenever something is booked in it and every three minutes. */
export function accountUpdateRequests(
  books: AccountBooks,
  clock: VirtualClock,
  refresh: Refreshes,
): RequestGroup<Kinds> {
  const plain = perSession((session) => new Subscriptions(session, 'account'));
  const multi = perSession((session) => new Subscriptions(session, 'account'));

  const follow = (accounts: readonly string[], tell: (account: string) => void): (() => void) => {
    const stopHearing = books.onChange((account) => {
      if (accounts.includes(account)) tell(account);
    });
    const stopRefreshing = refresh(() => accounts.forEach(tell));
    return () => {
      stopHearing();
      stopRefreshing();
    };
  };

  /** @returns tells `session` what is new to it */
  const teller = (session: ClientSession) => {
    const lines = new ToldLines();
    const portfolio = new ToldPortfolio();
    return (account: string) => {
      for (const line of lines.news(books.values(account)))
        session.send({ kind: 'accountValue', ...line, account });
      for (const item of portfolio.news(books.portfolio(account))) {
        const { contract, quantity, unrealizedPnl, realizedPnl, ...figures } = item;
        session.send({
          ...{ kind: 'portfolioValue', account, contract: { ...emptyContract, ...contract } },
          ...{ position: quantity, ...figures, unrealizedPNL: unrealizedPnl, realizedPNL: realizedPnl },
        });
      }
      // Also when nothing else is new: by it clients see that the account is looked after.
      session.send({ kind: 'accountUpdateTime', time: timeOfDayText(clock.now()) });
    };
  };

  return {
    reqAccountUpdates({ subscribe, acctCode }, session) {
      const own = plain(session);
      if (!subscribe) {
        own.cancel(ONLY);
        return session.fail(-1, twsErrors.accountUnsubscribed());
      }
      const chosen = chosenAccount(books, acctCode, '');
      if (!chosen.ok) return session.fail(-1, chosen.error);
      if (own.cancel(ONLY)) session.fail(-1, twsErrors.accountUnsubscribed());
      const tell = teller(session);
      tell(chosen.value);
      session.send({ kind: 'accountDownloadEnd', account: chosen.value });
      own.add(ONLY, follow([chosen.value], tell));
    },
    reqAccountUpdatesMulti({ reqId, account, modelCode, ledgerAndNLV }, session) {
      const own = multi(session);
      if (own.has(reqId)) return session.fail(reqId, twsErrors.requestIdTaken());
      const chosen = chosenAccounts(books, account, modelCode);
      if (!chosen.ok) return session.fail(reqId, chosen.error);
      if (own.count >= SUBSCRIPTION_COUNT_MAX) return session.fail(reqId, twsErrors.tooManyTickers());
      const told = new Map(chosen.value.map((name) => [name, new ToldLines()]));
      const linesOf = (name: string) =>
        ledgerAndNLV ? books.summary(name, ['NetLiquidation', '$LEDGER:ALL']) : books.values(name);
      const tell = (name: string) => {
        for (const line of told.get(name)!.news(linesOf(name)))
          session.send({ kind: 'accountUpdateMulti', reqId, account: name, modelCode: '', ...line });
      };
      chosen.value.forEach(tell);
      session.send({ kind: 'accountUpdateMultiEnd', reqId });
      own.add(reqId, follow(chosen.value, tell));
    },
    cancelAccountUpdatesMulti({ reqId }, session) {
      if (!multi(session).cancel(reqId)) session.fail(reqId, twsErrors.tickerNotFound(reqId));
    },
  };
}
