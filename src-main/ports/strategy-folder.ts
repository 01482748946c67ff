import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { Result } from '#shared/kernel/result.ts';

/** Where the user's strategies lie, and what lies beside them for an editor. Code of all: `strategies-folder`. */
export interface StrategyFolder {
  readonly path: string;
  /** Puts the SDK of this version there, and the editor's settings where there are none. */
  prepare(): Promise<Result<null, ServiceFailure>>;
  /** The same, where an SDK lies already: after an update it must not tell of the version before. */
  renew(): Promise<Result<null, ServiceFailure>>;
  /** Writes a new strategy that works, and leaves those that are there alone. */
  create(): Promise<Result<{ readonly file: string }, ServiceFailure>>;
}
