import { placeOf } from '#shared/model/user-strategy.ts';
import type { EngineSymbol } from './job.ts';
import { at } from './notes.ts';
import { userFrame } from './user-frame.ts';

/**
 * What a strategy that threw becomes: the sentence the run's reason shows, with its own error as the cause; for one of the
 * user with file, line and column.
 */
export function strategyFailure(
  strategy: string,
  error: unknown,
  symbol?: EngineSymbol,
  time?: number,
): Error {
  const where =
    symbol === undefined || time === undefined
      ? 'while it was set up'
      : `on the bar of ${symbol.symbol} ${at(symbol, time)}`;
  const message = error instanceof Error ? error.message : String(error);
  const frame = userFrame(error);
  const place = frame === null ? '' : ` (${placeOf(frame)})`;
  return new Error(`strategy ${strategy} failed ${where}: ${message}${place}`, { cause: error });
}
