import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startGateway } from '../../src-worker/paper-gateway/testing/test-gateway.ts';
import { OrderBench } from '../app/testing/order-bench.ts';

test('a rehearsal takes the road of an order and leaves nothing: no count, no row, no order, no message', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  const gateway = await startGateway();
  const bench = new OrderBench({
    ...{ port: gateway.port, path: join(folder, 'trading.db'), now: () => gateway.gateway.world.now() },
  });
  try {
    await bench.ready();
    const apple = await bench.contract('AAPL');
    gateway.advance(1_500);
    await bench.settled();
    const { desk, orders } = bench;
    let judged = 0;
    const judge = desk.risk.judge.bind(desk.risk);
    desk.risk.judge = (question) => {
      judged++;
      return judge(question);
    };
    orders.take = orders.send = () => {
      throw new Error('a rehearsal asks for nothing at the broker');
    };
    const before = { usage: desk.risk.usage(bench.account), audit: bench.journal.audit({ limit: 50 }) };
    const next = bench.journal.load('bench', gateway.gateway.world.now());
    desk.path.rehearse(bench.account, apple, 20);
    expect(judged).toBe(20);
    expect({ usage: desk.risk.usage(bench.account), audit: bench.journal.audit({ limit: 50 }) }).toEqual(
      before,
    );
    expect(bench.journal.load('bench', gateway.gateway.world.now())).toEqual(next);
    expect([...desk.book.all]).toEqual([]);
  } finally {
    bench.close();
    await gateway.gateway.close();
    rmSync(folder, { recursive: true });
  }
});
