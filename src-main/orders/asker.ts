/** Who asked for something (window, menu, program), and the id that ties its log lines, audit rows and figures together. */
export interface Asker {
  readonly by: string;
  readonly correlationId: string;
  /** When the quote came in that triggered it, by `OrderTiming.now`. */
  readonly tickAt?: number;
}
