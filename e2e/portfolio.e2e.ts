import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SecType, type Contract } from '@stoqey/ib';
import { GatewayClient } from './fixtures/gateway-client.ts';
import { atSize, command, practise } from './fixtures/practice.ts';
import { expect, test } from './fixtures/test.ts';

/** What the accounts hold, in the real window against the app's own gateway; another client of it trades. */

const EURUSD: Contract = { symbol: 'EUR', secType: SecType.CASH, exchange: 'IDEALPRO', currency: 'USD' };

test('positions, account and trade log show what was traded, over a reconnect and a restart', async ({
  workstation,
  picture,
}) => {
  const { app, window } = await workstation.open();
  await atSize(app);
  await command(window, 'Go to Positions');
  const positions = window.getByRole('tabpanel', { name: 'Positions' });
  await expect(positions).toContainText('No account yet');

  const port = await practise(window);
  const trader = await GatewayClient.at(port);
  try {
    await trader.trade(100);
    await command(window, 'Go to Positions');
    const apple = positions.getByRole('row', { name: 'AAPL, 100', exact: true });
    await expect(apple).toBeVisible();
    await expect(positions).not.toContainText('differ');
    await command(window, 'Go to Account');
    const account = window.getByRole('tabpanel', { name: 'Account', exact: true });
    await expect(account).toContainText('DU1000001');
    await expect(account.getByRole('table', { name: 'Cash by currency' })).toContainText('USD');
    await picture(window, 'account');

    // What another client does is heard of when both sides are compared.
    await trader.trade(20_000, EURUSD);
    await trader.trade(-40);
    await command(window, 'Disconnect');
    await command(window, 'Go to Positions');
    await expect(positions).toContainText('Not connected');
    await window.keyboard.press('Control+Alt+c');
    await expect(window.getByLabel('Status', { exact: true })).toContainText('Practice ready');
    await command(window, 'Go to Positions');
    await expect(positions.getByRole('row', { name: /^EUR\.USD, 20,000/ })).toBeVisible();
    await positions.getByRole('grid').focus();
    await window.keyboard.press('End');
    await picture(window, 'positions');
    await command(window, 'Go to Trade log');
    const log = window.getByRole('tabpanel', { name: 'Trade log' });
    await expect(log.getByRole('row', { name: 'long AAPL' })).toContainText('40');
    await picture(window, 'trade-log');
    const filePath = join(workstation.sharedDir, 'trades.csv');
    await app.evaluate(({ dialog }, path) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
    }, filePath);
    await command(window, 'Export the trade log as CSV');
    await expect(window.getByText(/^Wrote 1 trade to trades\.csv/)).toBeVisible();
    expect(readFileSync(filePath, 'utf8')).toMatch(/^account,contract,.*\nDU1000001,AAPL,\d+,long,40,/);
    await command(window, 'Export the executions of the blotter as CSV');
    await expect(window.getByText(/^Wrote \d+ rows to trades\.csv/)).toBeVisible();
    expect(readFileSync(filePath, 'utf8')).toMatch(/^execId,time,account,.*\n(.*\n)*.*,DU1000001,AAPL,/);
    await command(window, 'Go to Blotter');
    await picture(window, 'blotter-export');
  } finally {
    trader.close();
  }
  await workstation.quit();
  const again = await workstation.open();
  await command(again.window, 'Go to Positions');
  await expect(
    again.window.getByRole('tabpanel', { name: 'Positions' }).getByRole('row', { name: /^AAPL/ }),
  ).toBeVisible();
});
