import { readFileSync, statSync } from 'node:fs';
import { err, ok, type Result } from '#shared/kernel/result.ts';

/** More is no script of faults. */
const BYTES_MAX = 1_048_576;

/** The faults themselves, out of the file of that name if there is one. @returns why it cannot be read, in one sentence */
export function readFaultText(fileOrText: string): Result<string, string> {
  try {
    const file = statSync(fileOrText, { throwIfNoEntry: false });
    if (file === undefined) return ok(fileOrText);
    if (!file.isFile()) return err(`${fileOrText} is not a file: name a script of faults, or the faults.`);
    if (file.size > BYTES_MAX)
      return err(`${fileOrText} has ${file.size} bytes: a script of faults has at most ${BYTES_MAX}.`);
    return ok(readFileSync(fileOrText, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // Faults in a row can be longer than a file's name may be.
    if (code === 'ENAMETOOLONG' || code === 'ENOTDIR') return ok(fileOrText);
    return err(`${fileOrText} cannot be read: ${message}`);
  }
}
