import { err, ok, type Result } from '#shared/kernel/result.ts';
import { twsErrors, type TwsError } from '#shared/tws-protocol/tws-errors.ts';
import type { RequestGroup } from '../request-handlers.ts';
import { perSession } from '../server/sessions.ts';
import { Subscriptions } from '../streams/subscriptions.ts';
import type { AccountBooks } from './account-books.ts';
import type { Refreshes } from './refreshes.ts';
import { ToldLines } from './told.ts';

type Kinds = 'reqAccountSummary' | 'cancelAccountSummary';

/** As TWS has it. */
const SUMMARY_COUNT_MAX = 2;
/** Several times as many as there are. */
const TAG_COUNT_MAX = 200;

/** reqAccountSummary: the tags a client has named, of every account of a group; every three minutes those that changed. */
export function accountSummaryRequests(books: AccountBooks, refresh: Refreshes): RequestGroup<Kinds> {
  const summaries = perSession((session) => new Subscriptions(session, 'account'));
  return {
    reqAccountSummary({ reqId, group, tags }, session) {
      const own = summaries(session);
      if (own.has(reqId)) return session.fail(reqId, twsErrors.requestIdTaken());
      const members = membersOf(books, group);
      if (!members.ok) return session.fail(reqId, members.error);
      const wanted = tagsOf(tags);
      if (!wanted.ok) return session.fail(reqId, wanted.error);
      if (own.count >= SUMMARY_COUNT_MAX) {
        const why = 'Maximum number of account summary requests exceeded';
        return session.fail(reqId, twsErrors.processingFailed(why));
      }
      const told = members.value.map((account) => ({ account, lines: new ToldLines() }));
      const tell = () => {
        for (const { account, lines } of told)
          for (const { key, value, currency } of lines.news(books.summary(account, wanted.value)))
            session.send({ kind: 'accountSummary', reqId, account, tag: key, value, currency });
      };
      tell();
      session.send({ kind: 'accountSummaryEnd', reqId });
      own.add(reqId, refresh(tell));
    },
    cancelAccountSummary({ reqId }, session) {
      if (!summaries(session).cancel(reqId)) session.fail(reqId, twsErrors.tickerNotFound(reqId));
    },
  };
}

/** There are no groups of an adviser's here: every account is one of its own, and `All` is all of them. */
function membersOf({ names }: AccountBooks, group: string): Result<readonly string[], TwsError> {
  if (group === 'All') return ok(names);
  if (names.includes(group)) return ok([group]);
  return err(twsErrors.validationFailed(`there is no account group '${group.slice(0, 60)}': ask for All.`));
}

function tagsOf(text: string): Result<readonly string[], TwsError> {
  const tags = new Set(
    text
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
  );
  if (tags.size === 0) return err(twsErrors.validationFailed('name at least one tag of the summary.'));
  if (tags.size > TAG_COUNT_MAX)
    return err(twsErrors.validationFailed(`a summary has at most ${TAG_COUNT_MAX} tags, not ${tags.size}.`));
  return ok([...tags]);
}
