import { z } from 'zod';
import { isoDateSchema } from './iso-date.ts';
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

export const gatewayAccountSchema = z
  .string()
  .regex(/^DU\d{5,9}$/, 'an account is called DU and 5 to 9 digits');
/** Accounts of one gateway. */
export const gatewayAccountsSchema = z
  .array(gatewayAccountSchema)
  .min(1)
  .max(20)
  .refine((names) => new Set(names).size === names.length, 'two accounts have the same name');
/** Market data lines for each session. */
export const gatewayLinesSchema = z.number().int().min(1).max(10_000);
/** How IB charges: one price, or one that falls with the month's volume. */
export const commissionPlanSchema = z.enum(['fixed', 'tiered']);
/** From a client to the exchange, market time. */
export const LATENCY_MS_MAX = 60_000;
export const latencyMsSchema = z.number().int().min(0).max(LATENCY_MS_MAX);
/** Series of the library as `--replay` names them: `SYMBOL[@SOURCE][:SIZE]` with commas between. */
export const replaySeriesSchema = z.string().min(1).max(4_000);

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
  lines: gatewayLinesSchema,
  hasPacing: z.boolean(),
  accounts: gatewayAccountsSchema,
  commissionPlan: commissionPlanSchema,
  /** Orders and modifications; cancellations. */
  submitMs: latencyMsSchema,
  cancelMs: latencyMsSchema,
  /** Stored bars instead of the model; null: the model. */
  replay: z
    .strictObject({
      series: replaySeriesSchema,
      from: isoDateSchema.nullable(),
      researchDb: z.string().min(1),
    })
    .nullable(),
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
  /** Real milliseconds since it came. */
  connectedMs: z.number(),
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

/** How an account stands. Money in USD, for reading. */
export const gatewayAccountStatusSchema = z.strictObject({
  name: z.string(),
  netLiquidation: z.number(),
  /** All currencies. */
  cash: z.number(),
  /** Since the trading day began. */
  dailyPnl: z.number(),
  positionCount: z.number().int(),
  orderCount: z.number().int(),
  /** Below its maintenance margin: positions are being liquidated. */
  isBelowMargin: z.boolean(),
});
export type GatewayAccountStatus = z.output<typeof gatewayAccountStatusSchema>;

/** The last things that happened, for people to read. */
export const GATEWAY_EVENT_COUNT_MAX = 50;
export const gatewayEventSchema = z.strictObject({
  /** Counts up from 1. */
  number: z.number().int(),
  /** Unix ms of the simulated market. */
  time: z.number(),
  kind: z.enum(['session', 'account', 'problem']),
  text: z.string(),
});
export type GatewayEvent = z.output<typeof gatewayEventSchema>;

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
  accounts: z.array(gatewayAccountStatusSchema),
  /** Series that are replayed; null: the model's market. */
  replay: z.string().nullable(),
  lines: z.number().int(),
  hasPacing: z.boolean(),
  commissionPlan: commissionPlanSchema,
  submitMs: z.number().int(),
  cancelMs: z.number().int(),
  /** Clients that have started the API. */
  sessions: z.array(gatewaySessionSchema),
  /** Over all sessions, in the last whole second. */
  receivedPerSecond: z.number(),
  sentPerSecond: z.number(),
  faultText: z.string(),
  faults: z.array(activeFaultSchema),
  /** Newest first. */
  events: z.array(gatewayEventSchema).max(GATEWAY_EVENT_COUNT_MAX),
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
