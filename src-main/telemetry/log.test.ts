import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { logLevel, openLog } from './log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('lines are JSON with time, level, process and fields, in the file and among the recent ones', async () => {
  const log = await openLog(folder, 'main', 'info');
  log.logger.info({ correlationId: 'abc' }, 'hello');
  log.logger.debug({}, 'not at this level');
  log.flush();
  const [name] = readdirSync(folder);
  const text = () => readFileSync(join(folder, name!), 'utf8');
  // A write that was under way already when flush was called ends by itself.
  await vi.waitFor(() => expect(text()).not.toBe(''), { timeout: 10_000 });
  const lines = text().trim().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { level: 'info', process: 'main', correlationId: 'abc', msg: 'hello' },
  ]);
  expect(log.recentLines()).toEqual(lines);
});

test('an error keeps its stack, and what is secret is not written', async () => {
  const log = await openLog(folder, 'main', 'info');
  log.logger.error(
    { err: new Error('a bug'), account: 'U1234567', order: { accountId: 'U1234567' } },
    'failed',
  );
  const line = log.recentLines()[0]!;
  expect(line).toContain('log.test.ts');
  expect(line).not.toContain('U1234567');
});

test('however much is logged, only the last lines are kept in memory', async () => {
  const log = await openLog(folder, 'main', 'info');
  for (let i = 0; i < 1_000; i++) log.logger.info({ i }, 'line');
  expect(log.recentLines()).toHaveLength(200);
  expect(log.recentLines().at(-1)).toContain('"i":999');
});

test('the level is what the environment asks for, or info', () => {
  expect(logLevel({})).toBe('info');
  expect(logLevel({ TRADEWIND_LOG_LEVEL: 'debug' })).toBe('debug');
  expect(logLevel({ TRADEWIND_LOG_LEVEL: 'loud' })).toBe('info');
});
