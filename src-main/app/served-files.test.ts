import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answer, CONTENT_SECURITY_POLICY, listFiles } from './served-files.ts';

let folder: string;
let files: ReadonlyMap<string, string>;
beforeAll(() => {
  const parent = mkdtempSync(join(tmpdir(), 'served-'));
  folder = join(parent, 'renderer');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'assets', 'a b.js'), 'export {};');
  writeFileSync(join(folder, 'assets', 'font.bin'), 'x');
  writeFileSync(join(parent, 'secret.txt'), 'secret');
  files = listFiles(folder);
});
afterAll(() => {
  rmSync(join(folder, '..'), { recursive: true });
});

const ask = (url: string, method = 'GET') => answer(new Request(url, { method }), files);

test('a file of the page is served with its type and the policy', async () => {
  const response = await ask('app://tradewind/index.html?x=1#y');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
  expect(await response.text()).toBe('<!doctype html>');
});

test('names with blanks are found, unknown types are not guessed', async () => {
  expect((await ask('app://tradewind/assets/a%20b.js')).headers.get('content-type')).toBe(
    'text/javascript; charset=utf-8',
  );
  expect((await ask('app://tradewind/assets/font.bin')).headers.get('content-type')).toBe(
    'application/octet-stream',
  );
});

test('HEAD has the headers and no body; other methods are refused', async () => {
  const head = await ask('app://tradewind/index.html', 'HEAD');
  expect([head.status, await head.text()]).toEqual([200, '']);
  for (const method of ['POST', 'PUT', 'DELETE'])
    expect((await ask('app://tradewind/index.html', method)).status).toBe(405);
});

describe('answers 404 for', () => {
  test.each([
    'app://tradewind/',
    'app://tradewind/assets',
    'app://tradewind/assets/',
    'app://tradewind/../secret.txt',
    'app://tradewind/%2e%2e/secret.txt',
    'app://tradewind/..%2fsecret.txt',
    'app://tradewind/..%5csecret.txt',
    'app://tradewind/assets/..%2f..%2fsecret.txt',
    'app://tradewind/assets/../index.html/..',
    'app://tradewind//index.html',
    'app://tradewind/INDEX.HTML',
    'app://tradewind/index.html%00',
    'app://tradewind/%',
    'app://elsewhere/index.html',
    'app://tradewind.evil/index.html',
  ])('%s', async (url) => {
    expect((await ask(url)).status).toBe(404);
  });

  test('any path but the three that are there', async () => {
    await fc.assert(
      fc.asyncProperty(fc.webPath(), async (path) => {
        const response = await ask(`app://tradewind${path}`);
        expect(response.status).toBe(
          files.has(decodeURIComponent(new URL(response.url || `app://tradewind${path}`).pathname))
            ? 200
            : 404,
        );
      }),
    );
  });
});
