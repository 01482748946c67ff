import { extname } from 'node:path';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { FileGrant, ImportKind } from '#shared/model/import.ts';
import type { Desktop, SaveKind } from '../ports/desktop.ts';
import type { FileAccess, FileGrants, GrantedFile } from './file-grants.ts';

export interface FilesOptions {
  readonly desktop: Desktop;
  readonly grants: FileGrants;
  /** Lets research use the file; the renderer hears of the grant only after this. */
  readonly shareWithResearch: (granted: GrantedFile) => Promise<Result<unknown, ServiceFailure>>;
  /** Whether the path is a file that can be read. */
  readonly isFile: (path: string) => Promise<boolean>;
}

/** What we write and what a browser, spreadsheet or editor may then be started with. Nothing that could be run. */
const OPENABLE = new Set(['.html', '.csv', '.json']);
/** What may be dropped on the window: a page that has been taken over cannot drop other kinds of files to itself. */
const DROPPABLE = new Set(['.csv', '.tsv', '.txt']);
const EXTENSION: Readonly<Record<SaveKind, string>> = {
  csv: '.csv',
  'tables-csv': '.csv',
  json: '.json',
  html: '.html',
  backup: '.db',
};

/** Dialogs, dropped files, and what may be done with files of this session. */
export class Files {
  readonly #options: FilesOptions;

  constructor(options: FilesOptions) {
    this.#options = options;
  }

  async chooseImport(what: ImportKind): Promise<Result<FileGrant | null, ServiceFailure>> {
    const path = await this.#options.desktop.chooseImportFile(what);
    return path === null ? ok(null) : this.#grant(path, 'read');
  }

  /** @param suggestedName what the dialog begins with; anything in it that names a folder is left out. */
  async chooseSave(suggestedName: string, kind: SaveKind): Promise<Result<FileGrant | null, ServiceFailure>> {
    const chosen = await this.#options.desktop.chooseSavePath(safeName(suggestedName, EXTENSION[kind]), kind);
    if (chosen === null) return ok(null);
    // The dialog of some desktops leaves the extension to the user; without it nothing would know what to open it with.
    return this.#grant(extname(chosen) === '' ? chosen + EXTENSION[kind] : chosen, 'write');
  }

  /** Null for what is no file to import. */
  async grantDropped(path: string): Promise<Result<FileGrant | null, ServiceFailure>> {
    if (!DROPPABLE.has(extname(path).toLowerCase()) || !(await this.#options.isFile(path))) return ok(null);
    return this.#grant(path, 'read');
  }

  /** Opens a file that this session was given to write. Codes: `grant-unknown`, `not-openable`, `file-missing`, `open-failed`. */
  async open(grantId: string): Promise<Result<null, ServiceFailure>> {
    const written = await this.#written(grantId);
    if (!written.ok) return written;
    const { path } = written.value;
    if (!OPENABLE.has(extname(path).toLowerCase())) {
      return err(
        failure(
          'not-openable',
          `${path} is not opened: only .html, .csv and .json files are.`,
          'Show it in its folder instead.',
        ),
      );
    }
    const reason = await this.#options.desktop.open(path);
    if (reason === null) return ok(null);
    return err(failure('open-failed', `${path} could not be opened: ${reason}.`, 'Open it from its folder.'));
  }

  async reveal(grantId: string): Promise<Result<null, ServiceFailure>> {
    const written = await this.#written(grantId);
    if (!written.ok) return written;
    this.#options.desktop.reveal(written.value.path);
    return ok(null);
  }

  async #written(grantId: string): Promise<Result<GrantedFile, ServiceFailure>> {
    const granted = this.#options.grants.find(grantId, 'write');
    if (!granted.ok || (await this.#options.isFile(granted.value.path))) return granted;
    return err(
      failure(
        'file-missing',
        `${granted.value.path} is not there: it was not written, or it has been moved.`,
      ),
    );
  }

  async #grant(path: string, access: FileAccess): Promise<Result<FileGrant, ServiceFailure>> {
    const granted = this.#options.grants.add(path, access);
    const shared = await this.#options.shareWithResearch(granted);
    return shared.ok ? ok(granted.grant) : shared;
  }
}

/** A plain file name: path separators, control characters and what Windows refuses become `-`. */
export function safeName(name: string, extension: string): string {
  const plain = name
    .replace(/[\u0000-\u001f<>:"/\\|?*]+/g, '-') // eslint-disable-line no-control-regex -- they are what must go
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .slice(0, 100);
  const stem = plain.toLowerCase().endsWith(extension) ? plain.slice(0, -extension.length) : plain;
  return (stem === '' ? 'tradewind' : stem) + extension;
}
