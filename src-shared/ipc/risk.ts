/** Limits as the user sees and changes them, and how far the day has used them up. The rules themselves stay in main. */
import { z } from 'zod';
import { currencySchema } from '../model/currency.ts';
import { RISK_PROFILES } from '../risk/pre-trade/rule.ts';

const ruleCodeSchema = z.string().min(1).max(64);
const accountSchema = z.string().min(1).max(64);
const contractIdSchema = z.number().int().positive();
const valueSchema = z.union([z.number(), z.boolean(), z.array(z.number().int().positive()).max(10_000)]);

/** Where a limit is set. The narrower wins: contract, account, everywhere, profile. */
export const riskPlaceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('everywhere') }),
  z.strictObject({ kind: z.literal('account'), account: accountSchema }),
  z.strictObject({ kind: z.literal('contract'), contractId: contractIdSchema }),
]);
export type RiskPlace = z.output<typeof riskPlaceSchema>;

export const riskParamSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  /** `part`: 0.02 is 2 %. `times`: multiple of equity. `contracts`: a list of contract numbers. */
  unit: z.enum(['amount', 'units', 'count', 'part', 'times', 'ms', 'ticks', 'flag', 'contracts']),
  /** The direction that lets more through: that change asks for a native confirmation. */
  looser: z.enum(['higher', 'lower']),
  min: z.number(),
  max: z.number(),
  value: valueSchema,
  /** Of the profile. */
  default: valueSchema,
});

export const riskRuleSchema = z.strictObject({
  code: ruleCodeSchema,
  name: z.string(),
  kind: z.enum(['state', 'validity', 'limit']),
  canTurnOff: z.boolean(),
  isOn: z.boolean(),
  isOnByDefault: z.boolean(),
  /** The narrowest place that says something about it. */
  scope: z.enum(['profile', 'everywhere', 'account', 'contract']),
  params: z.array(riskParamSchema),
});
export type RiskRule = z.output<typeof riskRuleSchema>;

/** What is set at a place, beside what it inherits. */
export const riskOverrideSchema = z.strictObject({
  place: riskPlaceSchema,
  code: ruleCodeSchema,
  isOn: z.boolean().nullable(),
  params: z.record(z.string(), valueSchema),
});

export const riskLimitsSchema = z.strictObject({
  /** The connection profile that these limits belong to. */
  profileId: z.string(),
  profile: z.enum(RISK_PROFILES),
  currency: currencySchema,
  /** As they hold for the account and contract asked about, in the order in which they are asked. */
  rules: z.array(riskRuleSchema),
  /** All that is set in all places. */
  overrides: z.array(riskOverrideSchema),
});
export type RiskLimits = z.output<typeof riskLimitsSchema>;

/** An account's day, in the limits' currency; null: not known yet. */
export const riskUsageSchema = z.strictObject({
  account: accountSchema,
  currency: currencySchema,
  equity: z.number().nullable(),
  availableFunds: z.number().nullable(),
  /** Of equity at the start of the day and at its highest; 0.02 is 2 % down. The lowest point counts. */
  dailyLoss: z.number().nullable(),
  drawdown: z.number().nullable(),
  ordersToday: z.number().int(),
  cancelsToday: z.number().int(),
  tradesToday: z.number().int(),
  submitsLastMinute: z.number().int(),
  workingOrders: z.number().int(),
  /** Codes of breakers that have tripped. */
  breakers: z.array(ruleCodeSchema),
});
export type RiskUsage = z.output<typeof riskUsageSchema>;

export const riskRequests = {
  /** Of the connection profile in use, as they hold for an account and a contract; without them, everywhere. */
  'risk.limits': {
    input: z.strictObject({ account: accountSchema.optional(), contractId: contractIdSchema.optional() }),
    output: riskLimitsSchema,
  },
  /**
   * Sets one rule in one place; `null` takes what is set there back. What lets more through is asked about natively:
   * `isChanged` is false when the user said no. Codes: `unknown-rule`, `bad-limit`.
   */
  'risk.change': {
    input: z.strictObject({
      place: riskPlaceSchema,
      code: ruleCodeSchema,
      isOn: z.boolean().nullable().optional(),
      params: z.record(z.string().max(64), valueSchema.nullable()).optional(),
    }),
    output: z.strictObject({ isChanged: z.boolean(), limits: riskLimitsSchema }),
  },
  /** Measures the drawdown from the present equity; asks natively. Codes: `equity-unknown`. */
  'risk.restartDrawdown': {
    input: z.strictObject({ account: accountSchema }),
    output: z.strictObject({ isRestarted: z.boolean() }),
  },
} as const;

export const riskStreams = {
  /** Ask for `risk.limits` again. */
  'risk.limitsChanged': z.strictObject({ profileId: z.string() }),
  /** At most once a second for each account. */
  'risk.usage': riskUsageSchema,
} as const;
