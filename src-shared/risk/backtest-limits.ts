import { err, ok, type Result } from '../kernel/result.ts';
import type { PreTradeLimits } from '../model/backtest.ts';
import type { Currency } from '../model/currency.ts';
import type { PreTradeRule } from './pre-trade/rule.ts';
import { RULES, type RuleCode } from './pre-trade/rules.ts';
import { limitsFor, riskSettingsSchema, type Limits, type RiskSettings } from './pre-trade/settings.ts';

/** The rules of live trading that bars cannot answer, and why. All others are asked in a backtest as they are in trading. */
export const NOT_IN_BACKTESTS: Readonly<Partial<Record<RuleCode, string>>> = {
  'trading-state': 'there is no kill switch and no connection to lose',
  reconciliation: 'there is no broker whose books could differ',
  'reset-window': 'there is no broker to reset',
  'duplicate-id': 'the engine numbers its orders itself',
  'broker-message-rate': 'no messages are sent',
  'contract-known': 'what has bars can be traded',
  'price-tick': 'prices are rounded to the tick before an order is asked about, as in trading',
  'late-close': 'the setting for orders at the close decides which close they get',
  'restricted-list': 'series have no contract numbers: leave the symbol out instead',
  'allow-list': 'series have no contract numbers: choose the symbols instead',
  'sector-concentration': 'series have no sector',
  'stale-quote': 'a bar is as old as its end, and there is no clock to compare it with',
  'quote-sanity': 'a bar has one price, no bid and ask',
};

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
