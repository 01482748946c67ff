/** Where in a ticket something is wrong. */
export type TicketField =
  | 'contract'
  | 'account'
  | 'side'
  | 'parentRef'
  | 'oca'
  | 'type'
  | 'timeInForce'
  | 'quantity'
  | 'limitPrice'
  | 'stopPrice'
  | 'trailAmount'
  | 'trailPercent'
  | 'limitOffset'
  | 'goodTillAt'
  | 'goodAfterAt'
  | 'displayQuantity'
  | 'minQuantity'
  | 'isAllOrNone'
  | 'conditions';

/** Why a ticket, a change or a cancel cannot be sent. Plain data, for the form, the blotter and the audit log. */
export interface TicketProblem {
  readonly field: TicketField;
  /** What is wrong, with the numbers. */
  readonly message: string;
  /** What to do about it. */
  readonly help: string;
}

export function problem(field: TicketField, message: string, help: string): TicketProblem {
  return { field, message, help };
}
