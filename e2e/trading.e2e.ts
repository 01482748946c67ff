import {
  answerDialogs,
  atSize,
  command,
  limitOf,
  openTicket,
  practise,
  sendTicket,
  showBlotter,
  watch,
} from './fixtures/practice.ts';
import { expect, test } from './fixtures/test.ts';

/** Orders in the real window, against the app's own gateway. */

test('an order is placed, changed and cancelled by keyboard, another fills, and the blotter tells', async ({
  workstation,
  picture,
}) => {
  const { app, window } = await workstation.open();
  await atSize(app);
  await practise(window);
  await watch(window, 'AAPL', 'AAPL');
  await command(window, 'Go to Blotter');
  const blotter = window.getByRole('tabpanel', { name: 'Blotter' });
  await expect(blotter).toContainText('No working orders');
  const status = window.getByLabel('Status', { exact: true });
  await expect(status).toContainText('trading · 0 working');

  const ticket = await openTicket(window, { side: 'buy' });
  await window.keyboard.type('25');
  const { limit, market } = await limitOf(ticket);
  await limit.fill((market * 0.95).toFixed(2));
  await picture(window, 'ticket');
  await expect(ticket).toContainText('Risk: would pass');
  // Held down it is one Enter.
  for (let repeat = 0; repeat < 3; repeat++) await window.keyboard.down('Enter');
  await window.keyboard.up('Enter');
  await expect(ticket.getByRole('button', { name: /Press Enter again/ })).toBeVisible();
  await window.keyboard.press('Enter');
  const row = blotter.getByRole('row', { name: /buy AAPL LMT/ });
  await expect(row).toContainText('working');
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
  await sendTicket(window, ticket);
  await expect(row).toContainText((market * 0.94).toFixed(2));
  await expect(row).toContainText('30');

  // Cancelled with one key.
  await blotter.getByRole('grid').focus();
  await window.keyboard.press('Delete');
  await expect(blotter).toContainText('No working orders');

  // At the market it fills, and the fill is there with its commission.
  await sendTicket(window, await openTicket(window, { side: 'buy', type: 'MKT', quantity: '40' }));
  await showBlotter(window, 'Executions');
  await expect(blotter.getByRole('row').filter({ hasText: 'Buy' }).first()).toContainText('USD');
  await showBlotter(window, 'All orders');
  await expect(blotter.getByRole('row', { name: /buy AAPL MKT, filled/ })).toBeVisible();
  await expect(blotter.getByRole('row', { name: /buy AAPL LMT, cancelled/ })).toBeVisible();
  await picture(window, 'blotter-all');
});

test('a bracket waits for its parent; the kill switch cancels everything, holds over a restart and is taken back by a native yes', async ({
  workstation,
  picture,
}) => {
  let { app, window } = await workstation.open();
  await atSize(app);
  await practise(window);
  await watch(window, 'MSFT', 'MSFT');
  await command(window, 'Go to Blotter');
  const blotter = window.getByRole('tabpanel', { name: 'Blotter' });
  const ticket = await openTicket(window, { side: 'buy', quantity: '10' });
  const { limit, market } = await limitOf(ticket);
  await limit.fill((market * 0.96).toFixed(2));
  await ticket.getByLabel('Take profit').fill((market * 1.05).toFixed(2));
  await ticket.getByLabel('Stop loss').fill((market * 0.9).toFixed(2));
  await expect(ticket.getByRole('button', { name: /with two exits/ })).toBeVisible();
  await sendTicket(window, ticket);
  await expect(blotter.getByRole('row', { name: /MSFT/ })).toHaveCount(3);
  const status = window.getByLabel('Status', { exact: true });
  await expect(status).toContainText('trading · 3 working');
  await picture(window, 'bracket');

  await status.getByRole('button', { name: /Kill/ }).click();
  // What is said of it lies over nothing that is read in such a moment; under the pointer it stays.
  const toast = window.locator('[data-sonner-toast]').first();
  await toast.hover();
  const end = await toast.evaluate((element) => element.getBoundingClientRect().bottom);
  expect(await blotter.evaluate((element) => element.getBoundingClientRect().top)).toBeGreaterThan(end);
  await expect(status).toContainText('trading halted');
  await expect(blotter).toContainText('No working orders');
  await openTicket(window, { side: 'buy', type: 'MKT', quantity: '10' });
  await expect(ticket.getByRole('button', { name: 'Trading is halted' })).toBeDisabled();
  await expect(ticket).toContainText(/kill switch/i);
  await picture(window, 'halted');

  await workstation.quit();
  ({ app, window } = await workstation.open());
  await atSize(app);
  const halted = window.getByLabel('Status', { exact: true });
  await expect(halted).toContainText('trading halted');
  await window.keyboard.press('Control+Alt+c');
  await expect(halted).toContainText('Practice ready');
  await answerDialogs(app, [0]);
  await halted.getByRole('button', { name: /Resume/ }).click();
  await expect(halted).toContainText('trading halted');
  await answerDialogs(app, [1]);
  await halted.getByRole('button', { name: /Resume/ }).click();
  await expect(halted).toContainText('trading · 0 working');
});
