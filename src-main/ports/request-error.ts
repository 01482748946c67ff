/**
 * Why a question to the broker has no answer. Only `refused` is the broker's word; after every other one what was asked
 * about is unknown, and never "empty" or "none".
 */
export type RequestError =
  /** There was no session: nothing was sent. */
  | { readonly kind: 'not-connected' }
  /** The session ended before the answer was complete. */
  | { readonly kind: 'session-ended' }
  | { readonly kind: 'no-answer'; readonly afterMs: number }
  /** The broker's code and its words. */
  | { readonly kind: 'refused'; readonly code: number; readonly text: string }
  /** Too many messages wait for their turn: nothing was sent. */
  | { readonly kind: 'too-many-waiting'; readonly waiting: number }
  /** Whoever asked no longer wants to know. */
  | { readonly kind: 'cancelled' }
  /** A bug, ours or the library's: the message could not be made, or its answer not be read. Logged where it happened. */
  | { readonly kind: 'unreadable'; readonly message: string };

/** One sentence for logs and for people. */
export function describeRequestError(error: RequestError): string {
  switch (error.kind) {
    case 'not-connected':
      return 'there is no connection to TWS';
    case 'session-ended':
      return 'the connection ended before the answer was complete';
    case 'no-answer':
      return `TWS did not answer within ${error.afterMs / 1_000} s`;
    case 'refused':
      return `TWS refused it (${error.code}): ${error.text}`;
    case 'too-many-waiting':
      return `${error.waiting} messages wait to be sent already`;
    case 'cancelled':
      return 'it was taken back';
    case 'unreadable':
      return `it could not be read: ${error.message}`;
  }
}
