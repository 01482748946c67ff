import { EventName, IBApi, OrderAction, OrderType, SecType, TimeInForce } from '@stoqey/ib';
import { isAlive, nextPaperGatewayPid, paperGatewayPid } from './fixtures/paper-gateway.ts';
import { atSize } from './fixtures/practice.ts';
import { expect, test } from './fixtures/test.ts';

/** The broker inside, from the first start on. */

test('practise: chosen at the first start, a client connects and gets quotes, the market changes, it stops and comes back', async ({
  workstation,
  picture,
}) => {
  const { app, window } = await workstation.open({}, 'unanswered');
  await atSize(app);
  const question = window.getByRole('dialog', { name: 'How do you want to begin?' });
  await expect(question.getByRole('radio', { name: /^Practise/ })).toBeChecked();
  await question.getByRole('radio', { name: /^Connect to TWS/ }).check();
  await question.getByRole('textbox', { name: 'Port' }).fill('70000');
  await expect(question.getByRole('button', { name: 'Connect to this address' })).toBeDisabled();
  await picture(window, 'first-start');
  await question.getByRole('radio', { name: /^Practise/ }).check();
  expect(await paperGatewayPid(app)).toBe(0);
  await question.getByRole('button', { name: 'Start the paper gateway' }).click();

  const panel = window.getByRole('tabpanel', { name: 'Paper gateway' });
  const address = panel.getByText(/^127\.0\.0\.1:\d+$/);
  await expect(address).toBeVisible();
  const port = Number((await address.textContent())!.split(':')[1]);
  // Tradewind's own: it trades over the same protocol as everybody else.
  await expect(panel.getByRole('row', { name: 'Client 17' })).toContainText('Tradewind');

  const client = new IBApi({ host: '127.0.0.1', port, clientId: 41 });
  client.on(EventName.error, () => undefined); // notices about market data farms come as errors
  const bid = new Promise<number>((resolve) => {
    // The market of stocks may be closed while this runs; that of crypto never is.
    client.on(EventName.tickPrice, (_id, _type, price) => price > 0 && resolve(price));
  });
  try {
    client.on(EventName.nextValidId, () => {
      const bitcoin = { symbol: 'BTC', secType: SecType.CRYPTO, exchange: 'PAXOS', currency: 'USD' };
      client.reqMktData(1, bitcoin, '', false, false);
    });
    client.connect();
    expect(await bid).toBeGreaterThan(0);
    const row = panel.getByRole('row', { name: 'Client 41' });
    await expect(row).toBeVisible();
    await expect(window.getByLabel('Status', { exact: true })).toContainText(
      `paper gateway on ${port}, 2 sessions`,
    );

    await panel
      .getByRole('combobox', { name: 'Scenario' })
      .or(panel.getByRole('textbox', { name: 'Scenario' }))
      .click();
    await window.getByRole('option', { name: 'Crisis' }).click();
    await panel.getByRole('textbox', { name: 'Speed' }).fill('30');
    await window.keyboard.press('Enter');
    await panel.getByLabel('Faults to set').fill('5%: drop-everything');
    await panel.getByRole('button', { name: 'Set these faults' }).click();
    await expect(panel).toContainText('is no fault');
    await panel.getByLabel('Faults to set').fill('5%: drop-status\nat order 3: reject=201');
    await panel.getByRole('button', { name: 'Set these faults' }).click();
    await expect(panel.getByRole('table', { name: 'Faults that are set' })).toContainText(
      'at order 3: reject=201',
    );
    await picture(window, 'paper-gateway');

    const first = await paperGatewayPid(app);
    process.kill(first, 'SIGKILL');
    await nextPaperGatewayPid(app, first);
    await expect(address).toBeVisible();
    // As it was: what was changed while it ran holds for the next start too.
    await expect(panel.getByRole('textbox', { name: 'Speed' })).toHaveValue('30');
    await expect(row).toHaveCount(0);
  } finally {
    client.disconnect();
  }

  await panel.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(panel).toContainText('The paper gateway is stopped');
  await picture(window, 'paper-gateway-stopped');
  await expect.poll(() => paperGatewayPid(app)).toBe(0);

  await workstation.quit();
  const again = await workstation.open();
  await expect(
    again.window.getByRole('tabpanel', { name: 'Paper gateway' }).getByText(/^127\.0\.0\.1:\d+$/),
  ).toBeVisible();
  await expect(again.window.getByRole('dialog')).toHaveCount(0);
  const pid = await paperGatewayPid(again.app);
  await workstation.quit();
  await expect.poll(() => isAlive(pid)).toBe(false);
});

