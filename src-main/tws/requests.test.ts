import { EventName } from '@stoqey/ib';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { RequestError } from '../ports/request-error.ts';
import { MESSAGES_MAX } from './message-budget.ts';
import type { Question, Subscription, UnnumberedQuestion } from './questions.ts';
import { REQUEST_ID_MAX, REQUEST_ID_MIN, TwsRequests } from './requests.ts';
import { scriptedSession } from './testing/scripted-session.ts';
import { LOST_AFTER_MS } from './unnumbered-questions.ts';
import type { Session } from './session.ts';

let timers: ManualTimers;
let now: number;
let requests: TwsRequests;
let session: Session;
let sent: string[];
let faults: unknown[];

beforeEach(() => {
  timers = new ManualTimers();
  [now, sent, faults] = [0, [], []];
  const log = {
    ...{ debug: () => {}, info: () => {}, warn: () => {} },
    error: (fields: object) => faults.push(fields),
  };
  requests = new TwsRequests({ timers, log });
  session = scriptedSession(timers, () => now);
  requests.begin(session);
});

function pass(ms: number): void {
  now += ms;
  timers.advance(ms);
}

const say = (name: EventName, ...args: unknown[]) => requests.happened(session, name, args);

/** Collects symbols until the end. */
function details(more: Partial<Question<string[]>> = {}): Question<string[]> & { readonly ids: number[] } {
  const found: string[] = [];
  const ids: number[] = [];
  return {
    ...{ lane: 'account', withinMs: 1_000, ids },
    send: (_, id) => {
      ids.push(id);
      sent.push(`ask ${id}`);
    },
    cancel: (_, id) => sent.push(`cancel ${id}`),
    take: (name, args) => {
      if (name === EventName.contractDetailsEnd) return { answer: found };
      found.push(args[1] as string);
      return null;
    },
    ...more,
  };
}

/** Collects the accounts of positions until the end. */
function positions(): UnnumberedQuestion<string[]> {
  const found: string[] = [];
  return {
    ...{ lane: 'account', withinMs: 1_000, send: () => sent.push('positions') },
    ...{ names: [EventName.position, EventName.positionEnd], end: EventName.positionEnd },
    take: (name, args) => {
      if (name === EventName.positionEnd) return { answer: found };
      found.push(args[0] as string);
      return null;
    },
  };
}

function subscription(more: Partial<Subscription> = {}): Subscription & { readonly heard: string[] } {
  const heard: string[] = [];
  return {
    ...{ lane: 'market-data', heard, send: () => sent.push('subscribe') },
    cancel: () => sent.push('unsubscribe'),
    onEvent: (name, args) => heard.push(`${name} ${String(args[1])}`),
    onNotice: (code) => heard.push(`notice ${code}`),
    onEnded: ({ kind }) => heard.push(kind),
    ...more,
  };
}

/** What a promise has come to by now. */
async function outcome<T>(
  asked: Promise<Result<T, RequestError>>,
): Promise<Result<T, RequestError> | 'open'> {
  const open = new Promise<'open'>((resolve) => setImmediate(() => resolve('open')));
  return Promise.race([asked, open]);
}

