import type { Contract as WireContract } from '@stoqey/ib';
import type { CancelSignal } from '#shared/kernel/cancel.ts';
import { contractIdSchema, type ContractId } from '#shared/model/contract.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { Contracts } from '../ports/contracts.ts';

/** Contracts that are asked about at the same time. */
const ASKED_AT_ONCE = 20;

/**
 * What the broker's details say of a contract, for messages about orders, fills and positions: those leave out its exchange
 * and sometimes its multiplier, and never say that its quotes are in cents or pence.
 */
export class DescribedContracts {
  readonly #contracts: Contracts;
  readonly #log: Logger;
  readonly #missing = new Set<ContractId>();
  /** Messages on contracts whose details are on their way, in the order in which they came. */
  readonly #held = new Map<ContractId, (() => void)[]>();

  constructor(contracts: Contracts, log: Logger) {
    this.#contracts = contracts;
    this.#log = log;
  }

  /** As the details tell it; as the message does where there are none yet. Those are asked for by the next `learn`. */
  whole(wire: WireContract): WireContract {
    const contractId = idOf(wire);
    if (contractId === null) return wire;
    const known = this.#contracts.known(contractId)?.contract;
    if (known === undefined) {
      this.#missing.add(contractId);
      return wire;
    }
    const { multiplier, exchange } = known;
    // Not `||=`: the library hands one object to all who listen.
    return { ...wire, multiplier, exchange: wire.exchange === undefined || wire.exchange === '' ? exchange : wire.exchange }; // prettier-ignore
  }

  /** Asks for the details that were missing. @returns whether any are known now: what was read without them is to be read again */
  async learn(signal?: CancelSignal): Promise<boolean> {
    const missing = [...this.#missing];
    this.#missing.clear();
    let isAnyKnown = false;
    for (let from = 0; from < missing.length; from += ASKED_AT_ONCE) {
      const asked = missing.slice(from, from + ASKED_AT_ONCE);
      const found = await Promise.all(asked.map((contractId) => this.#ask(contractId, signal)));
      isAnyKnown ||= found.includes(true);
    }
    return isAnyKnown;
  }

  /** Runs at once where the details are known, else when they have come or could not be had. */
  when(wire: WireContract, run: () => void): void {
    const contractId = idOf(wire);
    if (contractId === null) return run();
    const held = this.#held.get(contractId);
    if (held !== undefined) return void held.push(run);
    if (this.#contracts.known(contractId) !== undefined) return run();
    this.#held.set(contractId, [run]);
    void this.#ask(contractId).then(() => {
      const runs = this.#held.get(contractId) ?? [];
      this.#held.delete(contractId);
      for (const each of runs) this.#guarded(each);
    });
  }

  /** One message that cannot be dealt with keeps none of the others, as where messages are dealt with at once. */
  #guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#log.error({ error }, 'a message that waited for the details of its contract was not dealt with');
    }
  }

  async #ask(contractId: ContractId, signal?: CancelSignal): Promise<boolean> {
    return (await this.#contracts.details(contractId, signal)).ok;
  }
}

/** null: it has none of its own, as combinations, which all go by one number. */
function idOf({ conId, secType }: WireContract): ContractId | null {
  return secType === 'BAG' ? null : (contractIdSchema.safeParse(conId).data ?? null);
}
