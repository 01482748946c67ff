import { connectionProfileSchema, type ConnectionProfile } from '#shared/model/connection.ts';
import { twsAddressSchema } from '#shared/model/settings.ts';

/** A profile as it is typed. */
export interface ProfileText {
  readonly name: string;
  readonly kind: 'paper' | 'live';
  readonly host: string;
  readonly port: string;
  readonly clientId: string;
  readonly account: string;
}

type Field = Exclude<keyof ProfileText, 'kind'>;

export function textOf(profile: ConnectionProfile | null): ProfileText {
  if (profile === null)
    return { name: '', kind: 'paper', host: '127.0.0.1', port: '7497', clientId: '17', account: '' };
  return {
    ...{ name: profile.name, kind: profile.kind === 'live' ? 'live' : 'paper', host: profile.host },
    ...{ port: String(profile.port), clientId: String(profile.clientId), account: profile.account ?? '' },
  };
}

const HINTS: Readonly<Record<Field, string>> = {
  name: 'A name, at most 64 characters.',
  host: 'A name or an address, as 127.0.0.1.',
  port: 'A whole number from 1 to 65535.',
  clientId: 'A whole number from 0 on.',
  account: 'As TWS writes it: U1234567, DU1234567.',
};

/**
 * @param profile the one that is changed; null: a new one @param taken ids of the profiles there are
 * @returns the profile, or null and what is wrong with each field
 */
export function readProfile(
  text: ProfileText,
  profile: ConnectionProfile | null,
  taken: readonly string[],
): { readonly profile: ConnectionProfile | null; readonly problems: Partial<Record<Field, string>> } {
  const { shape } = connectionProfileSchema;
  const account = text.account.trim();
  const isRight: Readonly<Record<Field, boolean>> = {
    name: shape.name.safeParse(text.name.trim()).success,
    host: twsAddressSchema.shape.host.safeParse(text.host.trim()).success,
    port: shape.port.safeParse(whole(text.port)).success,
    clientId: shape.clientId.safeParse(whole(text.clientId)).success,
    account: account === '' || /^[A-Z]{1,3}\d{3,12}$/.test(account),
  };
  const wrong = (Object.keys(isRight) as Field[]).filter((field) => !isRight[field]);
  const problems = Object.fromEntries(wrong.map((field) => [field, HINTS[field]]));
  if (wrong.length > 0) return { profile: null, problems };
  return {
    profile: {
      id: profile?.id ?? newId(text.name, taken),
      name: text.name.trim(),
      kind: profile?.kind === 'practice' ? 'practice' : text.kind,
      ...{ host: text.host.trim(), port: whole(text.port), clientId: whole(text.clientId) },
      account: account === '' ? null : account,
    },
    problems: {},
  };
}

function whole(text: string): number {
  return /^\d+$/.test(text.trim()) ? Number(text) : NaN;
}

/** Readable in a log: the name, with a number where it is taken. */
function newId(name: string, taken: readonly string[]): string {
  const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? ['profile'];
  const base = words.join('-').slice(0, 50);
  for (let number = 1; ; number++) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!taken.includes(id)) return id;
  }
}
