import type { OwedByHalt } from '../../ports/order-journal.ts';

/** Where the kill switch was pulled: a book (`BookName`), and the accounts of its login. */
export interface HaltPlace {
  /** The book's id, which in most cases is the connection profile's. */
  readonly profileId: string;
  readonly profileName: string;
  /** null: not known yet. */
  readonly accounts: readonly string[] | null;
}

/**
 * Whether what the kill switch still has to do is to be done here. A profile may lead to another login meanwhile: accounts that
 * it was not pulled for are not touched.
 */
export function isOwedAt(owed: OwedByHalt, { profileId, accounts }: HaltPlace): boolean {
  return (
    owed.profileId === profileId &&
    (owed.accounts === null ||
      accounts === null ||
      accounts.every((account) => owed.accounts!.includes(account)))
  );
}

/** The kill switch is pulled here: adds what is to be done here, and keeps what was to be done here or elsewhere before. */
export function withPull(
  owed: readonly OwedByHalt[],
  place: HaltPlace | null,
  isFlattening: boolean,
): OwedByHalt[] {
  const { profileId, profileName, accounts } = place ?? {
    ...{ profileId: null, profileName: '', accounts: null },
  };
  const isHere = (one: OwedByHalt) =>
    place === null ? one.profileId === null : one.profileId !== null && isOwedAt(one, place);
  const before = owed.filter(isHere);
  const pulled: OwedByHalt = {
    ...{ profileId, profileName, areCancelsOwed: true },
    accounts: accounts ?? before[0]?.accounts ?? null,
    isFlattening: isFlattening || before.some((one) => one.isFlattening),
  };
  return [...owed.filter((one) => !isHere(one)), pulled];
}

/** In words, what is to be done in books that are not connected now; empty: nothing. */
export function owedElsewhere(owed: readonly OwedByHalt[], place: HaltPlace | null): string {
  return owed
    .filter((one) => place === null || !isOwedAt(one, place))
    .map(({ profileId, profileName, accounts, isFlattening }) => {
      if (profileId === null) return 'It was not kept for which connection orders are to be cancelled.';
      const where = accounts === null ? profileName : `${profileName} (${accounts.join(', ')})`;
      const what = isFlattening ? 'are cancelled and positions are closed' : 'are cancelled';
      return `Orders of ${where} ${what} once it is connected.`;
    })
    .join(' ');
}
