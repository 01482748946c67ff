import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failure } from '#shared/ipc/errors.ts';
import { err } from '#shared/kernel/result.ts';
import { openDatabase } from '#shared/node/open-database.ts';
import { loadSqliteDriver } from '#shared/node/sqlite-driver.ts';
import { PaperGateway } from '../gateway.ts';
import { Trader } from '../orders/testing/order-bench.ts';
import { RawClient } from '../testing/raw-client.ts';
import { OPEN_TIME } from '../testing/test-gateway.ts';
import { openOrSetAside } from './set-aside.ts';
import { StateFile } from './state-file.ts';
import { useKeptGateways } from './testing/kept-gateway.ts';

const bench = useKeptGateways();
const driver = () => {
  const loaded = loadSqliteDriver();
  if (!loaded.ok) throw new Error(loaded.error.message);
  return loaded.value;
};
const refusal = (path: string, change: Parameters<typeof bench.open>[2] = {}) => {
  const opened = bench.open(path, OPEN_TIME, change);
  return opened.ok ? null : `${opened.error.code}: ${opened.error.message} ${opened.error.help ?? ''}`;
};

test('the file decides about seed, hours and accounts; what contradicts it is refused, and new accounts may come', async () => {
  const path = bench.newPath();
  const accounts = ['DU1000001', 'DU1000002'];
  const first = await bench.start(path, OPEN_TIME, { settings: { ...bench.settings, accounts } });
  expect(refusal(path)).toMatch(/^file-in-use: .* is in use by a test .* Stop that gateway/);
  await first.end();
  expect(refusal(path, { asked: { seed: 8 } })).toContain('with seed 7, and cannot go on with seed 8');
  expect(refusal(path, { asked: { alwaysOpen: true } })).toContain('keep their hours');
  expect(refusal(path, { asked: { accounts: ['DU1000002'] } })).toContain('without DU1000001');
  const asked = { seed: 7, alwaysOpen: false, accounts: [...accounts, 'DU1000003'] };
  const settings = { ...bench.settings, seed: 99, accounts: ['DU1000009'] };
  const second = await bench.start(path, OPEN_TIME, { settings, asked });
  expect(second.gateway.accounts.ids).toEqual(asked.accounts);
  expect(second.gateway.world.feed.state('AAPL').last).toBe(first.gateway.world.feed.state('AAPL').last);
  const client = await RawClient.started(second.port, 1);
  client.ask({ kind: 'reqManagedAccts' });
  await client.settled();
  expect(client.messages[0]).toMatchObject({ accounts: asked.accounts.join(',') });
  client.close();
});

test.each<[string, (path: string) => void, RegExp]>([
  ['that is no database', (path) => writeFileSync(path, 'my shopping list, which is quite long\n'.repeat(99)), /^database-corrupt: .*another file with --state FILE/],
  ['of another program', foreign, /^database-foreign: .*of another program.*--state FILE/],
  ['of another part of Tradewind', library, /^database-history-differs: .*not the state of a paper gateway/],
  ['with pages torn out', torn, /^database-corrupt: .*left as it is/],
  ['with orders of another version', otherVersion, /^state-unreadable: .*orders were kept in version 99/],
  ['with text that nobody wrote', scribbled, /^state-unreadable: /],
])('a file %s is refused in words and left as it was', (_what, make, words) => {
  const path = bench.newPath();
  make(path);
  const before = contentOf(path);
  expect(refusal(path)).toMatch(words);
  expect(contentOf(path)).toEqual(before);
}); // prettier-ignore

test('the app sets aside a file that cannot be used, begins anew and says so', async () => {
  const path = bench.newPath();
  foreign(path);
  const before = readFileSync(path);
  const opened = openOrSetAside(bench.optionsOf(path), new Date(Date.UTC(2026, 0, 2, 3, 4, 5)));
  if (!opened.ok) throw new Error(opened.error.message);
  const { gateway, notices } = opened.value;
  expect(notices).toEqual([
    expect.stringMatching(/of another program .* set aside as .*; practice begins anew\.$/),
  ]);
  expect(readFileSync(`${path}.set-aside-2026-01-02T03-04-05.000Z`).equals(before)).toBe(true);
  await gateway.shutDown();
  expect(refusal(path)).toBeNull();
});

