import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkStrategy } from './check.ts';
import { sourceOf } from './read-folder.ts';
import { strategyText } from './testing/texts.ts';
import { UserStrategies } from './user-strategies.ts';
import { watchFolder } from './watch-folder.ts';

let folder: string;
let checkedFiles: string[];
let changes: number;
let all: UserStrategies;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tradewind-strategies-'));
  checkedFiles = [];
  changes = 0;
  all = new UserStrategies({
    folder,
    // In this thread: what the texts of these tests do is known.
    checker: {
      check: (text) => {
        checkedFiles.push(text.file);
        return Promise.resolve(checkStrategy(text));
      },
    },
    onChange: () => changes++,
  });
});
afterEach(() => {
  all.close();
  rmSync(folder, { recursive: true });
});

const put = (file: string, text: string | Uint8Array) => writeFileSync(join(folder, file), text);
const nothingStored = () => Promise.resolve(null);
const ids = () => all.definitions.map(({ id }) => id);

test('reads what is there, whatever it is called, and only what has changed again', async () => {
  put('mine.ts', strategyText());
  put('größe und form (2).ts', strategyText({ id: 'other', title: 'Other' }));
  put('types.d.ts', 'not read');
  put('.hidden.ts', 'not read');
  put('notes.md', 'not read');
  mkdirSync(join(folder, 'tradewind-sdk'));
  mkdirSync(join(folder, 'folder.ts'));
  symlinkSync(join(folder, 'gone'), join(folder, 'dangling.ts'));
  await all.refresh();
  expect(ids()).toEqual(['mine', 'other']);
  expect(all.problems).toEqual([]);
  expect(all.all.slice(-2)).toEqual(all.definitions);
  expect(checkedFiles).toHaveLength(2);
  await all.refresh();
  expect(checkedFiles).toHaveLength(2);
  put('mine.ts', strategyText({ title: 'Changed' }));
  unlinkSync(join(folder, 'größe und form (2).ts'));
  await all.refresh();
  expect(all.definitions).toMatchObject([{ id: 'mine', title: 'Changed' }]);
  expect(checkedFiles).toHaveLength(3);
  expect(changes).toBeGreaterThan(1);
});

test('what cannot be used is a problem with its place; the others go on', async () => {
  put('a.ts', 'let a: = 3;');
  put('b.ts', strategyText({ id: 'twice' }));
  put('c.ts', strategyText({ id: 'twice' }));
  put('d.ts', strategyText({ id: 'sma-cross' }));
  put('e.ts', Uint8Array.of(0xff, 0xfe, 0x00));
  put('f.ts', `// ${'x'.repeat(5_000_000)}`);
  put('g.ts', strategyText());
  await all.refresh();
  expect(ids()).toEqual(['mine']);
  expect(all.problems.map(({ file, message, line }) => `${file} ${line ?? '-'} ${message}`)).toEqual([
    expect.stringMatching(/^a\.ts 1 Unexpected token/),
    expect.stringMatching(/^b\.ts - The id 'twice' is in 2 files \(b\.ts, c\.ts\)/),
    expect.stringMatching(/^c\.ts - The id 'twice' is in 2 files/),
    expect.stringMatching(/^d\.ts - Its id 'sma-cross' is that of a strategy of the application/),
    expect.stringMatching(/^e\.ts - It is not written in UTF-8/),
    expect.stringMatching(/^f\.ts - It has 4883 KB; a strategy's file has at most 512 KB/),
  ]);
});

test('five hundred files are read, the one beyond is said to be left out', async () => {
  for (let i = 0; i <= 500; i++) put(`s${String(i).padStart(3, '0')}.ts`, strategyText({ id: `s-${i}` }));
  await all.refresh();
  expect(all.definitions).toHaveLength(500);
  expect(all.problems).toMatchObject([
    { file: 's500.ts', message: expect.stringMatching(/501 files/) as string },
  ]);
});

test('a run has the text as it stands, and keeps it when the file is changed or goes', async () => {
  put('mine.ts', strategyText());
  await all.refresh();
  put('mine.ts', strategyText({ title: 'Second' }));
  const pinned = await all.pin({ strategyId: 'mine' }, nothingStored);
  if (!pinned.ok) throw new Error(pinned.error.message);
  const { hash, text } = sourceOf('mine.ts', strategyText({ title: 'Second' }));
  expect(pinned.value).toMatchObject({
    spec: { strategyHash: hash },
    definition: { title: 'Second', source: { text } },
  });
  unlinkSync(join(folder, 'mine.ts'));
  await all.refresh();
  expect(ids()).toEqual([]);
  expect(all.codeOf('mine', hash)).toMatchObject({ hash, file: 'mine.ts' });
  expect(all.codeOf('other', hash)).toBeUndefined();
  expect(all.codeOf('mine', undefined)).toBeUndefined();
});

test('a file that is broken or gone when a run begins is said to be so', async () => {
  put('mine.ts', strategyText());
  await all.refresh();
  put('mine.ts', strategyText({ head: 'enum A {}' }));
  expect(await all.pin({ strategyId: 'mine' }, nothingStored)).toMatchObject({
    ok: false,
    error: { code: 'strategy-not-usable', message: expect.stringMatching(/^mine\.ts:2:1: .*enum/) as string },
  });
  put('mine.ts', strategyText());
  await all.refresh();
  unlinkSync(join(folder, 'mine.ts'));
  expect(await all.pin({ strategyId: 'mine' }, nothingStored)).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('is gone') as string },
  });
  expect(await all.pin({ strategyId: 'nobody' }, nothingStored)).toMatchObject({
    ok: true,
    value: { definition: null },
  });
  expect(await all.pin({ strategyId: 'sma-cross' }, nothingStored)).toMatchObject({
    ok: true,
    value: { definition: null },
  });
});

test('a run of an earlier text is made from what was kept of it', async () => {
  const old = sourceOf('mine.ts', strategyText({ title: 'Old' }));
  put('mine.ts', strategyText({ title: 'New' }));
  await all.refresh();
  const spec = { strategyId: 'mine', strategyHash: old.hash };
  expect(await all.pin(spec, () => Promise.resolve(old))).toMatchObject({
    ok: true,
    value: { spec, definition: { title: 'Old' } },
  });
  expect(all.codeOf('mine', old.hash)).toMatchObject({ hash: old.hash });
  expect(await all.pin({ strategyId: 'mine', strategyHash: 'f'.repeat(64) }, nothingStored)).toMatchObject({
    ok: false,
    error: { code: 'code-not-kept' },
  });
});

test('a file saved in the strategies folder is noticed', async () => {
  const seen = new Promise<void>((resolve) => {
    const stop = watchFolder(folder, () => {
      stop();
      resolve();
    });
  });
  put('mine.ts', strategyText());
  await seen;
});

test('a folder that is not there is empty', async () => {
  const none = new UserStrategies({
    folder: join(folder, 'none'),
    checker: { check: () => Promise.reject(new Error('none')) },
  });
  await none.refresh();
  expect(none.definitions).toEqual([]);
});
