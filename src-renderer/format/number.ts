/** What stands where there is no figure. */
export const NO_VALUE = '–';
const MINUS = '\u2212';
const MAX_DECIMALS = 8;

const formats = new Map<string, Intl.NumberFormat>();

/** A figure as the user's locale writes it, with the true minus sign. At most 100 formats are kept: decimals and locales are few. */
export function formatNumber(value: number | null, decimals = 0, locale?: string): string {
  if (value === null || !Number.isFinite(value)) return NO_VALUE;
  const rounded = Number(value.toFixed(decimals)) === 0 ? 0 : value; // −0.00 reads as a loss
  return formatter(decimals, locale).format(rounded).replace('-', MINUS);
}

/** The same with + or − in front; zero has neither. */
export function formatSigned(value: number | null, decimals = 0, locale?: string): string {
  const text = formatNumber(value, decimals, locale);
  return text !== NO_VALUE && Number(value?.toFixed(decimals)) > 0 ? `+${text}` : text;
}

/** @param fraction 0.05 is shown as 5.00 %. */
export function formatPercent(fraction: number | null, decimals = 2, locale?: string): string {
  if (fraction === null || !Number.isFinite(fraction)) return NO_VALUE;
  return `${formatNumber(fraction * 100, decimals, locale)} %`;
}

export function formatSignedPercent(fraction: number | null, decimals = 2, locale?: string): string {
  if (fraction === null || !Number.isFinite(fraction)) return NO_VALUE;
  return `${formatSigned(fraction * 100, decimals, locale)} %`;
}

/** Units of a contract: as many decimals as it has, at most six. */
export function formatQuantity(value: number, locale?: string): string {
  return formatNumber(value, Math.min(6, decimalsOf(value)), locale);
}

/** A price with the decimals of its contract's tick. */
export function formatPrice(value: number | null, tick: number, locale?: string): string {
  if (value === null) return NO_VALUE;
  return formatNumber(value, decimalsOfTick(tick), locale);
}

export function formatBytes(bytes: number, locale?: string): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${formatNumber(value, unit === 0 || value >= 100 ? 0 : 1, locale)} ${units[unit]!}`;
}

/** How many decimals a multiple of the tick can have: 0.25 → 2, 1 → 0, 1e-8 → 8. */
export function decimalsOfTick(tick: number): number {
  return Math.min(MAX_DECIMALS, decimalsOf(tick));
}

/** The class that colours a figure; its sign says the same for those who do not see colour. */
export function gainOrLoss(value: number | null): 'gain' | 'loss' | undefined {
  if (value === null || value === 0 || Number.isNaN(value)) return undefined;
  return value > 0 ? 'gain' : 'loss';
}

function decimalsOf(value: number): number {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  const written = mantissa.split('.')[1]?.length ?? 0;
  return Math.max(0, written - Number(exponent));
}

function formatter(decimals: number, locale: string | undefined): Intl.NumberFormat {
  const key = `${locale ?? ''} ${decimals}`;
  let format = formats.get(key);
  if (format === undefined) {
    if (formats.size >= 100) formats.clear();
    format = new Intl.NumberFormat(locale, {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    formats.set(key, format);
  }
  return format;
}
