import { BUILT_IN_PROFILES, type ConnectionProfile } from '#shared/model/connection.ts';

/** Whether a built-in profile differs from what it was at first. */
export function isChanged(profile: ConnectionProfile): boolean {
  const usual = BUILT_IN_PROFILES.find(({ id }) => id === profile.id);
  if (usual === undefined) return false;
  return (Object.keys(usual) as (keyof ConnectionProfile)[]).some((key) => usual[key] !== profile[key]);
}
