import { describe, expect, test } from 'vitest';
import { BUILT_IN_PROFILES } from '#shared/model/connection.ts';
import { isChanged } from './is-changed.ts';
import { readProfile, textOf } from './profile-text.ts';

const typed = { ...textOf(null), name: ' My office ' };

describe('what is typed', () => {
  test('becomes a profile with an id that can be read, and no account where none was given', () => {
    expect(readProfile(typed, null, []).profile).toEqual({
      ...{ id: 'my-office', name: 'My office', kind: 'paper', host: '127.0.0.1', port: 7497 },
      ...{ clientId: 17, account: null },
    });
    expect(readProfile(typed, null, ['my-office', 'my-office-2']).profile?.id).toBe('my-office-3');
    expect(readProfile({ ...typed, name: '…' }, null, []).profile?.id).toBe('profile');
  });

  test.each([
    ['name', '  '],
    ['host', 'a b'],
    ['port', '70000'],
    ['port', '74.97'],
    ['clientId', '-1'],
    ['account', 'my account'],
  ])('a %s of "%s" is refused under its field', (field, value) => {
    const { profile, problems } = readProfile({ ...typed, [field]: value }, null, []);
    expect([profile, Object.keys(problems)]).toEqual([null, [field]]);
  });

  test.each(BUILT_IN_PROFILES)('of $name unchanged is that profile again', (profile) => {
    expect(readProfile(textOf(profile), profile, []).profile).toEqual(profile);
    expect(isChanged(profile)).toBe(false);
    expect(isChanged({ ...profile, clientId: 3 })).toBe(true);
  });
});
