import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import envPaths from 'env-paths';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findDataRoot, openDataDirectory } from './data-directory.ts';

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'tradewind-directory-'));
});
afterEach(() => {
  rmSync(scratch, { recursive: true, force: true });
});

const open = (argument: string | undefined, fromEnv?: string) =>
  openDataDirectory({ argument, env: { TRADEWIND_DATA_DIR: fromEnv } });

test('takes the argument before the environment', () => {
  const opened = open(join(scratch, 'a'), join(scratch, 'b'));
  expect(opened).toMatchObject({ ok: true, value: { root: join(scratch, 'a') } });
});

test('takes the environment when there is no argument', () => {
  expect(open(undefined, join(scratch, 'b'))).toMatchObject({
    ok: true,
    value: { root: join(scratch, 'b') },
  });
});

test("falls back to the platform's own place, named after the product", () => {
  expect(findDataRoot({ argument: undefined, env: { TRADEWIND_DATA_DIR: ' ' } })).toBe(
    envPaths('tradewind', { suffix: '' }).data,
  );
});

test.runIf(process.platform !== 'win32')('makes folders that only their owner can enter', () => {
  const opened = open(join(scratch, 'deep', 'data'));
  expect(opened.ok).toBe(true);
  for (const folder of ['', 'paper', 'logs', 'reports', 'strategies']) {
    expect(statSync(join(scratch, 'deep', 'data', folder)).mode & 0o777).toBe(0o700);
  }
});

test('says what is in the way and how to go elsewhere', () => {
  writeFileSync(join(scratch, 'file'), '');
  const opened = open(join(scratch, 'file'));
  expect(opened).toMatchObject({
    ok: false,
    error: {
      code: 'data-directory-unusable',
      message: expect.stringContaining('a file of that name is in the way') as string,
      help: expect.stringContaining('--data-dir') as string,
    },
  });
  expect(open(join(scratch, 'file', 'below'))).toMatchObject({ ok: false });
});

test('refuses an empty argument and ignores an empty variable', () => {
  expect(open(' ')).toMatchObject({ ok: false, error: { code: 'data-directory-unusable' } });
  expect(open(join(scratch, 'c'), '')).toMatchObject({ ok: true });
});
