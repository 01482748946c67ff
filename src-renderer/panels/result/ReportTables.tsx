import { useMemo, useState } from 'react';
import type { RunDetail, RunId } from '#shared/model/backtest.ts';
import type { CellUnit, ReportRow, ReportTable, ReportTableId } from '#shared/model/report-table.ts';
import { Async } from '../../components/Async.tsx';
import { DataTable, type TableColumn } from '../../components/DataTable.tsx';
import { SignedFigure, SignedPercent } from '../../components/Figure.tsx';
import { formatNumber, NO_VALUE } from '../../format/number.ts';
import { research } from '../../ipc/services.ts';
import { useAsked } from '../../stores/use-asked.ts';
import { cellText } from './cell-text.ts';
import { Drawing } from './Drawing.tsx';
import styles from './report.module.css';

/** Some tables of the report of the run that is shown, each with how its figures are counted. */
export function ReportTables({ detail, ids }: { detail: RunDetail; ids: readonly ReportTableId[] }) {
  const { asked, reload } = useAsked(detail.summary.runId, askTables, 'make the report');
  return (
    <Async source={asked} label="Making the report" reload={reload}>
      {({ tables }) => (
        <div className={styles['tables']} data-single={ids.length === 1}>
          {tables
            .filter(({ id }) => ids.includes(id))
            .map((table) => (
              <OneTable key={table.id} table={table} currency={detail.currency} />
            ))}
        </div>
      )}
    </Async>
  );
}

const askTables = (runId: RunId, signal: AbortSignal) =>
  research.invoke('runs.tables', { runId }, { signal });

function OneTable({ table, currency }: { table: ReportTable; currency: string }) {
  const { title, convention, note, rows, drawnAs, leftOut } = table;
  return (
    <section className={styles['section']} aria-label={title}>
      {note !== null && <p className={styles['note']}>{note}</p>}
      {rows.length > 0 && drawnAs === 'table' && <Cells table={table} currency={currency} />}
      {rows.length > 0 && drawnAs !== 'table' && <Drawing table={table} />}
      <p className={styles['convention']}>
        {convention}
        {leftOut > 0 && ` ${formatNumber(leftOut)} more are left out here.`}
      </p>
    </section>
  );
}

interface NumberedRow {
  readonly at: number;
  readonly cells: ReportRow;
}

function Cells({ table, currency }: { table: ReportTable; currency: string }) {
  const [selected, setSelected] = useState<string | null>(null);
  const rows = useMemo(() => table.rows.map((cells, at): NumberedRow => ({ at, cells })), [table]);
  const columns = useMemo(
    () =>
      table.columns.map(({ title, unit }, at): TableColumn<NumberedRow> => ({
        id: String(at),
        header: unit.endsWith('money') ? `${title} ${currency}` : title,
        align: unit === 'text' ? 'left' : 'right',
        width: widthOf(unit, title),
        value: ({ cells }) => cells[at] ?? null,
        cell: ({ cells }) => <Cell value={cells[at] ?? null} unit={unit} />,
      })),
    [table, currency],
  );
  return (
    <div className={styles['grid']}>
      <DataTable
        label={table.title}
        rows={rows}
        columns={columns}
        rowId={({ at }) => String(at)}
        selectedId={selected}
        onSelect={({ at }) => setSelected(String(at))}
      />
    </div>
  );
}

function widthOf(unit: CellUnit, title: string): string {
  const least = Math.max(unit === 'text' ? 72 : 76, title.length * 7 + (unit.endsWith('money') ? 56 : 20));
  return `minmax(${least}px, 1fr)`;
}

function Cell({ value, unit }: { value: number | string | null; unit: CellUnit }) {
  if (typeof value !== 'number') return <>{value ?? NO_VALUE}</>;
  if (unit === 'signed-money') return <SignedFigure value={value} />;
  if (unit === 'signed-fraction') return <SignedPercent fraction={value} />;
  return <>{cellText(value, unit)}</>;
}
