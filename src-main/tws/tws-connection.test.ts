import { EventName } from '@stoqey/ib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import { MS_PER_MINUTE, unixMillis } from '#shared/kernel/time.ts';
import type { ConnectionPhase, ConnectionProfile, ConnectionStatus } from '#shared/model/connection.ts';
import { ScriptedTws } from './testing/scripted-tws.ts';
import { LINK_QUIET_MS } from './server-link.ts';
import type { Session } from './session.ts';
import { START_WITHIN_MS } from './single-connection.ts';
import { TwsConnection } from './tws-connection.ts';

const silentLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let tws: ScriptedTws;
let timers: ManualTimers;
let now: number;
let connection: TwsConnection;
let phases: ConnectionPhase[];
let events: string[];
let notices: number[];
let synchronised: boolean[];
/** What the comparison of the book does. */
let synchronise: (session: Session) => Promise<void>;
/** What the user says to a live account. */
let confirmLive: (accounts: readonly string[]) => Promise<boolean>;
/** Whoever hears of sessions throws. */
let isListenerBroken: boolean;
/** Sessions as they begin and end. */
let sessions: string[];

function profile(more: Partial<ConnectionProfile> = {}): ConnectionProfile {
  return {
    ...{
      id: 'paper',
      name: 'Paper',
      kind: 'paper',
      host: '127.0.0.1',
      port: tws.port,
      clientId: 7,
      account: null,
    },
    ...more,
  };
}

function status(): ConnectionStatus {
  return connection.status;
}

function pass(ms: number): void {
  for (let step = 0; step < ms; step += 100) {
    now += 100;
    timers.advance(100);
  }
}

/** Real sockets take real time; the clock of the connection stands still meanwhile. */
async function until(isReached: () => boolean): Promise<void> {
  await tws.until(isReached);
}

async function ready(more: Partial<ConnectionProfile> = {}): Promise<void> {
  connection.connect(profile(more));
  await until(() => status().phase === 'ready');
}

function probes(): number {
  const REQ_CURRENT_TIME = '49';
  return tws.requests.filter(([id]) => id === REQ_CURRENT_TIME).length;
}

function systemSays(code: number, text: string): void {
  tws.frame('4', '2', '-1', String(code), text, '');
}

beforeEach(async () => {
  tws = await ScriptedTws.open();
  timers = new ManualTimers();
  now = 1_000_000;
  [phases, events, notices, synchronised, sessions] = [[], [], [], [], []];
  confirmLive = () => Promise.resolve(true);
  isListenerBroken = false;
  synchronise = () => Promise.resolve();
  connection = new TwsConnection({
    clock: { now: () => unixMillis(now) },
    ...{ timers, monotonicMs: () => now, random: () => 1, log: silentLog },
    onStatus: ({ phase }) => {
      if (phases.at(-1) !== phase) phases.push(phase);
      tws.look();
    },
    confirmLive: (_, accounts) => confirmLive(accounts),
    onSession({ accounts }) {
      sessions.push(`begin ${accounts.join()}`);
      if (isListenerBroken) throw new Error('a bug');
    },
    onSessionEnd({ accounts }) {
      sessions.push(`end ${accounts.join()}`);
      if (isListenerBroken) throw new Error('a bug');
    },
    onEvent: (_, name) => {
      events.push(name);
      tws.look();
    },
    onNotice: (_, __, code) => {
      notices.push(code);
      tws.look();
    },
    synchronise: (session, isDataKept) => {
      synchronised.push(isDataKept);
      return synchronise(session);
    },
  });
});

afterEach(async () => {
  connection.disconnect();
  expect(timers.waitingCount, 'nothing is left waiting').toBe(0);
  await tws.close();
});

test('a message that nobody knows, and a request that TWS is too old for, end no session', async () => {
  await ready();
  tws.frame('999', '1', 'something new');
  await until(() => notices.includes(505));
  tws.frame('4', '2', '17', '503', 'It does not support manual order time.', '');
  await until(() => notices.includes(503));
  expect(status().phase).toBe('ready');
  expect(tws.connectionCount).toBe(1);
});