test('reset: an account that has traded begins anew after a question, its orders are cancelled, and clients are told', async ({
  workstation,
  picture,
}) => {
  const { app, window } = await workstation.open({}, 'unanswered');
  await atSize(app);
  const question = window.getByRole('dialog', { name: 'How do you want to begin?' });
  await question.getByRole('button', { name: 'Start the paper gateway' }).click();
  const panel = window.getByRole('tabpanel', { name: 'Paper gateway' });
  const address = panel.getByText(/^127\.0\.0\.1:\d+$/);
  await expect(address).toBeVisible();
  const port = Number((await address.textContent())!.split(':')[1]);

  const client = new IBApi({ host: '127.0.0.1', port, clientId: 42 });
  client.on(EventName.error, () => undefined);
  const statuses = new Map<number, string>();
  client.on(EventName.orderStatus, (id, status) => statuses.set(id, status));
  const held = new Map<string, number>();
  client.on(EventName.position, (_account, { symbol }, quantity) => held.set(symbol ?? '', quantity));
  try {
    // Crypto trades at any hour at which this runs.
    const bitcoin = { symbol: 'BTC', secType: SecType.CRYPTO, exchange: 'PAXOS', currency: 'USD' };
    const buy = { action: OrderAction.BUY, orderType: OrderType.LMT, tif: TimeInForce.GTC, transmit: true };
    client.on(EventName.nextValidId, () => {
      client.reqPositions();
      client.placeOrder(1, bitcoin, { ...buy, totalQuantity: 0.5, lmtPrice: 900_000 });
      client.placeOrder(2, bitcoin, { ...buy, totalQuantity: 0.5, lmtPrice: 1_000 });
    });
    client.connect();
    await expect.poll(() => statuses.get(1)).toBe('Filled');
    await expect.poll(() => held.get('BTC')).toBe(0.5);

    const account = panel.getByRole('row', { name: 'Account DU1000001' });
    const cells = account.getByRole('cell');
    await expect(cells.nth(4)).toHaveText('1');
    await expect(cells.nth(5)).toHaveText('1');
    await expect(cells.nth(2)).not.toHaveText('1,000,000.00');
    await picture(window, 'paper-gateway-accounts');

    await account.getByRole('button', { name: 'Reset DU1000001' }).click();
    const asked = window.getByRole('dialog', { name: 'Reset DU1000001?' });
    await expect(asked).toContainText('Its 1 position and 1 working order');
    await picture(window, 'paper-gateway-reset');
    await asked.getByRole('button', { name: 'Cancel' }).click();
    await expect(cells.nth(4)).toHaveText('1');
    expect(statuses.get(2)).toBe('Submitted');

    await account.getByRole('button', { name: 'Reset DU1000001' }).click();
    await asked.getByRole('button', { name: 'Reset DU1000001' }).click();
    await expect.poll(() => statuses.get(2)).toBe('Cancelled');
    await expect.poll(() => held.get('BTC')).toBe(0);
    await expect(cells.nth(4)).toHaveText('0');
    await expect(cells.nth(2)).toHaveText('1,000,000.00');
    await expect(panel.getByLabel('Recent events')).toContainText('DU1000001 begins anew.');

    // What is set for the next start: another account comes along, and the one there was stays.
    const accounts = panel.getByRole('textbox', { name: 'Accounts' });
    await accounts.fill('DU1000001, DU7');
    await expect(panel).toContainText('an account is called DU and 5 to 9 digits');
    await accounts.fill('DU1000001, DU1000002');
    await window.keyboard.press('Enter');
    await expect(panel).toContainText('Stop and start the paper gateway to use these.');
    await panel.getByText('Replay', { exact: true }).scrollIntoViewIfNeeded();
    await picture(window, 'paper-gateway-next-start');
  } finally {
    client.disconnect();
  }
  await expect(panel.getByRole('row', { name: 'Client 42' })).toHaveCount(0);
  await panel.getByRole('button', { name: 'Stop', exact: true }).click();
  await panel.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(panel.getByRole('row', { name: 'Account DU1000002' })).toContainText('1,000,000.00');
  await expect(panel.getByRole('row', { name: 'Account DU1000001' })).toContainText('1,000,000.00');

  // Bars of the library instead of the simulated market.
  await panel
    .getByRole('combobox', { name: 'Replay' })
    .or(panel.getByRole('textbox', { name: 'Replay' }))
    .click();
  await window.getByRole('option', { name: /^SPX@/ }).click();
  await window.keyboard.press('Escape');
  await expect(panel).toContainText('A replay keeps nothing');
  await panel.getByRole('button', { name: 'Stop', exact: true }).click();
  await panel.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(panel.getByRole('region', { name: 'Market' })).toContainText('Replay of SPX@');
  await expect(panel.getByRole('row', { name: 'Account DU1000001' })).toContainText('1,000,000.00');
  await picture(window, 'paper-gateway-replay');
});

test('research only: no gateway is started, and it can be changed in Settings', async ({
  app,
  window,
  picture,
}) => {
  expect(await paperGatewayPid(app)).toBe(0);
  await window.keyboard.press('Control+,');
  const settings = window.getByRole('tabpanel', { name: 'Settings' });
  await expect(settings.getByRole('radio', { name: 'Research only' })).toBeChecked();
  await settings.getByRole('radio', { name: /^Practise/ }).check();
  await picture(window, 'settings-start-with');
  await window.keyboard.press('Alt+9');
  await expect(
    window.getByRole('tabpanel', { name: 'Paper gateway' }).getByText(/^127\.0\.0\.1:\d+$/),
  ).toBeVisible();
});
