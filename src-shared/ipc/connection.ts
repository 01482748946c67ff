import { z } from 'zod';
import {
  connectionProfileSchema,
  connectionSettingsSchema,
  connectionStatusSchema,
} from '../model/connection.ts';
import type { RequestTable, StreamTable } from './tables.ts';

const nothing = z.strictObject({});
const profileId = connectionProfileSchema.shape.id;

/** What the broker bounds, and how much of it is taken at this moment. */
export const budgetMeterSchema = z.strictObject({
  /** Messages in the last second; market data lines; depth of market lines; history requests that pacing counts. */
  id: z.enum(['messages', 'lines', 'depth', 'history']),
  used: z.number().nonnegative(),
  max: z.number().positive(),
  /** Things that wait for their turn. */
  waiting: z.number().int().nonnegative(),
});
export type BudgetMeter = z.output<typeof budgetMeterSchema>;

export const connectionRequests = {
  /**
   * Leaves what there is and connects; how it goes is told by `connection.status`. Practice starts the gateway of the app
   * where it does not run. Live is asked about natively first: it waits for that. Codes: `no-profile`, `live-not-confirmed`.
   */
  'connection.connect': { input: z.strictObject({ profileId }), output: nothing },
  /** Stays apart until it is asked to connect again. Orders at the broker stay as they are. */
  'connection.disconnect': { input: nothing, output: nothing },
  /** At once, where a next try is waited for. */
  'connection.retry': { input: nothing, output: nothing },
  /** Another account of this login, kept in the profile. Codes: `no-account`; `live-not-confirmed`. */
  'connection.useAccount': { input: z.strictObject({ account: z.string().max(64) }), output: nothing },
  /** New, or in place of the one of this id. Codes: `profile-connected`, `profile-fixed`, `too-many-profiles`. */
  'connection.saveProfile': { input: z.strictObject({ profile: connectionProfileSchema }), output: nothing },
  /** Built-in profiles go back to what they were. Code: `profile-connected`. */
  'connection.deleteProfile': { input: z.strictObject({ profileId }), output: nothing },
  'connection.setConnectAtStart': { input: z.strictObject({ isOn: z.boolean() }), output: nothing },
} as const satisfies RequestTable;

export const connectionStreams = {
  /** At every change. */
  'connection.status': connectionStatusSchema,
  /** Profiles and what is done at the start. */
  'connection.settings': connectionSettingsSchema,
  /** Once a second while connected; empty while not. */
  'connection.budgets': z.strictObject({
    meters: z.array(budgetMeterSchema).max(10),
    /** Unix ms, `to` excluded: when the broker restarts its servers next, or does now. null: it does not, or not connected. */
    reset: z.strictObject({ from: z.number(), to: z.number() }).nullable(),
    /** By how much this computer's clock is ahead of the broker's, below zero: behind; null: not noticeably, or not known. */
    clockAheadMs: z.number().nullable(),
  }),
} as const satisfies StreamTable;

export const connectionStreamKeys = {
  'connection.status': () => '',
  'connection.settings': () => '',
  'connection.budgets': () => '',
};

/** Requests that wait for a person, milliseconds. */
export const CONNECTION_LIMITS_MS = {
  'connection.connect': 3_600_000,
  'connection.useAccount': 3_600_000,
  'connection.saveProfile': 3_600_000,
};
