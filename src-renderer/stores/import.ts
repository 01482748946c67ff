import { create } from 'zustand';
import type {
  FileGrant,
  CsvDialect,
  ImportPreview,
  ImportProgress,
  ImportReport,
  ImportSpec,
} from '#shared/model/import.ts';
import { importSpecSchema } from '#shared/model/import.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { type Problem, problemOf } from '../format/problem.ts';
import { research } from '../ipc/services.ts';
import { DECIMAL_HELP, parseDecimal } from './decimal.ts';
import { notify } from './notices.ts';

/** The facts as the form holds them: text, so that nothing typed is lost. */
export type FactFields = Readonly<Record<keyof ImportSpec['facts'], string>>;

export interface ImportChoices {
  readonly dialect: CsvDialect;
  readonly facts: FactFields;
  readonly existing: ImportSpec['existing'];
  readonly allOrNothing: boolean;
}

export type ImportStage =
  | { readonly kind: 'closed' }
  | { readonly kind: 'reading'; readonly grant: FileGrant }
  | { readonly kind: 'unreadable'; readonly grant: FileGrant; readonly problem: Problem }
  | {
      readonly kind: 'choosing';
      readonly grant: FileGrant;
      readonly preview: ImportPreview;
      readonly choices: ImportChoices;
      /** What the last try had against it. */
      readonly problem: Problem | null;
      readonly isReading: boolean;
    }
  | {
      readonly kind: 'importing';
      readonly grant: FileGrant;
      readonly importId: string;
      readonly progress: ImportProgress | null;
      readonly cancel: () => void;
    }
  | { readonly kind: 'done'; readonly grant: FileGrant; readonly report: ImportReport };

/** One import at a time, from the file to its report. */
export const useImport = create<{ readonly stage: ImportStage }>(() => ({ stage: { kind: 'closed' } }));

export async function startImport(grant: FileGrant): Promise<void> {
  if (useImport.getState().stage.kind === 'importing') {
    notify('warning', `${grant.name} was not opened: an import is under way.`, {
      detail: 'Wait until it is done, or cancel it.',
    });
    return;
  }
  setStage({ kind: 'reading', grant });
  const preview = await research.invoke('library.previewImport', { grantId: grant.grantId });
  const { stage } = useImport.getState();
  if (stage.kind !== 'reading' || stage.grant !== grant) return; // closed, or another file, meanwhile
  if (!preview.ok) {
    setStage({ kind: 'unreadable', grant, problem: problemOf(preview.error, `read ${grant.name}`) });
    return;
  }
  setStage({
    kind: 'choosing',
    grant,
    preview: preview.value,
    choices: {
      dialect: preview.value.dialect,
      facts: factFields(preview.value.guess),
      existing: 'keep',
      allOrNothing: false,
    },
    problem: null,
    isReading: false,
  });
}

export function changeImport(change: Partial<Omit<ImportChoices, 'dialect'>>): void {
  updateChoosing((stage) => ({ ...stage, choices: { ...stage.choices, ...change }, problem: null }));
}

/** Another way to read the file: the rows are shown again as it reads them. What was typed stays. */
export async function changeDialect(dialect: CsvDialect): Promise<void> {
  updateChoosing((stage) => ({
    ...stage,
    choices: { ...stage.choices, dialect },
    isReading: true,
    problem: null,
  }));
  const { stage } = useImport.getState();
  if (stage.kind !== 'choosing') return;
  const preview = await research.invoke('library.previewImport', { grantId: stage.grant.grantId, dialect });
  updateChoosing((now) => {
    if (now.choices.dialect !== dialect) return now; // changed again meanwhile
    return preview.ok
      ? { ...now, preview: preview.value, isReading: false }
      : { ...now, problem: problemOf(preview.error, `read ${now.grant.name} this way`), isReading: false };
  });
}

export async function runImport(): Promise<void> {
  const before = useImport.getState().stage;
  if (before.kind !== 'choosing') return;
  const spec = importSpecOf(before.choices);
  if (!spec.ok) return;
  const importId = crypto.randomUUID();
  const abort = new AbortController();
  setStage({ kind: 'importing', grant: before.grant, importId, progress: null, cancel: () => abort.abort() });
  const report = await research.invoke(
    'library.import',
    { importId, grantId: before.grant.grantId, spec: spec.value },
    { signal: abort.signal },
  );
  if (report.ok) {
    setStage({ kind: 'done', grant: before.grant, report: report.value });
    notify(report.value.outcome === 'imported' ? 'success' : 'warning', report.value.message);
    return;
  }
  const problem =
    report.error.kind === 'cancelled'
      ? { title: 'The import was cancelled.', help: 'The library is as it was.', details: '' }
      : problemOf(report.error, `import ${before.grant.name}`);
  notify(report.error.kind === 'cancelled' ? 'info' : 'error', problem.title, { detail: problem.help });
  setStage({ ...before, problem });
}

export function receiveImportProgress(progress: ImportProgress): void {
  const { stage } = useImport.getState();
  if (stage.kind === 'importing' && stage.importId === progress.importId) setStage({ ...stage, progress });
}

export function closeImport(): void {
  if (useImport.getState().stage.kind !== 'importing') setStage({ kind: 'closed' });
}

/** What the form would send, or what is wrong with which fact. */
export function importSpecOf(choices: ImportChoices): Result<ImportSpec, Readonly<Record<string, string>>> {
  const errors: Record<string, string> = {};
  const figure = (name: 'tick' | 'multiplier' | 'lot') => {
    const value = parseDecimal(choices.facts[name]);
    if (value === null) errors[name] = `Not a figure: ${DECIMAL_HELP}.`;
    return value;
  };
  const parsed = importSpecSchema.safeParse({
    facts: { ...choices.facts, tick: figure('tick'), multiplier: figure('multiplier'), lot: figure('lot') },
    dialect: choices.dialect,
    existing: choices.existing,
    allOrNothing: choices.allOrNothing,
  });
  if (parsed.success) return ok(parsed.data);
  for (const issue of parsed.error.issues) errors[String(issue.path.at(-1))] ??= issue.message;
  return err(errors);
}

function factFields(facts: ImportSpec['facts']): FactFields {
  return {
    ...facts,
    tick: plain(facts.tick),
    multiplier: plain(facts.multiplier),
    lot: plain(facts.lot),
  };
}

/** Without an exponent: 1e-7 is 0.0000001 to a trader. */
function plain(value: number): string {
  return value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 12 });
}

type Choosing = Extract<ImportStage, { kind: 'choosing' }>;

function updateChoosing(change: (stage: Choosing) => Choosing): void {
  const { stage } = useImport.getState();
  if (stage.kind === 'choosing') setStage(change(stage));
}

function setStage(stage: ImportStage): void {
  useImport.setState({ stage });
}
