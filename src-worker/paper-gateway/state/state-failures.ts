import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';

const ANOTHER = 'name another file with --state FILE';

/** What to do, by the failure's own code (open-database.ts, storage-failure.ts): a gateway's file is not the app's. */
const HELP: Readonly<Record<string, string>> = {
  'file-in-use': `Stop that gateway, or ${ANOTHER}.`,
  'database-busy': `Stop that program, or ${ANOTHER}.`,
  'database-foreign': `Check the name, or ${ANOTHER}.`,
  'database-newer': `Start the newer Tradewind, or ${ANOTHER}.`,
  'database-corrupt': `The file was left as it is. Put a copy of it in its place, or ${ANOTHER}.`,
  'database-unwritable': `Check the rights of the file and of its folder, or ${ANOTHER}.`,
  'database-unreadable': `Check that it is a file that this user may read and write, or ${ANOTHER}.`,
};

/** @param known of opening or writing the file @returns code as it was, words that speak of a gateway */
export function inOwnWords(known: ServiceFailure, path: string): ServiceFailure {
  if (known.code === 'database-history-differs') {
    const what = `${path} is a file of Tradewind's, but not the state of a paper gateway, and is left alone.`;
    return failure(known.code, what, `Check the name, or ${ANOTHER}.`);
  }
  // A report of damage has a line for each place.
  return failure(known.code, known.message.replaceAll('\n', '; '), HELP[known.code] ?? known.help);
}

/** Code: `state-unreadable`. @param why an error thrown, or a sentence's second half */
export function unreadableState(path: string, why: unknown): ServiceFailure {
  const reason = why instanceof Error ? why.message : String(why);
  return failure(
    'state-unreadable',
    `${path} cannot be gone on from: ${reason.replace(/\.$/, '')}.`,
    `The file was left as it is. Put a copy of it in its place, or ${ANOTHER}.`,
  );
}

/** Code: `state-differs`. */
export function stateDiffers(path: string, asked: string, found: string): ServiceFailure {
  return failure(
    'state-differs',
    `${path} is the state of a gateway ${found}, and cannot go on ${asked}.`,
    `Leave that option out, or ${ANOTHER}.`,
  );
}
