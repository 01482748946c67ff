import { assertNever } from '#shared/kernel/assert.ts';
import type { IpcError } from '#shared/ipc/errors.ts';

/** What went wrong, for a person: what happened, what to do about it, and what to copy into a report. */
export interface Problem {
  readonly title: string;
  readonly help: string;
  readonly details: string;
}

/** @param attempt what was tried, after "could not": `read the list of runs`. */
export function problemOf(error: IpcError, attempt: string): Problem {
  const details = `Could not ${attempt}\n${JSON.stringify(error, null, 2)}`;
  switch (error.kind) {
    case 'failed':
      return { title: error.message, help: error.help ?? 'Nothing was changed.', details };
    case 'invalid-request':
      return {
        title: `Could not ${attempt}: ${error.issues.join('; ')}`,
        help: 'Correct the values named and try again.',
        details,
      };
    case 'overloaded':
      return {
        title: `Could not ${attempt}: ${error.pending} requests are waiting already, the limit is ${error.limit}.`,
        help: 'Wait until some of them are done and try again.',
        details,
      };
    case 'timeout':
      return {
        title: `Could not ${attempt}: there was no answer within ${error.afterMs / 1000} s.`,
        help: 'The process may be busy. Try again; if it stays so, restart the research process.',
        details,
      };
    case 'disconnected':
      return {
        title: `Could not ${attempt}: the process that does it has stopped.`,
        help: 'It is started again by itself. Check whether what you asked for was done, then try again.',
        details,
      };
    case 'cancelled':
      return { title: `You cancelled: ${attempt}.`, help: 'Nothing was changed.', details };
    case 'unknown-request':
    case 'internal':
      return {
        title: `Could not ${attempt}: this is a fault in Tradewind.`,
        help: 'Copy the diagnostics (Help > Copy diagnostics) and report it with what you did.',
        details,
      };
    default:
      return assertNever(error);
  }
}
