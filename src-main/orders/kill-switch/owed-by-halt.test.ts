import { expect, test } from 'vitest';
import { isOwedAt, owedElsewhere, withPull } from './owed-by-halt.ts';

const home = { profileId: 'a', profileName: 'A', accounts: ['DU1', 'DU2'] };
const away = { profileId: 'b', profileName: 'B', accounts: ['U9'] };

test('what is owed on one profile is owed on no other, and not to another login under the same one', () => {
  const [owed] = withPull([], home, true);
  expect(owed).toMatchObject({ ...home, areCancelsOwed: true, isFlattening: true });
  expect(isOwedAt(owed!, home)).toBe(true);
  expect(isOwedAt(owed!, { ...home, accounts: ['DU2'] })).toBe(true);
  expect(isOwedAt(owed!, { ...home, accounts: null }), 'not connected').toBe(true);
  expect(isOwedAt(owed!, { ...home, accounts: ['DU1', 'U9'] }), 'an account it was not pulled for').toBe(
    false,
  );
  expect(isOwedAt(owed!, away)).toBe(false);
});

test('pulled again it adds to what is owed there, and takes nothing from what is owed elsewhere', () => {
  const first = withPull([], home, true);
  const both = withPull(first, away, false);
  expect(both.map(({ profileId, isFlattening }) => [profileId, isFlattening])).toEqual([
    ['a', true],
    ['b', false],
  ]);
  const again = withPull(both, { ...home, accounts: null }, false);
  expect(again.find(({ profileId }) => profileId === 'a')).toMatchObject({
    accounts: home.accounts,
    isFlattening: true,
  });
  expect(withPull(withPull([], null, false), null, false)).toHaveLength(1);
  expect(owedElsewhere(both, away)).toBe(
    'Orders of A (DU1, DU2) are cancelled and positions are closed once it is connected.',
  );
  expect(owedElsewhere(withPull([], { ...away, accounts: null }, false), home)).toBe(
    'Orders of B are cancelled once it is connected.',
  );
  expect(owedElsewhere(withPull([], away, false), null), 'nothing is connected').toMatch(
    /^Orders of B \(U9\)/,
  );
  expect(owedElsewhere(withPull([], away, false), away)).toBe('');
  expect(owedElsewhere(withPull([], null, false), home)).toMatch(/not kept/);
});
