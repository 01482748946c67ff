import { useEffect } from 'react';
import { create } from 'zustand';
import { contractName } from '#shared/model/contract.ts';
import type { Hours } from '../format/market-hours.ts';
import { main } from '../ipc/services.ts';
import { isConnected, useBroker } from './broker.ts';

/** More than any list shows. */
const NAMES_MAX = 2_000;

interface Known {
  readonly name: string;
  readonly minTick: number;
  readonly hours: Hours;
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

/** When it trades in the week from when this session asked; null until the broker has said. @param contractId null: of nothing */
export function useHours(contractId: number | null): Hours | null {
  useLearn(contractId);
  return useKnown((known) => (contractId === null ? null : (known.get(contractId)?.hours ?? null)));
}

function useLearn(contractId: number | null): void {
  const session = useSession(({ count }) => count);
  useEffect(() => {
    if (contractId !== null) void learn(contractId, session);
  }, [contractId, session]);
}

/** Each session asks anew, what was known stays until it has been told: another market has other hours under the same number. */
const useSession = create(() => ({ count: 0, asked: new Set<number>() }));
useBroker.subscribe(({ status }, before) => {
  const isNow = status !== null && isConnected(status.phase);
  const wasBefore = before.status !== null && isConnected(before.status.phase);
  if (isNow && !wasBefore) useSession.setState(({ count }) => ({ count: count + 1, asked: new Set() }));
});

async function learn(contractId: number, session: number): Promise<void> {
  const { count, asked } = useSession.getState();
  if (session !== count || asked.has(contractId)) return;
  asked.add(contractId);
  if (!useKnown.getState().has(contractId)) keep(contractId, null);
  const details = await main.invoke('marketData.details', { contractId: contractId });
  if (!details.ok) return;
  const { contract, minTick, timeZone, tradingHours, liquidHours } = details.value;
  const hours = { timeZone, tradingHours, liquidHours };
  keep(contractId, { name: contractName(contract), minTick, hours });
}

function keep(contractId: number, known: Known | null): void {
  useKnown.setState((all) => new Map([...all, [contractId, known] as const].slice(-NAMES_MAX)), true);
}
