import { closeSync, constants, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WakefulDisk } from './wakeful-disk.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wakeful-disk-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const isDirect = takesDirectReads();

test('each touch reads a block, one at a time, of a file that nobody sees and that is gone when it is closed', async () => {
  const disk = new WakefulDisk(join(folder, 'trading.db'));
  expect([disk.touch().ok, disk.touch().ok]).toEqual([true, true]);
  if (isDirect) await expect.poll(() => disk.blocksRead).toBe(1);
  expect(disk.touch().ok).toBe(true);
  disk.close();
  if (isDirect) await expect.poll(() => disk.blocksRead).toBe(2);
  expect(disk.touch().ok).toBe(true);
  await sleep(5);
  expect(disk.blocksRead).toBe(isDirect ? 2 : 0);
  expect(readdirSync(folder)).toEqual([]);
});

test.runIf(isDirect)(
  'where there is no such file to be had it says so once, and reads nothing more',
  async () => {
    mkdirSync(join(folder, 'trading.db-wake'));
    const disk = new WakefulDisk(join(folder, 'trading.db'));
    const told: unknown[] = [];
    await expect
      .poll(() => {
        const touched = disk.touch();
        if (!touched.ok) told.push(touched.error.code);
        return told;
      })
      .toEqual(['wakeful-disk']);
    expect(disk.touch().ok).toBe(true);
    await sleep(5);
    expect(disk.touch().ok).toBe(true);
    expect(disk.blocksRead).toBe(0);
    disk.close();
  },
);

/** Not every file system does, one in memory for instance. */
function takesDirectReads(): boolean {
  const probe = join(mkdtempSync(join(tmpdir(), 'wakeful-disk-probe-')), 'file');
  try {
    closeSync(openSync(probe, constants.O_CREAT | constants.O_RDWR | constants.O_DIRECT));
    return process.platform === 'linux';
  } catch {
    return false;
  } finally {
    rmSync(dirname(probe), { recursive: true });
  }
}
