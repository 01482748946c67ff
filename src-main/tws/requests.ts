import { EventName } from '@stoqey/ib';
import { assert } from '#shared/kernel/assert.ts';
import type { Timers } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { RequestError } from '../ports/request-error.ts';
import { NUMBERED } from './numbered-events.ts';
import { isReadOnly } from './system-codes.ts';
import type { Question, Subscribed, Subscription, UnnumberedQuestion } from './questions.ts';
import type { Session } from './session.ts';
import { UnnumberedQuestions } from './unnumbered-questions.ts';

/**
 * Request ids are taken from here on, order ids stay below: TWS names both in one field of its errors. Above any Unix time
 * in seconds that somebody may have counted orders by, below the largest 32-bit number.
 */
export const REQUEST_ID_MIN = 2_000_000_000;
export const REQUEST_ID_MAX = 2_147_000_000;
/** Questions and subscriptions of one session at a time. */
const OPEN_MAX = 10_000;

/** What a read-only API does not tell; positions and the rest it does. */
const ORDER_ENDS: ReadonlySet<EventName> = new Set([EventName.openOrderEnd, EventName.completedOrdersEnd]);

type Listener = (args: readonly unknown[]) => void;
export type NoticeListener = (id: number, code: number, text: string) => void;

export interface RequestsOptions {
  readonly timers: Timers;
  readonly log: Logger;
}

/**
 * The router of all requests to TWS: gives each an id, sends it when the message budget allows it, passes the answer to its
 * caller and every other message to its listeners. All requests end with the session. A handler that throws is logged, and
 * keeps the message from no other.
 */
export class TwsRequests {
  readonly #options: RequestsOptions;
  #session: Session | null = null;
  #nextId = REQUEST_ID_MIN;
  readonly #open = new Map<number, Subscription>();
  readonly #unnumbered: UnnumberedQuestions;
  readonly #listeners = new Map<EventName, Set<Listener>>();
  readonly #noticeListeners = new Set<NoticeListener>();

  constructor(options: RequestsOptions) {
    this.#options = options;
    this.#unnumbered = new UnnumberedQuestions(options.timers, (run) => this.#guarded(run));
  }

  /** The session that questions go to; null: they are refused. For orders, which have ids and lanes of their own. */
  get session(): Session | null {
    return this.#session;
  }

  /** Questions and subscriptions whose answers are awaited. */
  get openCount(): number {
    return this.#open.size;
  }

