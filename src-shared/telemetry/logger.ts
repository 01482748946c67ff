/** What shared code asks of a log; pino fits it. `fields` hold numbers and ids, `message` is one sentence. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
