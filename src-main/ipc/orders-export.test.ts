import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toMicros } from '#shared/model/money.ts';
import { fill } from '#shared/orders/testing/samples.ts';
import { FileGrants } from '../files/file-grants.ts';
import { ordersHandlers, type OrderServices } from './orders-handlers.ts';

test('what a spreadsheet would run is text in the file, a negative amount stays one; no file without a grant', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'export-'));
  const path = join(folder, 'executions.csv');
  const grants = new FileGrants(() => '0198c2b7-3f1e-4a52-9d0b-1c5e7a9f2b11');
  const { grant } = grants.add(path, 'write');
  const execution = fill('+1.01', 1, {
    orderRef: '=HYPERLINK("http://x";"y")',
    exchange: '-2+3',
    account: '@x',
  });
  const handlers = ordersHandlers({
    desk: { book: { live: [] }, bookId: 'p' },
    journal: {
      executions: () => [{ ref: null, execution }],
      commission: () => ({ commission: toMicros(-1.25), currency: 'USD', realizedPnl: null }),
    },
    grants,
  } as unknown as OrderServices);
  const run = (grantId: string) => handlers['orders.export']({ list: 'executions', grantId }, {} as never);
  expect(await run(grant.grantId)).toMatchObject({ ok: true, value: { rows: 1, isAll: true } });
  const [header, line] = readFileSync(path, 'utf8').trim().split('\n');
  expect(header).toMatch(/^execId,time,account,contract/);
  expect(line).toContain('"\'+1.01"');
  expect(line).toContain('"\'@x"');
  expect(line).toContain('"\'-2+3",-1.25,USD');
  expect(line).toContain('"\'=HYPERLINK(""http://x"";""y"")"');
  expect(await run('0198c2b7-3f1e-4a52-9d0b-1c5e7a9f2b12')).toMatchObject({
    ok: false,
    error: { code: 'grant-unknown' },
  });
  rmSync(folder, { recursive: true });
});
