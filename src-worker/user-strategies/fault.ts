import type { StrategyProblem } from '#shared/model/user-strategy.ts';

/** What is wrong with a text, and where in it. */
export type Fault = Omit<StrategyProblem, 'file'>;

/** A strategy's text that cannot be used: thrown and caught inside this folder. */
export class FaultError extends Error {
  override readonly name = 'FaultError';
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** Ends the check of a text. @param at offset into it; absent: the fault has no place */
export function refuse(message: string, text?: string, at?: number): never {
  throw new FaultError({
    message,
    ...(text === undefined || at === undefined ? { line: null, column: null } : placeAt(text, at)),
  });
}

/** Counted from 1; a column is a UTF-16 unit, as in editors. */
export function placeAt(text: string, offset: number): Pick<Fault, 'line' | 'column'> {
  const before = text.slice(0, offset);
  const line = before.split(/\r\n|[\n\r\u2028\u2029]/).length;
  const start = Math.max(...['\n', '\r', '\u2028', '\u2029'].map((end) => before.lastIndexOf(end))) + 1;
  return { line, column: before.length - start + 1 };
}
