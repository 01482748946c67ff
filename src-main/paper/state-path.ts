import { join } from 'node:path';
import type { PaperGatewaySettings } from '#shared/model/settings.ts';

/**
 * Where practice with a market is kept. Another seed, or other hours, is another market with other prices: positions of
 * one mean nothing in the other, so each has a file and accounts of its own, which wait until it is chosen again.
 *
 * @param directory `paper` is its folder for them
 */
export function paperStatePath(
  directory: { readonly paper: string },
  { seed, alwaysOpen }: Pick<PaperGatewaySettings, 'seed' | 'alwaysOpen'>,
): string {
  return join(directory.paper, `seed-${seed}${alwaysOpen ? '-always-open' : ''}.db`);
}
