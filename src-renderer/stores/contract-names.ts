import { useEffect } from 'react';
import { create } from 'zustand';
import { contractName } from '#shared/model/contract.ts';
import { main } from '../ipc/services.ts';

/** More than any list shows. */
const NAMES_MAX = 2_000;

/** Names of contracts that are known by their number only; null: asked for. */
const useNames = create<ReadonlyMap<number, string | null>>(() => new Map<number, string | null>());

/** What a contract is called; its number until the broker has said, and where it knows none. */
export function useContractName(contractId: number | null): string {
  const name = useNames((names) => (contractId === null ? '' : names.get(contractId)));
  useEffect(() => {
    if (contractId !== null) void learn(contractId);
  }, [contractId]);
  return name ?? `contract ${contractId ?? ''}`;
}

async function learn(contractId: number): Promise<void> {
  if (useNames.getState().has(contractId)) return;
  keep(contractId, null);
  const details = await main.invoke('marketData.details', { contractId: contractId });
  if (details.ok) keep(contractId, contractName(details.value.contract));
}

function keep(contractId: number, name: string | null): void {
  useNames.setState((names) => new Map([...names, [contractId, name] as const].slice(-NAMES_MAX)), true);
}
