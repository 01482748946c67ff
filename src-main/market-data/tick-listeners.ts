import type { ContractId } from '#shared/model/contract.ts';

export type HearTick = (contractId: ContractId) => void;

/** Who acts on prices the moment they come: of one contract, told apart by its row in the quote table, or of all. */
export class TickListeners {
  /** By row. A list is replaced, never changed, so that a listener may leave while the list is being called. */
  readonly #ofRow: (readonly HearTick[] | undefined)[] = [];
  #ofAll: readonly HearTick[] = [];

  /** @returns what takes it away again */
  addForAll(heard: HearTick): () => void {
    this.#ofAll = [...this.#ofAll, heard];
    return () => {
      this.#ofAll = this.#ofAll.filter((other) => other !== heard);
    };
  }

  /** @returns what takes it away again */
  add(row: number, heard: HearTick): () => void {
    this.#ofRow[row] = [...(this.#ofRow[row] ?? []), heard];
    return () => {
      this.#ofRow[row] = this.#ofRow[row]?.filter((other) => other !== heard);
    };
  }

  tell(row: number, contractId: ContractId): void {
    const own = this.#ofRow[row];
    if (own !== undefined) for (const heard of own) heard(contractId);
    for (const heard of this.#ofAll) heard(contractId);
  }
}
