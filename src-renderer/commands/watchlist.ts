import type { ContractDetails, ContractMatch } from '#shared/model/contract.ts';
import { notify } from '../stores/notices.ts';
import { chooseContract, selectContract, useSelection, watchedOf } from '../stores/selection.ts';
import {
  addWatched,
  currentGroup,
  deleteGroup,
  moveWatched,
  removeWatched,
  useWatchlist,
} from '../stores/watchlist.ts';
import { openSearch, useWatchlistView } from '../stores/watchlist-view.ts';
import { showPanel } from '../stores/workspace.ts';
import type { Command } from './command.ts';

const selectedId = () => useSelection.getState().contract?.contract.contractId ?? null;

/** The contract that is selected, if it is in the group that is looked at. */
function selectedRow() {
  const id = selectedId();
  const rows = currentGroup(useWatchlist.getState())?.rows ?? [];
  return rows.find(({ contract }) => contract.contractId === id);
}

export const watchlistCommands: readonly Command[] = [
  {
    id: 'watchlist.add',
    title: 'Add a symbol to the watchlist',
    group: 'Watchlist',
    hotkey: 'mod+shift+a',
    enabled: () => true,
    run: () => openSearch(''),
  },
  {
    id: 'symbol.search',
    title: 'Search for a symbol',
    group: 'Watchlist',
    hotkey: 'slash',
    isPlainKey: true,
    enabled: () => true,
    run: () => openSearch(''),
  },
  {
    id: 'watchlist.remove',
    title: 'Remove the selected symbol from the watchlist',
    group: 'Watchlist',
    enabled: () => selectedRow() !== undefined,
    run() {
      const row = selectedRow();
      if (row !== undefined) removeWatched(row.contract.contractId);
    },
  },
  move('watchlist.moveUp', 'Move the selected symbol up', 'alt+shift+up', -1),
  move('watchlist.moveDown', 'Move the selected symbol down', 'alt+shift+down', 1),
  {
    id: 'watchlist.newGroup',
    title: 'New watchlist group',
    group: 'Watchlist',
    enabled: () => true,
    run() {
      showPanel('watchlist', { focus: false });
      useWatchlistView.setState({ form: 'new-group' });
    },
  },
  {
    id: 'watchlist.renameGroup',
    title: 'Rename the watchlist group',
    group: 'Watchlist',
    enabled: () => true,
    run() {
      showPanel('watchlist', { focus: false });
      useWatchlistView.setState({ form: 'rename-group' });
    },
  },
  {
    id: 'watchlist.deleteGroup',
    title: 'Remove the watchlist group',
    group: 'Watchlist',
    enabled: () => (useWatchlist.getState().list.value?.groups.length ?? 0) > 1,
    run() {
      const group = currentGroup(useWatchlist.getState());
      if (group !== undefined) deleteGroup(group.groupId);
    },
  },
];

function move(id: string, title: string, hotkey: string, by: -1 | 1): Command {
  return {
    ...{ id, title, hotkey, group: 'Watchlist' },
    enabled: () => selectedRow() !== undefined,
    run() {
      const row = selectedRow();
      if (row !== undefined) moveWatched(row.contract.contractId, by);
    },
  };
}

/** What was found by a search is looked up whole, watched and selected. */
export async function watch(match: ContractMatch): Promise<void> {
  const choice = await chooseContract(match);
  if (choice.kind === 'problem') notify('error', choice.problem.title, { detail: choice.problem.help });
  else if (choice.watched !== null) addWatched(choice.watched);
}

/** Selected, so that ticket and chart follow it; and put into the watchlist if that is wanted. */
export function takeContract(details: ContractDetails, isWatched: boolean): void {
  const watched = watchedOf(details);
  if (isWatched) addWatched(watched);
  selectContract(watched);
}
