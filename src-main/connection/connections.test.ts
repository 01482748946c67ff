import { beforeEach, describe, expect, test } from 'vitest';
import { failure } from '#shared/ipc/errors.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { unixMillis } from '#shared/kernel/time.ts';
import {
  BUILT_IN_PROFILES,
  OWN_PROFILES_MAX,
  type ConnectionProfile,
  type ConnectionSettings,
  type ConnectionStatus,
} from '#shared/model/connection.ts';
import type { BrokerConnection } from '../ports/broker-connection.ts';
import type { Confirmation } from '../ports/desktop.ts';
import { Connections } from './connections.ts';

const silentLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const ADDRESS = { host: '127.0.0.1', port: 7497 };

/** Does at once what it is told; what TWS would say is called by the test. */
class FakeBroker implements BrokerConnection {
  status: ConnectionStatus = {
    ...{ phase: 'disconnected', profile: null, since: 0, trouble: null, serverVersion: null },
    ...{ accounts: [], account: null, isReadOnly: false, isServerLinkLost: false, farms: [] },
    ...{ nextTryAt: null, attempts: 0 },
  };
  readonly calls: string[] = [];
  changed = () => {};

  connect(profile: ConnectionProfile): void {
    this.calls.push(`connect ${profile.id} ${profile.host}:${profile.port}`);
    this.#become({ phase: 'connecting', profile, accounts: [], account: profile.account });
  }
  disconnect(): void {
    this.calls.push('disconnect');
    this.#become({ phase: 'disconnected', accounts: [] });
  }
  retryNow(): void {
    this.calls.push('retry');
  }
  useAccount(account: string): boolean {
    this.#become({ account });
    return true;
  }
  started(...accounts: string[]): void {
    this.#become({ phase: 'ready', accounts, account: accounts[0]! });
  }
  #become(changed: Partial<ConnectionStatus>): void {
    this.status = { ...this.status, ...changed };
    this.changed();
  }
}

let broker: FakeBroker;
let gateway: {
  status: { process: { state: string; detail: string | null }; gateway: { port: number | null } | null };
  start: () => ReturnType<typeof ok<null>>;
};
let stored: ConnectionSettings;
let isDiskFull: boolean;
let asked: Confirmation[];
let answers: boolean[];
let told: ConnectionStatus[];
let connections: Connections;

function open(): void {
  broker = new FakeBroker();
  connections = new Connections({
    ...{ broker, gateway, log: silentLog, clock: { now: () => unixMillis(5) } },
    store: {
      load: () => stored,
      save(settings) {
        if (isDiskFull) return err(failure('disk-full', 'The disk is full.'));
        stored = settings;
        return ok(null);
      },
    },
    confirm(confirmation) {
      asked.push(confirmation);
      return Promise.resolve(answers.shift() ?? false);
    },
    onStatus: (status) => told.push(status),
    onSettings: () => undefined,
  });
  broker.changed = () => connections.statusChanged();
}

beforeEach(() => {
  [asked, answers, told, isDiskFull] = [[], [], [], false];
  stored = { profiles: [], lastProfileId: null, connectsAtStart: true };
  gateway = {
    status: { process: { state: 'stopped', detail: null }, gateway: null },
    start() {
      gateway.status = { process: { state: 'starting', detail: null }, gateway: null };
      return ok(null);
    },
  };
  open();
});

function gatewayBecomes(state: string, port: number | null = null): void {
  gateway.status = { process: { state, detail: null }, gateway: port === null ? null : { port } };
  connections.gatewayChanged();
}

const live = (more: Partial<ConnectionProfile> = {}): ConnectionProfile => ({
  ...{ id: 'mine', name: 'Mine', kind: 'live', host: '127.0.0.1', port: 7496, clientId: 3, account: 'U1' },
  ...more,
});