describe('a question', () => {
  test('is answered by the messages that bear its id, and by no others', async () => {
    const [a, b] = [details(), details()];
    const [askedA, askedB] = [requests.ask(a), requests.ask(b)];
    expect(a.ids[0]).not.toBe(b.ids[0]);
    say(EventName.contractDetails, a.ids[0], 'AAPL');
    say(EventName.contractDetails, b.ids[0], 'MSFT');
    say(EventName.contractDetailsEnd, b.ids[0]);
    expect(await outcome(askedA)).toBe('open');
    expect(await outcome(askedB)).toEqual(ok(['MSFT']));
    say(EventName.contractDetailsEnd, a.ids[0]);
    expect(await outcome(askedA)).toEqual(ok(['AAPL']));
    expect([requests.openCount, timers.waitingCount]).toEqual([0, 0]);
    expect(sent.filter((one) => one.startsWith('cancel'))).toEqual([]);
  });

  test('without an answer in time is unknown, and taken back at TWS', async () => {
    const question = details();
    const asked = requests.ask(question);
    say(EventName.contractDetails, question.ids[0], 'AAPL');
    pass(1_000);
    expect(await outcome(asked)).toEqual(err({ kind: 'no-answer', afterMs: 1_000 }));
    expect(sent.at(-1)).toBe(`cancel ${question.ids[0]}`);
  });

  test('ends with the error that TWS gives, and goes on after a warning', async () => {
    const question = details();
    const asked = requests.ask(question);
    requests.noticed(session, question.ids[0]!, 2150, 'a warning');
    requests.noticed(session, question.ids[0]!, 10167, 'delayed');
    expect(await outcome(asked)).toBe('open');
    requests.noticed(session, question.ids[0]!, 200, 'No security definition');
    expect(await outcome(asked)).toEqual(err({ kind: 'refused', code: 200, text: 'No security definition' }));
    expect(sent).toHaveLength(1);
  });

  test('lets its owner say which error is its end', async () => {
    const question = details({ isEnd: (code) => code !== 162 });
    const asked = requests.ask(question);
    requests.noticed(session, question.ids[0]!, 162, 'pacing');
    expect(await outcome(asked)).toBe('open');
    requests.noticed(session, question.ids[0]!, 366, 'gone');
    expect(await outcome(asked)).toMatchObject({ ok: false, error: { code: 366 } });
  });

  test('ends when the session does, and asks nothing without one', async () => {
    const asked = [
      requests.ask(details()),
      requests.askUnnumbered(positions()),
      requests.askUnnumbered(positions()),
    ];
    requests.end(session);
    for (const one of asked) expect(await outcome(one)).toEqual(err({ kind: 'session-ended' }));
    const before = sent.length;
    expect(await outcome(requests.ask(details()))).toEqual(err({ kind: 'not-connected' }));
    expect(await outcome(requests.askUnnumbered(positions()))).toEqual(err({ kind: 'not-connected' }));
    expect(sent).toHaveLength(before);
    expect(timers.waitingCount).toBe(0);
  });

  test('hears nothing of another session', async () => {
    requests.end(session);
    const old = session;
    session = scriptedSession(timers, () => now);
    requests.begin(session);
    const question = details();
    const asked = requests.ask(question);
    requests.happened(old, EventName.contractDetailsEnd, [question.ids[0]]);
    requests.noticed(old, question.ids[0]!, 200, 'of the old one');
    requests.end(old);
    expect(await outcome(asked)).toBe('open');
  });

  test('that nobody waits for any more is taken back', async () => {
    const cancel = new AbortController();
    const question = details({ signal: cancel.signal });
    const asked = requests.ask(question);
    cancel.abort();
    expect(await outcome(asked)).toEqual(err({ kind: 'cancelled' }));
    expect(sent.at(-1)).toBe(`cancel ${question.ids[0]}`);
    expect(await outcome(requests.ask(details({ signal: cancel.signal })))).toEqual(
      err({ kind: 'cancelled' }),
    );
    expect(timers.waitingCount).toBe(0);
  });

  test('that still waits for its turn is never sent once it was given up', async () => {
    while (session.budget.take('cancel'));
    const question = details({ withinMs: 500 });
    const asked = requests.ask(question);
    expect(sent).toEqual([]);
    pass(500);
    expect(await outcome(asked)).toMatchObject({ ok: false, error: { kind: 'no-answer' } });
    pass(5_000);
    expect(sent).toEqual([]);
    expect(session.budget.waiting('account')).toBe(0);
  });

  test('whose message cannot be made or read ends with that, logged, and disturbs nobody', async () => {
    const bad = details({
      send: () => {
        throw new Error('no such field');
      },
    });
    expect(await outcome(requests.ask(bad))).toEqual(err({ kind: 'unreadable', message: 'no such field' }));
    const unreadable = details({
      take: () => {
        throw new Error('odd answer');
      },
    });
    const asked = requests.ask(unreadable);
    say(EventName.contractDetails, unreadable.ids[0], 'AAPL');
    expect(await outcome(asked)).toEqual(err({ kind: 'unreadable', message: 'odd answer' }));
    expect(faults).toHaveLength(2);
    expect(requests.openCount).toBe(0);
  });
});

