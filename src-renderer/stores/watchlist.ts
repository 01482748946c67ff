import { create } from 'zustand';
import { PRACTICE_PROFILE_ID, type ConnectionStatus } from '#shared/model/connection.ts';
import type { ContractId } from '#shared/model/contract.ts';
import {
  WATCHLIST_GROUPS_MAX,
  WATCHLIST_ROWS_MAX,
  type Watched,
  type WatchGroup,
  type Watchlist,
} from '#shared/model/watchlist.ts';
import { main } from '../ipc/services.ts';
import { type Loadable, loaded, loading, NOT_LOADED } from './loadable.ts';
import { notify, notifyProblem } from './notices.ts';
import { selectContract } from './selection.ts';

interface WatchlistState {
  readonly list: Loadable<Watchlist>;
  /** The group that is looked at; null: the first. */
  readonly groupId: string | null;
}

export const useWatchlist = create<WatchlistState>(() => ({ list: NOT_LOADED, groupId: null }));

export async function loadWatchlist(): Promise<void> {
  useWatchlist.setState(({ list }) => ({ list: loading(list) }));
  const result = await main.invoke('watchlist.load', {});
  useWatchlist.setState(({ list }) => ({ list: loaded(list, result, 'read the watchlist') }));
}

/** The practice market and a broker's have a list each. */
export function followMarket({ profile }: ConnectionStatus): void {
  if (profile === null) return;
  const market = profile.id === PRACTICE_PROFILE_ID ? 'practice' : 'broker';
  const known = useWatchlist.getState().list.value?.market;
  if (known === undefined || known === market) return;
  selectContract(null);
  useWatchlist.setState({ list: NOT_LOADED, groupId: null });
  void loadWatchlist();
}

/** The group that is looked at; undefined until the list has been read. */
export function currentGroup({ list, groupId }: WatchlistState): WatchGroup | undefined {
  return list.value?.groups.find((group) => group.groupId === groupId) ?? list.value?.groups[0];
}

export function showGroup(groupId: string): void {
  useWatchlist.setState({ groupId });
}

/** @returns false when it is there already, or there is no room */
export function addWatched(watched: Watched): boolean {
  const group = currentGroup(useWatchlist.getState());
  if (group === undefined) return false;
  const name = watched.contract.symbol;
  if (group.rows.some(({ contract }) => contract.contractId === watched.contract.contractId)) {
    notify('info', `${name} is in ${group.name} already.`);
    return false;
  }
  if (group.rows.length >= WATCHLIST_ROWS_MAX) {
    notify('warning', `${group.name} is full: ${WATCHLIST_ROWS_MAX} is the most.`, {
      detail: 'Remove one, or put it into another group.',
    });
    return false;
  }
  changeRows(group.groupId, (rows) => [...rows, watched]);
  return true;
}

/** It comes back where it was. */
export function removeWatched(contractId: ContractId): void {
  const group = currentGroup(useWatchlist.getState());
  const index = group?.rows.findIndex(({ contract }) => contract.contractId === contractId) ?? -1;
  const removed = group?.rows[index];
  if (group === undefined || removed === undefined) return;
  const { groupId, name } = group;
  changeRows(groupId, (rows) => rows.filter((row) => row !== removed));
  notify('info', `Removed ${removed.contract.symbol} from ${name}.`, {
    action: {
      label: 'Undo',
      run: () =>
        changeRows(groupId, (rows) =>
          rows.some(({ contract }) => contract.contractId === contractId)
            ? rows
            : [...rows.slice(0, index), removed, ...rows.slice(index)],
        ),
    },
  });
}

/** @param by -1: one up, 1: one down */
export function moveWatched(contractId: ContractId, by: -1 | 1): void {
  const group = currentGroup(useWatchlist.getState());
  if (group === undefined) return;
  changeRows(group.groupId, (rows) => {
    const from = rows.findIndex(({ contract }) => contract.contractId === contractId);
    const to = from + by;
    if (from < 0 || to < 0 || to >= rows.length) return rows;
    const moved = [...rows];
    [moved[from], moved[to]] = [moved[to]!, moved[from]!];
    return moved;
  });
}

export function addGroup(name: string): void {
  const groupId = crypto.randomUUID();
  const { list } = useWatchlist.getState();
  if ((list.value?.groups.length ?? WATCHLIST_GROUPS_MAX) >= WATCHLIST_GROUPS_MAX) {
    notify('warning', `There are ${WATCHLIST_GROUPS_MAX} groups, which is the most.`);
    return;
  }
  change((groups) => [...groups, { groupId, name, rows: [] }]);
  showGroup(groupId);
}

export function renameGroup(groupId: string, name: string): void {
  change((groups) => groups.map((group) => (group.groupId === groupId ? { ...group, name } : group)));
}

/** The last one stays. It comes back where it was, with its rows. */
export function deleteGroup(groupId: string): void {
  const groups = useWatchlist.getState().list.value?.groups ?? [];
  const index = groups.findIndex((group) => group.groupId === groupId);
  const removed = groups[index];
  if (removed === undefined || groups.length === 1) return;
  change((all) => all.filter((group) => group.groupId !== groupId));
  notify('info', `Removed the group ${removed.name}.`, {
    action: {
      label: 'Undo',
      run: () => {
        change((all) => [...all.slice(0, index), removed, ...all.slice(index)]);
        showGroup(groupId);
      },
    },
  });
}

function changeRows(groupId: string, next: (rows: readonly Watched[]) => readonly Watched[]): void {
  change((groups) =>
    groups.map((group) => (group.groupId === groupId ? { ...group, rows: [...next(group.rows)] } : group)),
  );
}

/** Changes what is shown at once and saves it afterwards; a failed save is told and leaves what is shown. */
function change(next: (groups: readonly WatchGroup[]) => readonly WatchGroup[]): void {
  const { list } = useWatchlist.getState();
  if (list.value === null) return;
  const changed: Watchlist = { ...list.value, groups: [...next(list.value.groups)] };
  useWatchlist.setState({ list: { ...list, value: changed } });
  void main.invoke('watchlist.save', changed).then((result) => {
    if (!result.ok) notifyProblem(result.error, 'save the watchlist');
  });
}
