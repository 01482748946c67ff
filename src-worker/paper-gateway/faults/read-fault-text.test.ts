import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFaultText } from './read-fault-text.ts';

test('takes a script out of its file, faults as they are, and says of a folder that it is none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  const file = join(folder, 'script.txt');
  writeFileSync(file, 'at order 5: drop-connection');
  expect(readFaultText(file)).toEqual({ ok: true, value: 'at order 5: drop-connection' });
  expect(readFaultText('missing-ack')).toEqual({ ok: true, value: 'missing-ack' });
  const long = Array.from({ length: 100 }, () => 'missing-ack').join(',');
  expect(readFaultText(long)).toEqual({ ok: true, value: long });
  expect(readFaultText(folder)).toMatchObject({ ok: false, error: expect.stringContaining('is not a file') });
  rmSync(folder, { recursive: true });
});
