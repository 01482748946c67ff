import { create } from 'zustand';
import type { ContractMatch } from '#shared/model/contract.ts';
import { showPanel } from './workspace.ts';

interface WatchlistView {
  readonly form: 'add' | 'derivatives' | 'new-group' | 'rename-group' | null;
  /** What `derivatives` are picked of. */
  readonly underlying: ContractMatch | null;
  /** What the search begins with. */
  readonly text: string;
}

/** What the panel asks for just now. */
export const useWatchlistView = create<WatchlistView>(() => ({ form: null, underlying: null, text: '' }));

export function openDerivatives(underlying: ContractMatch): void {
  useWatchlistView.setState({ form: 'derivatives', underlying });
}

export function openSearch(text: string): void {
  showPanel('watchlist', { focus: false });
  useWatchlistView.setState({ form: 'add', text });
}

export function closeForm(): void {
  useWatchlistView.setState({ form: null });
}