  begin(session: Session): void {
    assert(this.#session === null, 'a session begins before the one before it has ended');
    this.#session = session;
  }

  /** Everything that was asked in it ends. */
  end(session: Session): void {
    if (this.#session !== session) return;
    this.#session = null;
    const ended = [...this.#open.values()];
    this.#open.clear();
    for (const { onEnded } of ended) this.#guarded(() => onEnded({ kind: 'session-ended' }));
    this.#unnumbered.endAll();
  }

  /** Resolves always: with the whole answer, or with why there is none. */
  ask<T>(question: Question<T>): Promise<Result<T, RequestError>> {
    const { lane, withinMs, send, cancel, signal } = question;
    const isEnd = question.isEnd ?? ((code: number) => !isWarning(code));
    return new Promise((resolve) => {
      if (signal?.aborted === true) return resolve(err({ kind: 'cancelled' }));
      let isOver = false;
      let stopTimer: () => void = () => undefined;
      const finish = (outcome: Result<T, RequestError>, isKnownToBeOver: boolean) => {
        if (isOver) return;
        isOver = true;
        stopTimer();
        signal?.removeEventListener('abort', onAbort);
        subscribed?.close(isKnownToBeOver || cancel === undefined);
        resolve(outcome);
      };
      const onAbort = () => finish(err({ kind: 'cancelled' }), false);
      let subscribed: Subscribed | null = null;
      const opened = this.subscribe({
        ...{ lane, send, cancel: cancel ?? (() => undefined) },
        onEvent: (name, args) => {
          const taken = this.#read(() => question.take(name, args));
          if (!taken.ok) finish(taken, false);
          else if (taken.value !== null) finish(ok(taken.value.answer), true);
        },
        onNotice: (code, text) => {
          if (isEnd(code, text)) finish(err({ kind: 'refused', code, text }), true);
        },
        onEnded: (error) => finish(err(error), true),
      });
      if (!opened.ok) return finish(opened, true);
      // The session may have ended while it was sent.
      if (isOver as boolean) return;
      subscribed = opened.value;
      signal?.addEventListener('abort', onAbort);
      stopTimer = this.#options.timers.schedule(withinMs, () => {
        finish(err({ kind: 'no-answer', afterMs: withinMs }), false);
      });
    });
  }

  /** As `ask`, for requests without an id. Their messages go to listeners as well. */
  askUnnumbered<T>(question: UnnumberedQuestion<T>): Promise<Result<T, RequestError>> {
    if (this.#session === null) return Promise.resolve(err({ kind: 'not-connected' }));
    return this.#unnumbered.ask(this.#session, { ...question, read: (run) => this.#read(run) });
  }

  /** Codes: `not-connected`, `too-many-waiting`; `unreadable` when the request cannot be sent. */
  subscribe(subscription: Subscription): Result<Subscribed, RequestError> {
    const session = this.#session;
    if (session === null) return err({ kind: 'not-connected' });
    if (this.#open.size >= OPEN_MAX) return err({ kind: 'too-many-waiting', waiting: this.#open.size });
    const { lane, send, cancel, onEnded } = subscription;
    const id = this.#newId();
    this.#open.set(id, subscription);
    const isOpen = () => this.#open.get(id) === subscription;
    let isSent = false;
    // If it is sent at once a failure is returned; if it is sent later the subscriber is told.
    let fail = (error: RequestError): void => void (fault = error);
    let fault = null as RequestError | null;
    const booked = session.budget.send(lane, () => {
      isSent = true;
      const made = this.#read(() => send(session.api, id));
      if (!made.ok && isOpen()) {
        this.#open.delete(id);
        fail(made.error);
      }
    });
    if (!booked.ok) {
      this.#open.delete(id);
      return err({ kind: 'too-many-waiting', waiting: booked.error.waiting });
    }
    if (fault !== null) return err(fault);
    fail = (error) => this.#guarded(() => onEnded(error));
    return ok({
      id,
      close: (isKnownToBeOver = false) => {
        if (!isOpen()) return;
        this.#open.delete(id);
        if (!isSent) booked.value();
        // If the lane is full nothing is sent: TWS then goes on sending what nobody listens to, until the session ends.
        else if (!isKnownToBeOver && this.#session === session)
          session.budget.send(lane, () => void this.#read(() => cancel(session.api, id)));
      },
    });
  }

  /** Hears every message of this name that does not answer a question of ours by its id. @returns stops it */
  on(name: EventName, listener: Listener): () => void {
    const all = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, all);
    all.add(listener);
    return () => all.delete(listener);
  }

  /** Hears errors and notices about orders (their ids) and about the system (-1). @returns stops it */
  onNotice(listener: NoticeListener): () => void {
    this.#noticeListeners.add(listener);
    return () => this.#noticeListeners.delete(listener);
  }

  /** For `TwsConnection`. */
  happened(session: Session, name: EventName, args: readonly unknown[]): void {
    if (session !== this.#session) return;
    if (NUMBERED.has(name)) {
      // The library hands the id of accountUpdateMultiEnd over as text.
      const open = this.#open.get(Number(args[0]));
      if (open !== undefined) {
        // Every tick comes this way: no object is made for it.
        try {
          open.onEvent(name, args);
        } catch (error) {
          this.#fault(error);
        }
        return;
      }
    } else this.#unnumbered.happened(name, args);
    const listeners = this.#listeners.get(name);
    if (listeners !== undefined) for (const listener of listeners) this.#guarded(() => listener(args));
  }

  /** For `TwsConnection`. */
  noticed(session: Session, id: number, code: number, text: string): void {
    if (session !== this.#session) return;
    const open = this.#open.get(id);
    if (open !== undefined) return this.#guarded(() => open.onNotice(code, text));
    // About a request that has ended: nobody waits for it, and it is about no order.
    if (id >= REQUEST_ID_MIN) return;
    if (id === -1 && isInvalidRequest(code))
      this.#unnumbered.refuse({ kind: 'refused', code, text }, isReadOnly(text) ? ORDER_ENDS : undefined);
    for (const listener of this.#noticeListeners) this.#guarded(() => listener(id, code, text));
  }

  #newId(): number {
    for (;;) {
      const id = this.#nextId;
      this.#nextId = id === REQUEST_ID_MAX ? REQUEST_ID_MIN : id + 1;
      if (!this.#open.has(id)) return id;
    }
  }

  #read<T>(run: () => T): Result<T, RequestError> {
    try {
      return ok(run());
    } catch (error) {
      this.#fault(error);
      return err({ kind: 'unreadable', message: error instanceof Error ? error.message : String(error) });
    }
  }

  #guarded(run: () => void): void {
    this.#read(run);
  }

  #fault(error: unknown): void {
    this.#options.log.error({ error }, 'a request to TWS or its answer was not dealt with');
  }
}

/** Words about a request that goes on: farms and such (2100 to 2199), an order's notices, delayed or partial market data. */
function isWarning(code: number): boolean {
  return (code >= 2100 && code < 2200) || [399, 404, 10090, 10167].includes(code);
}

/** What TWS says of a request that bears no id, when it is invalid or the API is read-only. */
function isInvalidRequest(code: number): boolean {
  return code === 321 || code === 322;
}