describe('practice', () => {
  test('starts the gateway, connects once it listens, and to where it listens', async () => {
    expect(await connections.connect('practice')).toEqual(ok(null));
    expect(gateway.status.process.state).toBe('starting');
    expect(connections.status).toMatchObject({
      phase: 'connecting',
      profile: { id: 'practice' },
      trouble: null,
    });
    gatewayBecomes('ready');
    expect(broker.status.phase).toBe('disconnected');
    gatewayBecomes('ready', 17_499);
    expect(broker.calls.at(-1)).toBe('connect practice 127.0.0.1:17499');
    gatewayBecomes('ready', 17_499);
    expect(broker.calls.filter((call) => call.startsWith('connect'))).toHaveLength(1);
  });

  test('waits while the gateway is stopped, says so, and follows it to another port', async () => {
    await connections.connect('practice');
    gatewayBecomes('ready', 17_497);
    broker.started('DU1');
    gatewayBecomes('stopping');
    expect(broker.calls.at(-1)).toBe('disconnect');
    gatewayBecomes('stopped');
    expect(told.at(-1)).toMatchObject({
      ...{ phase: 'reconnecting', nextTryAt: null },
      trouble: { kind: 'gateway-not-running', message: 'The paper gateway is stopped.' },
    });
    gatewayBecomes('ready', 17_498);
    expect(broker.calls.at(-1)).toBe('connect practice 127.0.0.1:17498');
    expect(connections.status.phase).toBe('connecting');
  });

  test('no longer follows once something else is wished for, or nothing', async () => {
    await connections.connect('practice');
    await connections.connect('tws-paper');
    gatewayBecomes('ready', 17_497);
    expect(broker.calls.at(-1)).toBe('connect tws-paper 127.0.0.1:7497');
    await connections.connect('practice');
    connections.disconnect();
    expect(told.at(-1)?.phase).toBe('disconnected');
    gatewayBecomes('stopped');
    gatewayBecomes('ready', 17_497);
    expect(broker.status.phase).toBe('disconnected');
  });
});

describe('live', () => {
  beforeEach(async () => {
    await connections.saveProfile(live());
  });

  test('is asked about by name before anything is opened; no leaves what there was as it is', async () => {
    await connections.connect('practice');
    gatewayBecomes('ready', 17_497);
    broker.started('DU1');
    const before = broker.calls.length;
    expect(await connections.connect('mine')).toMatchObject({
      ok: false,
      error: { code: 'live-not-confirmed' },
    });
    expect(asked[0]?.message).toBe('Connect to the LIVE account U1?');
    expect(broker.calls).toHaveLength(before);
    expect(connections.status).toMatchObject({ phase: 'ready', profile: { id: 'practice' } });
    // Practice is still followed.
    gatewayBecomes('stopped');
    expect(connections.status.phase).toBe('reconnecting');
  });

  test('is asked about once: the session and its reconnects with the same account are agreed to', async () => {
    answers = [true];
    expect(await connections.connect('mine')).toEqual(ok(null));
    expect(await connections.confirmLive(live(), ['U1'])).toBe(true);
    expect(await connections.confirmLive(live(), ['U1', 'U2'])).toBe(true);
    expect(asked).toHaveLength(1);
  });

  test('without an account in the profile is asked about again with the name, and keeps it', async () => {
    await connections.saveProfile(live({ account: null }));
    answers = [true, true];
    await connections.connect('mine');
    expect(await connections.confirmLive(live({ account: null }), ['U8', 'U9'])).toBe(true);
    expect(asked[1]).toMatchObject({ message: 'Trade in the LIVE account U8?' });
    expect(asked[1]?.detail).toContain('U9');
    expect(stored.profiles).toMatchObject([{ id: 'mine', account: 'U8' }]);
  });

  test('another address or a new wish is asked about anew', async () => {
    answers = [true, false];
    await connections.connect('mine');
    expect(await connections.confirmLive(live({ port: 4001 }), ['U1'])).toBe(false);
    answers = [false];
    connections.disconnect();
    expect(await connections.confirmLive(live(), ['U1'])).toBe(false);
    expect(asked).toHaveLength(3);
  });

  test('an answer that comes when something else is wished for connects nothing', async () => {
    let answer = (_: boolean): void => undefined;
    answers = [];
    const slow = new Promise<boolean>((resolve) => (answer = resolve));
    connections = new Connections({
      ...{ broker, gateway, log: silentLog, clock: { now: () => unixMillis(5) } },
      store: { load: () => stored, save: () => ok(null) },
      ...{ confirm: () => slow, onStatus: () => undefined, onSettings: () => undefined },
    });
    const connecting = connections.connect('mine');
    connections.disconnect();
    answer(true);
    expect(await connecting).toMatchObject({ ok: false });
    expect(broker.calls).toEqual(['disconnect']);
  });

  test('another account of the login is asked about too, and is kept in the profile', async () => {
    answers = [true, false];
    await connections.connect('mine');
    broker.started('U1', 'U2');
    expect(await connections.useAccount('U2')).toMatchObject({
      ok: false,
      error: { code: 'live-not-confirmed' },
    });
    expect(broker.status.account).toBe('U1');
    answers = [true];
    expect(await connections.useAccount('U2')).toEqual(ok(null));
    expect([broker.status.account, stored.profiles[0]?.account]).toEqual(['U2', 'U2']);
    expect(await connections.useAccount('U3')).toMatchObject({ ok: false, error: { code: 'no-account' } });
  });
});

