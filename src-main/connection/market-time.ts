import { MS_PER_MINUTE } from '#shared/kernel/time.ts';
import type { ConnectionProfile } from '#shared/model/connection.ts';
import type { GatewayStatus } from '#shared/model/paper-gateway.ts';

/** Whether the time that a connection tells is the world's: a replay, and a market that is speeded up, have one of their own. */
export function isMarketTimeReal(
  { kind }: Pick<ConnectionProfile, 'kind'>,
  gateway: Pick<GatewayStatus, 'speed' | 'replay'> | null,
): boolean {
  return kind !== 'practice' || gateway === null || (gateway.speed === 1 && gateway.replay === null);
}

/**
 * What the trader is told of the computer's clock, in milliseconds ahead of the broker's; null: nothing. The paper gateway is on
 * this computer: where it had no time to keep pace, nobody has set a clock.
 */
export function clockAheadToShow(
  { kind }: Pick<ConnectionProfile, 'kind'>,
  aheadMs: number | null,
): number | null {
  return kind === 'practice' && aheadMs !== null && Math.abs(aheadMs) < MS_PER_MINUTE ? null : aheadMs;
}
