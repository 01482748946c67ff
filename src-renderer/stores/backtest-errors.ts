import type { IpcError } from '#shared/ipc/errors.ts';
import type { BacktestDraft } from './backtest-fields.ts';

/** By field: a key of the draft, or `parameters.NAME`. */
export type FieldErrors = Readonly<Record<string, string>>;

/** The field that a place in the spec belongs to: `sizing.percent` is the draft's `percent`. */
export function fieldOf(path: readonly string[], draft: BacktestDraft): string {
  const [head = '', tail] = path;
  switch (head) {
    case 'parameters':
      return `parameters.${tail ?? ''}`;
    case 'sizing':
      return { quantity: 'quantity', cash: 'sizingCash', 'percent-of-equity': 'percent' }[draft.sizingKind];
    case 'commission':
      if (tail === 'minimum') return 'minimum';
      return {
        none: 'commissionKind',
        'per-order': 'perOrder',
        'per-unit': 'perUnit',
        'basis-points': 'commissionBasisPoints',
        'ib-fixed': 'commissionKind',
        'ib-tiered': 'commissionKind',
      }[draft.commissionKind];
    case 'slippage':
      return { none: 'slippageKind', ticks: 'ticks', 'basis-points': 'slippageBasisPoints' }[
        draft.slippageKind
      ];
    case 'currencies':
      return { base: 'baseCurrency', interest: 'currencyInterest' }[tail ?? ''] ?? 'fixedRates';
    case 'execution':
      return tail ?? head;
    default:
      return head;
  }
}

/** Codes of the service that are about one field. */
const FIELD_OF_CODE: Readonly<Record<string, string>> = {
  'dates-reversed': 'to',
  'no-bars-in-range': 'from',
  'series-not-found': 'seriesIds',
  'series-twice': 'seriesIds',
  'series-differ': 'seriesIds',
  'currencies-differ': 'baseCurrency',
  'no-rate': 'fixedRates',
  'rate-misfit': 'fixedRates',
  'unknown-strategy': 'strategyId',
  'strategy-not-usable': 'strategyId',
  'symbols-misfit': 'seriesIds',
  'multipliers-differ': 'seriesIds',
  'legs-differ': 'seriesIds',
  'needs-margin': 'account',
  'dividends-twice': 'actions',
};

/** What the service had against the run, at the fields it named; empty when it named none. */
export function serviceErrorsOf(error: IpcError, draft: BacktestDraft): FieldErrors {
  if (error.kind === 'invalid-request') {
    // Written as `sizing.percent: must be at most 100`.
    return pairs(error.issues, /^([\w.]+): (.+)$/, (place) => fieldOf(place.split('.'), draft));
  }
  if (error.kind !== 'failed') return {};
  if (error.code === 'invalid-parameters') {
    // Written as `fast was 300: it must be below slow; ...`.
    return pairs(error.message.split('; '), /^(\w+) was [^:]*: (.+)$/, (name) => `parameters.${name}`);
  }
  const field = FIELD_OF_CODE[error.code];
  return field === undefined ? {} : { [field]: error.message };
}

function pairs(sentences: readonly string[], shape: RegExp, field: (place: string) => string): FieldErrors {
  return Object.fromEntries(
    sentences.flatMap((text) => {
      const match = shape.exec(text);
      return match === null ? [] : [[field(match[1]!), sentence(match[2]!)]];
    }),
  );
}

/** Messages of zod begin in lower or upper case and end without a full stop. */
export function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return text.endsWith('.') ? text : `${text}.`;
}
