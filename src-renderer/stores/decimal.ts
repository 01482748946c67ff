/**
 * Reads a figure as typed: digits with a decimal point, thousands grouped by commas, blanks or not at all. A lone comma is
 * refused rather than guessed at: it means a thousand to one reader and a tenth to the next. Null when it is no figure.
 */
export function parseDecimal(text: string): number | null {
  const compact = text
    .trim()
    .replaceAll(/[\s\u00a0\u202f]/g, '')
    .replace('\u2212', '-');
  if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(compact)) return Number(compact.replaceAll(',', ''));
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(compact)) return finiteOrNull(Number(compact));
  return null;
}

export const DECIMAL_HELP = 'write it like 1234.5, with a point';

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
