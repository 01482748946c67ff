/** Why a payload could not be read. Nothing of it has been used. */
export interface ProtocolFault {
  readonly kind:
    | 'unreadable' // not UTF-8, not NUL-terminated, no message id, or far too many fields
    | 'unknownMessage'
    | 'missingField'
    | 'badField'
    | 'tooManyItems'
    | 'leftoverFields'
    | 'ambiguous';
  readonly messageId: number | undefined;
  readonly messageName: string | undefined;
  /** The request's own reqId or orderId, if it came before what is wrong. */
  readonly requestId: number | undefined;
  /** `order.lmtPrice`, `contract.comboLegs[2].ratio` */
  readonly field: string | undefined;
  /** Counted from 0, the message id. */
  readonly fieldIndex: number | undefined;
  readonly why: string;
}

/** Text from outside, safe to log and to send back. */
export function quoted(text: string): string {
  const shown = text.length > 40 ? `${text.slice(0, 40)}...` : text;
  return JSON.stringify(shown);
}
