import {
  closeSync,
  copyFileSync,
  constants,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { assert } from '#shared/kernel/assert.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { RefusedRow } from '#shared/model/import.ts';
import { fileFailure } from './csv/text-file.ts';

/** Rows kept in memory for the answer. */
export const MAX_ROWS_SHOWN = 500;
/** Rows written to a report; more of them tell nothing new. */
const MAX_ROWS_WRITTEN = 1_000_000;
const MAX_REPORTS = 50;
const IMPORT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reports of refused rows, one CSV file per import, the newest 50 kept. */
export class RefusedRowReports {
  readonly #folder: string;
  /** Imports of this session, each with its file, or null when nothing was refused. */
  readonly #files = new Map<string, string | null>();

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#folder = folder;
    this.#forgetOld();
  }

  begin(importId: string): RefusedRowReport {
    assert(IMPORT_ID.test(importId), 'an import is named by a UUID');
    const path = join(this.#folder, `import-${importId}.csv`);
    this.#files.set(importId, null);
    return new RefusedRowReport(path, () => this.#files.set(importId, path));
  }

  /** Copies the report of an import of this session. Codes: `import-unknown`, and what the file system refuses. */
  save(importId: string, target: string): Result<null, ServiceFailure> {
    const file = this.#files.get(importId);
    if (file === undefined) {
      return err(
        failure(
          'import-unknown',
          'That import is not of this session: its refused rows are not at hand.',
          'Import the file again.',
        ),
      );
    }
    try {
      if (file === null) writeFileSync(target, toCsv([HEADER]));
      else copyFileSync(file, target, constants.COPYFILE_FICLONE);
      return ok(null);
    } catch (error) {
      return err(fileFailure(error, target));
    }
  }

  #forgetOld(): void {
    const reports = readdirSync(this.#folder)
      .filter((name) => /^import-[0-9a-f-]{36}\.csv$/i.test(name))
      .map((name) => join(this.#folder, name))
      .map((path) => ({ path, age: statSync(path).mtimeMs }))
      .sort((a, b) => b.age - a.age);
    for (const { path } of reports.slice(MAX_REPORTS)) rmSync(path, { force: true });
  }
}

const HEADER = ['line', 'fault', 'reason', 'text'];

/** Refused rows of one import as they come: the first stay in memory, all go to the file, made when there is one to write. */
export class RefusedRowReport {
  readonly shown: RefusedRow[] = [];
  count = 0;
  readonly #path: string;
  readonly #onMade: () => void;
  #waiting: (string | number)[][] = [];
  #file: number | undefined;

  constructor(path: string, onMade: () => void) {
    this.#path = path;
    this.#onMade = onMade;
  }

  add(row: RefusedRow): void {
    this.count++;
    if (this.shown.length < MAX_ROWS_SHOWN) this.shown.push(row);
    if (this.count <= MAX_ROWS_WRITTEN) this.#waiting.push([row.line, row.fault, row.reason, row.text]);
    if (this.count === MAX_ROWS_WRITTEN + 1) {
      this.#waiting.push(['', '', `Only the first ${MAX_ROWS_WRITTEN} refused rows are listed.`, '']);
    }
  }

  /** Writes what has come in since. Throws what the file system throws. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    if (this.#file === undefined) {
      this.#file = openSync(this.#path, 'w', 0o600);
      this.#onMade();
      writeFileSync(this.#file, toCsv([HEADER]));
    }
    writeFileSync(this.#file, toCsv(this.#waiting));
    this.#waiting = [];
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

/** Cells that a spreadsheet would run as formulas are made plain text: the rows come from strangers. */
function toCsv(rows: (string | number)[][]): string {
  return `${Papa.unparse(rows, { escapeFormulae: true, newline: '\r\n' })}\r\n`;
}
