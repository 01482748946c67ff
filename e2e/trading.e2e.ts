import type { Page } from '@playwright/test';
import { answerDialogs, atSize, command, practise, watch } from './fixtures/practice.ts';
import { expect, test } from './fixtures/test.ts';

/** Orders in the real window, against the app's own gateway. */

test('an order is placed, changed and cancelled by keyboard, another fills, and the blotter tells', async ({
  workstation,
  picture,
}) => {
  test.setTimeout(180_000);
  const { app, window } = await workstation.open();
  await atSize(app);
  await practise(window);
  await watch(window, 'AAPL', 'AAPL');
  await command(window, 'Go to Blotter');
  const blotter = window.getByRole('tabpanel', { name: 'Blotter' });
  await expect(blotter).toContainText('No working orders');
  const status = window.getByLabel('Status', { exact: true });
  await expect(status).toContainText('trading · 0 working');

  await window.getByRole('tabpanel', { name: 'Watchlist' }).getByRole('grid').focus();
  await window.keyboard.press('b');
  const ticket = window.getByRole('form', { name: 'Order ticket' });
  await expect(ticket.getByLabel('Quantity')).toBeFocused();
  await window.keyboard.type('25');
  const limit = ticket.getByRole('textbox', { name: 'Limit price' });
  await expect(limit).not.toHaveValue('');
  const market = Number(await limit.inputValue());
  await limit.fill((market * 0.95).toFixed(2));
  await picture(window, 'ticket');
  await expect(ticket).toContainText('Risk: would pass', { timeout: 10_000 });
  // Held down it is one Enter.
  for (let repeat = 0; repeat < 3; repeat++) await window.keyboard.down('Enter');
  await window.keyboard.up('Enter');
  await expect(ticket.getByRole('button', { name: /Press Enter again/ })).toBeVisible();
  await window.keyboard.press('Enter');
  const row = blotter.getByRole('row', { name: /buy AAPL LMT/ });
  await expect(row).toContainText('working', { timeout: 10_000 });
  await expect(row).toContainText('25');
  await expect(status).toContainText('trading · 1 working');
  await picture(window, 'blotter-working');

  // Changed: the broker has the new price and quantity.
  await blotter.getByRole('grid').focus();
  await window.keyboard.press('Home');
  await window.keyboard.press('Enter');
  await expect(ticket.getByRole('button', { name: /^Change to: Buy 25 AAPL/ })).toBeVisible();
  await limit.fill((market * 0.94).toFixed(2));
  await ticket.getByLabel('Quantity').fill('30');
  await window.keyboard.press('Enter');
  await window.keyboard.press('Enter');
  await expect(row).toContainText((market * 0.94).toFixed(2), { timeout: 10_000 });
  await expect(row).toContainText('30');

  // Cancelled with one key.
  await blotter.getByRole('grid').focus();
  await window.keyboard.press('Delete');
  await expect(blotter).toContainText('No working orders', { timeout: 10_000 });

  // At the market it fills, and the fill is there with its commission.
  await send(window, ticket, { side: 'b', quantity: '40', type: 'MKT' });
  await show(blotter, 'Executions');
  await expect(blotter.getByRole('row').filter({ hasText: 'Buy' }).first()).toContainText('USD', {
    timeout: 15_000,
  });
  await show(blotter, 'All orders');
  await expect(blotter.getByRole('row', { name: /buy AAPL MKT, filled/ })).toBeVisible();
  await expect(blotter.getByRole('row', { name: /buy AAPL LMT, cancelled/ })).toBeVisible();
  await picture(window, 'blotter-all');
});

test('a bracket waits for its parent; the kill switch cancels everything, holds over a restart and is taken back by a native yes', async ({
  workstation,
  picture,
}) => {
  test.setTimeout(180_000);
  let { app, window } = await workstation.open();
  await atSize(app);
  await practise(window);
  await watch(window, 'MSFT', 'MSFT');
  await command(window, 'Go to Blotter');
  const blotter = window.getByRole('tabpanel', { name: 'Blotter' });
  const ticket = window.getByRole('form', { name: 'Order ticket' });
  await window.getByRole('tabpanel', { name: 'Watchlist' }).getByRole('grid').focus();
  await window.keyboard.press('b');
  const limit = ticket.getByRole('textbox', { name: 'Limit price' });
  await expect(limit).not.toHaveValue('');
  const market = Number(await limit.inputValue());
  await ticket.getByLabel('Quantity').fill('10');
  await limit.fill((market * 0.96).toFixed(2));
  await ticket.getByLabel('Take profit').fill((market * 1.05).toFixed(2));
  await ticket.getByLabel('Stop loss').fill((market * 0.9).toFixed(2));
  await expect(ticket.getByRole('button', { name: /with two exits/ })).toBeVisible();
  await window.keyboard.press('Enter');
  await window.keyboard.press('Enter');
  await expect(blotter.getByRole('row', { name: /MSFT/ })).toHaveCount(3, { timeout: 15_000 });
  await picture(window, 'bracket');

  const status = window.getByLabel('Status', { exact: true });
  await status.getByRole('button', { name: /Kill/ }).click();
  await expect(status).toContainText('trading halted', { timeout: 10_000 });
  await expect(blotter).toContainText('No working orders', { timeout: 15_000 });
  await send(window, ticket, { side: 'b', quantity: '10', type: 'MKT' });
  await expect(ticket.getByRole('alert')).toContainText(/kill switch/i);
  await picture(window, 'halted');

  await workstation.quit();
  ({ app, window } = await workstation.open());
  await atSize(app);
  const halted = window.getByLabel('Status', { exact: true });
  await expect(halted).toContainText('trading halted');
  await window.keyboard.press('Control+Alt+c');
  await expect(halted).toContainText('Practice ready', { timeout: 30_000 });
  await answerDialogs(app, [0]);
  await halted.getByRole('button', { name: /Resume/ }).click();
  await expect(halted).toContainText('trading halted');
  await answerDialogs(app, [1]);
  await halted.getByRole('button', { name: /Resume/ }).click();
  await expect(halted).toContainText('trading · 0 working', { timeout: 15_000 });
});

async function show(blotter: ReturnType<Page['getByRole']>, view: string): Promise<void> {
  await blotter.getByRole('radio', { name: new RegExp(view) }).check();
}

/** A new ticket for the symbol that is selected, filled in and sent with two Enters. */
async function send(
  window: Page,
  ticket: ReturnType<Page['getByRole']>,
  order: { readonly side: 'b' | 's'; readonly quantity: string; readonly type: string },
): Promise<void> {
  await window.getByRole('tabpanel', { name: 'Watchlist' }).getByRole('grid').focus();
  await window.keyboard.press(order.side);
  await ticket.getByRole('combobox', { name: 'Type' }).click();
  await window.getByRole('option', { name: order.type, exact: true }).click();
  await ticket.getByLabel('Quantity').fill(order.quantity);
  await window.keyboard.press('Enter');
  await window.keyboard.press('Enter');
}
