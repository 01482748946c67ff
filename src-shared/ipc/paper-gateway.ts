import { z } from 'zod';
import {
  activeFaultSchema,
  faultTextSchema,
  gatewayAccountSchema,
  gatewaySpeedSchema,
  gatewayStartSchema,
  gatewayStatusSchema,
  knownFaultSchema,
} from '../model/paper-gateway.ts';
import { scenarioSchema } from '../model/market-scenario.ts';
import type { RequestTable, StreamTable } from './tables.ts';

/**
 * What main posts to the paper gateway over the utility process's own channel, as plain structured clones: first `init`,
 * then one port on which `paperGatewayRequests` and `paperGatewayStreams` are served (SUPERVISION_WIRE). Nothing of this can
 * be said over the TCP socket: a client of the gateway has no more power than a client of TWS.
 */
export const paperGatewayBootSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('init'), start: gatewayStartSchema }),
  z.strictObject({ kind: z.literal('control-port') }),
]);
export type PaperGatewayBoot = z.output<typeof paperGatewayBootSchema>;

const nothing = z.strictObject({});

/** main → paper gateway. */
export const paperGatewayRequests = {
  /**
   * Answered when it listens: on its port or, where that is taken, on the next free one of PORT_COUNT. Codes:
   * `port-in-use`, `cannot-listen`, `bad-faults`, `bad-replay`, and where its state cannot be used those of `openPaperGateway`.
   */
  'supervision.ready': {
    input: nothing,
    output: z.strictObject({ port: z.number().int(), serverVersion: z.number().int() }),
  },
  /** Answered at once: a process that does not answer for long is hung and is killed. */
  'supervision.ping': { input: nothing, output: nothing },
  /** Ends every session, closes its files. */
  'supervision.close': { input: nothing, output: nothing },

  'gateway.status': { input: nothing, output: gatewayStatusSchema },
  /** Opens the port again after `gateway.stop`; no change while it is open. Codes as `supervision.ready`. */
  'gateway.start': { input: nothing, output: z.strictObject({ port: z.number().int() }) },
  /** Ends every session and closes the port; the market and the orders in it live on. */
  'gateway.stop': { input: nothing, output: nothing },
  'gateway.setSpeed': { input: z.strictObject({ speed: gatewaySpeedSchema }), output: nothing },
  /** From the next virtual minute on. Code: `too-many-scenarios`. */
  'gateway.setScenario': { input: z.strictObject({ scenario: scenarioSchema }), output: nothing },
  /** In place of those there were; counts begin anew. Code: `bad-faults`, its message names line, word and what is allowed. */
  'gateway.setFaults': {
    input: z.strictObject({ text: faultTextSchema }),
    output: z.strictObject({ faults: z.array(activeFaultSchema) }),
  },
  'gateway.knownFaults': { input: nothing, output: z.strictObject({ faults: z.array(knownFaultSchema) }) },
  /**
   * Cash, positions and orders of these accounts as on the first day; null: of all. Clients are told. Code:
   * `unknown-account`.
   */
  'gateway.resetAccounts': {
    input: z.strictObject({ accounts: z.array(gatewayAccountSchema).min(1).max(20).nullable() }),
    output: nothing,
  },
} as const satisfies RequestTable;

export const paperGatewayStreams = {
  /** Once a second, and at once on subscribing; only the newest counts. */
  'gateway.status': gatewayStatusSchema,
} as const satisfies StreamTable;

export const paperGatewayStreamKeys = { 'gateway.status': () => '' };
