import {
  createSortedRowModel,
  type SortingState,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { type KeyboardEvent, memo, type ReactNode, useEffect, useId, useMemo, useRef } from 'react';
import { useSettings } from '../stores/settings.ts';
import { copyText } from './copy-text.ts';
import styles from './DataTable.module.css';

export interface TableColumn<Row> {
  readonly id: string;
  readonly header: string;
  readonly align?: 'left' | 'right';
  /** A track of CSS grid: `90px`, `minmax(120px, 1fr)`. */
  readonly width: string;
  /** What the column sorts by; null comes last. Absent: the column does not sort. */
  readonly value?: (row: Row) => number | string | null;
  /** Follows from the row and the columns alone; what follows anything else is a component with hooks of its own. */
  readonly cell: (row: Row) => ReactNode;
  /** What copying writes; the sort value when absent. */
  readonly copy?: (row: Row) => string;
}

interface DataTableProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly TableColumn<Row>[];
  readonly rowId: (row: Row) => string;
  /** The row's name for assistive technology. */
  readonly rowLabel?: (row: Row) => string;
  readonly selectedId: string | null;
  readonly onSelect: (row: Row) => void;
  /** Enter or double click. */
  readonly onOpen?: (row: Row) => void;
  readonly onDelete?: (row: Row) => void;
  /** The space bar. */
  readonly onMark?: (row: Row) => void;
  readonly initialSort?: SortingState;
  /** The first column stays in sight when the table is scrolled sideways. Not where cells change many times a second: painting then takes half as long again. */
  readonly pinsFirst?: boolean;
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
const NO_SORT: SortingState = [];
const ROW_HEIGHTS = { compact: 22, comfortable: 26 };

/** Rows that sort, scroll by the hundred thousand, and are walked with the arrow keys. Ctrl+C copies the chosen row as TSV, Ctrl+Shift+C all. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { rows, columns, rowId, selectedId } = props;
  const container = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const rowHeight = ROW_HEIGHTS[useSettings((settings) => settings.density)];

  const definitions = useMemo(
    () =>
      columns.map((column): ColumnDef<typeof features, Row> => ({
        id: column.id,
        header: column.header,
        accessorFn: (row) => column.value?.(row) ?? undefined,
        enableSorting: column.value !== undefined,
        sortUndefined: 'last',
        sortDescFirst: column.align === 'right',
      })),
    [columns],
  );
  const table = useTable({
    features,
    columns: definitions,
    data: rows,
    getRowId: rowId,
    initialState: { sorting: props.initialSort ?? NO_SORT },
  });
  const sorted = table.getRowModel().rows;
  // eslint-disable-next-line react-hooks/incompatible-library -- the virtualizer's functions are read in render, by design
  const virtualizer = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => container.current,
    estimateSize: () => rowHeight,
    overscan: 4,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  // Docking takes a panel out of the document and puts it back, scrolled to its top, and tells nobody: without this its rows
  // would stay drawn where it was, out of sight.
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const element = container.current;
      if (element !== null && element.scrollTop !== virtualizer.scrollOffset)
        element.dispatchEvent(new Event('scroll'));
    });
    return () => cancelAnimationFrame(frame);
  });

  const template = columns.map((column) => column.width).join(' ');
  const minWidth = columns.reduce((sum, column) => sum + smallestWidth(column.width), 0);
  const selectedIndex = sorted.findIndex((row) => row.id === selectedId);

  // Chosen elsewhere, such as by a search: it is brought into sight, once.
  const isThere = selectedIndex >= 0;
  const sortedIndex = useRef(selectedIndex);
  sortedIndex.current = selectedIndex;
  useEffect(() => {
    if (isThere) virtualizer.scrollToIndex(sortedIndex.current, { align: 'auto' });
  }, [virtualizer, selectedId, isThere]);

  function select(index: number): void {
    const row = sorted[Math.max(0, Math.min(sorted.length - 1, index))];
    if (row === undefined) return;
    props.onSelect(row.original);
    virtualizer.scrollToIndex(row.index === -1 ? 0 : Math.max(0, Math.min(sorted.length - 1, index)), {
      align: 'auto',
    });
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.target !== container.current) return; // a button in the header has keys of its own
    const page = Math.max(1, Math.floor((container.current.clientHeight - 24) / rowHeight) - 1);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: selectedIndex + 1,
      ArrowUp: Math.max(0, selectedIndex - 1),
      PageDown: selectedIndex + page,
      PageUp: selectedIndex - page,
      Home: 0,
      End: sorted.length - 1,
    };
    const move = moves[event.key];
    const current = sorted[selectedIndex]?.original;
    const isCopy = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c';
    if (move !== undefined && !event.altKey) select(move);
    else if (isCopy)
      copy(event.shiftKey || current === undefined ? sorted.map((row) => row.original) : [current]);
    else if (current === undefined) return;
    else if (event.key === 'Enter' && props.onOpen !== undefined) props.onOpen(current);
    else if (event.key === 'Delete' && props.onDelete !== undefined) props.onDelete(current);
    else if (event.key === ' ' && props.onMark !== undefined) props.onMark(current);
    else return;
    event.preventDefault();
  }

  function copy(copied: readonly Row[]): void {
    const line = (row: Row) =>
      columns.map((column) => column.copy?.(row) ?? String(column.value?.(row) ?? '')).join('\t');
    const header = columns.map((column) => column.header).join('\t');
    copyText([header, ...copied.map(line)].join('\n'));
  }

  return (
    <div
      ref={container}
      className={styles['grid']}
      data-pinned={props.pinsFirst}
      role="grid"
      aria-label={props.label}
      aria-rowcount={sorted.length + 1}
      aria-activedescendant={selectedIndex >= 0 ? `${prefix}${selectedId}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        if (event.target === container.current && selectedIndex < 0 && sorted.length > 0) select(0);
      }}
    >
      <div
        className={styles['header']}
        role="row"
        aria-rowindex={1}
        style={{ gridTemplateColumns: template, minWidth }}
      >
        {table.getHeaderGroups()[0]!.headers.map((header, index) => {
          const column = columns[index]!;
          const direction = header.column.getIsSorted();
          return (
            <div
              key={column.id}
              className={styles['headCell']}
              role="columnheader"
              data-align={column.align ?? 'left'}
              aria-sort={direction === false ? 'none' : direction === 'asc' ? 'ascending' : 'descending'}
            >
              {column.value === undefined ? (
                <span className={styles['plain']}>{column.header}</span>
              ) : (
                <button
                  type="button"
                  className={styles['sort']}
                  aria-label={`Sort by ${column.header}`}
                  onClick={header.column.getToggleSortingHandler()}
                >
                  {direction === 'asc' && <ChevronUp size={11} aria-hidden />}
                  {direction === 'desc' && <ChevronDown size={11} aria-hidden />}
                  {column.header}
                </button>
              )}
            </div>
          );
        })}
      </div>
      <div
        className={styles['body']}
        role="rowgroup"
        style={{ height: virtualizer.getTotalSize(), minWidth }}
      >
        {virtualizer.getVirtualItems().map((item) => {
          const row = sorted[item.index]!;
          const isSelected = row.id === selectedId;
          return (
            <div
              key={row.id}
              id={`${prefix}${row.id}`}
              className={styles['row']}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={isSelected}
              aria-label={props.rowLabel?.(row.original)}
              data-current={isSelected}
              style={{ transform: `translateY(${item.start}px)`, gridTemplateColumns: template }}
              onClick={() => props.onSelect(row.original)}
              onDoubleClick={() => props.onOpen?.(row.original)}
            >
              <Cells columns={columns as readonly TableColumn<object>[]} row={row.original} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Drawn anew when the row is another one: a table that sorts, scrolls or is walked through leaves it alone. */
const Cells = memo(function Cells({ columns, row }: CellsProps) {
  return columns.map((column) => (
    <div key={column.id} className={styles['cell']} role="gridcell" data-align={column.align ?? 'left'}>
      <span>{column.cell(row)}</span>
    </div>
  ));
});

interface CellsProps {
  readonly columns: readonly TableColumn<object>[];
  readonly row: object;
}

/** The pixels that a track needs at least; below their sum the table scrolls sideways. */
function smallestWidth(track: string): number {
  return Number(/(\d+)px/.exec(track)?.[1] ?? 0);
}
