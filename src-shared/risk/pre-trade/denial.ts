import type { Finding, PreTradeRule } from './rule.ts';
import type { RuleCode } from './rules.ts';
import type { LimitScope, RuleSetting } from './settings.ts';

/** An answer for the ticket, the blotter and the audit log: plain data. */
export interface Denial {
  readonly code: RuleCode;
  readonly rule: string;
  /** The parameter whose change would let the order through; null where none would. */
  readonly param: string | null;
  readonly value: number | string;
  readonly limit: number | string;
  readonly scope: LimitScope;
  /** The fact that nobody knows; null where the order was judged by its numbers. */
  readonly missing: string | null;
  /** What happened, with the numbers. */
  readonly message: string;
  /** What to do about it. */
  readonly help: string;
}

export function denialOf(rule: PreTradeRule, finding: Finding, setting: RuleSetting): Denial {
  return {
    code: rule.code as RuleCode,
    rule: rule.name,
    param: finding.param,
    value: finding.value,
    limit: finding.limit,
    scope: setting.scope,
    missing: finding.missing ?? null,
    message: `Denied by ${rule.name} (${rule.code}): ${finding.text}.`,
    help: helpOf(rule, finding, setting.scope),
  };
}

function helpOf(rule: PreTradeRule, finding: Finding, scope: LimitScope): string {
  const found = finding.help ?? rule.help;
  const help = found === undefined ? [] : [found];
  if (finding.missing !== undefined)
    return `Wait until ${finding.missing} is known: see the connection and the market data.`;
  if (finding.param !== null) {
    const { title } = rule.params[finding.param]!;
    const change = `Change the order, or “${title}” of ${rule.name} in the risk limits (${PLACES[scope]}); letting more through asks for a confirmation.`;
    return [change, ...help].join(' ');
  }
  if (rule.kind !== 'state' && help.length === 0) return 'Change the order: there is no limit to raise.';
  return help.join(' ');
}

const PLACES: Readonly<Record<LimitScope, string>> = {
  profile: 'now as the profile has it',
  everywhere: 'now set for all accounts',
  account: 'now set for this account',
  contract: 'now set for this contract',
};