describe('profiles', () => {
  test('begin with the built-in ones at the usual ports of this computer', () => {
    expect(connections.settings.profiles).toEqual(BUILT_IN_PROFILES);
    expect(BUILT_IN_PROFILES.map(({ host, port, kind }) => `${kind} ${host}:${port}`)).toEqual([
      ...['practice 127.0.0.1:17497', 'paper 127.0.0.1:7497', 'paper 127.0.0.1:4002'],
      ...['live 127.0.0.1:7496', 'live 127.0.0.1:4001'],
    ]);
  });

  test('are changed, set back and deleted; a new start has them', async () => {
    const paper = { ...BUILT_IN_PROFILES[1]!, port: 7500 };
    expect(await connections.saveProfile(paper)).toEqual(ok(null));
    expect(await connections.saveProfile(live())).toEqual(ok(null));
    open();
    expect(connections.settings.profiles).toHaveLength(6);
    expect(connections.settings.profiles[1]).toEqual(paper);
    connections.deleteProfile(paper.id);
    connections.deleteProfile('mine');
    expect(connections.settings.profiles).toEqual(BUILT_IN_PROFILES);
  });

  test.each([
    ['another practice', live({ kind: 'practice' }), 'profile-fixed'],
    ['a built-in one of another kind', { ...BUILT_IN_PROFILES[1]!, kind: 'live' as const }, 'profile-fixed'],
    ['practice elsewhere', { ...BUILT_IN_PROFILES[0]!, port: 7496 }, 'profile-fixed'],
  ])('%s is refused', async (_, profile, code) => {
    expect(await connections.saveProfile(profile)).toMatchObject({ ok: false, error: { code } });
    expect(stored.profiles).toEqual([]);
  });

  test('are bounded', async () => {
    for (let number = 0; number < OWN_PROFILES_MAX; number++)
      expect((await connections.saveProfile(live({ id: `p${number}` }))).ok).toBe(true);
    expect(await connections.saveProfile(live())).toMatchObject({ error: { code: 'too-many-profiles' } });
    expect((await connections.saveProfile(live({ id: 'p3', name: 'Other' }))).ok).toBe(true);
  });

  test('are not changed under a session; while it is tried the changed one is tried instead', async () => {
    await connections.connect('tws-paper');
    expect(await connections.saveProfile({ ...BUILT_IN_PROFILES[1]!, port: 7500 })).toEqual(ok(null));
    expect(broker.calls.at(-1)).toBe('connect tws-paper 127.0.0.1:7500');
    broker.started('DU1');
    expect(await connections.saveProfile(BUILT_IN_PROFILES[1]!)).toMatchObject({
      error: { code: 'profile-connected' },
    });
    expect(connections.deleteProfile('tws-paper')).toMatchObject({ error: { code: 'profile-connected' } });
  });

  test('that cannot be stored are refused, and connecting works without', async () => {
    isDiskFull = true;
    expect(await connections.saveProfile(live())).toMatchObject({ error: { code: 'disk-full' } });
    expect(await connections.connect('tws-paper')).toEqual(ok(null));
    expect(await connections.connect('gone')).toMatchObject({ error: { code: 'no-profile' } });
  });
});

describe('at the start', () => {
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  test('the last profile is connected, unless that is switched off', async () => {
    await connections.connect('gateway-paper');
    open();
    connections.start('practise', ADDRESS);
    await settled();
    expect(broker.calls).toEqual(['connect gateway-paper 127.0.0.1:4002']);
    connections.setConnectsAtStart(false);
    open();
    connections.start('practise', ADDRESS);
    await settled();
    expect(broker.calls).toEqual([]);
  });

  test('what was answered to how to begin counts where nothing was connected yet', async () => {
    connections.start('tws', { host: '10.0.0.5', port: 4001 });
    await settled();
    // Live by its port: asked about.
    expect(asked).toHaveLength(1);
    expect(connections.settings.profiles.at(-1)).toMatchObject({
      kind: 'live',
      host: '10.0.0.5',
      port: 4001,
    });
  });

  test('and it is connected once', async () => {
    connections.start('tws', ADDRESS);
    await settled();
    expect(broker.calls).toEqual(['connect tws-paper 127.0.0.1:7497']);
  });

  test('research connects nothing', async () => {
    connections.start('research', ADDRESS);
    await settled();
    expect([broker.calls, stored.lastProfileId]).toEqual([[], null]);
  });

  test('a changed answer connects what is not connected, and leaves what is', async () => {
    connections.choose('tws', ADDRESS);
    await settled();
    expect(broker.calls).toEqual(['connect tws-paper 127.0.0.1:7497']);
    broker.started('DU1');
    connections.choose('practise', ADDRESS);
    await settled();
    expect(broker.calls).toHaveLength(1);
    expect(stored.lastProfileId).toBe('practice');
  });
});