describe('a connection that comes about', () => {
  test('is ready only when orders and positions have been compared', async () => {
    let finish = () => {};
    synchronise = () => new Promise((resolve) => (finish = resolve));
    connection.connect(profile());
    await until(() => status().phase === 'synchronising');
    expect(status()).toMatchObject({ accounts: ['DU100'], serverVersion: 176, trouble: null });
    expect(connection.session).toMatchObject({ nextValidId: 1, isOpen: true });
    finish();
    await until(() => status().phase === 'ready');
    expect(phases).toEqual(['connecting', 'synchronising', 'ready']);
    expect(synchronised).toEqual([false]);
  });

  test('is compared again after a comparison that failed, and says why meanwhile', async () => {
    let isBroken = true;
    synchronise = () =>
      isBroken ? Promise.reject(new Error('no answer to open orders')) : Promise.resolve();
    connection.connect(profile());
    await until(() => status().trouble !== null);
    expect(status()).toMatchObject({ phase: 'synchronising', trouble: { kind: 'synchronisation-failed' } });
    isBroken = false;
    pass(5_000);
    await until(() => status().phase === 'ready');
    expect(status().trouble).toBeNull();
  });

  test('hears what comes, and only until it is left', async () => {
    await ready();
    tws.say({ kind: 'nextValidId', orderId: 12 });
    await until(() => events.length === 1);
    expect(events).toEqual([EventName.nextValidId]);
    const { session } = connection;
    connection.disconnect();
    expect(session?.isOpen).toBe(false);
    expect(connection.session).toBeNull();
    expect(status().phase).toBe('disconnected');
  });
});

describe('a connection that does not come about says why', () => {
  test('nobody listens', async () => {
    const gone = await ScriptedTws.open();
    const { port } = gone;
    await gone.close();
    connection.connect(profile({ port }));
    await until(() => status().trouble !== null);
    expect(status()).toMatchObject({ phase: 'reconnecting', trouble: { kind: 'refused' }, attempts: 1 });
    expect(status().trouble?.help.join(' ')).toContain('7497');
    expect(status().nextTryAt).toBe(now + 1_000);
  });

  test.each(['drop', 'reset'] as const)(
    'it is dropped before a word (%s): not a trusted address',
    async (manner) => {
      tws.manner = manner;
      connection.connect(profile());
      await until(() => status().trouble !== null);
      expect(status().trouble).toMatchObject({ kind: 'dropped-before-start' });
      expect(status().trouble?.help.join(' ')).toContain('trusted');
    },
  );

  test('it is accepted and nothing is said', async () => {
    tws.manner = 'silent';
    connection.connect(profile());
    await until(() => tws.unheededBytes > 0);
    pass(START_WITHIN_MS);
    expect(status()).toMatchObject({ phase: 'reconnecting', trouble: { kind: 'no-answer' } });
    expect(status().trouble?.help.join(' ')).toContain('accept');
  });

  test.each([
    ['in words', 'HTTP/1.1 400 Bad Request\r\n', 'HTTP/1.1 400 Bad Request'],
    ['in bytes that would be a negative length', Uint8Array.of(0xff, 0xff, 0xff, 0x9c, 1, 2, 3), ''],
    ['with a length of nothing', Uint8Array.of(0, 0, 0, 0, 65), ''],
  ])('another program answers, %s', async (_, words, shown) => {
    tws.manner = 'chat';
    tws.words = words;
    connection.connect(profile());
    await until(() => status().trouble !== null);
    expect(status()).toMatchObject({ phase: 'reconnecting', trouble: { kind: 'not-tws' } });
    expect(status().trouble?.message).toContain(shown);
    expect(status().trouble?.help.join(' ')).toContain('port');
  });

  test('TWS tells no account', async () => {
    tws.start = [
      { kind: 'managedAccounts', accounts: '' },
      { kind: 'nextValidId', orderId: 1 },
    ];
    connection.connect(profile());
    await until(() => status().trouble !== null);
    expect(status()).toMatchObject({ phase: 'disconnected', trouble: { kind: 'account-missing' } });
  });

  test('it starts without an order id or an account', async () => {
    tws.start = [];
    connection.connect(profile());
    await until(() => tws.requests.length === 1);
    pass(START_WITHIN_MS);
    expect(status().trouble).toMatchObject({ kind: 'no-start' });
  });

  test('the client id is taken', async () => {
    const text = 'Unable to connect as the client id is already in use.';
    tws.start = [{ kind: 'errorMessage', id: -1, code: 326, text, advancedOrderRejectJson: '' }];
    connection.connect(profile());
    await until(() => status().trouble !== null);
    expect(status()).toMatchObject({ phase: 'reconnecting', trouble: { kind: 'client-id-in-use' } });
  }); // prettier-ignore

  test.each([
    ['paper', 'U555', 'wrong-account-kind'],
    ['practice', 'DU1,U555', 'wrong-account-kind'],
    ['live', 'DU1', 'wrong-account-kind'],
  ] as const)('a %s profile and account %s: it stays away', async (kind, accounts, trouble) => {
    tws.start = [
      { kind: 'managedAccounts', accounts },
      { kind: 'nextValidId', orderId: 1 },
    ];
    connection.connect(profile({ kind }));
    await until(() => status().trouble !== null);
    expect(status()).toMatchObject({ phase: 'disconnected', nextTryAt: null, trouble: { kind: trouble } });
    expect(synchronised, 'nothing was asked of it').toEqual([]);
  });

  test('the account of the profile is not there', async () => {
    connection.connect(profile({ account: 'DU999' }));
    await until(() => status().trouble !== null);
    expect(status()).toMatchObject({ phase: 'disconnected', trouble: { kind: 'account-missing' } });
  });
});

