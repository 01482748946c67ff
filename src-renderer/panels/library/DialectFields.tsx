import { Checkbox } from '@mantine/core';
import { type CsvDialect, csvDialectSchema, DATE_FORMATS } from '#shared/model/import.ts';
import { Choice } from '../../components/Choice.tsx';
import form from '../../components/form.module.css';
import { changeDialect } from '../../stores/import.ts';

const DELIMITERS = [
  { value: ',', label: 'comma ,' },
  { value: ';', label: 'semicolon ;' },
  { value: '\t', label: 'tab' },
  { value: '|', label: 'bar |' },
] as const;

const DECIMALS = [
  { value: '.', label: 'point 1234.5' },
  { value: ',', label: 'comma 1234,5' },
] as const;

const COLUMN_NAMES = ['date', 'time', 'open', 'high', 'low', 'close', 'volume'] as const;
const OPTIONAL: readonly string[] = ['time', 'volume'];

/** How the file is written, and which column is which. */
export function DialectFields(props: {
  dialect: CsvDialect;
  header: readonly string[];
  columnCount: number;
}) {
  const { dialect, header } = props;
  const change = (part: Partial<CsvDialect>) =>
    void changeDialect(csvDialectSchema.parse({ ...dialect, ...part }));
  const columns = Array.from({ length: Math.max(props.columnCount, header.length) }, (_, index) => ({
    value: String(index),
    label: header[index] === undefined ? `column ${index + 1}` : `${index + 1}: ${header[index]}`,
  }));
  return (
    <fieldset className={form['section']}>
      <legend>HOW IT IS WRITTEN</legend>
      <div className={form['grid']}>
        <Choice
          label="Columns end with"
          value={dialect.delimiter}
          options={DELIMITERS}
          onChange={(delimiter) => change({ delimiter })}
        />
        <Choice
          label="Decimals"
          value={dialect.decimal}
          options={DECIMALS}
          onChange={(decimal) => change({ decimal })}
        />
        <Choice
          label="Dates"
          value={dialect.dateFormat}
          options={DATE_FORMATS.map((value) => ({ value, label: value }))}
          onChange={(dateFormat) => change({ dateFormat })}
        />
        <Checkbox
          mt={22}
          label="First row is a header"
          checked={dialect.hasHeader}
          onChange={(event) => change({ hasHeader: event.currentTarget.checked })}
        />
        {COLUMN_NAMES.map((name) => (
          <Choice
            key={name}
            label={`Column of ${name}`}
            value={String(dialect.columns[name])}
            options={
              OPTIONAL.includes(name) ? [{ value: '-1', label: 'not in the file' }, ...columns] : columns
            }
            onChange={(index) => change({ columns: { ...dialect.columns, [name]: Number(index) } })}
          />
        ))}
      </div>
    </fieldset>
  );
}
