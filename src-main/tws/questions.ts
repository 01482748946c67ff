import type { EventName, IBApi } from '@stoqey/ib';
import type { CancelSignal } from '#shared/kernel/cancel.ts';
import type { RequestError } from '../ports/request-error.ts';
import type { Lane } from './message-budget.ts';

/** What TWS answers to. `id` is the request's; those that bear none ignore it. */
type Send = (api: IBApi, id: number) => void;

interface Asking<T> {
  readonly lane: Lane;
  /** From the call on, waiting for its turn included. */
  readonly withinMs: number;
  readonly send: Send;
  /** Reads one message of the answer; returns it once it is complete. */
  readonly take: (name: EventName, args: readonly unknown[]) => { readonly answer: T } | null;
  readonly signal?: CancelSignal;
}

/** A question whose answer bears its id. */
export interface Question<T> extends Asking<T> {
  /** What tells TWS that nobody waits any more; sent when the question ends without its answer. */
  readonly cancel?: Send;
  /** Whether an error about it is its end. Without: every code but warnings. */
  readonly isEnd?: (code: number, text: string) => boolean;
}

/** A question whose answer bears no id: open orders, positions, completed orders, a market rule. */
export interface UnnumberedQuestion<T> extends Asking<T> {
  readonly names: readonly EventName[];
  /** The last message of the answer, one of `names`: two questions that share it are asked one after the other. */
  readonly end: EventName;
}

/** Messages that keep coming until it is closed or the session ends. */
export interface Subscription {
  readonly lane: Lane;
  readonly send: Send;
  readonly cancel: Send;
  readonly onEvent: (name: EventName, args: readonly unknown[]) => void;
  /** Errors and warnings about it. What ends it is for the subscriber to know, who then closes it. */
  readonly onNotice: (code: number, text: string) => void;
  /** Once, unless it was closed: nothing comes after it. */
  readonly onEnded: (error: RequestError) => void;
}

export interface Subscribed {
  readonly id: number;
  /** @param isKnownToBeOver TWS ended it: it is not told to */
  close(isKnownToBeOver?: boolean): void;
}