describe('a live connection', () => {
  beforeEach(() => {
    tws.start = [
      { kind: 'managedAccounts', accounts: 'U1,U2' },
      { kind: 'nextValidId', orderId: 1 },
    ];
  });

  test('starts only once its accounts were confirmed: nothing is asked of TWS before, however long that takes', async () => {
    let answer = (_: boolean): void => undefined;
    let asked: readonly string[] = [];
    confirmLive = (accounts) => {
      asked = accounts;
      tws.look();
      return new Promise((resolve) => (answer = resolve));
    };
    connection.connect(profile({ kind: 'live' }));
    await until(() => asked.length > 0);
    expect(asked).toEqual(['U1', 'U2']);
    pass(60_000);
    expect(status()).toMatchObject({ phase: 'connecting', trouble: null });
    expect([sessions, synchronised, connection.session]).toEqual([[], [], null]);
    expect(tws.requests).toHaveLength(1);
    answer(true);
    await until(() => status().phase === 'ready');
    expect(status().account).toBe('U1');
    expect(connection.session).toMatchObject({ account: 'U1', profile: { account: 'U1' } });
  });

  test.each([
    ['a no', () => Promise.resolve(false)],
    ['a question that fails', () => Promise.reject(new Error('no window'))],
  ])('%s ends it, and it is not tried again', async (_, answer) => {
    confirmLive = answer;
    connection.connect(profile({ kind: 'live' }));
    await until(() => status().trouble !== null);
    expect(status()).toMatchObject({ phase: 'disconnected', trouble: { kind: 'not-confirmed' } });
    expect(sessions).toEqual([]);
  });

  test('that was left while the question was open does not start', async () => {
    let answer = (_: boolean): void => undefined;
    confirmLive = () => {
      setImmediate(tws.look);
      return new Promise((resolve) => (answer = resolve));
    };
    connection.connect(profile({ kind: 'live' }));
    await until(() => tws.requests.length === 1);
    await new Promise(setImmediate);
    connection.disconnect();
    answer(true);
    await new Promise(setImmediate);
    expect([status().phase, sessions]).toEqual(['disconnected', []]);
  });

  test('comes back with the same account, or not at all', async () => {
    connection.connect(profile({ kind: 'live' }));
    await until(() => status().phase === 'ready');
    tws.start = [
      { kind: 'managedAccounts', accounts: 'U3' },
      { kind: 'nextValidId', orderId: 1 },
    ];
    tws.drop();
    await until(() => status().phase === 'reconnecting');
    pass(500);
    await until(() => status().phase === 'disconnected');
    expect(status()).toMatchObject({ account: 'U1', trouble: { kind: 'account-missing' } });
    expect(sessions).toEqual(['begin U1,U2', 'end U1,U2']);
  });

  test('trades in another of its accounts when that is picked', async () => {
    connection.connect(profile({ kind: 'live' }));
    await until(() => status().phase === 'ready');
    expect(connection.useAccount('U3')).toBe(false);
    expect(connection.useAccount('U2')).toBe(true);
    expect([status().account, connection.session?.account]).toEqual(['U2', 'U2']);
    connection.disconnect();
    expect(connection.useAccount('U1')).toBe(false);
  });
});

