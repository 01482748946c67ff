import { basename } from 'node:path';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { FileGrant } from '#shared/model/import.ts';

export type FileAccess = 'read' | 'write';

export interface GrantedFile {
  readonly grant: FileGrant;
  readonly path: string;
  readonly access: FileAccess;
}

/** Beyond this the oldest grant ends: far more dialogs than anyone answers in a session. */
export const MAX_GRANTS = 500;

/**
 * The files the user has chosen in this session. The renderer names them by grant and never by path; a grant lets one file
 * be read, or written, and ends with the application.
 */
export class FileGrants {
  readonly #newId: () => string;
  readonly #granted = new Map<string, GrantedFile>();

  /** @param newId makes UUIDs */
  constructor(newId: () => string) {
    this.#newId = newId;
  }

  add(path: string, access: FileAccess): GrantedFile {
    const granted: GrantedFile = { grant: { grantId: this.#newId(), name: basename(path) }, path, access };
    this.#granted.set(granted.grant.grantId, granted);
    const [oldest] = this.#granted.keys();
    if (this.#granted.size > MAX_GRANTS && oldest !== undefined) this.#granted.delete(oldest);
    return granted;
  }

  all(): readonly GrantedFile[] {
    return [...this.#granted.values()];
  }

  /** Code: `grant-unknown`. */
  find(grantId: string, access: FileAccess): Result<GrantedFile, ServiceFailure> {
    const granted = this.#granted.get(grantId);
    if (granted?.access === access) return ok(granted);
    return err(
      failure(
        'grant-unknown',
        'That file was not chosen for this in the present session.',
        'Choose the file again.',
      ),
    );
  }
}
