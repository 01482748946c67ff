import { currentGroup, showGroup, useWatchlist } from '../../stores/watchlist.ts';
import styles from './watchlist.module.css';

/** One at a time; arrow keys go from one to the next, as in any group of radio buttons. */
export function GroupTabs() {
  const groups = useWatchlist((state) => state.list.value?.groups) ?? [];
  const current = useWatchlist(currentGroup);
  return (
    <div className={styles['groups']} role="radiogroup" aria-label="Watchlist group">
      {groups.map(({ groupId, name, rows }) => (
        <label key={groupId} className={styles['group']} data-current={groupId === current?.groupId}>
          <input
            type="radio"
            name="watchlist-group"
            checked={groupId === current?.groupId}
            onChange={() => showGroup(groupId)}
          />
          {name} <span className="muted">{rows.length}</span>
        </label>
      ))}
    </div>
  );
}
