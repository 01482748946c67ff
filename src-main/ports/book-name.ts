/**
 * Whose orders, executions, positions and counters are kept together: a connection profile's, or, in practice, those of one
 * market. The id is what rows of the journal and of the portfolio are kept under, and what the kill switch owes to.
 */
export interface BookName {
  readonly id: string;
  /** For people. */
  readonly name: string;
}
