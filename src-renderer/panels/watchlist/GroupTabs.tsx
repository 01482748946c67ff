import { RadioTabs } from '../../components/RadioTabs.tsx';
import { currentGroup, showGroup, useWatchlist } from '../../stores/watchlist.ts';

export function GroupTabs() {
  const groups = useWatchlist((state) => state.list.value?.groups) ?? [];
  const current = useWatchlist(currentGroup);
  return (
    <RadioTabs
      label="Watchlist group"
      name="watchlist-group"
      tabs={groups.map(({ groupId, name, rows }) => ({ id: groupId, title: name, count: `${rows.length}` }))}
      current={current?.groupId}
      onChange={showGroup}
    />
  );
}
