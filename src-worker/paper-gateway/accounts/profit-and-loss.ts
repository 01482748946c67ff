import { MS_PER_SECOND } from '#shared/kernel/time.ts';
import { twsErrors } from '#shared/tws-protocol/tws-errors.ts';
import type { RequestGroup } from '../request-handlers.ts';
import { perSession } from '../server/sessions.ts';
import { Subscriptions } from '../streams/subscriptions.ts';
import type { World } from '../world/world.ts';
import type { AccountBooks } from './account-books.ts';
import { chosenAccount, SUBSCRIPTION_COUNT_MAX } from './chosen-accounts.ts';

type Kinds = 'reqPnL' | 'cancelPnL' | 'reqPnLSingle' | 'cancelPnLSingle';

/** reqPnL: profit and loss at once, then every second in which it has changed. A missing figure is sent as TWS's "unset". */
export function profitAndLossRequests(
  books: AccountBooks,
  { clock, universe }: Pick<World, 'clock' | 'universe'>,
): RequestGroup<Kinds> {
  const ofAccounts = perSession((session) => new Subscriptions(session, 'account'));
  const ofPositions = perSession((session) => new Subscriptions(session, 'account'));

  /** @param figures of one message; the same ones are not told twice in a row */
  const follow = <T extends object>(figures: () => T, tell: (now: T) => void): (() => void) => {
    let told = figures();
    tell(told);
    return clock.every(MS_PER_SECOND, () => {
      const now = figures();
      const isSame = (Object.keys(now) as (keyof T)[]).every((name) => Object.is(now[name], told[name]));
      if (isSame) return;
      told = now;
      tell(now);
    });
  };

  return {
    reqPnL({ reqId, account, modelCode }, session) {
      const own = ofAccounts(session);
      if (own.has(reqId)) return session.fail(reqId, twsErrors.requestIdTaken());
      const chosen = chosenAccount(books, account, modelCode);
      if (!chosen.ok) return session.fail(reqId, chosen.error);
      if (own.count >= SUBSCRIPTION_COUNT_MAX) return session.fail(reqId, twsErrors.tooManyTickers());
      const stop = follow(
        () => books.pnl(chosen.value),
        ({ daily, unrealized, realized }) => {
          const figures = { dailyPnL: daily, unrealizedPnL: unrealized, realizedPnL: realized };
          session.send({ kind: 'pnl', reqId, ...figures });
        },
      );
      own.add(reqId, stop);
    },
    cancelPnL({ reqId }, session) {
      if (!ofAccounts(session).cancel(reqId)) session.fail(reqId, twsErrors.tickerNotFound(reqId));
    },
    reqPnLSingle({ reqId, account, modelCode, conId }, session) {
      const own = ofPositions(session);
      if (own.has(reqId)) return session.fail(reqId, twsErrors.requestIdTaken());
      const chosen = chosenAccount(books, account, modelCode);
      if (!chosen.ok) return session.fail(reqId, chosen.error);
      if (universe.byConId(conId) === null) return session.fail(reqId, twsErrors.contractNotFound());
      if (own.count >= SUBSCRIPTION_COUNT_MAX) return session.fail(reqId, twsErrors.tooManyTickers());
      const figures = () => {
        const { quantity, daily, unrealized, realized, value } = books.positionPnl(chosen.value, conId);
        const pnl = { dailyPnL: daily, unrealizedPnL: unrealized, realizedPnL: realized };
        return { position: quantity, ...pnl, value };
      };
      const stop = follow(figures, (now) => session.send({ kind: 'pnlSingle', reqId, ...now }));
      own.add(reqId, stop);
    },
    cancelPnLSingle({ reqId }, session) {
      if (!ofPositions(session).cancel(reqId)) session.fail(reqId, twsErrors.tickerNotFound(reqId));
    },
  };
}
