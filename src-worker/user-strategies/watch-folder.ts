import { existsSync, watch, type FSWatcher } from 'node:fs';

/** An editor writes a file in several steps: what it leaves is looked at. */
const SETTLE_MS = 150;
/** Where the system cannot tell of changes, one looks. */
const LOOK_EVERY_MS = 2_000;

/** Calls `onChange` some time after something in the folder has changed, until the returned function is called. */
export function watchFolder(folder: string, onChange: () => void): () => void {
  let settle: NodeJS.Timeout | undefined;
  let look: NodeJS.Timeout | undefined;
  let watcher: FSWatcher | undefined;
  const changed = () => {
    clearTimeout(settle);
    settle = setTimeout(() => {
      // Taken away and put back it would be another folder, which this one is not told of.
      if (!existsSync(folder)) lookInstead();
      onChange();
    }, SETTLE_MS);
  };
  const lookInstead = () => {
    watcher?.close();
    look ??= setInterval(onChange, LOOK_EVERY_MS);
  };
  try {
    watcher = watch(folder, { persistent: false });
    watcher.on('change', changed);
    watcher.on('error', lookInstead);
  } catch {
    lookInstead(); // not there, no more watches to be had, or a disk that has none
  }
  return () => {
    watcher?.close();
    clearTimeout(settle);
    clearInterval(look);
  };
}
