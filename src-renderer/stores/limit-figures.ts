import type { RiskRule } from '#shared/ipc/risk.ts';
import { DECIMAL_HELP, parseDecimal } from './decimal.ts';
import { formatNumber } from '../format/number.ts';

export type LimitParam = RiskRule['params'][number];
export type LimitValue = LimitParam['value'];

/** What is shown and typed, for one of what is stored: 0.02 is shown as 2 %, 60,000 ms as 60 s. */
const SHOWN_PER_STORED: Partial<Record<LimitParam['unit'], number>> = { part: 100, ms: 1 / 1_000 };
const DECIMALS_MAX = 6;

/** After a figure: `USD`, `%`, `s`. Empty where the title says what is counted. */
export function limitUnit({ unit }: Pick<LimitParam, 'unit'>, currency: string): string {
  switch (unit) {
    case 'amount':
      return currency;
    case 'units':
      return 'units';
    case 'part':
      return '%';
    case 'times':
      return '× equity';
    case 'ms':
      return 's';
    case 'ticks':
      return 'ticks';
    case 'count':
    case 'flag':
    case 'contracts':
      return '';
  }
}

/** `20,000 USD`, `2 %`, `60 s`, `yes`, `3 contracts`. */
export function limitText(param: Pick<LimitParam, 'unit'>, value: LimitValue, currency: string): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'object')
    return value.length === 0 ? 'none' : `${value.length} ${value.length === 1 ? 'contract' : 'contracts'}`;
  const shown = shownFigure(param, value);
  const decimals = Math.min(DECIMALS_MAX, String(shown).split('.')[1]?.length ?? 0);
  return [formatNumber(shown, decimals), limitUnit(param, currency)].filter((part) => part !== '').join(' ');
}

/** As it stands in its field, ready to be changed: `1,000,000.5`, written as `parseDecimal` reads it in every locale. */
export function limitInput(param: Pick<LimitParam, 'unit'>, value: number): string {
  return shownFigure(param, value).toLocaleString('en-US', { maximumFractionDigits: 8 });
}

export type ReadLimit =
  { readonly kind: 'value'; readonly value: number } | { readonly kind: 'error'; readonly error: string };

/** What was typed, as it is stored; or what is wrong with it, with the bounds that hold. */
export function readLimit(
  param: Omit<LimitParam, 'value' | 'default'>,
  text: string,
  currency: string,
): ReadLimit {
  const typed = parseDecimal(text);
  if (typed === null) return { kind: 'error', error: DECIMAL_HELP };
  const value = exact(typed / (SHOWN_PER_STORED[param.unit] ?? 1));
  if ((param.unit === 'count' || param.unit === 'ticks') && !Number.isInteger(value))
    return { kind: 'error', error: 'a whole number' };
  if (value < param.min || value > param.max) {
    const [low, high] = [param.min, param.max].map((bound) => limitText(param, bound, currency));
    return { kind: 'error', error: `${low} to ${high}` };
  }
  return { kind: 'value', value };
}

/** Whether main will ask before it is changed to that. */
export function letsMoreThrough(
  { looser, value }: Pick<LimitParam, 'looser' | 'value'>,
  next: LimitValue,
): boolean {
  const [from, to] = [value, next].map(size);
  return looser === 'higher' ? to! > from! : to! < from!;
}

function size(value: LimitValue): number {
  return typeof value === 'object' ? value.length : Number(value);
}

function shownFigure({ unit }: Pick<LimitParam, 'unit'>, value: number): number {
  return exact(value * (SHOWN_PER_STORED[unit] ?? 1));
}

/** Without what a multiplication by a hundredth leaves behind: 0.07 × 100 is 7. */
function exact(value: number): number {
  return Number(value.toPrecision(14));
}
