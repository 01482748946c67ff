import { create } from 'zustand';
import type { DepthOfMarket } from '#shared/ipc/depth.ts';
import type { ContractId } from '#shared/model/contract.ts';
import { type Problem, problemOf } from '../format/problem.ts';
import { main } from '../ipc/services.ts';
import { runWithBatch } from './quotes.ts';

interface DepthStore {
  /** null until the first word of it has come. */
  readonly book: DepthOfMarket | null;
  readonly problem: Problem | null;
}

/** The book of the contract that the depth panel shows. */
export const useDepth = create<DepthStore>(() => ({ book: null, problem: null }));

let shown: ContractId | null = null;

/** @param contractId null: the panel is closed */
export function showDepth(contractId: ContractId | null): void {
  if (contractId === shown) return;
  shown = contractId;
  useDepth.setState({ book: null, problem: null });
  sayShownDepth();
}

/** Main is there, for the first time or again: it knows of nothing that is shown. */
export function sayShownDepth(): void {
  const contractId = shown;
  void main.invoke('depth.show', { contractId }).then((result) => {
    if (contractId !== shown) return;
    useDepth.setState({ problem: result.ok ? null : problemOf(result.error, 'ask for the depth of market') });
  });
}

export function receiveDepth(book: DepthOfMarket): void {
  runWithBatch('depth', () => {
    if (book.contractId === shown) useDepth.setState({ book });
  });
}
