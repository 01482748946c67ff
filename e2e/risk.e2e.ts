import type { Page } from '@playwright/test';
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

/** Limits as a trader meets them, in the real window against the app's own gateway. */

test('a lowered limit denies with its rule, value and figure; raising it asks natively, and the order passes after a yes', async ({
  workstation,
  picture,
}) => {
  const { app, window } = await workstation.open();
  await atSize(app);
  await window.keyboard.press('Control+1');
  await practise(window);
  await watch(window, 'AAPL', 'AAPL');
  await command(window, 'Go to Risk');
  const risk = window.getByRole('tabpanel', { name: 'Risk' });
  const today = risk.getByRole('region', { name: /^Today/ });
  await expect(today).toContainText('Orders0 of 20,000');
  await expect(today.getByRole('meter', { name: 'Working orders' })).toBeVisible();
  await picture(window, 'risk');

  // Lowered: no question. By keyboard: the filter, the field, Enter.
  const rule = risk.getByRole('group', { name: 'Order value' });
  const limit = rule.getByRole('textbox', { name: 'Value of one order' });
  const before = await limit.inputValue();
  await limit.fill('1000');
  await expect(rule.getByRole('button', { name: 'Set', exact: true })).toBeVisible();
  await limit.press('Enter');
  await expect(rule).toContainText('set here');
  await expect(limit).toHaveValue('1,000');

  // Fifty shares are worth more than that: the ticket says rule, value and limit.
  const ticket = window.getByRole('form', { name: 'Order ticket' });
  await sendTicket(window, await openTicket(window, { side: 'buy', type: 'MKT', quantity: '50' }));
  const refusal = ticket.getByRole('alert');
  await expect(refusal).toContainText('Order value (order-value)');
  await expect(refusal).toContainText('1,000');
  await picture(window, 'risk-denied');

  // From the refusal to the field, raised: a no leaves it, a yes lets it through.
  await refusal.getByRole('button', { name: 'Change the limit' }).click();
  await expect(limit).toBeFocused();
  await answerDialogs(app, [0]);
  await window.keyboard.type(before);
  await expect(rule.getByRole('button', { name: /Let more through/ })).toBeVisible();
  await window.keyboard.press('Enter');
  await expect(rule.getByRole('alert')).toContainText('Not changed');
  await picture(window, 'risk-declined');
  await answerDialogs(app, [1]);
  await limit.press('Enter');
  await expect(limit).toHaveValue(before);
  await expect(rule.getByRole('alert')).toHaveCount(0);
  await rule.getByRole('button', { name: 'Take back' }).click();
  await expect(rule).toContainText('default');

  await sendTicket(window, await openTicket(window, { side: 'buy', type: 'MKT', quantity: '50' }));
  await expect(ticket.getByRole('alert')).toHaveCount(0);
  await expect(today).toContainText('Orders2 of 20,000');
  await expect(today).toContainText('Trades1 of');

  // In the blotter the refusal stays, and leads to the rule as well.
  await command(window, 'Go to Blotter');
  const blotter = await showBlotter(window, 'Denied');
  await blotter.getByRole('grid', { name: 'Denied' }).focus();
  await window.keyboard.press('Enter');
  await expect(limit).toBeFocused();

  // The order has been timed, step by step.
  const status = window.getByLabel('Status', { exact: true });
  await expect(status.getByRole('button', { name: 'Latency' })).toContainText(/p99 [\d,.]+ µs/);
  await command(window, 'Go to Latency');
  const steps = window.getByRole('table', { name: 'Latency by step' });
  await expect(steps.getByRole('row', { name: /Signal to socket/ })).toContainText(/[1-9]/);
  await picture(window, 'latency');
});

test('a contract on the restricted list is refused in its own place, and taken off after a native yes', async ({
  workstation,
  picture,
}) => {
  const { app, window } = await workstation.open();
  await atSize(app);
  await window.keyboard.press('Control+1');
  await practise(window);
  await watch(window, 'MSFT', 'MSFT');
  await command(window, 'Go to Risk');
  const risk = window.getByRole('tabpanel', { name: 'Risk' });
  await risk.getByLabel('Show only rules that contain').fill('restricted');
  const rule = risk.getByRole('group', { name: 'Restricted list' });
  await rule.getByRole('button', { name: 'Add MSFT' }).click();
  await expect(rule.getByRole('listitem')).toContainText('MSFT');
  const ticket = window.getByRole('form', { name: 'Order ticket' });
  await sendTicket(window, await openTicket(window, { side: 'buy', type: 'MKT', quantity: '5' }));
  await expect(ticket.getByRole('alert')).toContainText('Restricted list');
  await picture(window, 'risk-restricted');
  await answerDialogs(app, [1]);
  await rule.getByRole('button', { name: 'Take MSFT off the list' }).click();
  await expect(rule.getByRole('listitem')).toHaveText('none');
  await sendTicket(window, await openTicket(window, { side: 'buy', type: 'MKT', quantity: '5' }));
  await expect(ticket.getByRole('alert')).toHaveCount(0);
});

