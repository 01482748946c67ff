import type { Contract, ContractId } from '#shared/model/contract.ts';
import type { Quote } from '#shared/model/quote.ts';

/** Prices as main knows them this moment, for risk, portfolio, strategies and algos. */
export interface Quotes {
  /**
   * Fills `out` with what is known; allocates nothing. What nobody quotes is NaN, the age is `now - out.at`.
   *
   * @returns false when nothing has ever been asked about the contract; then `out` holds NaN alone
   */
  readInto(contractId: ContractId, out: Quote): boolean;
  /** Keeps prices of the contract coming, ahead of what is merely watched, until the function is called. */
  need(contract: Contract): () => void;
  /** Called at once for every tick, in the step in which it came in; `undefined` hears of all. @returns ends it */
  onTick(contractId: ContractId | undefined, heard: (contractId: ContractId) => void): () => void;
}
