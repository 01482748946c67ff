import { useEffect } from 'react';
import { create } from 'zustand';
import { contractName } from '#shared/model/contract.ts';
import { main } from '../ipc/services.ts';

/** More than any list shows. */
const NAMES_MAX = 2_000;

interface Known {
  readonly name: string;
  readonly minTick: number;
}

/** What the broker's details say of contracts that are shown; null: asked for. */
const useKnown = create<ReadonlyMap<number, Known | null>>(() => new Map<number, Known | null>());

/** What a contract is called; its number until the broker has said, and where it knows none. */
export function useContractName(contractId: number | null): string {
  const name = useKnown((known) => (contractId === null ? '' : known.get(contractId)?.name));
  useLearn(contractId);
  return name ?? `contract ${contractId ?? ''}`;
}

/** The smallest increment of its prices, which says how many decimals they have; null until the broker has said. */
export function useMinTick(contractId: number): number | null {
  useLearn(contractId);
  return useKnown((known) => known.get(contractId)?.minTick ?? null);
}

function useLearn(contractId: number | null): void {
  useEffect(() => {
    if (contractId !== null) void learn(contractId);
  }, [contractId]);
}

async function learn(contractId: number): Promise<void> {
  if (useKnown.getState().has(contractId)) return;
  keep(contractId, null);
  const details = await main.invoke('marketData.details', { contractId: contractId });
  if (!details.ok) return;
  const { contract, minTick } = details.value;
  keep(contractId, { name: contractName(contract), minTick });
}

function keep(contractId: number, known: Known | null): void {
  useKnown.setState((all) => new Map([...all, [contractId, known] as const].slice(-NAMES_MAX)), true);
}
