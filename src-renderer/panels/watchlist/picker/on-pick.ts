import type { ContractDetails } from '#shared/model/contract.ts';

/** A contract was chosen. @param isWatch it is to be watched, too */
export type OnPick = (details: ContractDetails, isWatch: boolean) => void;
