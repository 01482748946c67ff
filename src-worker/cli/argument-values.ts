import type { z } from 'zod';

/** Thrown by the parsers of the command line and caught in arguments.ts only: a deep parser's way to the one place that answers. */
export class Misuse extends Error {}

export function number(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new Misuse(`${option} takes a number, was '${text}'.`);
  return value;
}

/** Parses with the schema of the contract; the first fault is told with the option it came from. */
export function checked<T extends z.ZodType>(
  schema: T,
  value: unknown,
  option: (field: string) => string,
): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new Misuse(`${option(issue.path.join('.'))}: ${issue.message}.`);
}

/** barSize → --bar-size */
export function optionOf(field: string): string {
  const name = field === 'strategyId' ? 'strategy' : field;
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

export function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as never;
}
