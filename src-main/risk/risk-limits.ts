import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import type { RiskLimits as RiskLimitsView, RiskPlace, RiskRule } from '#shared/ipc/risk.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { ProfileKind } from '#shared/model/connection.ts';
import { USD } from '#shared/model/currency.ts';
import { LimitBook } from '#shared/risk/pre-trade/limit-book.ts';
import { loosened, type Loosening } from '#shared/risk/pre-trade/loosened.ts';
import type { ParamValue, PreTradeRule } from '#shared/risk/pre-trade/rule.ts';
import { RULES, type RuleCode } from '#shared/risk/pre-trade/rules.ts';
import {
  limitsFor, riskSettingsSchema, type Limits, type RiskSettings, type RuleOverride, type RuleOverrides,
} from '#shared/risk/pre-trade/settings.ts'; // prettier-ignore
import type { Logger } from '#shared/telemetry/logger.ts';
import type { RiskSettingsStore } from '../ports/risk-settings-store.ts';

/** One rule in one place; null takes back what is set there. */
export interface LimitChange {
  readonly place: RiskPlace;
  readonly code: string;
  readonly isOn?: boolean | null | undefined;
  readonly params?: Readonly<Record<string, ParamValue | null>> | undefined;
}

/** What a change would come to, before anybody has agreed to it. */
export interface PlannedChange {
  readonly before: RiskSettings;
  readonly after: RiskSettings;
  /** Empty: it lets nothing more through. */
  readonly loosenings: readonly Loosening[];
}

const PLAIN = (kind: ProfileKind): RiskSettings => ({
  ...{ profile: kind, currency: USD, rules: {}, accounts: {}, contracts: {} },
});

/** The limits of the connection profile in use: stored, worked out for each account and contract, changed one rule at a time. */
export class RiskLimits {
  readonly #store: RiskSettingsStore;
  readonly #log: Logger;
  #profileId = '';
  #settings: RiskSettings = PLAIN('live');
  #book = new LimitBook(this.#settings);

