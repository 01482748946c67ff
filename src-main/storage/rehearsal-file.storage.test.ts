import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RehearsalFile } from './rehearsal-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rehearsal-file-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});
const journal = () => join(folder, 'trading.db');

test('however often an order is rehearsed, the file does not grow, and it goes when it is closed', () => {
  const file = new RehearsalFile(journal());
  const body = JSON.stringify({ orders: ['x'.repeat(3_000)] });
  for (let round = 0; round < 2_000; round++) expect(file.write('one', body).ok).toBe(true);
  const bytes = ['', '-wal'].map((suffix) => statSync(`${file.path}${suffix}`).size);
  expect(Math.max(...bytes)).toBeLessThan(2_000_000);
  file.close();
  file.close();
  expect(readdirSync(folder)).toEqual([]);
});

test('what a crash has left of it is thrown away, whatever it is', () => {
  const leave = () => {
    for (const suffix of ['', '-wal', '-shm'])
      writeFileSync(`${journal()}-rehearsal${suffix}`, 'no database');
  };
  leave();
  const file = new RehearsalFile(journal());
  expect(readdirSync(folder)).toEqual([]);
  leave();
  expect(file.write('one', '{}')).toMatchObject({ ok: true });
  file.close();
  expect(readdirSync(folder)).toEqual([]);
});

test('where it cannot be made or written it says so once, throws nothing, and leaves what is there alone', () => {
  mkdirSync(join(folder, 'trading.db-rehearsal'));
  const file = new RehearsalFile(journal());
  expect(file.write('one', '{}')).toMatchObject({ ok: false, error: { code: 'rehearsal-file' } });
  expect(file.write('one', '{}')).toMatchObject({ ok: true });
  file.close();
  expect(readdirSync(folder)).toEqual(['trading.db-rehearsal']);
  expect(new RehearsalFile(join(folder, 'gone', 'trading.db')).write('one', '{}').ok).toBe(false);
});
