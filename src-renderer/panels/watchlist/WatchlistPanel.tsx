import { Eye } from 'lucide-react';
import { useMemo } from 'react';
import type { MarketDataStatus } from '#shared/ipc/market-data.ts';
import { CommandButton } from '../../components/CommandButton.tsx';
import { Panel, Toolbar } from '../../components/Panel.tsx';
import { Banner, EmptyState, ErrorState, SkeletonRows } from '../../components/states.tsx';
import { useMarketData, useShownContracts } from '../../stores/quotes.ts';
import { currentGroup, loadWatchlist, useWatchlist } from '../../stores/watchlist.ts';
import { useWatchlistView } from '../../stores/watchlist-view.ts';
import { GroupNameForm } from './GroupNameForm.tsx';
import { GroupTabs } from './GroupTabs.tsx';
import { ContractPicker } from './picker/ContractPicker.tsx';
import { SymbolSearch } from './SymbolSearch.tsx';
import styles from './watchlist.module.css';
import { WatchlistTable } from './WatchlistTable.tsx';

/** What the user watches: a group at a time, its quotes as they come. */
export function WatchlistPanel() {
  const { value, problem } = useWatchlist((state) => state.list);
  return (
    <Panel>
      {value !== null ? (
        <Content />
      ) : problem !== null ? (
        <ErrorState problem={problem} onRetry={() => void loadWatchlist()} />
      ) : (
        <SkeletonRows label="Loading the watchlist" />
      )}
    </Panel>
  );
}

function Content() {
  const group = useWatchlist(currentGroup);
  const groupCount = useWatchlist((state) => state.list.value?.groups.length ?? 0);
  const { form, underlying } = useWatchlistView();
  const rows = group?.rows;
  const contractIds = useMemo(() => (rows ?? []).map(({ contract }) => contract.contractId), [rows]);
  useShownContracts('watchlist', contractIds);
  if (group === undefined) return null;
  return (
    <>
      <Toolbar {...(groupCount === 1 && { title: group.name })}>
        {groupCount > 1 && <GroupTabs />}
        <span
          className={styles['keys']}
          title="Letters begin a search. B and S alone open a ticket to buy or sell; a letter behind them makes a search of both, as in SPY. A slash begins one from anywhere."
        >
          / search · B buy · S sell
        </span>
        <CommandButton id="watchlist.add">Add</CommandButton>
      </Toolbar>
      {form === 'add' && <SymbolSearch />}
      {form === 'derivatives' && underlying !== null && (
        <ContractPicker key={underlying.contractId} underlying={underlying} />
      )}
      {form === 'new-group' && <GroupNameForm label="Name of the new group" />}
      {form === 'rename-group' && <GroupNameForm label="New name of the group" group={group} />}
      {group.rows.length > 0 && <Health />}
      {group.rows.length === 0 && form !== 'add' && form !== 'derivatives' ? (
        <EmptyState
          icon={Eye}
          title="Nothing is watched here"
          text="Add stocks, futures, currencies or anything else the broker knows: type a ticker or a name. Chart, ticket and depth follow what you choose here."
        >
          <CommandButton id="watchlist.add" variant="filled" />
        </EmptyState>
      ) : (
        <WatchlistTable group={group} />
      )}
    </>
  );
}

/** What keeps quotes from being what they seem. */
function Health() {
  const status = useMarketData((state) => state.status);
  if (status === null) return null;
  const sentence = healthOf(status);
  return sentence === null ? null : <Banner level="warning">{sentence}</Banner>;
}

function healthOf({ isConnected, limits, lines, problems }: MarketDataStatus): string | null {
  if (!isConnected)
    return 'Not connected to a broker: prices stand still. Each row shows how old its price is.';
  if (limits.length > 0) return limits.map(({ message }) => message).join(' ');
  const competing = problems.find(({ kind }) => kind === 'competing-session');
  if (competing !== undefined) return competing.help;
  if (lines.rotating > 0)
    return `The broker gives ${lines.limit} market data lines: ${lines.rotating} symbols take turns, and show how old their prices are.`;
  return null;
}
