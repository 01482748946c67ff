import { beforeAll, expect, test } from 'vitest';
import { toMicros } from '#shared/model/money.ts';
import { toOrderPrice } from '#shared/model/order-price.ts';
import { toQuantityMicros } from '#shared/model/quantity.ts';
import type { GatewayMessage } from '#shared/tws-protocol/messages/messages.ts';
import { AAPL, order } from '../orders/testing/order-bench.ts';
import { RawClient } from '../testing/raw-client.ts';
import { bundleGateway, startChild, type GatewayChild } from './testing/gateway-child.ts';
import { useKeptGateways, type KeptGateway } from './testing/kept-gateway.ts';

const bench = useKeptGateways();
const ROUND_COUNT = process.env['TRADEWIND_COUNTS'] === 'full' ? 60 : 1;
/** So many are killed, then one is stopped as Ctrl+C does. */
const KILLED_IN_A_ROW = 5;
const BURST = 40;
const CLIENT = 5;

let program: string;
beforeAll(async () => {
  program = await bundleGateway();
});

test('kill -9 at any moment loses no order that was acknowledged, doubles none, and the cash is that of the fills', async () => {
  const path = bench.newPath();
  const args = ['--state', path, '--port', '0', '--always-open'];
  const told: GatewayMessage[] = [];
  for (let round = 0; round < ROUND_COUNT; round++) {
    const isStopped = round % (KILLED_IN_A_ROW + 1) === KILLED_IN_A_ROW;
    const child = (await startChild(program, args)) as GatewayChild;
    const end = isStopped ? () => child.stop() : () => child.kill();
    const heard = await placeUntil(child, 12 + ((round * 7) % (BURST / 2)), end);
    expect(heard.length).toBeGreaterThan(12);
    told.push(...heard);
    const found = await bench.start(path, Date.now(), { asked: { seed: 1, alwaysOpen: true } });
    expect(found.notices).toHaveLength(isStopped ? 0 : 1);
    expectAllThere(found, told);
    expectBalanced(found);
    await found.end();
    if (!isStopped) continue;
    expect(await startChild(program, [...args, '--seed', '8'])).toMatchObject({
      ...{ code: 2, said: expect.stringContaining('with seed 1, and cannot go on with seed 8') as string },
    });
  }
});

/** A burst of orders and cancels of all sorts, and the end after so many of the answers. */
async function placeUntil(
  child: GatewayChild,
  answers: number,
  end: () => Promise<unknown>,
): Promise<GatewayMessage[]> {
  const client = new RawClient(child.port);
  client.greet('v100..193');
  await client.until(() => client.version !== undefined);
  client.ask({ kind: 'startApi', clientId: CLIENT, optionalCapabilities: '' });
  await client.until(() => client.messages.some(({ kind }) => kind === 'nextValidId'));
  const first = client.messages.find((each) => each.kind === 'nextValidId')!.orderId;
  for (let i = 0; i < BURST; i++) {
    if (i % 8 === 7) {
      client.ask({
        ...{ kind: 'cancelOrder', orderId: first + i - 2, manualCancelOrderTime: '' },
        ...{ extOperator: '', manualOrderIndicator: undefined },
      });
      continue;
    }
    const terms = i % 2 === 0 ? {} : { orderType: 'LMT', lmtPrice: i % 3 === 0 ? 10_000 : 1, tif: 'GTC' };
    client.ask({
      ...{ kind: 'placeOrder', orderId: first + i, contract: AAPL },
      order: order({ totalQuantity: 1 + (i % 3), ...terms }),
      ...{ orderComboLegs: [], hasScaleDetailsAtZero: false },
    } as unknown as Parameters<RawClient['ask']>[0]);
  }
  const isAnswer = ({ kind }: GatewayMessage) => kind === 'orderStatus' || kind === 'errorMessage';
  await client.until(() => client.messages.filter(isAnswer).length >= answers);
  await end();
  await client.closed();
  return client.messages;
}

function expectAllThere({ gateway }: KeptGateway, told: readonly GatewayMessage[]): void {
  const { tickets, executions } = gateway.orders;
  const kept = new Set(executions.snapshot().map(({ details }) => details.execId));
  expect(kept.size).toBe(executions.snapshot().length);
  for (const each of told) {
    if (each.kind === 'execDetails') expect(kept).toContain(each.execId);
    // What was refused never came to be an order.
    if (each.kind !== 'orderStatus' || each.status === 'Inactive') continue;
    const ticket = tickets.of(CLIENT, each.orderId);
    expect(ticket).toMatchObject({ key: each.permId });
    expect(ticket!.status.filled).toBeGreaterThanOrEqual(each.filled);
    if (each.status === 'Filled') expect(ticket!.status.state).toBe('filled');
    if (each.status === 'Cancelled') expect(ticket!.status.state).toBe('cancelled');
    expect(gateway.orders.nextFor(CLIENT)).toBeGreaterThan(each.orderId);
  }
  const all = [...tickets.live, ...tickets.completed];
  expect(new Set(all.map(({ orderId }) => orderId)).size).toBe(all.length);
}

/** Shares and cash follow from the executions to the last micro-unit, and so do the orders. */
function expectBalanced({ gateway }: KeptGateway): void {
  const { orders, accounts } = gateway;
  let cash = BigInt(toMicros(1_000_000));
  let shares = 0n;
  const filled = new Map<number, number>();
  for (const { details, commission } of orders.executions.snapshot()) {
    const [price, size] = [BigInt(toOrderPrice(details.price)), BigInt(toQuantityMicros(details.shares))];
    expect((price * size) % 100_000_000n).toBe(0n);
    cash -= (price * size) / 100_000_000n + BigInt(toMicros(commission.commission));
    shares += size;
    filled.set(details.permId, (filled.get(details.permId) ?? 0) + details.shares);
  }
  const [account] = accounts.snapshot().accounts;
  expect(account!.cash).toEqual([['USD', expect.objectContaining({ amount: Number(cash) }) as unknown]]);
  expect(account!.positions.map(({ quantity }) => BigInt(quantity))).toEqual(shares === 0n ? [] : [shares]);
  for (const { key, status, order: asked } of [...orders.tickets.live, ...orders.tickets.completed]) {
    expect(status.filled).toBe(filled.get(key) ?? 0);
    expect(status.filled).toBeLessThanOrEqual(asked.totalQuantity!);
  }
}
