import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventName, IBApi, OrderAction, OrderType, SecType, type Contract } from '@stoqey/ib';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/test.ts';
import { WINDOW_SIZE } from './fixtures/workstation.ts';

/** What the accounts hold, in the real window against the app's own gateway; another client of it trades. */

const AAPL: Contract = { symbol: 'AAPL', secType: SecType.STK, exchange: 'SMART', currency: 'USD' };
const EURUSD: Contract = { symbol: 'EUR', secType: SecType.CASH, exchange: 'IDEALPRO', currency: 'USD' };

async function run(window: Page, command: string): Promise<void> {
  await window.keyboard.press('Control+k');
  await window.keyboard.type(command);
  await expect(window.getByRole('option', { selected: true })).toContainText(command);
  await window.keyboard.press('Enter');
  await expect(window.getByRole('dialog')).toHaveCount(0);
}

/** Stocks trade at any hour in it: this runs on every day of the week. @returns the gateway's port */
async function practise(window: Page): Promise<number> {
  await run(window, 'Go to Paper gateway');
  const gateway = window.getByRole('tabpanel', { name: 'Paper gateway' });
  await gateway.getByRole('checkbox', { name: /open/i }).check();
  await run(window, 'Start the paper gateway');
  const address = gateway.getByText(/^127\.0\.0\.1:\d+$/);
  await expect(address).toBeVisible();
  return Number((await address.textContent())!.split(':')[1]);
}

async function connect(window: Page): Promise<void> {
  await window.keyboard.press('Control+Alt+c');
  await expect(window.getByLabel('Status', { exact: true })).toContainText('Practice ready', {
    timeout: 20_000,
  });
}

class Trader {
  readonly #api: IBApi;
  #next = 0;
  readonly #filled = new Map<number, () => void>();

  constructor(port: number) {
    this.#api = new IBApi({ host: '127.0.0.1', port, clientId: 41 });
    this.#api.on(EventName.error, () => undefined);
    this.#api.on(EventName.orderStatus, (id, status) => {
      if (status === 'Filled') this.#filled.get(id)?.();
    });
  }

  async start(): Promise<void> {
    const ready = new Promise<void>((resolve) =>
      this.#api.on(EventName.nextValidId, (id) => {
        this.#next = id;
        resolve();
      }),
    );
    this.#api.connect();
    await ready;
  }

  async trade(contract: Contract, units: number): Promise<void> {
    const id = this.#next++;
    const filled = new Promise<void>((resolve) => this.#filled.set(id, resolve));
    this.#api.placeOrder(id, contract, {
      ...{ action: units > 0 ? OrderAction.BUY : OrderAction.SELL, totalQuantity: Math.abs(units) },
      ...{ orderType: OrderType.MKT, account: 'DU1000001', transmit: true },
    });
    await filled;
  }

  stop(): void {
    this.#api.disconnect();
  }
}

test('positions, account and trade log show what was traded, over a reconnect and a restart', async ({
  workstation,
  picture,
}) => {
  test.setTimeout(150_000);
  const { app, window } = await workstation.open();
  await app.evaluate(({ BrowserWindow }, size) => {
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 0, y: 0, ...size });
  }, WINDOW_SIZE);
  await run(window, 'Go to Positions');
  const positions = window.getByRole('tabpanel', { name: 'Positions' });
  await expect(positions).toContainText('No account yet');

  const port = await practise(window);
  const trader = new Trader(port);
  try {
    await trader.start();
    await trader.trade(AAPL, 100);
    await connect(window);
    await run(window, 'Go to Positions');
    const apple = positions.getByRole('row', { name: 'AAPL, 100', exact: true });
    await expect(apple).toBeVisible();
    await expect(positions).not.toContainText('differ');
    await run(window, 'Go to Account');
    const account = window.getByRole('tabpanel', { name: 'Account', exact: true });
    await expect(account).toContainText('DU1000001');
    await expect(account.getByRole('table', { name: 'Cash by currency' })).toContainText('USD');
    await picture(window, 'account');

    // What another client does is heard of when both sides are compared.
    await trader.trade(EURUSD, 20_000);
    await trader.trade(AAPL, -40);
    await run(window, 'Disconnect');
    await run(window, 'Go to Positions');
    await expect(positions).toContainText('Not connected');
    await connect(window);
    await run(window, 'Go to Positions');
    await expect(positions.getByRole('row', { name: /^EUR\.USD, 20,000/ })).toBeVisible();
    await positions.getByRole('grid').focus();
    await window.keyboard.press('End');
    await picture(window, 'positions');
    await run(window, 'Go to Trade log');
    const log = window.getByRole('tabpanel', { name: 'Trade log' });
    await expect(log.getByRole('row', { name: 'long AAPL' })).toContainText('40');
    await picture(window, 'trade-log');
    const filePath = join(workstation.sharedDir, 'trades.csv');
    await app.evaluate(({ dialog }, path) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
    }, filePath);
    await run(window, 'Export the trade log as CSV');
    await expect(window.getByText(/^Wrote 1 trade to trades\.csv/)).toBeVisible();
    expect(readFileSync(filePath, 'utf8')).toMatch(/^account,contract,.*\nDU1000001,AAPL,\d+,long,40,/);
  } finally {
    trader.stop();
  }
  await workstation.quit();
  const again = await workstation.open();
  await run(again.window, 'Go to Positions');
  await expect(
    again.window.getByRole('tabpanel', { name: 'Positions' }).getByRole('row', { name: /^AAPL/ }),
  ).toBeVisible();
});
