import { err, ok, type Result } from '../kernel/result.ts';
import type { PreTradeLimits } from '../model/backtest.ts';
import type { Currency } from '../model/currency.ts';
import { NOT_IN_BACKTESTS } from './not-in-backtests.ts';
import type { PreTradeRule } from './pre-trade/rule.ts';
import { RULES, type RuleCode } from './pre-trade/rules.ts';
import { limitsFor, riskSettingsSchema, type Limits, type RiskSettings } from './pre-trade/settings.ts';

/** The limits of a run as its job carries them: worked out once, by whoever plans it. */
export interface AskedLimits {
  readonly asked: PreTradeLimits;
  /** Null where no order has to be asked about anything. */
  readonly limits: Limits | null;
  /** What is wrong with what was asked for; null: nothing. */
  readonly fault: string | null;
}

/** As `backtestLimits`, with the fault for the run to tell. The engine itself never loads the schemas: they weigh on its every collection. */
export function askedLimits(asked: PreTradeLimits, currency: Currency): AskedLimits {
  const limits = backtestLimits(asked, currency);
  return limits.ok
    ? { asked, limits: limits.value, fault: null }
    : { asked, limits: null, fault: `pre-trade limits: ${limits.error.join('; ')}` };
}

/**
 * The limits of a run, one for each of RULES; null where none could ever deny, so that nothing need be asked.
 *
 * @param currency what amounts are counted in
 * Errors in sentences: an unknown rule or figure, a value out of bounds, a rule that means nothing here.
 */
export function backtestLimits(
  { profile, rules }: PreTradeLimits,
  currency: Currency,
): Result<Limits | null, readonly string[]> {
  const wrong = Object.entries(rules).flatMap(([code, { isOn }]) => {
    if (!(RULES as readonly PreTradeRule[]).some((rule) => rule.code === code))
      return [`there is no rule '${code}'; the rules are ${BACKTEST_RULES.join(', ')}`];
    const reason = NOT_IN_BACKTESTS[code as RuleCode];
    if (reason === undefined || isOn === false) return [];
    return [`rule '${code}' means nothing in a backtest: ${reason}`];
  });
  if (wrong.length > 0) return err(wrong);
  const settings = riskSettingsSchema.safeParse({
    ...{ profile, currency, rules: turnedOn(rules), accounts: {}, contracts: {} },
  });
  if (!settings.success)
    return err(settings.error.issues.map(({ path, message }) => `${path.slice(1).join('.')}: ${message}`));
  const limits = limitsFor(settings.data as RiskSettings, '', 0).map((limit, index) =>
    RULES[index]!.code in NOT_IN_BACKTESTS ? { ...limit, isOn: false } : limit,
  );
  return ok(limits.some(({ isOn }, index) => isOn && RULES[index]!.on !== 'fixed') ? limits : null);
}

/** What can be asked in a backtest, in the order in which it is asked. */
export const BACKTEST_RULES: readonly RuleCode[] = RULES.map(({ code }) => code).filter(
  (code) => !(code in NOT_IN_BACKTESTS),
);

/** A rule whose figure is given is on, unless it is said to be off. */
function turnedOn(rules: PreTradeLimits['rules']): PreTradeLimits['rules'] {
  return Object.fromEntries(
    Object.entries(rules)
      .filter(([code]) => !(code in NOT_IN_BACKTESTS))
      .map(([code, rule]) => [code, { isOn: true, ...withoutAbsent(rule) }]),
  );
}

function withoutAbsent(rule: PreTradeLimits['rules'][string]): object {
  return Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined));
}
