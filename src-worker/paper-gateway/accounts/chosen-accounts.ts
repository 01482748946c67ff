import { err, ok, type Result } from '#shared/kernel/result.ts';
import { twsErrors, type TwsError } from '#shared/tws-protocol/tws-errors.ts';
import type { AccountBooks } from './account-books.ts';

/** Account subscriptions of one kind that a session may have at once. */
export const SUBSCRIPTION_COUNT_MAX = 100;

/** The accounts a request is about: the one it names; every one for `All` or no name. Models are not kept here. */
export function chosenAccounts(
  { names }: AccountBooks,
  account: string,
  modelCode: string,
): Result<readonly string[], TwsError> {
  if (modelCode !== '')
    return err(twsErrors.validationFailed(`there is no model '${modelCode.slice(0, 60)}'`));
  if (account === '' || account === 'All') return ok(names);
  if (names.includes(account)) return ok([account]);
  return err(twsErrors.validationFailed(`Invalid account code '${account.slice(0, 60)}'.`));
}

/** For what is told of one account at a time. */
export function chosenAccount(
  books: AccountBooks,
  account: string,
  modelCode: string,
): Result<string, TwsError> {
  const chosen = chosenAccounts(books, account, modelCode);
  if (!chosen.ok) return chosen;
  const [only] = chosen.value;
  if (only !== undefined && chosen.value.length === 1) return ok(only);
  return err(twsErrors.validationFailed('The account code is required: the gateway has several accounts.'));
}
