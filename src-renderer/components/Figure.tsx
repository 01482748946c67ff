import { formatSigned, formatSignedPercent, gainOrLoss } from '../format/number.ts';

/** A gain or a loss: told by its sign, and by colour as well. */
export function SignedFigure({ value, decimals = 2 }: { value: number | null; decimals?: number }) {
  return <span className={gainOrLoss(value)}>{formatSigned(value, decimals)}</span>;
}

export function SignedPercent({ fraction, decimals = 2 }: { fraction: number | null; decimals?: number }) {
  return <span className={gainOrLoss(fraction)}>{formatSignedPercent(fraction, decimals)}</span>;
}
