import { z } from 'zod';

/** `practice`: the gateway inside the app. `paper`, `live`: TWS or IB Gateway, with the kind of account the user expects there. */
const PROFILE_KINDS = ['practice', 'paper', 'live'] as const;
export type ProfileKind = (typeof PROFILE_KINDS)[number];

/** Where to connect, and as whom. */
export const connectionProfileSchema = z.strictObject({
  /** Stable: limits and journal rows refer to it. */
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(64),
  kind: z.enum(PROFILE_KINDS),
  host: z.string().min(1).max(253),
  port: z.number().int().min(1).max(65_535),
  /** Orders belong to it: only the client that sent an order may change it, so it stays the same for the life of a profile. */
  clientId: z.number().int().min(0).max(2_147_483_647),
  /** null: the only account there is, or the first one until the user picks another. */
  account: z.string().min(1).max(64).nullable(),
});
export type ConnectionProfile = z.output<typeof connectionProfileSchema>;

/** Built-in profiles can be changed and go back to this, but not away. Practice follows the gateway's port. */
export const BUILT_IN_PROFILES: readonly ConnectionProfile[] = [
  builtIn('practice', 'Practice', 'practice', 17_497),
  builtIn('tws-paper', 'TWS paper', 'paper', 7497),
  builtIn('gateway-paper', 'IB Gateway paper', 'paper', 4002),
  builtIn('tws-live', 'TWS live', 'live', 7496),
  builtIn('gateway-live', 'IB Gateway live', 'live', 4001),
];
export const PRACTICE_PROFILE_ID = 'practice';

export const OWN_PROFILES_MAX = 50;

export function isBuiltIn(profileId: string): boolean {
  return BUILT_IN_PROFILES.some(({ id }) => id === profileId);
}

function builtIn(id: string, name: string, kind: ProfileKind, port: number): ConnectionProfile {
  // Not 0, which binds orders that were made by hand in TWS; and seldom taken by another program.
  return { id, name, kind, host: '127.0.0.1', port, clientId: 17, account: null };
}

/** What is kept of connections. */
export const connectionSettingsSchema = z.strictObject({
  profiles: z.array(connectionProfileSchema).max(100),
  /** The last one that was asked for; null: none yet. */
  lastProfileId: connectionProfileSchema.shape.id.nullable(),
  /** Connects to the last one when Tradewind starts. */
  connectsAtStart: z.boolean(),
});
export type ConnectionSettings = z.output<typeof connectionSettingsSchema>;

/**
 * `synchronising`: connected, orders and positions not yet compared. `degraded`: usable, but something between TWS and the
 * exchanges is not. `reconnecting`: waiting for the next try, or trying.
 */
const CONNECTION_PHASES = [
  'disconnected',
  'connecting',
  'synchronising',
  'ready',
  'degraded',
  'reconnecting',
] as const;
export type ConnectionPhase = (typeof CONNECTION_PHASES)[number];

/** Why a connection does not come about or was lost, each with a guide of its own. */
const CONNECTION_TROUBLES = [
  'refused',
  'unreachable',
  'no-answer',
  'dropped-before-start',
  'not-tws',
  'no-start',
  'client-id-in-use',
  'version-unsupported',
  'wrong-account-kind',
  'account-missing',
  'port-moved',
  'silent',
  'closed',
  'synchronisation-failed',
  'read-only',
  'not-confirmed',
  'gateway-not-running',
] as const;
export type ConnectionTroubleKind = (typeof CONNECTION_TROUBLES)[number];

export const connectionTroubleSchema = z.strictObject({
  kind: z.enum(CONNECTION_TROUBLES),
  /** What happened, with its numbers. */
  message: z.string(),
  /** What to do about it, step by step. */
  help: z.array(z.string()),
});
export type ConnectionTrouble = z.output<typeof connectionTroubleSchema>;

export const farmSchema = z.strictObject({
  /** As TWS calls it: `usfarm`, `ushmds`, `secdefnj`. */
  name: z.string(),
  kind: z.enum(['market-data', 'history', 'contracts']),
  state: z.enum(['ok', 'idle', 'broken']),
  /** Unix ms. */
  since: z.number(),
});
export type Farm = z.output<typeof farmSchema>;

export const connectionStatusSchema = z.strictObject({
  phase: z.enum(CONNECTION_PHASES),
  profile: connectionProfileSchema.nullable(),
  /** Unix ms at which the phase began. */
  since: z.number(),
  /** Of the last failure; null once it is over. */
  trouble: connectionTroubleSchema.nullable(),
  serverVersion: z.number().nullable(),
  accounts: z.array(z.string()),
  /** The one that is traded: of the profile, else the first. */
  account: z.string().nullable(),
  /** TWS takes no orders from us, its API is set to read-only. */
  isReadOnly: z.boolean(),
  /** TWS is there, but not connected to its servers. */
  isServerLinkLost: z.boolean(),
  farms: z.array(farmSchema),
  /** Unix ms of the next try; null while none is planned. */
  nextTryAt: z.number().nullable(),
  attempts: z.number(),
});
export type ConnectionStatus = z.output<typeof connectionStatusSchema>;
