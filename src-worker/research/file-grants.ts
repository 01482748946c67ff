import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';

interface Grant {
  readonly path: string;
  readonly access: 'read' | 'write';
}

/** Grants live as long as the process; of more than this the oldest goes. */
const GRANT_MAX = 1_000;

/** The files that the user has chosen, by the id that main gave each: the only ones the window can name. */
export class FileGrants {
  readonly #grants = new Map<string, Grant>();

  add(grantId: string, grant: Grant): void {
    this.#grants.set(grantId, grant);
    for (const oldest of this.#grants.keys()) {
      if (this.#grants.size <= GRANT_MAX) break;
      this.#grants.delete(oldest);
    }
  }

  pathTo(access: Grant['access'], grantId: string): Result<string, ServiceFailure> {
    const grant = this.#grants.get(grantId);
    if (grant?.access !== access) {
      return err(
        failure(
          'file-not-granted',
          'That file has not been chosen in this session.',
          'Choose the file again.',
        ),
      );
    }
    return ok(grant.path);
  }
}