test('a folder that is not there and a replay are refused; so is, in the app, what another try may mend', () => {
  const path = bench.newPath();
  expect(refusal(`${path}/none/practice.db`)).toMatch(/^state-unusable: The folder .* does not exist/);
  const replay = { startTime: OPEN_TIME, ends: [] } as never;
  expect(refusal(path, { replay })).toMatch(/^state-unusable: .*replay/);
  mkdirSync(path);
  expect(refusal(path)).toMatch(/^database-unreadable: /);
  const other = bench.newPath();
  const held = StateFile.open({ path: other, program: 'a test' });
  expect(openOrSetAside(bench.optionsOf(other), new Date())).toMatchObject({
    error: { code: 'file-in-use' },
  });
  if (held.ok) held.value.file.close();
});

test('when it cannot be saved nobody hears of what would be lost, and the reason is said', async () => {
  const path = bench.newPath();
  const opened = StateFile.open({ path, program: 'a test' });
  if (!opened.ok) throw new Error(opened.error.message);
  const { file, found } = opened.value;
  const full = failure('disk-full', 'The disk is full.');
  let isFull = false;
  const failing = {
    save: (state: never) => (isFull ? err(full) : file.save(state)),
    close: () => file.close(),
  };
  const lost: unknown[] = [];
  const gateway = new PaperGateway({
    ...{ settings: bench.settings, startTime: OPEN_TIME, time: 'stepped', monotonicMs: () => 0 },
    state: { file: failing as unknown as StateFile, found, onLost: (why) => lost.push(why) },
  });
  const port = await gateway.listen();
  const client = await RawClient.started(port, 1);
  const trader = new Trader(client, { gateway, port, log: [], advance: () => undefined }, 1);
  await trader.place({ totalQuantity: 1 });
  isFull = true;
  client.messages.length = 0;
  await expect(trader.place({ totalQuantity: 1 })).rejects.toThrow('closed the connection');
  expect(client.messages).toEqual([]);
  expect(lost).toEqual([full]);
  expect(gateway.sessions.all).toEqual([]);
  await gateway.shutDown();
  const again = await bench.start(path);
  expect(again.gateway.orders.tickets.completed).toHaveLength(1);
});

function foreign(path: string): void {
  const db = new (driver())(path);
  db.exec('CREATE TABLE recipe (name TEXT)');
  db.close();
}

function library(path: string): void {
  const migrations = [{ id: 1, name: 'bars', sql: 'CREATE TABLE bar (id INTEGER PRIMARY KEY) STRICT' }];
  const opened = openDatabase({ path, migrations, program: 'x', synchronous: 'NORMAL', lostWal: 'refuse' });
  if (opened.ok) opened.value.close();
}

let good: string;
beforeAll(async () => {
  good = join(mkdtempSync(join(tmpdir(), 'paper-state-')), 'good.db');
  const opened = bench.open(good);
  if (opened.ok) await opened.value.gateway.shutDown();
});
afterAll(() => rmSync(dirname(good), { recursive: true }));

function torn(path: string): void {
  const bytes = readFileSync(good);
  bytes.fill(0x5a, 4_096, 4_096 * 6);
  writeFileSync(path, bytes);
}

function otherVersion(path: string): void {
  copyFileSync(good, path);
  change(path, `UPDATE part SET body = json_set(body, '$.version', 99) WHERE name = 'desk'`);
}

function scribbled(path: string): void {
  copyFileSync(good, path);
  change(path, `INSERT INTO live_order VALUES (7, 1, '{"key": 7}')`);
}

/** Bytes, or rows where the file could be opened and was marked as open meanwhile. */
function contentOf(path: string): unknown {
  const bytes = readFileSync(path);
  const isWhole = bytes.includes('schema_migration') && !bytes.includes('ZZZZZZZZ');
  if (!isWhole) return bytes.toString('latin1');
  const db = new (driver())(path, { readonly: true });
  const names = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all() as string[];
  const rows = names.map((name) => [name, db.prepare(`SELECT * FROM ${name}`).all()]);
  db.close();
  return rows;
}

function change(path: string, sql: string): void {
  const db = new (driver())(path);
  db.exec(sql);
  db.close();
}
