import { z } from 'zod';
import { scenarioSchema } from './market-scenario.ts';

/** TWS's own ports: a client must never take the paper gateway for the real thing. */
export const REAL_TWS_PORTS: readonly number[] = [7496, 7497, 4001, 4002];

/** Where the app's own gateway listens, and how many ports it tries from there on. */
export const APP_PORT = 17_497;
export const PORT_COUNT = 10;

/** Virtual seconds for each real one. */
export const gatewaySpeedSchema = z.number().min(0.01).max(1_000);

/** Faults as text: one line `name,name=value,...` or a script; the grammar is in docs/paper-gateway-faults.md. Empty: none. */
export const faultTextSchema = z.string().max(100_000);

const accountSchema = z.string().regex(/^DU\d{5,9}$/, 'an account is called DU and 5 to 9 digits');

/** What a gateway is started with; the flags of `npm run paper-gateway` mean the same. */
export const gatewayStartSchema = z.strictObject({
  /** 0: any free port. */
  port: z
    .number()
    .int()
    .min(0)
    .max(65_535)
    .refine((port) => !REAL_TWS_PORTS.includes(port), 'TWS or IB Gateway uses this port: take another'),
  seed: z.number().int(),
  speed: gatewaySpeedSchema,
  scenario: scenarioSchema,
  alwaysOpen: z.boolean(),
  cadence: z.enum(['tws', 'raw']),
  /** Market data lines for each session. */
  lines: z.number().int().min(1).max(10_000),
  hasPacing: z.boolean(),
  accounts: z.array(accountSchema).min(1).max(20),
  /** Where accounts and orders are kept over a restart; null: only as long as it runs. */
  statePath: z.string().min(1).nullable(),
  faults: faultTextSchema,
});
export type GatewayStart = z.output<typeof gatewayStartSchema>;

export const gatewaySessionSchema = z.strictObject({
  /** Counts the gateway's connections, from 1. */
  number: z.number().int(),
  clientId: z.number().int(),
  serverVersion: z.number().int(),
  /** Messages since it came, and in the last whole second. From the client: */
  receivedCount: z.number().int(),
  receivedPerSecond: z.number(),
  /** To the client: */
  sentCount: z.number().int(),
  sentPerSecond: z.number(),
});

export const activeFaultSchema = z.strictObject({
  /** As it was written. */
  text: z.string(),
  /** Of the fault text, counted from 1. */
  line: z.number().int(),
  /** How often it has happened. */
  count: z.number().int(),
});

export const gatewayStatusSchema = z.strictObject({
  /** null while it does not listen. */
  port: z.number().int().nullable(),
  serverVersion: z.number().int(),
  seed: z.number().int(),
  speed: z.number(),
  scenario: scenarioSchema,
  alwaysOpen: z.boolean(),
  /** Unix ms, of the simulated market. */
  virtualTime: z.number(),
  /** Real milliseconds since the gateway was made. */
  uptimeMs: z.number(),
  accounts: z.array(z.string()),
  /** Clients that have started the API. */
  sessions: z.array(gatewaySessionSchema),
  /** Over all sessions, in the last whole second. */
  receivedPerSecond: z.number(),
  sentPerSecond: z.number(),
  faultText: z.string(),
  faults: z.array(activeFaultSchema),
  /** What the user should know of how it began: sentences. */
  notices: z.array(z.string()),
});
export type GatewayStatus = z.output<typeof gatewayStatusSchema>;

/** One fault the gateway knows, for lists and help. */
export const knownFaultSchema = z.strictObject({
  name: z.string(),
  /** As it is written, values in capitals: `late-ack=SECONDS`. */
  form: z.string(),
  /** What it does, one sentence. */
  summary: z.string(),
});
export type KnownFault = z.output<typeof knownFaultSchema>;
