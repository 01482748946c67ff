import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createStrategyFolder } from './strategy-folder.ts';

let scratch: string;
let folder: string;
let sdkPath: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'tradewind-folder-'));
  folder = join(scratch, 'strategies');
  sdkPath = join(scratch, 'sdk.json');
  shipSdk('1', 'types');
});
afterEach(() => {
  rmSync(scratch, { recursive: true });
});

function shipSdk(version: string, types: string): void {
  const files = {
    'tradewind-sdk/package.json': JSON.stringify({ tradewind: version }, null, 2),
    'tradewind-sdk/index.d.ts': types,
  };
  const template = "defineStrategy({ id: 'my-strategy', title: 'My strategy' })";
  writeFileSync(sdkPath, JSON.stringify({ version, files, tsconfig: '{}', template }));
}

const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const strategyFolder = () => createStrategyFolder(folder, sdkPath);

test('new strategies have names and ids of their own, and leave what is there alone', async () => {
  expect(await strategyFolder().create()).toEqual({ ok: true, value: { file: 'my-strategy.ts' } });
  writeFileSync(join(folder, 'my-strategy.ts'), 'mine');
  writeFileSync(join(folder, 'renamed.ts'), "export default defineStrategy({ id: 'my-strategy-2' })");
  expect(await strategyFolder().create()).toEqual({ ok: true, value: { file: 'my-strategy-3.ts' } });
  expect(read('my-strategy.ts')).toBe('mine');
  expect(read('my-strategy-3.ts')).toBe("defineStrategy({ id: 'my-strategy-3', title: 'My strategy 3' })");
});

test('the SDK is replaced by that of another version, the settings of the editor are not', async () => {
  expect(await strategyFolder().prepare()).toEqual({ ok: true, value: null });
  writeFileSync(join(folder, 'tsconfig.json'), 'mine');
  writeFileSync(join(folder, 'tradewind-sdk/index.d.ts'), 'of this version: not written again');
  await strategyFolder().renew();
  expect(read('tradewind-sdk/index.d.ts')).toBe('of this version: not written again');
  shipSdk('2', 'new types');
  await strategyFolder().renew();
  expect(read('tradewind-sdk/index.d.ts')).toBe('new types');
  expect(read('tsconfig.json')).toBe('mine');
});

test('nothing is put into a folder that was never opened', async () => {
  expect(await strategyFolder().renew()).toEqual({ ok: true, value: null });
  expect(readdirSync(scratch)).toEqual(['sdk.json']);
});

test('says what is in the way', async () => {
  writeFileSync(folder, 'a file');
  expect(await strategyFolder().create()).toMatchObject({
    ok: false,
    error: { code: 'strategies-folder', message: expect.stringContaining(folder) as string },
  });
});
