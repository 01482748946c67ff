import type { GatewayStatus } from '#shared/model/paper-gateway.ts';

/**
 * The practice market by name. Another seed, other hours, or a replay is another market with other prices: bars of two of
 * them in one series would be a past that never was.
 */
export function marketOf(gateway: Pick<GatewayStatus, 'seed' | 'alwaysOpen' | 'replay'> | null): string {
  if (gateway === null) return 'practice';
  if (gateway.replay !== null) return 'practice replay';
  return `practice seed-${gateway.seed}${gateway.alwaysOpen ? ' always-open' : ''}`;
}
