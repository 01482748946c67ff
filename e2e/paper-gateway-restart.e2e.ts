import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventName, IBApi, OrderAction, OrderType, SecType, TimeInForce } from '@stoqey/ib';
import type { Page } from '@playwright/test';
import { isAlive, nextPaperGatewayPid, paperGatewayPid } from './fixtures/paper-gateway.ts';
import { expect, test } from './fixtures/test.ts';

/** Practice that goes on where it was left. */

test('positions and orders survive a crash of the paper gateway and an app restart; a damaged file is set aside and said', async ({
  workstation,
  picture,
}) => {
  const { app, window } = await workstation.open({}, 'unanswered');
  const question = window.getByRole('dialog', { name: 'How do you want to begin?' });
  await question.getByRole('button', { name: 'Start the paper gateway' }).click();
  const first = await seen(window, (api) => {
    // Crypto trades at any hour at which this runs.
    const bitcoin = { symbol: 'BTC', secType: SecType.CRYPTO, exchange: 'PAXOS', currency: 'USD' };
    const buy = { action: OrderAction.BUY, orderType: OrderType.LMT, tif: TimeInForce.GTC, transmit: true };
    api.placeOrder(1, bitcoin, { ...buy, totalQuantity: 0.5, lmtPrice: 900_000 });
    api.placeOrder(2, bitcoin, { ...buy, totalQuantity: 0.5, lmtPrice: 1_000 });
  });
  expect(first).toEqual({ held: { BTC: 0.5 }, open: [2] });

  const pid = await paperGatewayPid(app);
  process.kill(pid, 'SIGKILL');
  await nextPaperGatewayPid(app, pid);
  expect(await seen(window)).toEqual(first);

  // Killed: whoever quits with working orders is asked whether they mean it.
  await workstation.kill();
  const again = await workstation.open();
  expect(await seen(again.window)).toEqual(first);

  const last = await paperGatewayPid(again.app);
  await workstation.kill();
  await expect.poll(() => isAlive(last)).toBe(false);
  const folder = join(workstation.dataDir, 'paper');
  writeFileSync(join(folder, 'seed-1.db'), 'spilt coffee '.repeat(1_000));
  const anew = await workstation.open();
  const panel = anew.window.getByRole('tabpanel', { name: 'Paper gateway' });
  await expect(panel.getByRole('note').filter({ hasText: 'It was set aside as' })).toBeVisible();
  expect(await seen(anew.window)).toEqual({ held: {}, open: [] });
  // Ours learn it too: the order is over, and the position is shown as a difference, which stops what would add to it.
  await expect(anew.window.getByLabel('Status', { exact: true })).toContainText('only reducing · 0 working');
  await picture(anew.window, 'paper-gateway-set-aside');
  expect(readdirSync(folder).filter((name) => name.includes('set-aside') && name.endsWith('Z'))).toHaveLength(
    1,
  );
});

/** What a client sees of its positions and working orders. @param act once it may trade; an order must fill by it */
async function seen(window: Page, act?: (api: IBApi) => void) {
  const address = window.getByRole('tabpanel', { name: 'Paper gateway' }).getByText(/^127\.0\.0\.1:\d+$/);
  await expect(address).toBeVisible();
  const port = Number((await address.textContent())!.split(':')[1]);
  const api = new IBApi({ host: '127.0.0.1', port, clientId: 44 });
  api.on(EventName.error, () => undefined); // notices about market data farms come as errors
  const held: Record<string, number> = {};
  const open = new Set<number>();
  api.on(EventName.position, (_account, { symbol = '' }, quantity) => (held[symbol] = quantity));
  api.on(EventName.openOrder, (id, _contract, _order, { status }) => {
    if (status === 'Submitted') open.add(id);
  });
  const told = (event: EventName) => new Promise((resolve) => api.once(event, resolve));
  try {
    const ready = told(EventName.nextValidId);
    api.connect();
    await ready;
    // Fills come in parts, as the market shows them.
    const filled = new Promise<void>((resolve) => {
      api.on(EventName.orderStatus, (_id, status) => status === 'Filled' && resolve());
    });
    act?.(api);
    if (act !== undefined) await filled;
    const answered = Promise.all([told(EventName.positionEnd), told(EventName.openOrderEnd)]);
    api.reqPositions();
    open.clear();
    api.reqAllOpenOrders();
    await answered;
    return { held, open: [...open] };
  } finally {
    api.disconnect();
  }
}
