import { EventName, IBApi, SecType } from '@stoqey/ib';
import { nextPaperGatewayPid, paperGatewayPid } from './fixtures/paper-gateway.ts';
import { expect, test } from './fixtures/test.ts';
import { WINDOW_SIZE } from './fixtures/workstation.ts';

/** The broker inside, from the first start on. */

test('practise: chosen at the first start, a client connects and gets quotes, the market changes, it stops and comes back', async ({
  workstation,
  picture,
}) => {
  const { app, window } = await workstation.open({}, 'unanswered');
  await app.evaluate(({ BrowserWindow }, size) => {
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 0, y: 0, ...size });
  }, WINDOW_SIZE);
  const question = window.getByRole('dialog', { name: 'How do you want to begin?' });
  await expect(question.getByRole('radio', { name: /^Practise/ })).toBeChecked();
  await question.getByRole('radio', { name: /^Connect to TWS/ }).check();
  await expect(question).toContainText('Connecting and trading over it come with the next part');
  await question.getByRole('textbox', { name: 'Port' }).fill('70000');
  await expect(question.getByRole('button', { name: 'Keep this address' })).toBeDisabled();
  await picture(window, 'first-start');
  await question.getByRole('radio', { name: /^Practise/ }).check();
  expect(await paperGatewayPid(app)).toBe(0);
  await question.getByRole('button', { name: 'Start the paper gateway' }).click();

  const panel = window.getByRole('tabpanel', { name: 'Paper gateway' });
  const address = panel.getByText(/^127\.0\.0\.1:\d+$/);
  await expect(address).toBeVisible();
  const port = Number((await address.textContent())!.split(':')[1]);
  await expect(panel.getByLabel('Sessions')).toContainText('No client is connected');

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
      `paper gateway on ${port}, 1 session`,
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
    await expect(address).toBeVisible({ timeout: 20_000 });
    // As it was: what was changed while it ran holds for the next start too.
    await expect(panel.getByRole('textbox', { name: 'Speed' })).toHaveValue('30');
    await expect(panel.getByLabel('Sessions')).toContainText('No client is connected');
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
  expect(() => process.kill(pid, 0)).toThrow();
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
