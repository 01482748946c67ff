/** The part of the platform's AbortSignal that every runtime types alike; a real AbortSignal fits, and at run time it is one. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface CancelController {
  readonly signal: CancelSignal;
  abort(): void;
}

// Every runtime of ours has it; ECMAScript's own types do not name it.
declare const AbortController: new () => CancelController;

export function cancelController(): CancelController {
  return new AbortController();
}
