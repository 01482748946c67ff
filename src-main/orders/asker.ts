/** Who asks, and the thread that ties log, audit log and figures together. */
export interface Asker {
  readonly by: string;
  readonly correlationId: string;
  /** Of `OrderTiming.now`: when the quote came in that set it off. */
  readonly tickAt?: number;
}