describe('an API that is read-only', () => {
  const READ_ONLY =
    "Error validating request.-'bN' : cause - The API interface is currently in Read-Only mode.";

  test('is said with what to do, tried again on the same connection, and over when orders are told', async () => {
    let isReadOnly = true;
    synchronise = async () => {
      if (!isReadOnly) return;
      const before = notices.length;
      systemSays(321, READ_ONLY);
      await until(() => notices.length > before);
      throw new Error('TWS refused it (321)');
    };
    connection.connect(profile());
    for (let attempt = 1; attempt <= 5; attempt++) {
      await until(() => synchronised.length === attempt && status().trouble !== null);
      await new Promise(setImmediate);
      expect(status()).toMatchObject({
        ...{ phase: 'synchronising', isReadOnly: true },
        trouble: { kind: 'read-only', help: [expect.stringContaining('Read-Only API'), expect.any(String)] },
      });
      pass(5_000);
    }
    isReadOnly = false;
    await until(() => synchronised.length === 6);
    await new Promise(setImmediate);
    pass(5_000);
    await until(() => status().phase === 'ready');
    expect(status()).toMatchObject({ isReadOnly: false, trouble: null });
    expect(tws.connectionCount).toBe(1);
  });

  test('found by an order later is shown until open orders are told', async () => {
    await ready();
    tws.frame('4', '2', '5', '321', READ_ONLY, '');
    await until(() => status().isReadOnly);
    expect(status()).toMatchObject({ phase: 'ready', trouble: { kind: 'read-only' } });
    tws.say({ kind: 'openOrderEnd' });
    await until(() => !status().isReadOnly);
    expect(status().trouble).toBeNull();
  });
});

describe('a connection that is lost', () => {
  test('is made anew, with another object and growing pauses, until it is there', async () => {
    await ready();
    const first = connection.session;
    tws.manner = 'drop';
    tws.drop();
    await until(() => status().phase === 'reconnecting');
    expect(status().trouble).toMatchObject({ kind: 'closed' });
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      const pause = status().nextTryAt! - now;
      pauses.push(pause);
      const before = tws.connectionCount;
      pass(pause);
      await until(() => tws.connectionCount > before && status().nextTryAt !== null);
    }
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000]);
    tws.manner = 'tws';
    pass(status().nextTryAt! - now);
    await until(() => status().phase === 'ready');
    expect(connection.session).not.toBe(first);
    expect(first?.isOpen).toBe(false);
    expect(status().attempts).toBe(0);
  });

  test('is tried at once when that is asked for, and only then', async () => {
    await ready();
    connection.retryNow();
    expect(tws.connectionCount).toBe(1);
    tws.drop();
    await until(() => status().phase === 'reconnecting');
    connection.retryNow();
    connection.retryNow();
    await until(() => status().phase === 'ready');
    pass(3_000);
    expect(tws.connectionCount).toBe(2);
    expect(sessions).toEqual(['begin DU100', 'end DU100', 'begin DU100']);
  });

  test('is renewed when the book could not be compared three times', async () => {
    synchronise = () => Promise.reject(new Error('positions: TWS did not answer within 10 s'));
    connection.connect(profile());
    for (let attempt = 1; attempt <= 3; attempt++) {
      await until(() => synchronised.length === attempt && status().trouble !== null);
      await new Promise(setImmediate);
      if (attempt === 3) break;
      // It is alive.
      tws.say({ kind: 'currentTime', time: attempt });
      await until(() => events.length === attempt);
      pass(5_000);
    }
    expect(status()).toMatchObject({ phase: 'reconnecting', trouble: { kind: 'synchronisation-failed' } });
    expect(synchronised).toEqual([false, true, true]);
    synchronise = () => Promise.resolve();
    pass(1_000);
    await until(() => status().phase === 'ready');
    expect(tws.connectionCount).toBe(2);
  });

  test('or cannot be begun, for a fault of ours, is made anew all the same', async () => {
    isListenerBroken = true;
    connection.connect(profile());
    await until(() => status().trouble !== null);
    expect(status()).toMatchObject({ phase: 'reconnecting', trouble: { kind: 'synchronisation-failed' } });
    expect([sessions, synchronised]).toEqual([['begin DU100', 'end DU100'], []]);
    isListenerBroken = false;
    pass(1_000);
    await until(() => status().phase === 'ready');
  });

  test('whose socket stays open is found within ten seconds of its last word', async () => {
    await ready();
    pass(4_900);
    await until(() => probes() === 1);
    pass(4_900);
    expect(status()).toMatchObject({ phase: 'reconnecting', trouble: { kind: 'silent' } });
  });

  test('but not one that answers', async () => {
    await ready();
    for (let round = 1; round <= 4; round++) {
      pass(5_000);
      await until(() => probes() === round);
      tws.say({ kind: 'currentTime', time: 1_700_000_000 });
      await until(() => events.length === round);
    }
    expect(status().phase).toBe('ready');
  });

  test('and not when the machine slept: it is asked first', async () => {
    await ready();
    now += 3_600_000;
    pass(1_000);
    expect(status().phase).toBe('ready');
    pass(5_000);
    await until(() => probes() === 1);
    expect(status().phase).toBe('ready');
  });

  test('what waited for it does not go out on the next', async () => {
    await ready();
    const { budget, api } = connection.session!;
    for (let i = 0; i < 100; i++) budget.send('history', () => api.reqIds());
    tws.drop();
    await until(() => status().phase === 'reconnecting');
    tws.requests.length = 0;
    pass(5_000);
    await until(() => status().phase === 'ready');
    const REQ_IDS = '8';
    expect(tws.requests.filter(([id]) => id === REQ_IDS)).toEqual([]);
  });
});

