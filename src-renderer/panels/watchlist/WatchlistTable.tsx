import { type KeyboardEvent, useMemo } from 'react';
import type { Watched, WatchGroup } from '#shared/model/watchlist.ts';
import { runCommand } from '../../commands/registry.ts';
import { DataTable, type TableColumn } from '../../components/DataTable.tsx';
import { useNow } from '../../components/use-now.ts';
import { contractName } from '#shared/model/contract.ts';
import { shortContractName } from '../../format/contract.ts';
import { quoteOf } from '../../stores/quotes.ts';
import { selectContract, useSelection } from '../../stores/selection.ts';
import { removeWatched } from '../../stores/watchlist.ts';
import { Age, Change, ChangePercent, ClosedMark, LastPrice, Price, Spark, Volume } from './cells.tsx';
import { changeOf } from './change.ts';
import styles from './watchlist.module.css';

/** Rows that are sorted by what moves are put into order this often, not under the user's hand at every tick. */
const SORT_EVERY_MS = 1_000;

export function WatchlistTable({ group }: { group: WatchGroup }) {
  const selected = useSelection((state) => state.contract);
  const now = useNow(SORT_EVERY_MS);
  // A new array is what makes the table sort again.
  // eslint-disable-next-line react-hooks/exhaustive-deps -- `now` is what it is made anew for
  const rows = useMemo(() => [...group.rows], [group.rows, now]);
  return (
    <div className={styles['table']} onKeyDown={onKeyDown}>
      <DataTable
        label={`Watchlist ${group.name}`}
        rows={rows}
        columns={group.rows.some(({ contract }) => contract.strike !== null) ? COLUMNS_WITH_OPTIONS : COLUMNS}
        rowId={({ contract }) => String(contract.contractId)}
        rowLabel={({ contract }) => contractName(contract)}
        selectedId={selected === null ? null : String(selected.contract.contractId)}
        onSelect={selectContract}
        onDelete={({ contract }) => removeWatched(contract.contractId)}
      />
    </div>
  );
}

/** A letter or a slash begins a search, as in any list of symbols; B and S have been taken by the ticket before they come here. */
function onKeyDown(event: KeyboardEvent): void {
  const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
  if (hasModifier || !(event.target as HTMLElement).matches('[role="grid"]')) return;
  if (!/^[a-z/]$/i.test(event.key)) return;
  // Not taken away from the field that opens: what was typed is its first letter.
  if (event.key === '/') event.preventDefault();
  runCommand('watchlist.add');
}

const COLUMNS: readonly TableColumn<Watched>[] = [
  {
    id: 'symbol',
    header: 'Symbol',
    width: 'minmax(104px, 1.4fr)',
    value: ({ contract }) => contractName(contract),
    cell: (row) => (
      <>
        <span title={`${contractName(row.contract)}\n${row.longName}`}>
          {shortContractName(row.contract)}
        </span>{' '}
        <ClosedMark row={row} />
      </>
    ),
  },
  {
    id: 'last',
    header: 'Last',
    align: 'right',
    width: '104px',
    value: (row) => priceOf(row),
    cell: (row) => <LastPrice row={row} />,
  },
  {
    id: 'percent',
    header: '%',
    align: 'right',
    width: '86px',
    value: (row) => changeOf(quoteOf(row.contract.contractId))?.fraction ?? null,
    cell: (row) => <ChangePercent row={row} />,
  },
  {
    id: 'bid',
    header: 'Bid',
    align: 'right',
    width: '88px',
    value: ({ contract }) => quoteOf(contract.contractId)?.bid ?? null,
    cell: (row) => <Price row={row} side="bid" />,
  },
  {
    id: 'ask',
    header: 'Ask',
    align: 'right',
    width: '88px',
    value: ({ contract }) => quoteOf(contract.contractId)?.ask ?? null,
    cell: (row) => <Price row={row} side="ask" />,
  },
  {
    id: 'change',
    header: 'Change',
    align: 'right',
    width: '76px',
    value: (row) => changeOf(quoteOf(row.contract.contractId))?.amount ?? null,
    cell: (row) => <Change row={row} />,
  },
  {
    id: 'spark',
    header: '5 min',
    width: '76px',
    cell: (row) => <Spark row={row} />,
    copy: () => '',
  },
  {
    id: 'volume',
    header: 'Volume',
    align: 'right',
    width: '92px',
    value: ({ contract }) => quoteOf(contract.contractId)?.volume ?? null,
    cell: (row) => <Volume row={row} />,
  },
  {
    id: 'age',
    header: 'Data',
    width: '128px',
    value: ({ contract }) => quoteOf(contract.contractId)?.at ?? null,
    cell: (row) => <Age row={row} />,
  },
];

/** Room for `AAPL 190C 20Mar26`. */
const COLUMNS_WITH_OPTIONS: readonly TableColumn<Watched>[] = COLUMNS.map((column) =>
  column.id === 'symbol' ? { ...column, width: 'minmax(144px, 1.4fr)' } : column,
);

function priceOf({ contract }: Watched): number | null {
  const quote = quoteOf(contract.contractId);
  return quote?.last ?? quote?.mark ?? null;
}
