import { Button, Checkbox } from '@mantine/core';
import { Banner } from '../../components/states.tsx';
import { Choice } from '../../components/Choice.tsx';
import { formatBytes } from '../../format/number.ts';
import { changeImport, closeImport, type ImportStage, importSpecOf, runImport } from '../../stores/import.ts';
import { DialectFields } from './DialectFields.tsx';
import { FactFieldset } from './FactFieldset.tsx';
import { PreviewTable } from './PreviewTable.tsx';
import styles from './import.module.css';

const EXISTING = [
  { value: 'keep', label: 'Keep the stored bars, add only new ones' },
  { value: 'replace', label: 'Replace stored bars by those of the file' },
  { value: 'refuse', label: 'Refuse the file if a bar is stored already' },
] as const;

/** What the file says, how it is read, and what it does not say. */
export function ImportForm({ stage }: { stage: Extract<ImportStage, { kind: 'choosing' }> }) {
  const { preview, choices, problem, isReading } = stage;
  const spec = importSpecOf(choices);
  const errors = spec.ok ? {} : spec.error;
  const existing = preview.existing.filter(
    (one) => one.symbol === choices.facts.symbol && one.source === choices.facts.source,
  );
  return (
    <form
      className={styles['form']}
      aria-label="Import"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void runImport();
      }}
    >
      {preview.remarks.length > 0 && (
        <Banner level="warning">
          <ul className={styles['remarks']}>
            {preview.remarks.map((remark) => (
              <li key={remark}>{remark}</li>
            ))}
          </ul>
        </Banner>
      )}
      <PreviewTable preview={preview} dialect={choices.dialect} />
      <div className={styles['columns']}>
        <DialectFields
          dialect={choices.dialect}
          header={preview.header}
          columnCount={columnCount(preview.rows)}
        />
        <FactFieldset facts={choices.facts} errors={errors} />
      </div>
      <div className={styles['rules']}>
        <Choice
          label="Bars that are already in the library"
          value={choices.existing}
          options={EXISTING}
          onChange={(rule) => changeImport({ existing: rule })}
        />
        <Checkbox
          label="All or nothing"
          description="One refused row refuses the whole file. Otherwise good rows go in and refused ones are reported."
          checked={choices.allOrNothing}
          onChange={(event) => changeImport({ allOrNothing: event.currentTarget.checked })}
        />
      </div>
      {existing.length > 0 && (
        <div className="muted">
          The library has{' '}
          {existing.map((one) => `${one.symbol}, ${one.barSize}, from ${one.source}`).join('; ')} already.
        </div>
      )}
      {problem !== null && (
        <Banner level="error">
          {problem.title} {problem.help}
        </Banner>
      )}
      <div className={styles['actions']}>
        <span className={styles['size']}>
          {preview.fileName}, {formatBytes(preview.fileBytes)}
        </span>
        <Button onClick={closeImport}>Cancel</Button>
        <Button type="submit" variant="filled" disabled={!spec.ok || isReading}>
          Import{' '}
          {choices.facts.symbol === '' ? 'the file' : `${choices.facts.symbol}, ${choices.facts.barSize}`}
        </Button>
      </div>
    </form>
  );
}

function columnCount(rows: readonly (readonly string[])[]): number {
  return rows.reduce((most, row) => Math.max(most, row.length), 0);
}