test('an option and a future are picked and bought by keyboard alone, a preset fills in the ticket of another symbol', async ({
  workstation,
  picture,
}) => {
  const { app, window } = await workstation.open();
  await atSize(app);
  await window.keyboard.press('Control+1');
  await practise(window);
  const ticket = window.getByRole('form', { name: 'Order ticket' });
  const limit = ticket.getByRole('textbox', { name: 'Limit price' });
  await command(window, 'Go to Blotter');
  const blotter = await showBlotter(window, 'All orders');

  // An option: expiry, strike, right.
  await search(window, 'AAPL');
  await window.keyboard.press('ArrowRight');
  const picker = window.locator('[data-picker]');
  await expect(picker.getByRole('listbox', { name: 'Expiry' })).toBeFocused();
  await window.keyboard.press('ArrowDown');
  await window.keyboard.press('Enter');
  await expect(picker.getByRole('listbox', { name: 'Strike' })).toBeFocused();
  await window.keyboard.press('p');
  await expect(picker.getByRole('option', { name: /Put/ })).toHaveAttribute('aria-selected', 'true');
  await picture(window, 'picker-option');
  await window.keyboard.press('Control+Enter');
  await expect(picker).toHaveCount(0);
  const watchlist = window.getByRole('tabpanel', { name: 'Watchlist' });
  await expect(watchlist.getByRole('row').nth(1)).toContainText('AAPL');
  // Three keys send the default order: B, Enter, Enter.
  await window.keyboard.press('b');
  await expect(limit).not.toHaveValue('');
  await expect(ticket.getByRole('button', { name: /^Buy 1 AAPL [\d-]+ [\d.]+ put @/ })).toBeVisible();
  await window.keyboard.press('Enter');
  await window.keyboard.press('Enter');
  await expect(blotter.getByRole('row', { name: /buy AAPL [\d-]+ [\d.]+ put LMT, / })).toBeVisible();

  // A future: the second expiry.
  await search(window, 'ES');
  await window.keyboard.press('ArrowRight');
  await expect(picker.getByRole('listbox', { name: 'Expiry' })).toBeFocused();
  await window.keyboard.press('ArrowDown');
  const future = await picker.getByRole('option', { selected: true }).textContent();
  await picture(window, 'picker-future');
  await window.keyboard.press('Enter');
  await expect(picker).toHaveCount(0);
  await window.keyboard.press('b');
  await expect(limit).not.toHaveValue('');
  await expect(ticket.getByRole('button', { name: /^Buy 1 ES [\d-]+ @/ })).toContainText(
    future?.slice(0, 10) ?? 'no expiry',
  );
  await window.keyboard.press('Enter');
  await window.keyboard.press('Enter');
  await expect(blotter.getByRole('row', { name: /buy ES [\d-]+ LMT, filled/ })).toBeVisible();
  await picture(window, 'picker-bought');

  // What is typed is kept, and fills in the ticket of another symbol at its own market.
  await watch(window, 'MSFT', 'MSFT');
  await openTicket(window, { side: 'buy' });
  const { market } = await limitOf(ticket);
  await expect(ticket.getByLabel('Quantity')).toHaveValue('100');
  await window.keyboard.type('20');
  await limit.fill((market - 1).toFixed(2));
  await ticket.getByLabel('Take profit').fill((market + 2).toFixed(2));
  await ticket.getByRole('button', { name: 'Keep…' }).click();
  await window.keyboard.type('Patient');
  await window.keyboard.press('Enter');
  await expect(ticket.getByRole('combobox', { name: 'Preset' })).toHaveValue(/Patient/);
  await watch(window, 'TSLA', 'TSLA');
  const { market: other } = await limitOf(await openTicket(window, { side: 'buy' }));
  await window.keyboard.press('Control+Shift+Digit1');
  await expect(ticket.getByLabel('Quantity')).toHaveValue('20');
  await expect(ticket.getByLabel('Take profit')).not.toHaveValue('');
  expect(Math.abs(Number(await limit.inputValue()) - (other - 1))).toBeLessThan(other * 0.05);
  await picture(window, 'ticket-preset');
});

/** Opens the symbol search and types; the first match is chosen. */
async function search(window: Page, symbol: string): Promise<void> {
  await window.keyboard.press('Control+Shift+a');
  await expect(window.getByRole('combobox', { name: 'Symbol or name' })).toBeFocused();
  await window.keyboard.type(symbol);
  await expect(window.getByRole('option', { selected: true })).toContainText(symbol);
}