  constructor(store: RiskSettingsStore, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  get profileId(): string {
    return this.#profileId;
  }

  get settings(): RiskSettings {
    return this.#settings;
  }

  /** What is stored for the profile; defaults of its kind where nothing is, or nothing that can be understood. */
  begin(profileId: string, kind: ProfileKind): void {
    this.#profileId = profileId;
    const parsed = riskSettingsSchema.safeParse(this.#store.load(profileId) ?? PLAIN(kind));
    if (!parsed.success)
      this.#log.error({ profileId, issues: parsed.error.issues }, 'stored limits are not understood; the profile’s defaults hold'); // prettier-ignore
    const stored = parsed.data as RiskSettings | undefined;
    // What was set for another kind was meant for it: limits raised in practice must never hold for a live account.
    this.#use(stored?.profile === kind ? stored : PLAIN(kind));
  }

  of(account: string, contractId: number): Limits {
    return this.#book.of(account, contractId);
  }

  /** Codes: `unknown-rule`, `bad-limit`. Nothing is changed yet. */
  plan(change: LimitChange): Result<PlannedChange, ServiceFailure> {
    const rule = (RULES as readonly PreTradeRule[]).find(({ code }) => code === change.code);
    if (rule === undefined)
      return err(failure('unknown-rule', `There is no rule “${change.code}”.`, 'Load the limits again.'));
    const parsed = riskSettingsSchema.safeParse(changed(this.#settings, change));
    if (!parsed.success) {
      const issue = parsed.error.issues[0]!;
      const where = issue.path.slice(-1).join('');
      return err(
        failure(
          'bad-limit',
          `${rule.name}: ${where} ${issue.message}.`,
          'Enter a value within the bounds shown.',
        ),
      );
    }
    const after = parsed.data as RiskSettings;
    return ok({ before: this.#settings, after, loosenings: loosened(this.#settings, after) });
  }

  /** Stored before it holds. Refused when the limits were changed meanwhile: a person agreed to something else. */
  apply({ before, after }: PlannedChange): Result<null, ServiceFailure> {
    if (before !== this.#settings)
      return err(failure('bad-limit', 'The limits were changed meanwhile.', 'Look at them and try again.'));
    const saved = this.#store.save(this.#profileId, after);
    if (saved.ok) this.#use(after);
    return saved;
  }

  /** As they hold for an account and a contract; without them, where nothing narrower is set. */
  view(account?: string, contractId?: number): RiskLimitsView {
    const { profile, currency } = this.#settings;
    const limits = limitsFor(this.#settings, account ?? '', contractId ?? 0);
    const defaults = limitsFor({ ...PLAIN('live'), profile }, '', 0);
    return {
      ...{ profileId: this.#profileId, profile, currency },
      rules: (RULES as readonly PreTradeRule[]).map((rule, index) =>
        shown(rule, limits[index]!, defaults[index]!),
      ),
      overrides: [
        ...overridesAt({ kind: 'everywhere' }, this.#settings.rules),
        ...Object.entries(this.#settings.accounts).flatMap(([name, rules]) =>
          overridesAt({ kind: 'account', account: name }, rules),
        ),
        ...Object.entries(this.#settings.contracts).flatMap(([id, rules]) =>
          overridesAt({ kind: 'contract', contractId: Number(id) }, rules),
        ),
      ],
    };
  }

  #use(settings: RiskSettings): void {
    this.#settings = settings;
    this.#book = new LimitBook(settings);
  }
}

/** For the native dialog: each with what it was and will be. */
export function describeLoosening({ code, param, from, to, account, contract }: Loosening): string {
  const rule = (RULES as readonly PreTradeRule[]).find((each) => each.code === code)!;
  const where = [
    account === null ? '' : ` for ${account}`,
    contract === null ? '' : ` in contract ${contract}`,
  ].join('');
  if (param === null) return `${rule.name}${where}: turned off`;
  return `${rule.name}${where}, “${rule.params[param]!.title}”: ${said(from)} → ${said(to)}`;
}

function said(value: ParamValue): string {
  if (typeof value === 'object') return `${value.length} contracts`;
  return typeof value === 'number'
    ? value.toLocaleString('en-US', { maximumFractionDigits: 6 })
    : value
      ? 'yes'
      : 'no';
}

function changed(settings: RiskSettings, change: LimitChange): unknown {
  const { place } = change;
  switch (place.kind) {
    case 'everywhere':
      return { ...settings, rules: withChange(settings.rules, change) };
    case 'account': {
      const { [place.account]: rules = {}, ...others } = settings.accounts;
      return { ...settings, accounts: kept(others, place.account, withChange(rules, change)) };
    }
    case 'contract': {
      const id = String(place.contractId);
      const { [id]: rules = {}, ...others } = settings.contracts;
      return { ...settings, contracts: kept(others, id, withChange(rules, change)) };
    }
  }
}

function kept(others: Readonly<Record<string, RuleOverrides>>, name: string, rules: RuleOverrides) {
  return Object.keys(rules).length === 0 ? others : { ...others, [name]: rules };
}

function withChange(rules: RuleOverrides, { code, isOn, params }: LimitChange): RuleOverrides {
  const { [code as RuleCode]: old, ...others } = rules;
  const values = Object.fromEntries(
    Object.entries({ ...old?.params, ...params }).filter(
      ([, value]) => value !== null && value !== undefined,
    ),
  );
  const on = isOn === undefined ? old?.isOn : (isOn ?? undefined);
  const next: RuleOverride = {
    ...(on === undefined ? {} : { isOn: on }),
    ...(Object.keys(values).length === 0 ? {} : { params: values }),
  };
  return Object.keys(next).length === 0 ? others : { ...others, [code]: next };
}

function shown(rule: PreTradeRule, setting: Limits[number], byDefault: Limits[number]): RiskRule {
  const plain = (value: ParamValue) => (typeof value === 'object' ? [...value] : value);
  return {
    ...{ code: rule.code, name: rule.name, kind: rule.kind, canTurnOff: rule.on !== 'fixed' },
    ...{ isOn: setting.isOn, isOnByDefault: byDefault.isOn, scope: setting.scope },
    params: Object.entries(rule.params).map(([name, { title, unit, looser, min, max }]) => ({
      ...{ name, title, unit, looser, min, max },
      value: plain(setting.params[name]!),
      default: plain(byDefault.params[name]!),
    })),
  };
}

function overridesAt(place: RiskPlace, rules: RuleOverrides): RiskLimitsView['overrides'] {
  return Object.entries(rules).flatMap(([code, override]) =>
    override === undefined
      ? []
      : [
          {
            ...{ place, code, isOn: override.isOn ?? null },
            params: (override.params ?? {}) as RiskLimitsView['overrides'][number]['params'],
          },
        ],
  );
}
