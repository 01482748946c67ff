import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WakefulProcessors } from './wakeful-processors.ts';

let folder: string;
let file: string;
let told: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wakeful-'));
  file = join(folder, 'latency');
  told = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function processors() {
  const say = (_: object, message: string) => void told.push(message);
  return new WakefulProcessors({ file, log: { debug: say, info: say, warn: say, error: say } });
}

test('no latency at all is asked for, as the four bytes that Linux takes, each time anew', () => {
  const awake = processors();
  for (let time = 0; time < 3; time++) {
    writeFileSync(file, '');
    const letSleep = awake.keepAwake();
    expect([...readFileSync(file)]).toEqual([0, 0, 0, 0]);
    letSleep();
    letSleep();
  }
  expect([awake.isRefused, told]).toEqual([false, []]);
});

test('where there is no such file none is made, and it is told once', () => {
  const awake = processors();
  for (let time = 0; time < 3; time++) awake.keepAwake()();
  expect(existsSync(file)).toBe(false);
  expect(awake.isRefused).toBe(true);
  expect(told).toHaveLength(1);
});
