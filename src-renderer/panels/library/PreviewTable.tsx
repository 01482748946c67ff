import type { CsvDialect, ImportPreview } from '#shared/model/import.ts';
import styles from './import.module.css';

const ROWS_SHOWN = 12;

/** The first rows as they stand in the file, each column under the name it is read as, and what is wrong with them. */
export function PreviewTable({ preview, dialect }: { preview: ImportPreview; dialect: CsvDialect }) {
  const rows = preview.rows.slice(0, ROWS_SHOWN);
  const width = Math.max(preview.header.length, ...rows.map((row) => row.length));
  const roles = new Map(Object.entries(dialect.columns).map(([role, index]) => [index, role]));
  return (
    <>
      <div className={styles['preview']} tabIndex={0} role="region" aria-label="First rows of the file">
        <table>
          <thead>
            <tr>
              {Array.from({ length: width }, (_, index) => (
                <th key={index} scope="col" data-used={roles.has(index)}>
                  {roles.get(index) ?? 'not used'}
                  <span>{preview.header[index] ?? `column ${index + 1}`}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>
                {Array.from({ length: width }, (_, column) => (
                  <td key={column} data-used={roles.has(column)}>
                    {row[column]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {preview.refused.length > 0 && (
        <ul className={styles['faults']} aria-label="Rows that would be refused">
          {preview.refused.slice(0, 4).map((row) => (
            <li key={row.line}>
              Line {row.line}: {row.reason}
            </li>
          ))}
          {preview.refused.length > 4 && <li>and {preview.refused.length - 4} more among the first rows</li>}
        </ul>
      )}
    </>
  );
}
