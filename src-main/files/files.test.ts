import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { Desktop } from '../ports/desktop.ts';
import { FileGrants, MAX_GRANTS, type GrantedFile } from './file-grants.ts';
import { Files, safeName } from './files.ts';

test('a chosen file becomes a grant, known to research before the page hears of it', async () => {
  const bed = open({ chooses: '/data/prices.csv' });
  const granted = await bed.files.chooseImport('bars');
  expect(granted).toMatchObject({ ok: true, value: { name: 'prices.csv' } });
  expect(bed.shared).toMatchObject([
    { path: '/data/prices.csv', access: 'read', grant: granted.ok ? granted.value : {} },
  ]);
});

test('closing the dialog grants nothing', async () => {
  const bed = open({ chooses: null });
  expect(await bed.files.chooseImport('bars')).toEqual(ok(null));
  expect(await bed.files.chooseSave('a', 'csv')).toEqual(ok(null));
  expect(bed.shared).toEqual([]);
});

test('when research cannot be told, the page gets the reason and no grant', async () => {
  const bed = open({
    chooses: '/data/prices.csv',
    sharing: err(failure('research-unreachable', 'It does not answer.')),
  });
  expect(await bed.files.chooseImport('bars')).toMatchObject({
    ok: false,
    error: { code: 'research-unreachable' },
  });
});

test('a name without an extension gets the one of its kind', async () => {
  const bed = open({ chooses: '/data/report' });
  expect(await bed.files.chooseSave('report', 'html')).toMatchObject({
    ok: true,
    value: { name: 'report.html' },
  });
  expect(bed.shared).toMatchObject([{ path: '/data/report.html', access: 'write' }]);
});

describe('dropped files', () => {
  test.each(['/d/a.csv', '/d/a.CSV', '/d/a.txt', '/d/a.tsv'])('%s is granted for reading', async (path) => {
    const bed = open({ existing: [path] });
    expect(await bed.files.grantDropped(path)).toMatchObject({
      ok: true,
      value: { grantId: expect.any(String) as unknown },
    });
    expect(bed.shared).toMatchObject([{ access: 'read' }]);
  });
  test.each(['/etc/passwd', '/home/x/.ssh/id_rsa', '/d/trading.db', '/d/csv'])('%s is not', async (path) => {
    expect(await open({ existing: [path] }).files.grantDropped(path)).toEqual(ok(null));
  });
  test('nor is what is not there', async () => {
    expect(await open().files.grantDropped('/d/a.csv')).toEqual(ok(null));
  });
});

describe('opening', () => {
  test.each(['/d/report.html', '/d/trades.csv', '/d/run.JSON'])(
    '%s, which this session has written, works',
    async (path) => {
      const bed = open({ chooses: path, existing: [path] });
      const grantId = await bed.save();
      expect(await bed.files.open(grantId)).toEqual(ok(null));
      expect(await bed.files.reveal(grantId)).toEqual(ok(null));
      expect([bed.openedPaths, bed.revealed]).toEqual([[path], [path]]);
    },
  );

  test.each(['/d/a.exe', '/d/a.sh', '/d/a.desktop', '/d/a.html.lnk', '/d/library.db'])(
    '%s is refused',
    async (path) => {
      const bed = open({ chooses: path, existing: [path] });
      expect(await bed.files.open(await bed.save())).toMatchObject({
        ok: false,
        error: { code: 'not-openable' },
      });
      expect(bed.openedPaths).toEqual([]);
    },
  );

  test('a grant that was never given is refused', async () => {
    expect(await open().files.open(randomUUID())).toMatchObject({
      ok: false,
      error: { code: 'grant-unknown' },
    });
  });

  test('a file that was granted for reading is refused', async () => {
    const bed = open({ chooses: '/d/a.csv', existing: ['/d/a.csv'] });
    const granted = await bed.files.chooseImport('bars');
    const grantId = granted.ok ? granted.value!.grantId : '';
    expect(await bed.files.open(grantId)).toMatchObject({ ok: false, error: { code: 'grant-unknown' } });
    expect(await bed.files.reveal(grantId)).toMatchObject({ ok: false, error: { code: 'grant-unknown' } });
  });

  test('a file that has not been written says so', async () => {
    const bed = open({ chooses: '/d/a.csv' });
    expect(await bed.files.open(await bed.save())).toMatchObject({
      ok: false,
      error: { code: 'file-missing' },
    });
  });

  test("the desktop's reason is passed on", async () => {
    const bed = open({ chooses: '/d/a.csv', existing: ['/d/a.csv'], opening: 'no program for it' });
    expect(await bed.files.open(await bed.save())).toMatchObject({
      ok: false,
      error: { message: '/d/a.csv could not be opened: no program for it.' },
    });
  });
});

test('grants are bounded: the oldest ends', () => {
  const grants = new FileGrants(randomUUID);
  const first = grants.add('/d/0', 'read');
  for (let i = 1; i <= MAX_GRANTS; i++) grants.add(`/d/${i}`, 'read');
  expect(grants.all()).toHaveLength(MAX_GRANTS);
  expect(grants.find(first.grant.grantId, 'read').ok).toBe(false);
});

test('a suggested name never leads out of the folder of the dialog', () => {
  expect(safeName('../../.bashrc', '.csv')).toBe('-..-.bashrc.csv');
  expect(safeName('C:\\Windows\\x', '.csv')).toBe('C-Windows-x.csv');
  expect(safeName('SPX sma-cross.csv', '.csv')).toBe('SPX sma-cross.csv');
  expect(safeName('...', '.html')).toBe('tradewind.html');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
      const safe = safeName(name, '.csv');
      expect(safe).toMatch(/^[^<>:"/\\|?*\u0000-\u001f]+\.csv$/su); // eslint-disable-line no-control-regex -- none may be left
      expect(join('/folder', safe)).toBe(`/folder/${safe}`);
    }),
  );
});

interface Given {
  readonly chooses?: string | null;
  readonly existing?: readonly string[];
  readonly sharing?: Result<unknown, ServiceFailure>;
  readonly opening?: string;
}

function open({ chooses = null, existing = [], sharing = ok(null), opening }: Given = {}) {
  const openedPaths: string[] = [];
  const revealed: string[] = [];
  const shared: GrantedFile[] = [];
  const desktop: Desktop = {
    chooseImportFile: () => Promise.resolve(chooses),
    chooseSavePath: () => Promise.resolve(chooses),
    open(path) {
      if (opening === undefined) openedPaths.push(path);
      return Promise.resolve(opening ?? null);
    },
    reveal: (path) => void revealed.push(path),
    writeClipboard: () => undefined,
    confirm: () => Promise.resolve(true),
  };
  const files = new Files({
    desktop,
    grants: new FileGrants(randomUUID),
    shareWithResearch(granted) {
      shared.push(granted);
      return Promise.resolve(sharing);
    },
    isFile: (path) => Promise.resolve(existing.includes(path)),
  });
  const save = async () => {
    const granted = await files.chooseSave('name', 'csv');
    return granted.ok ? granted.value!.grantId : '';
  };
  return { files, shared, openedPaths, revealed, save };
}
