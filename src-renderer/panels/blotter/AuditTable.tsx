import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { ScrollText } from 'lucide-react';
import type { AuditRow } from '#shared/ipc/orders.ts';
import { DataTable, type TableColumn } from '../../components/DataTable.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../components/states.tsx';
import { formatDateTime, localZone } from '../../format/time.ts';
import { loadAudit, loadOlderAudit, useAudit } from '../../stores/audit.ts';

const columns: readonly TableColumn<AuditRow>[] = [
  {
    id: 'time',
    header: 'Time (local)',
    width: '164px',
    value: ({ at }) => at,
    cell: ({ at }) => formatDateTime(at, localZone()),
    copy: ({ at }) => new Date(at).toISOString(),
  },
  {
    id: 'kind',
    header: 'Decision',
    width: '150px',
    value: ({ kind }) => kind,
    cell: ({ kind }) => kind.replaceAll('-', ' '),
  },
  { id: 'by', header: 'By', width: '72px', value: ({ by }) => by, cell: ({ by }) => by },
  {
    id: 'text',
    header: 'What was decided',
    width: 'minmax(160px, 3fr)',
    value: ({ text }) => text,
    cell: ({ text, facts }) => <span title={facts}>{text}</span>,
  },
  {
    id: 'correlation',
    header: 'Correlation',
    width: 'minmax(84px, 0.6fr)',
    value: ({ correlationId }) => correlationId,
    cell: ({ correlationId }) => <code className="muted">{correlationId}</code>,
  },
];

/** Who asked for what and what was decided, a page at a time. */
export function AuditTable() {
  const { rows, isAll } = useAudit();
  const [selectedId, setSelectedId] = useState<string | null>(null);
  useEffect(() => void loadAudit(), []);
  if (rows.value === null) {
    return rows.problem === null ? (
      <SkeletonRows label="Loading the decisions" />
    ) : (
      <ErrorState problem={rows.problem} onRetry={() => void loadAudit()} />
    );
  }
  if (rows.value.length === 0) {
    return (
      <EmptyState
        icon={ScrollText}
        title="No decisions yet"
        text="Every order let through or denied, every change of a limit, every use of the kill switch is written down here and never changed."
      />
    );
  }
  return (
    <>
      <DataTable
        label="Decisions"
        rows={rows.value}
        columns={columns}
        rowId={({ id }) => String(id)}
        selectedId={selectedId}
        onSelect={({ id }) => setSelectedId(String(id))}
      />
      {!isAll && (
        <Button variant="subtle" loading={rows.isLoading} onClick={() => void loadOlderAudit()}>
          Older decisions
        </Button>
      )}
    </>
  );
}
