/** What went wrong in words for the person at the terminal, and what to do about it. Anything else that is thrown is a bug. */
export class Trouble extends Error {
  /**
   * @param {string} what
   * @param {string} whatToDo
   * @param {unknown} [cause]
   */
  constructor(what, whatToDo, cause) {
    super(`${what}\n${whatToDo}`, { cause });
    this.name = 'Trouble';
  }
}

/**
 * On stderr: stdout belongs to the program that is run, which may print JSON there.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`tradewind: ${line}\n`);
}

/**
 * Says what is being done, and how long it took.
 * @template T
 * @param {string} title
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const start = performance.now();
  say(`${title} ...`);
  const result = await work();
  say(`${title}: done in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}

/**
 * The message, and those of its causes: fetch says "fetch failed" and leaves the why to them.
 * @param {unknown} error
 * @returns {string}
 */
export function reasonOf(error) {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${reasonOf(error.cause)}`;
}
