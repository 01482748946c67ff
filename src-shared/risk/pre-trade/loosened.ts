import type { ParamInfo, ParamValue, PreTradeRule } from './rule.ts';
import { RULES, type RuleCode } from './rules.ts';
import { limitsFor, type Limits, type RiskSettings } from './settings.ts';

/** Something that would let more through than before: it asks for a confirmation. */
export interface Loosening {
  readonly code: RuleCode;
  /** null: the rule is turned off. */
  readonly param: string | null;
  readonly from: ParamValue;
  readonly to: ParamValue;
  /** null: in all of them that say nothing themselves. */
  readonly account: string | null;
  readonly contract: string | null;
}

/**
 * Where new settings let more through than the old ones, each place looked at as it will hold: removing a strict override
 * is as much a raise as writing a higher figure. Amounts in another currency cannot be compared: all count as raised.
 */
export function loosened(before: RiskSettings, after: RiskSettings): Loosening[] {
  const accounts = [null, ...keysOf(before.accounts, after.accounts)];
  const contracts = [null, ...keysOf(before.contracts, after.contracts)];
  const found: Loosening[] = [];
  for (const account of accounts)
    for (const contract of contracts) {
      const limits = (settings: RiskSettings) => limitsFor(settings, account ?? '', Number(contract ?? 0));
      const changes = compare(limits(before), limits(after), before.currency !== after.currency);
      for (const change of changes) {
        const isTold = found.some(
          ({ code, param, account: a, contract: c }) =>
            code === change.code &&
            param === change.param &&
            (a === null || a === account) &&
            (c === null || c === contract),
        );
        if (!isTold) found.push({ ...change, account, contract });
      }
    }
  return found;
}

function keysOf(before: object, after: object): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
}

function* compare(before: Limits, after: Limits, isOtherCurrency: boolean) {
  for (const [index, rule] of (RULES as readonly PreTradeRule[]).entries()) {
    const { isOn: wasOn, params: old } = before[index]!;
    const { isOn, params } = after[index]!;
    const code = rule.code as RuleCode;
    if (wasOn && !isOn) yield { code, param: null, from: true, to: false };
    // A rule that was off lets everything through: whatever it says now is stricter.
    if (!wasOn || !isOn) continue;
    for (const [param, info] of Object.entries(rule.params)) {
      const from = old[param]!;
      const to = params[param]!;
      if (isLooser(info, from, to) || (isOtherCurrency && info.unit === 'amount'))
        yield { code, param, from, to };
    }
  }
}

function isLooser({ looser, unit }: ParamInfo, from: ParamValue, to: ParamValue): boolean {
  if (typeof from === 'object' && typeof to === 'object') {
    const [less, more] = looser === 'higher' ? [from, to] : [to, from];
    return more.some((id) => !less.includes(id));
  }
  // 0 ticks means any number of them.
  const number = (value: ParamValue) => (unit === 'ticks' && value === 0 ? Infinity : Number(value));
  return looser === 'higher' ? number(to) > number(from) : number(to) < number(from);
}
