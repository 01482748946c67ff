export type Side = 'buy' | 'sell';

/** +1 buys, -1 sells: for arithmetic. */
export function signOf(side: Side): 1 | -1 {
  return side === 'buy' ? 1 : -1;
}

export function opposite(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy';
}
