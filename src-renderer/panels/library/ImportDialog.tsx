import { Button, Modal } from '@mantine/core';
import { formatBytes, formatNumber } from '../../format/number.ts';
import { ErrorState, SkeletonRows } from '../../components/states.tsx';
import { closeImport, type ImportStage, startImport, useImport } from '../../stores/import.ts';
import { ImportForm } from './ImportForm.tsx';
import { ImportReportView } from './ImportReportView.tsx';
import styles from './import.module.css';

/** From the chosen file to the report: what is in it, what it does not say, the import, what became of each row. */
export function ImportDialog() {
  const stage = useImport((state) => state.stage);
  if (stage.kind === 'closed') return null;
  return (
    <Modal
      opened
      onClose={closeImport}
      title={`Import ${stage.grant.name}`}
      size={980}
      closeOnClickOutside={false}
      withCloseButton={stage.kind !== 'importing'}
      closeButtonProps={{ 'aria-label': 'Close the import' }}
    >
      <Stage stage={stage} />
    </Modal>
  );
}

function Stage({ stage }: { stage: Exclude<ImportStage, { kind: 'closed' }> }) {
  switch (stage.kind) {
    case 'reading':
      return <SkeletonRows rows={8} label={`Reading ${stage.grant.name}`} />;
    case 'unreadable':
      return (
        <div className={styles['state']}>
          <ErrorState problem={stage.problem} onRetry={() => void startImport(stage.grant)} />
        </div>
      );
    case 'choosing':
      return <ImportForm stage={stage} />;
    case 'importing':
      return <Importing stage={stage} />;
    case 'done':
      return <ImportReportView grant={stage.grant} report={stage.report} />;
  }
}

function Importing({ stage }: { stage: Extract<ImportStage, { kind: 'importing' }> }) {
  const { progress } = stage;
  const share = progress === null || progress.bytesTotal === 0 ? 0 : progress.bytesDone / progress.bytesTotal;
  return (
    <div className={styles['importing']} role="status">
      <div
        className={styles['bar']}
        role="progressbar"
        aria-label="Import"
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <div style={{ transform: `scaleX(${share})` }} />
      </div>
      <div className={styles['counts']}>
        {progress === null
          ? 'Starting…'
          : `${formatBytes(progress.bytesDone)} of ${formatBytes(progress.bytesTotal)}, ${formatNumber(progress.rowsDone)} rows read, ${formatNumber(progress.refusedCount)} refused`}
      </div>
      <div className="muted">The library changes only when the whole file is through.</div>
      <Button onClick={stage.cancel}>Cancel the import</Button>
    </div>
  );
}
