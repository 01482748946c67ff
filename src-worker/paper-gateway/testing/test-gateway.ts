import type { Replay } from '#shared/simulation/replay/open-replay.ts';
import { PaperGateway } from '../gateway.ts';
import type { GatewayLog } from '../log.ts';
import { DEFAULT_SETTINGS, type GatewaySettings } from '../settings.ts';

/** A Tuesday, 10:00:00 in New York: stocks, futures, currencies and options trade. */
export const OPEN_TIME = Date.UTC(2026, 0, 6, 15);
/** A Sunday noon in New York: nothing but crypto trades. */
export const SUNDAY_TIME = Date.UTC(2026, 0, 4, 17);

export interface TestGateway {
  readonly gateway: PaperGateway;
  readonly port: number;
  /** Names of log events, with their facts. */
  readonly log: readonly { readonly event: string; readonly facts: Readonly<Record<string, unknown>> }[];
  /** Moves the virtual clock. */
  advance(ms: number): void;
}

/** On a free port, its clock standing still. */
export async function startGateway(
  settings: Partial<GatewaySettings> = {},
  startTime = OPEN_TIME,
  monotonicMs: () => number = () => 0,
  replay?: Replay,
): Promise<TestGateway> {
  const log: { event: string; facts: Readonly<Record<string, unknown>> }[] = [];
  const keep: GatewayLog = { write: (event, facts = {}) => void log.push({ event, facts }) };
  const gateway = new PaperGateway({
    settings: { ...DEFAULT_SETTINGS, port: 0, seed: 7, messagesPerSecondMax: 1e6, ...settings },
    ...{ startTime, time: 'stepped', monotonicMs, log: keep, replay },
  });
  const port = await gateway.listen();
  return { gateway, port, log, advance: (ms) => gateway.world.clock.advance(ms) };
}
