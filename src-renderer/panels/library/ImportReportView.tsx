import { Button } from '@mantine/core';
import { CircleCheck, CircleX } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { FileGrant, ImportReport, RefusedRow } from '#shared/model/import.ts';
import { DataTable, type TableColumn } from '../../components/DataTable.tsx';
import { formatNumber } from '../../format/number.ts';
import { formatDateTime, formatDuration } from '../../format/time.ts';
import { saveRefusedRows } from '../../commands/library.ts';
import { closeImport } from '../../stores/import.ts';
import { selectSeries } from '../../stores/selection.ts';
import styles from './import.module.css';

/** What became of the file, row by row where rows were refused. */
export function ImportReportView({ grant, report }: { grant: FileGrant; report: ImportReport }) {
  const [selected, setSelected] = useState<string | null>(null);
  const rows = useMemo(() => report.refused.map((row, index) => ({ ...row, index })), [report.refused]);
  const isIn = report.outcome === 'imported';
  const Icon = isIn ? CircleCheck : CircleX;
  const counts = [
    ['Rows read', report.rowCount],
    ['Bars added', report.addedCount],
    ['Bars replaced', report.replacedCount],
    ['Stored bars kept', report.keptCount],
    ['Rows refused', report.refusedCount],
    ['Gaps', report.gapCount],
  ] as const;
  return (
    <div className={styles['form']}>
      <div className={styles['outcome']} data-ok={isIn} role="status">
        <Icon size={18} aria-hidden />
        <span data-selectable>{report.message}</span>
        <span className="muted">{formatDuration(report.durationMs)}</span>
      </div>
      <dl className={styles['counted']} aria-label="What was imported">
        {counts.map(([label, count]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{formatNumber(count)}</dd>
          </div>
        ))}
      </dl>
      {report.gaps.length > 0 && (
        <div className="muted">
          Stretches without bars, longer than the rest of the data would have them:{' '}
          {report.gaps
            .slice(0, 3)
            .map((gap) => `${formatDateTime(gap.after, 'UTC')} to ${formatDateTime(gap.before, 'UTC')} UTC`)
            .join('; ')}
          {report.gapCount > 3 && `; and ${formatNumber(report.gapCount - 3)} more`}.
        </div>
      )}
      {report.refusedCount > 0 && (
        <>
          <div>
            Refused rows
            {report.refusedCount > rows.length &&
              `: the first ${rows.length} of ${formatNumber(report.refusedCount)}`}
          </div>
          <div className={styles['refused']}>
            <DataTable
              label="Refused rows"
              rows={rows}
              columns={COLUMNS}
              rowId={(row) => String(row.index)}
              selectedId={selected}
              onSelect={(row) => setSelected(String(row.index))}
            />
          </div>
        </>
      )}
      <div className={styles['actions']}>
        <span className={styles['size']} />
        {report.refusedCount > 0 && (
          <Button onClick={() => void saveRefusedRows(report.importId, grant.name)}>
            Save all refused rows…
          </Button>
        )}
        <Button
          variant="filled"
          onClick={() => {
            if (report.series !== null) selectSeries(report.series.seriesId);
            closeImport();
          }}
        >
          Done
        </Button>
      </div>
    </div>
  );
}

const COLUMNS: readonly TableColumn<RefusedRow & { readonly index: number }>[] = [
  {
    id: 'line',
    header: 'Line',
    align: 'right',
    width: '80px',
    value: (row) => row.line,
    cell: (row) => formatNumber(row.line),
  },
  {
    id: 'reason',
    header: 'Why it was refused',
    width: 'minmax(220px, 1.4fr)',
    value: (row) => row.reason,
    cell: (row) => <span title={row.reason}>{row.reason}</span>,
  },
  {
    id: 'text',
    header: 'The row as it stands in the file',
    width: 'minmax(220px, 1fr)',
    value: (row) => row.text,
    cell: (row) => (
      <code className="muted" title={row.text}>
        {row.text}
      </code>
    ),
  },
];
