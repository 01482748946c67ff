import { z } from 'zod';
import { chartSettingsSchema } from './chart.ts';
import { scenarioSchema } from './market-scenario.ts';
import { isoDateSchema } from './iso-date.ts';
import { defaultQuantitiesSchema, ticketPresetSchema, TICKET_PRESETS_MAX } from './ticket-preset.ts';
import { dataKindSchema } from './quote.ts';
import { workspaceIdSchema } from './workspace.ts';
import {
  commissionPlanSchema,
  gatewayAccountsSchema,
  gatewayLinesSchema,
  gatewaySpeedSchema,
  latencyMsSchema,
  replaySeriesSchema,
} from './paper-gateway.ts';

/** What the user does with Tradewind, asked at the first start. */
export const startWithSchema = z.enum(['practise', 'tws', 'research']);
export type StartWith = z.output<typeof startWithSchema>;

/** Where TWS or IB Gateway listens. */
export const twsAddressSchema = z.strictObject({
  /** A name or an address, as it is typed. */
  host: z
    .string()
    .max(253)
    .regex(/^[A-Za-z0-9._:-]+$/, 'a host is a name or an address: 127.0.0.1'),
  port: z.number().int().min(1).max(65_535),
});

/** What the paper gateway of the app is started with next time. */
export const paperGatewaySettingsSchema = z.strictObject({
  seed: z.number().int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER),
  speed: gatewaySpeedSchema,
  scenario: scenarioSchema,
  alwaysOpen: z.boolean(),
  // What came later has defaults: settings that were kept before know nothing of it.
  accounts: gatewayAccountsSchema.default(['DU1000001']),
  lines: gatewayLinesSchema.default(100),
  hasPacing: z.boolean().default(false),
  commissionPlan: commissionPlanSchema.default('fixed'),
  submitMs: latencyMsSchema.default(0),
  cancelMs: latencyMsSchema.default(0),
  /** Bars of the library instead of the model, and from which day on; null: the model, where all its series have begun. */
  replay: replaySeriesSchema.nullable().default(null),
  replayFrom: isoDateSchema.nullable().default(null),
});
export type PaperGatewaySettings = z.output<typeof paperGatewaySettingsSchema>;

/** What the user has chosen for the application; one row per key in trading.db. */
export const settingsSchema = z.strictObject({
  theme: z.enum(['system', 'dark', 'light']).default('dark'),
  /** Blue and orange instead of green and red. */
  colourBlindPalette: z.boolean().default(false),
  /** Either theme, with lines and letters that stand out; also where the system asks for it. */
  highContrast: z.boolean().default(false),
  density: z.enum(['compact', 'comfortable']).default('compact'),
  /** Electron's zoom level: 0 is 100 %, each step 20 %. */
  zoomLevel: z.number().min(-3).max(5).default(0),
  timeDisplay: z.enum(['exchange', 'local']).default('exchange'),
  /** Null until the user has been asked. */
  startWith: startWithSchema.nullable().default(null),
  /** The one that was open last; null: the one that goes with `startWith`. */
  workspace: workspaceIdSchema.nullable().default(null),
  twsAddress: twsAddressSchema.default({ host: '127.0.0.1', port: 7497 }),
  /** Connection profiles that send an order at the first Enter, without asking for a second. */
  sendsAtOnce: z.array(z.string().max(64)).max(100).default([]),
  chart: chartSettingsSchema.prefault({}),
  /** What a new ticket begins with, by security type; what is not named begins with what is shipped. */
  defaultQuantities: defaultQuantitiesSchema.default({}),
  /** In the order of their keys. */
  ticketPresets: z.array(ticketPresetSchema).max(TICKET_PRESETS_MAX).default([]),
  /** Market data that is asked for: delayed where the broker's subscriptions have no live data. */
  dataKind: dataKindSchema.default('live'),
  paperGateway: paperGatewaySettingsSchema.prefault({
    seed: 1,
    speed: 1,
    scenario: 'normal',
    alwaysOpen: false,
  }),
});
export type Settings = z.output<typeof settingsSchema>;
export const settingsPatchSchema = z.strictObject({
  theme: z.enum(['system', 'dark', 'light']).optional(),
  colourBlindPalette: z.boolean().optional(),
  highContrast: z.boolean().optional(),
  density: z.enum(['compact', 'comfortable']).optional(),
  zoomLevel: z.number().min(-3).max(5).optional(),
  timeDisplay: z.enum(['exchange', 'local']).optional(),
  startWith: startWithSchema.optional(),
  workspace: workspaceIdSchema.optional(),
  twsAddress: twsAddressSchema.optional(),
  sendsAtOnce: z.array(z.string().max(64)).max(100).optional(),
  chart: chartSettingsSchema.optional(),
  defaultQuantities: defaultQuantitiesSchema.optional(),
  ticketPresets: z.array(ticketPresetSchema).max(TICKET_PRESETS_MAX).optional(),
  dataKind: dataKindSchema.optional(),
  paperGateway: paperGatewaySettingsSchema.optional(),
});
