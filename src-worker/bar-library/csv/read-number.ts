import type { RowFault } from '#shared/model/import.ts';

export type Decimal = '.' | ',';

const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
const PLAIN_COMMA = /^[+-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d{1,3})?$/;

/** @returns the number a cell holds, or NaN: `explainNumber` then says why. Thousands separators are not read: 1,234 is two numbers to two people. */
export function readNumber(cell: string, decimal: Decimal): number {
  if (decimal === '.') return PLAIN.test(cell) ? Number(cell) : readTrimmed(cell, PLAIN, decimal);
  return readTrimmed(cell, PLAIN_COMMA, decimal);
}

function readTrimmed(cell: string, pattern: RegExp, decimal: Decimal): number {
  const text = cell.trim();
  if (!pattern.test(text)) return NaN;
  return Number(decimal === ',' ? text.replace(',', '.') : text);
}

/** Why `readNumber` gave NaN or an infinity for a cell. `name` is the column's: `close`. */
export function explainNumber(
  name: string,
  cell: string,
  decimal: Decimal,
): { readonly fault: RowFault; readonly reason: string } {
  const text = cell.trim();
  const quoted = `${name} ${JSON.stringify(text.slice(0, 40))}`;
  const bad = (reason: string) => ({ fault: 'bad-number' as const, reason });
  if (text === '') return bad(`${name} is empty`);
  if (/^[+-]?(nan|inf|infinity|∞|n\/?a|null|none|nil|-+|\.+|#n\/a|#num!|#div\/0!|#value!)$/i.test(text)) {
    return { fault: 'not-finite', reason: `${quoted} is not a number that can be traded on` };
  }
  if (/^[=@]/.test(text) || /^[+-][A-Za-z(]/.test(text)) {
    return bad(`${quoted} is a formula: save the file with values instead`);
  }
  if (PLAIN.test(text) && decimal === '.') {
    return { fault: 'not-finite', reason: `${quoted} is too large for a number` };
  }
  if (isGrouped(text)) {
    return bad(`${quoted} has thousands separators: save the file without them`);
  }
  if (decimal === '.' && PLAIN_COMMA.test(text)) {
    return bad(`${quoted} has a decimal comma, but the decimal mark is set to a point`);
  }
  if (decimal === ',' && PLAIN.test(text)) {
    return bad(`${quoted} has a decimal point, but the decimal mark is set to a comma`);
  }
  return bad(`${quoted} is not a number`);
}

function isGrouped(text: string): boolean {
  return /^[+-]?\d{1,3}(([,' ’\u00a0\u202f]\d{3})+(\.\d+)?|([.' ’\u00a0\u202f]\d{3})+,\d+|(\.\d{3}){2,})$/.test(
    text,
  );
}
