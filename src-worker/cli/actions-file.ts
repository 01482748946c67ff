import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import Papa from 'papaparse';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import {
  corporateActionSchema,
  MAX_ACTIONS_PER_RUN,
  type CorporateAction,
} from '#shared/model/corporate-action.ts';
import type { CommandHost } from './command-host.ts';
import type { RunSettings } from './run-arguments.ts';

const COLUMNS = ['symbol', 'date', 'kind', 'value'] as const;
const FORM = `a CSV with the columns ${COLUMNS.join(', ')}, such as AAPL,2020-08-31,split,4 or AAPL,2020-08-07,dividend,0.82`;

/** The settings with the actions of `--actions` in them, where a file is named. Errors are sentences. */
export async function withActions<
  A extends { readonly actionsFile: string | undefined; readonly settings: RunSettings },
>(args: A, host: Pick<CommandHost, 'workingDirectory'>): Promise<Result<A, string>> {
  const file = args.actionsFile;
  if (file === undefined) return ok(args);
  let text: string;
  try {
    text = await readFile(resolve(host.workingDirectory, file), 'utf8');
  } catch (error) {
    return err(
      `--actions ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
  const actions = parseActions(text);
  if (!actions.ok) return err(`--actions ${file}: ${actions.error}`);
  return ok({ ...args, settings: { ...args.settings, actions: actions.value } });
}

/** Reads the CSV; the first fault is told with its line. The columns may be in any order, and others beside them. */
export function parseActions(text: string): Result<readonly CorporateAction[], string> {
  const { data, meta, errors } = Papa.parse<Record<string, string>>(text.replace(/^\uFEFF/, ''), {
    header: true,
    skipEmptyLines: 'greedy',
    transformHeader: (name) => name.trim().toLowerCase(),
  });
  const missing = COLUMNS.filter((name) => meta.fields?.includes(name) !== true);
  if (missing.length > 0) return err(`it has no column ${missing.join(', ')}; it takes ${FORM}.`);
  const [fault] = errors;
  if (fault !== undefined) return err(`line ${(fault.row ?? 0) + 2}: ${fault.message}. It takes ${FORM}.`);
  if (data.length > MAX_ACTIONS_PER_RUN)
    return err(`it has ${data.length} actions, a run takes ${MAX_ACTIONS_PER_RUN} at most.`);
  const actions: CorporateAction[] = [];
  const seen = new Set<string>();
  for (const [index, row] of data.entries()) {
    const line = index + 2;
    const action = corporateActionSchema.safeParse(actionOf(row));
    if (!action.success) {
      const [{ path, message }] = action.error.issues as [(typeof action.error.issues)[number]];
      return err(`line ${line}, ${columnOf(path.join('.'))}: ${message}. It takes ${FORM}.`);
    }
    const { kind, symbol, date } = action.data;
    const key = `${kind} ${symbol} ${date}`;
    if (kind === 'split' && seen.has(key))
      return err(`line ${line}: a second split of ${symbol} on ${date}.`);
    seen.add(key);
    actions.push(action.data);
  }
  return ok(actions);
}

function actionOf(row: Record<string, string>): object {
  const cell = (name: (typeof COLUMNS)[number]) => (row[name] ?? '').trim();
  const kind = cell('kind').toLowerCase();
  // Number('') is 0: an empty cell is no figure.
  const value = cell('value') === '' ? NaN : Number(cell('value'));
  return {
    kind,
    symbol: cell('symbol'),
    date: cell('date'),
    [kind === 'split' ? 'ratio' : 'amount']: value,
  };
}

function columnOf(field: string): string {
  return field === 'ratio' || field === 'amount' ? 'value' : field;
}