describe('ids', () => {
  test('are far from those of orders, and never two of one', () => {
    const ids = new Set<number>();
    for (let count = 0; count < MESSAGES_MAX * 4; count++) {
      const opened = requests.subscribe(subscription());
      expect(opened.ok).toBe(true);
      if (opened.ok) ids.add(opened.value.id);
    }
    expect(ids.size).toBe(MESSAGES_MAX * 4);
    expect(Math.min(...ids)).toBe(REQUEST_ID_MIN);
    expect(Math.max(...ids)).toBeLessThan(REQUEST_ID_MAX);
  });
});

describe('a question without an id', () => {
  test('waits for one with the same end: the answers do not mix', async () => {
    const [first, second] = [requests.askUnnumbered(positions()), requests.askUnnumbered(positions())];
    expect(sent).toEqual(['positions']);
    say(EventName.position, 'DU1');
    say(EventName.positionEnd);
    expect(await outcome(first)).toEqual(ok(['DU1']));
    expect(sent).toEqual(['positions', 'positions']);
    say(EventName.positionEnd);
    expect(await outcome(second)).toEqual(ok([]));
  });

  test('is not answered by what comes late for one that was given up', async () => {
    const first = requests.askUnnumbered(positions());
    pass(1_000);
    expect(await outcome(first)).toEqual(err({ kind: 'no-answer', afterMs: 1_000 }));
    const second = requests.askUnnumbered(positions());
    say(EventName.position, 'of the first');
    say(EventName.positionEnd);
    expect(await outcome(second)).toBe('open');
    say(EventName.position, 'of the second');
    say(EventName.positionEnd);
    expect(await outcome(second)).toEqual(ok(['of the second']));
  });

  test('is asked after one whose answer was lost', async () => {
    const lost = requests.askUnnumbered(positions());
    pass(1_000);
    expect(await outcome(lost)).toMatchObject({ ok: false });
    const waiting = requests.askUnnumbered(positions());
    pass(1_000);
    // As nobody knows yet whose answer would come.
    expect(await outcome(waiting)).toEqual(err({ kind: 'no-answer', afterMs: 1_000 }));
    expect(sent).toEqual(['positions']);
    pass(LOST_AFTER_MS);
    const next = requests.askUnnumbered(positions());
    say(EventName.position, 'DU1');
    say(EventName.positionEnd);
    expect(await outcome(next)).toEqual(ok(['DU1']));
  });

  test('ends with what TWS says of a request it cannot name, and the next one is asked', async () => {
    const [first, second] = [requests.askUnnumbered(positions()), requests.askUnnumbered(positions())];
    requests.noticed(session, -1, 321, "Error validating request.-'cc' : cause - Invalid account");
    expect(await outcome(first)).toMatchObject({ ok: false, error: { kind: 'refused', code: 321 } });
    expect(await outcome(second)).toBe('open');
    say(EventName.positionEnd);
    expect(await outcome(second)).toEqual(ok([]));
  });

  test('about positions goes on when the API is read-only, one about orders ends', async () => {
    const [names, end] = [[EventName.openOrderEnd], EventName.openOrderEnd];
    const orders = requests.askUnnumbered({ ...positions(), names, end });
    const held = requests.askUnnumbered(positions());
    requests.noticed(session, -1, 321, 'The API interface is currently in Read-Only mode.');
    expect(await outcome(orders)).toMatchObject({ ok: false, error: { kind: 'refused', code: 321 } });
    say(EventName.positionEnd);
    expect(await outcome(held)).toEqual(ok([]));
  });

  test('any order of late, missing and timely ends never gives one question the answer of another', () => {
    const step = fc.constantFrom('ask' as const, 'answer' as const, 'time' as const);
    return fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const asked: Promise<Result<string[], RequestError>>[] = [];
        const places: number[] = [];
        let [sentCount, answeredCount] = [0, 0];
        for (const what of steps) {
          if (what === 'ask') {
            const mine = asked.length;
            const send = () => (places[mine] = sentCount++);
            asked.push(requests.askUnnumbered({ ...positions(), send }));
          }
          if (what === 'time') pass(1_000);
          // TWS answers what it was sent, in order.
          if (what === 'answer' && answeredCount < sentCount) {
            say(EventName.position, String(answeredCount++));
            say(EventName.positionEnd);
          }
        }
        requests.end(session);
        session = scriptedSession(timers, () => now);
        requests.begin(session);
        for (const [index, answer] of (await Promise.all(asked)).entries())
          if (answer.ok) expect(answer.value).toEqual([String(places[index])]);
      }),
      { numRuns: process.env['TRADEWIND_COUNTS'] === 'full' ? 5_000 : 100 },
    );
  });
});