describe('what lies behind TWS', () => {
  test('that TWS had not when the session began leaves it degraded until it is there', async () => {
    const text = 'Connectivity between Trader Workstation and server is broken.';
    tws.start = [
      { kind: 'errorMessage', id: -1, code: 2110, text, advancedOrderRejectJson: '' },
      ...tws.start,
    ];
    connection.connect(profile());
    await until(() => status().phase === 'degraded');
    expect(status().isServerLinkLost).toBe(true);
    systemSays(1102, 'Connectivity has been restored - data maintained.');
    await until(() => status().phase === 'ready');
    expect(phases).toEqual(['connecting', 'synchronising', 'degraded', 'synchronising', 'ready']);
  });

  describe('lost with 2110, whose end TWS may not tell', () => {
    const lost = () => {
      systemSays(2110, 'Connectivity between Trader Workstation and server is broken.');
      return until(() => status().phase === 'degraded');
    };
    const farm = (code: 2103 | 2104, name: string) => {
      systemSays(code, `Market data farm connection is ${code === 2103 ? 'broken' : 'OK'}:${name}`);
      const heard = notices.length;
      return until(() => notices.length > heard);
    };
    beforeEach(async () => {
      await ready();
      await farm(2104, 'usfarm');
      await lost();
    });

    test('is back when its farms are: everything is subscribed anew and compared', async () => {
      await farm(2103, 'usfarm');
      await farm(2104, 'usfarm');
      expect([status().isServerLinkLost, synchronised]).toEqual([true, [false]]);
      pass(LINK_QUIET_MS);
      await until(() => status().phase === 'ready');
      expect([status().isServerLinkLost, synchronised]).toEqual([false, [false, false]]);
    });

    test('is back once: what TWS says of it before that is believed, and nothing is done twice', async () => {
      await farm(2104, 'usfarm');
      systemSays(1102, 'Connectivity has been restored - data maintained.');
      await until(() => status().phase === 'ready');
      pass(LINK_QUIET_MS);
      expect(synchronised).toEqual([false, true]);
    });

    test('is not back while a farm is broken, after another 2110, nor by a farm nobody knew', async () => {
      await farm(2103, 'usfuture');
      await farm(2104, 'usfarm');
      pass(LINK_QUIET_MS);
      await farm(2104, 'usfuture');
      systemSays(2110, 'Connectivity between Trader Workstation and server is broken.');
      await until(() => notices.filter((code) => code === 2110).length === 2);
      await farm(2104, 'eufarm');
      pass(LINK_QUIET_MS);
      expect([status().isServerLinkLost, synchronised]).toEqual([true, [false]]);
    });

    test('is not back without a word when 1100 was said as well', async () => {
      systemSays(1100, 'Connectivity between IB and TWS has been lost.');
      await until(() => notices.includes(1100));
      await farm(2104, 'usfarm');
      pass(LINK_QUIET_MS);
      expect(status().isServerLinkLost).toBe(true);
    });

    test('is not back while it cannot be compared', async () => {
      synchronise = () => Promise.reject(new Error('positions: TWS did not answer'));
      await farm(2104, 'usfarm');
      pass(LINK_QUIET_MS);
      await until(() => status().trouble !== null);
      expect(status().phase).toBe('synchronising');
    });
  });

  test('its farms are back with it, where TWS says so of none by itself', async () => {
    await ready();
    systemSays(1100, 'lost');
    systemSays(2103, 'Market data farm connection is broken:usfarm');
    systemSays(
      1102,
      'Connectivity restored - data maintained. All data farms are connected: usfarm; ushmds.',
    );
    await until(() => synchronised.length === 2 && status().phase === 'ready');
    expect(status().farms).toMatchObject([{ name: 'usfarm', state: 'ok' }]);
  });

  test('its servers are lost: degraded; back with data: compared again, and ready', async () => {
    await ready();
    systemSays(1100, 'Connectivity between IB and TWS has been lost.');
    await until(() => status().phase === 'degraded');
    expect(status().isServerLinkLost).toBe(true);
    systemSays(1102, 'Connectivity restored - data maintained.');
    await until(() => status().phase === 'ready');
    expect(synchronised).toEqual([false, true]);
  });

  test('back without data: what compares is told to subscribe anew', async () => {
    await ready();
    systemSays(1100, 'lost');
    systemSays(1101, 'Connectivity restored - data lost.');
    await until(() => synchronised.length === 2 && status().phase === 'ready');
    expect(synchronised).toEqual([false, false]);
  });

  test('a comparison that the loss overtook proves nothing', async () => {
    let finish = () => {};
    synchronise = () => new Promise((resolve) => (finish = resolve));
    connection.connect(profile());
    await until(() => status().phase === 'synchronising');
    systemSays(1100, 'lost');
    await until(() => status().phase === 'degraded');
    finish();
    await new Promise(setImmediate);
    expect(status().phase).toBe('degraded');
  });

  test('a farm that breaks makes it degraded until it is well, and is tried anew after five minutes', async () => {
    await ready();
    systemSays(2103, 'Market data farm connection is broken:usfarm');
    await until(() => status().phase === 'degraded');
    systemSays(2104, 'Market data farm connection is OK:usfarm');
    await until(() => status().phase === 'ready');
    expect(status().farms).toMatchObject([{ name: 'usfarm', state: 'ok' }]);

    systemSays(2103, 'Market data farm connection is broken:usfarm');
    await until(() => status().phase === 'degraded');
    for (let second = 0; second < 300; second++) {
      pass(1_000);
      tws.say({ kind: 'currentTime', time: second });
      await until(() => events.length === second + 1 || status().phase === 'reconnecting');
    }
    expect(status().phase).toBe('reconnecting');
    expect(status().trouble?.message).toContain('farm was broken for 5 minutes');

    pass(1_000);
    await until(() => status().phase === 'ready');
    systemSays(2103, 'Market data farm connection is broken:usfarm');
    await until(() => status().phase === 'degraded');
    // A new connection has not mended it, and every one halts trading in all that works.
    now += 10 * MS_PER_MINUTE;
    pass(1_000);
    expect(status().phase).toBe('degraded');
  });

  test('a port that moved is not followed by itself', async () => {
    await ready();
    systemSays(1300, 'TWS socket port has been reset. Please reconnect on the new port - 7496');
    await until(() => notices.includes(1300));
    tws.drop();
    await until(() => status().phase === 'reconnecting');
    expect(status()).toMatchObject({ trouble: { kind: 'port-moved' }, profile: { port: tws.port } });
  });
});
