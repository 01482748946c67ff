import type { StrategyDefinition } from './strategy.ts';

/** Why the strategy cannot run on so many symbols, in a sentence; null when it can. */
export function symbolsMisfit(
  { title, roles }: Pick<StrategyDefinition, 'title' | 'roles'>,
  count: number,
): string | null {
  if (roles === undefined || (count >= roles.fewest && count <= roles.most)) return null;
  const { fewest, most } = roles;
  const number = fewest === most ? String(fewest) : `${fewest} to ${most}`;
  return `${title} takes ${number} symbols on one account, in this order: ${orderOf(roles)}. It was given ${count}.`;
}

/** `1. ETF or index, 2. member of the basket and so on` */
export function orderOf({
  names,
  most,
}: {
  readonly names: readonly string[];
  readonly most: number;
}): string {
  const all = names.map((name, i) => `${i + 1}. ${name}`).join(', ');
  return most > names.length ? `${all} and so on` : all;
}
