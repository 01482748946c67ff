import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import {
  corporateActionSchema,
  MAX_ACTIONS_PER_RUN,
  type CorporateAction,
} from '#shared/model/corporate-action.ts';
import { explainNumber, readNumber } from './read-number.ts';
import { LineTooLong, RecordReader, type CsvRecord } from './record-reader.ts';
import { openTextFile, type TextFile } from './text-file.ts';

const COLUMNS = ['symbol', 'date', 'kind', 'value'] as const;
const DELIMITERS = [',', ';', '\t', '|'] as const;
const FORM = `It takes a CSV with the columns ${COLUMNS.join(', ')}, such as AAPL,2020-08-31,split,4 or AAPL,2020-08-07,dividend,0.82.`;
/** As many actions as a run takes, with remarks beside them. */
const BYTES_MAX = MAX_ACTIONS_PER_RUN * 200;

/**
 * The splits and dividends of a CSV file: all of them, or the first fault with its line. The columns may be in any order,
 * and others beside them. Codes: those of `openTextFile`, `actions-unusable`.
 */
export async function readActions(path: string): Promise<Result<CorporateAction[], ServiceFailure>> {
  const file = await openTextFile(path);
  if (!file.ok) return file;
  try {
    if (file.value.bytes > BYTES_MAX)
      return err(unusable(file.value, `it is larger than ${BYTES_MAX / 1e6} MB`));
    const actions = actionsOf(await recordsOf(file.value));
    return actions.ok ? actions : err(unusable(file.value, actions.error));
  } catch (error) {
    if (error instanceof LineTooLong) return err(unusable(file.value, error.message));
    throw error;
  } finally {
    await file.value.close();
  }
}

function unusable({ name }: TextFile, fault: string): ServiceFailure {
  return failure('actions-unusable', `${name} was not taken: ${fault}.`, FORM);
}

async function recordsOf(file: TextFile): Promise<readonly CsvRecord[]> {
  let text = '';
  for await (const piece of file.pieces()) text += piece.text;
  const header = /^[^\r\n]*/.exec(text.trimStart())?.[0] ?? '';
  const delimiter = DELIMITERS.find((one) => header.includes(one)) ?? ',';
  const reader = new RecordReader(delimiter);
  return [...reader.push(text), ...reader.end()];
}

/** Errors are parts of a sentence. */
function actionsOf([header, ...rows]: readonly CsvRecord[]): Result<CorporateAction[], string> {
  const names = header?.cells.map((name) => name.trim().toLowerCase()) ?? [];
  const missing = COLUMNS.filter((name) => !names.includes(name));
  if (missing.length > 0) return err(`it has no column ${missing.join(', ')}`);
  if (rows.length > MAX_ACTIONS_PER_RUN)
    return err(`it has ${rows.length} actions, and a run takes ${MAX_ACTIONS_PER_RUN} at most`);
  const [symbol, date, kind, value] = COLUMNS.map((name) => names.indexOf(name)) as [
    number,
    number,
    number,
    number,
  ];
  const actions: CorporateAction[] = [];
  const splits = new Set<string>();
  for (const { cells, line, malformed } of rows) {
    if (malformed !== null) return err(`line ${line}: ${malformed}`);
    const cell = (column: number) => (cells[column] ?? '').trim();
    const action = actionOf(cell(symbol), cell(date), cell(kind).toLowerCase(), cell(value));
    if (!action.ok) return err(`line ${line}, ${action.error}`);
    if (action.value.kind === 'split') {
      const key = `${action.value.symbol} ${action.value.date}`;
      if (splits.has(key)) return err(`line ${line}: a second split of ${key.replace(' ', ' on ')}`);
      splits.add(key);
    }
    actions.push(action.value);
  }
  return ok(actions);
}

/** Errors begin with the column. */
function actionOf(
  symbol: string,
  date: string,
  kind: string,
  value: string,
): Result<CorporateAction, string> {
  if (kind !== 'split' && kind !== 'dividend')
    return err(`kind: ${JSON.stringify(kind)} is neither split nor dividend`);
  const figure = readNumber(value, '.');
  if (!Number.isFinite(figure)) return err(explainNumber('value', value, '.').reason);
  const action = corporateActionSchema.safeParse({
    ...{ kind, symbol, date },
    ...(kind === 'split' ? { ratio: figure } : { amount: figure }),
  });
  if (action.success) return ok(action.data);
  const [{ path, message }] = action.error.issues as [(typeof action.error.issues)[number]];
  const field = path.join('.');
  return err(`${field === 'ratio' || field === 'amount' ? 'value' : field}: ${message}`);
}
