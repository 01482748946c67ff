import { twsErrors } from '#shared/tws-protocol/tws-errors.ts';
import type { RequestGroup } from '../request-handlers.ts';

type Kinds =
  'reqNewsBulletins' | 'cancelNewsBulletins' | 'reqNewsProviders' | 'reqNewsArticle' | 'reqHistoricalNews';

/** Nothing ever happens here: there are no providers, and no bulletins. */
export function newsRequests(): RequestGroup<Kinds> {
  return {
    // A subscription to something that may never come: TWS too says nothing.
    reqNewsBulletins: () => undefined,
    cancelNewsBulletins: () => undefined,
    reqNewsProviders: (_, session) => session.send({ kind: 'newsProviders', providers: [] }),
    reqNewsArticle: ({ reqId }, session) => session.fail(reqId, twsErrors.newsNotAllowed()),
    reqHistoricalNews: ({ reqId }, session) =>
      session.fail(reqId, twsErrors.validationFailed('no news provider is subscribed')),
  };
}
