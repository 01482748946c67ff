import type { CancelSignal } from '#shared/kernel/cancel.ts';
import type { ContractDetails, ContractId } from '#shared/model/contract.ts';
import type { Answer } from './market-data-source.ts';

/** What can be traded, asked of the broker once and kept. */
export interface Contracts {
  /** At once, from memory: what was told last, however old (`fetchedAt`). undefined: never asked, see `details`. */
  known(contractId: ContractId): ContractDetails | undefined;
  /** From memory or trading.db while fresh, else from the broker; an old answer where the broker cannot be asked. */
  details(contractId: ContractId, signal?: CancelSignal): Promise<Answer<ContractDetails>>;
}
