import { readFileSync } from 'node:fs';
import type { ParseArgsConfig } from 'node:util';
import { preTradeSchema, type BacktestSpec, type PreTradeLimits } from '#shared/model/backtest.ts';
import { currencySchema } from '#shared/model/currency.ts';
import { backtestLimits } from '#shared/risk/backtest-limits.ts';
import type { PreTradeRule } from '#shared/risk/pre-trade/rule.ts';
import { RULES } from '#shared/risk/pre-trade/rules.ts';
import { checked, Misuse } from './argument-values.ts';

/** The limits of trading that a run's orders are asked about. */
export const LIMIT_OPTIONS = {
  risk: { type: 'string' },
  'risk-limit': { type: 'string', multiple: true, default: [] },
} as const satisfies ParseArgsConfig['options'];

type Values = { readonly risk?: string; readonly 'risk-limit'?: readonly string[] };

/** Absent where nothing was said. Reads the file that --risk names. */
export function parseLimits(values: Values): Pick<BacktestSpec, 'preTrade'> {
  const pairs = values['risk-limit'] ?? [];
  if (values.risk === undefined && pairs.length === 0) return {};
  const base = baseOf(values.risk ?? 'neutral');
  const rules = { ...base.rules };
  for (const pair of pairs) {
    const { code, change } = parseLimit(pair);
    const before = rules[code];
    rules[code] = { ...before, ...change, params: { ...before?.params, ...change.params } };
  }
  const preTrade = checked(preTradeSchema, { ...base, rules }, (field) => `--risk ${field}`);
  // Only to see that it holds: the currency matters to no figure.
  const limits = backtestLimits(preTrade, currencySchema.parse('USD'));
  if (!limits.ok) throw new Misuse(`--risk, --risk-limit: ${limits.error.join('; ')}.`);
  return { preTrade };
}

function baseOf(text: string): PreTradeLimits {
  const named = preTradeSchema.safeParse({ profile: text });
  if (named.success) return named.data;
  if (!text.endsWith('.json'))
    throw new Misuse(`--risk is neutral, practice, paper, live or a FILE.json, was '${text}'.`);
  return checked(
    preTradeSchema,
    readJson(text),
    (field) => `--risk ${text}${field === '' ? '' : ` ${field}`}`,
  );
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Misuse(`--risk cannot read ${file}: ${(error as Error).message}.`);
  }
}

/** `RULE=VALUE` for a rule with one figure (or whose figure is called max), `RULE.FIGURE=VALUE`, `RULE=on`, `RULE=off`. */
function parseLimit(pair: string): { code: string; change: PreTradeLimits['rules'][string] } {
  const [, code, figure, text] = /^([a-z-]+)(?:\.([A-Za-z]+))?=(.+)$/.exec(pair) ?? [];
  if (code === undefined || text === undefined)
    throw new Misuse(`--risk-limit takes RULE=VALUE, such as order-value=25000, was '${pair}'.`);
  const rule = (RULES as readonly PreTradeRule[]).find((one) => one.code === code);
  if (figure === undefined && (text === 'on' || text === 'off'))
    return { code, change: { isOn: text === 'on' } };
  // An unknown rule is told by whoever judges them all.
  const names = Object.keys(rule?.params ?? { max: null });
  const name = figure ?? (names.length === 1 ? names[0] : names.find((one) => one === 'max'));
  if (name === undefined)
    throw new Misuse(
      names.length === 0
        ? `--risk-limit ${code} has no figure: it is on or off, was '${text}'.`
        : `--risk-limit ${code} has the figures ${names.join(', ')}: write ${code}.${names[0]}=${text}.`,
    );
  return { code, change: { isOn: true, params: { [name]: valueOf(text, pair) } } };
}

function valueOf(text: string, pair: string): number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  const value = Number(text);
  if (!Number.isFinite(value) || text.trim() === '')
    throw new Misuse(`--risk-limit takes a number, true, false, on or off, was '${pair}'.`);
  return value;
}
