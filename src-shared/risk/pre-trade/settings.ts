import { z } from 'zod';
import { currencySchema } from '../../model/currency.ts';
import { RISK_PROFILES, type ParamInfo, type Params, type PreTradeRule, type RiskProfile } from './rule.ts';
import { RULES, type RuleCode } from './rules.ts';

/** A list is sorted here, once, so that the rule can bisect it. */
function paramSchema({ unit, min, max }: ParamInfo) {
  if (unit === 'flag') return z.boolean();
  if (unit === 'contracts')
    return z
      .array(z.number().int().positive())
      .max(max)
      .transform((list) => [...new Set(list)].sort((a, b) => a - b));
  const number = z.number().min(min).max(max);
  return unit === 'count' || unit === 'ticks' ? number.int() : number;
}

function ruleOverrideSchema(rule: PreTradeRule) {
  const params = Object.entries(rule.params).map(
    ([name, info]) => [name, paramSchema(info).optional()] as const,
  );
  return z.strictObject({
    // A fixed rule can be told to stay on.
    isOn: (rule.on === 'fixed' ? z.literal(true) : z.boolean()).optional(),
    params: z.strictObject(Object.fromEntries(params)).optional(),
  });
}

const overridesSchema = z.strictObject(
  Object.fromEntries(RULES.map((rule) => [rule.code, ruleOverrideSchema(rule).optional()])),
);

/** What the user has changed: everywhere, in one account, in one contract. The narrower wins: contract, account, everywhere, profile. */
export const riskSettingsSchema = z.strictObject({
  profile: z.enum(RISK_PROFILES),
  /** What amounts are counted in. */
  currency: currencySchema,
  rules: overridesSchema,
  accounts: z.record(z.string().min(1).max(64), overridesSchema),
  /** By the broker's number of the contract. */
  contracts: z.record(z.string().regex(/^[1-9]\d{0,14}$/), overridesSchema),
});
export type RiskSettings = Omit<z.output<typeof riskSettingsSchema>, 'rules' | 'accounts' | 'contracts'> & {
  readonly rules: RuleOverrides;
  readonly accounts: Readonly<Record<string, RuleOverrides>>;
  readonly contracts: Readonly<Record<string, RuleOverrides>>;
};
export interface RuleOverride {
  readonly isOn?: boolean | undefined;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}
export type RuleOverrides = { readonly [Code in RuleCode]?: RuleOverride | undefined };

export type LimitScope = 'profile' | 'everywhere' | 'account' | 'contract';

/** One rule as it holds for one contract in one account. */
export interface RuleSetting {
  readonly isOn: boolean;
  readonly params: Params;
  /** The narrowest place that says something about the rule. */
  readonly scope: LimitScope;
}

/** In the order of RULES. */
export type Limits = readonly RuleSetting[];

/** Settings are parsed by the schema before they get here. */
export function limitsFor(settings: RiskSettings, account: string, contract: number): Limits {
  const layers = [
    ['everywhere', settings.rules],
    ['account', settings.accounts[account]],
    ['contract', settings.contracts[String(contract)]],
  ] as const;
  return RULES.map((rule: PreTradeRule) => {
    let { isOn, params, scope }: RuleSetting = defaultOf(rule, settings.profile);
    for (const [layer, overrides] of layers) {
      const override = overrides?.[rule.code as RuleCode];
      if (override === undefined) continue;
      isOn = rule.on === 'fixed' || (override.isOn ?? isOn);
      params = merged(params, override.params);
      scope = layer;
    }
    return { isOn, params, scope };
  });
}

function defaultOf(rule: PreTradeRule, profile: RiskProfile): RuleSetting {
  const isPractice = profile === 'practice' || profile === 'paper';
  return {
    isOn:
      rule.on === 'fixed' ||
      (rule.on === 'trading' && profile !== 'neutral') ||
      (rule.on === 'live' && profile === 'live'),
    params: isPractice ? (rule.practice ?? rule.live) : rule.live,
    scope: 'profile',
  };
}

/** Always the same names in the same order, so that a rule meets objects of one shape. */
function merged(params: Params, override: Readonly<Record<string, unknown>> | undefined): Params {
  const entries = Object.keys(params).map((name) => [name, override?.[name] ?? params[name]] as const);
  return Object.fromEntries(entries) as Params;
}
