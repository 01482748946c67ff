import { create } from 'zustand';

/** What the panel asks for just now. */
export const useWatchlistView = create<{ readonly form: 'add' | 'new-group' | 'rename-group' | null }>(
  () => ({
    form: null,
  }),
);

export function closeForm(): void {
  useWatchlistView.setState({ form: null });
}