describe('a subscription', () => {
  test('hears what bears its id until it is closed', () => {
    const wanted = subscription();
    const opened = requests.subscribe(wanted);
    if (!opened.ok) throw new Error('not opened');
    say(EventName.tickPrice, opened.value.id, 4);
    requests.noticed(session, opened.value.id, 354, 'not entitled');
    opened.value.close();
    opened.value.close();
    say(EventName.tickPrice, opened.value.id, 5);
    expect(wanted.heard).toEqual(['tickPrice 4', 'notice 354']);
    expect(sent).toEqual(['subscribe', 'unsubscribe']);
  });

  test('that TWS ended itself is not taken back there', () => {
    const opened = requests.subscribe(subscription());
    if (opened.ok) opened.value.close(true);
    expect(sent).toEqual(['subscribe']);
  });

  test('ends with the session, once', () => {
    const wanted = subscription();
    const opened = requests.subscribe(wanted);
    requests.end(session);
    requests.end(session);
    if (opened.ok) opened.value.close();
    expect(wanted.heard).toEqual(['session-ended']);
    expect(sent).toEqual(['subscribe']);
  });
});

describe('listeners', () => {
  test('hear what answers nobody, one that throws keeps the others from nothing', () => {
    const heard: unknown[] = [];
    requests.on(EventName.execDetails, () => {
      throw new Error('a bug');
    });
    const stop = requests.on(EventName.execDetails, ([, what]) => heard.push(what));
    say(EventName.execDetails, -1, 'unasked');
    say(EventName.execDetails, REQUEST_ID_MIN + 77, 'for a question that was given up');
    stop();
    say(EventName.execDetails, -1, 'after');
    expect(heard).toEqual(['unasked', 'for a question that was given up']);
    expect(faults).toHaveLength(3);
  });

  test('hear a message without an id beside the question it answers', async () => {
    const heard: unknown[] = [];
    requests.on(EventName.position, ([account]) => heard.push(account));
    const asked = requests.askUnnumbered(positions());
    say(EventName.position, 'DU1');
    say(EventName.positionEnd);
    expect(await outcome(asked)).toEqual(ok(['DU1']));
    expect(heard).toEqual(['DU1']);
  });

  test('hear notices about orders and the system, and not about requests', () => {
    const heard: number[] = [];
    requests.onNotice((id) => heard.push(id));
    const question = details();
    void requests.ask(question);
    requests.noticed(session, 5, 201, 'rejected');
    requests.noticed(session, -1, 1100, 'lost');
    requests.noticed(session, question.ids[0]!, 162, 'of a request');
    requests.noticed(session, REQUEST_ID_MIN + 500, 300, 'of one that has ended');
    expect(heard).toEqual([5, -1]);
  });
});
