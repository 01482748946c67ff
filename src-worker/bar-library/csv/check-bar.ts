import type { RowFault } from '#shared/model/import.ts';

export interface Fault {
  readonly fault: RowFault;
  readonly reason: string;
}

/** The first rule that a bar of finite numbers breaks, or null. Comparisons are exact: prices are what the file says. */
export function checkBar(
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
): Fault | null {
  // Zero and negative prices do exist (oil, April 2020), but no sizing rule and no return is defined on them.
  if (!(open > 0 && high > 0 && low > 0 && close > 0)) {
    const [name, value] = firstNotPositive({ open, high, low, close });
    return { fault: 'not-positive', reason: `${name} ${value} is not above zero` };
  }
  if (volume < 0) return { fault: 'negative-volume', reason: `volume ${volume} is negative` };
  if (high < low) return { fault: 'high-below-low', reason: `high ${high} is below low ${low}` };
  if (open > high || open < low) return outside('open', open, high, low);
  if (close > high || close < low) return outside('close', close, high, low);
  return null;
}

function firstNotPositive(prices: Readonly<Record<string, number>>): [string, number] {
  return Object.entries(prices).find(([, value]) => !(value > 0))!;
}

function outside(name: string, value: number, high: number, low: number): Fault {
  const where = value > high ? `above high ${high}` : `below low ${low}`;
  return { fault: 'outside-high-low', reason: `${name} ${value} is ${where}` };
}
