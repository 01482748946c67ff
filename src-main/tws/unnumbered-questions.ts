import type { EventName } from '@stoqey/ib';
import type { Timers } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { RequestError } from '../ports/request-error.ts';
import type { UnnumberedQuestion } from './questions.ts';
import type { Session } from './session.ts';

/** Questions with the same last message that may wait for one another. */
const QUEUE_MAX = 50;
/** A last message that is this late for a question that was given up has been lost: it never comes. */
export const LOST_AFTER_MS = 30_000;

type Waiting<T> = UnnumberedQuestion<T> & {
  readonly read: <R>(run: () => R) => Result<R, RequestError>;
};

interface Entry {
  readonly start: () => void;
  readonly isSent: () => boolean;
  readonly take: (name: EventName, args: readonly unknown[]) => void;
  /** Nothing more comes for it. */
  readonly finish: (error: RequestError) => void;
}

interface Line {
  readonly queue: Entry[];
  /** Last messages still due for questions that were given up, the oldest first. Until they have come nothing is sent. */
  readonly owed: Set<object>;
}

/**
 * Questions whose answers bear no id. Those with the same last message go one after another, or the end of one would be
 * taken for the end of the other; after one that was given up the next waits until the answer has come late, or never will.
 */
export class UnnumberedQuestions {
  readonly #timers: Timers;
  readonly #guarded: (run: () => void) => void;
  readonly #lines = new Map<EventName, Line>();

  constructor(timers: Timers, guarded: (run: () => void) => void) {
    this.#timers = timers;
    this.#guarded = guarded;
  }

  ask<T>(session: Session, question: Waiting<T>): Promise<Result<T, RequestError>> {
    const { lane, send, signal, withinMs, names, end, read } = question;
    const line = this.#lines.get(end) ?? { queue: [], owed: new Set() };
    this.#lines.set(end, line);
    if (line.queue.length >= QUEUE_MAX)
      return Promise.resolve(err({ kind: 'too-many-waiting', waiting: line.queue.length }));
    if (signal?.aborted === true) return Promise.resolve(err({ kind: 'cancelled' }));
    return new Promise((resolve) => {
      let isStarted = false;
      let isSent = false;
      let isOver = false;
      let takeBack: () => void = () => undefined;
      const leave = (outcome: Result<T, RequestError>, isAnswered: boolean) => {
        if (isOver) return;
        isOver = true;
        stopTimer();
        signal?.removeEventListener('abort', onAbort);
        if (!isSent) takeBack();
        else if (!isAnswered) this.#owe(line);
        const place = line.queue.indexOf(entry);
        if (place >= 0) line.queue.splice(place, 1);
        resolve(outcome);
        if (place === 0) line.queue[0]?.start();
      };
      const onAbort = () => leave(err({ kind: 'cancelled' }), false);
      const stopTimer = this.#timers.schedule(withinMs, () => {
        leave(err({ kind: 'no-answer', afterMs: withinMs }), false);
      });
      const entry: Entry = {
        start: () => {
          if (isStarted || line.owed.size > 0) return;
          isStarted = true;
          const booked = session.budget.send(lane, () => {
            isSent = true;
            const made = read(() => send(session.api, -1));
            if (!made.ok) leave(made, true);
          });
          if (booked.ok) takeBack = booked.value;
          else leave(err({ kind: 'too-many-waiting', waiting: booked.error.waiting }), true);
        },
        take: (name, args) => {
          if (!isSent || !names.includes(name)) return;
          const taken = read(() => question.take(name, args));
          if (!taken.ok) leave(taken, name === end);
          else if (taken.value !== null) leave(ok(taken.value.answer), name === end);
        },
        isSent: () => isSent,
        finish: (error) => leave(err(error), true),
      };
      signal?.addEventListener('abort', onAbort);
      line.queue.push(entry);
      if (line.queue[0] === entry) entry.start();
    });
  }

  happened(name: EventName, args: readonly unknown[]): void {
    for (const [end, line] of this.#lines) {
      const [oldest] = line.owed;
      if (oldest === undefined) this.#guarded(() => line.queue[0]?.take(name, args));
      else if (name === end) this.#settle(line, oldest);
    }
  }

  /** TWS said that a request was invalid, and not which: all whose answers are awaited, or those with one of these ends. */
  refuse(error: RequestError, ends?: ReadonlySet<EventName>): void {
    for (const [end, { queue }] of this.#lines)
      if (queue[0]?.isSent() === true && ends?.has(end) !== false) queue[0].finish(error);
  }

  /** Not for ever: after one that was lost nothing would ever be asked again. */
  #owe(line: Line): void {
    const due = {};
    line.owed.add(due);
    this.#timers.schedule(LOST_AFTER_MS, () => this.#settle(line, due));
  }

  #settle({ owed, queue }: Line, due: object): void {
    if (owed.delete(due) && owed.size === 0) queue[0]?.start();
  }

  /** The session is over. */
  endAll(): void {
    for (const line of this.#lines.values())
      for (const entry of line.queue.splice(0)) entry.finish({ kind: 'session-ended' });
    this.#lines.clear();
  }
}
