import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { GatewayState } from './gateway-state.ts';
import type { StateFile } from './state-file.ts';

export interface StateKeeperSpec {
  readonly file: Pick<StateFile, 'save'>;
  /** As it is now. */
  readonly state: () => GatewayState;
  /** Grows with everything that clients may be told of. */
  readonly revision: () => number;
  /** Once. Nothing must be told to anybody any more: what it rests on would be gone after a restart. */
  readonly onLost: (why: ServiceFailure) => void;
}

/**
 * When the state is saved: before anybody is told of what is new in it, so that an order which was acknowledged is there
 * after the end of the process at any moment; and whenever the gateway asks, for what nobody is told of (trailing stops,
 * places in the queue, the time).
 */
export class StateKeeper {
  readonly #spec: StateKeeperSpec;
  #savedRevision = NaN;
  #isLost = false;

  constructor(spec: StateKeeperSpec) {
    this.#spec = spec;
  }

  /** @returns whether clients may be told of what has happened */
  isKept(): boolean {
    if (this.#isLost) return false;
    return this.#spec.revision() === this.#savedRevision || this.save();
  }

  /** @returns as `isKept` */
  save(): boolean {
    if (this.#isLost) return false;
    const { file, state, revision, onLost } = this.#spec;
    const saving = revision();
    const saved = file.save(state());
    if (saved.ok) this.#savedRevision = saving;
    else {
      this.#isLost = true;
      onLost(saved.error);
    }
    return saved.ok;
  }
}
