import { create } from 'zustand';
import type { ContractMatch } from '#shared/model/contract.ts';

interface WatchlistView {
  readonly form: 'add' | 'derivatives' | 'new-group' | 'rename-group' | null;
  /** What `derivatives` are picked of. */
  readonly underlying: ContractMatch | null;
}

/** What the panel asks for just now. */
export const useWatchlistView = create<WatchlistView>(() => ({ form: null, underlying: null }));

export function openDerivatives(underlying: ContractMatch): void {
  useWatchlistView.setState({ form: 'derivatives', underlying });
}

export function closeForm(): void {
  useWatchlistView.setState({ form: null });
}
