import { expect, test } from './fixtures/test.ts';
import { atSize, practise, watch } from './fixtures/practice.ts';
import type { Page } from '@playwright/test';

/** Watching prices in the real window, against the app's own gateway. */

async function openWatchlist(window: Page) {
  await window.keyboard.press('Alt+Shift+!');
  const panel = window.getByRole('tabpanel', { name: 'Watchlist' });
  await expect(panel).toBeVisible();
  return { panel, grid: panel.getByRole('grid') };
}

test('a symbol is found and watched by keyboard alone, its price moves, and it is there after a restart and a reconnect', async ({
  workstation,
  picture,
}) => {
  const { app, window } = await workstation.open();
  await atSize(app);
  await practise(window);
  const { panel, grid } = await openWatchlist(window);
  await expect(panel).toContainText('Nothing is watched here');
  await picture(window, 'watchlist-empty');

  await window.keyboard.press('Control+Shift+a');
  await window.keyboard.type('appl');
  await expect(panel.getByRole('option', { name: /AAPL/ })).toBeVisible();
  await picture(window, 'watchlist-search');
  await window.keyboard.press('Escape');
  await watch(window, 'AAPL', 'AAPL');
  for (const symbol of ['MSFT', 'TSLA', 'EUR.USD', 'BTC', 'SPY'])
    await watch(window, symbol, symbol.slice(0, 3));

  // B and S are keys of the ticket, and letters of symbols.
  await grid.focus();
  for (const letter of ['s', 'p', 'y']) await window.keyboard.press(letter);
  await expect(panel.getByRole('combobox', { name: 'Symbol or name' })).toHaveValue('spy');
  await window.keyboard.press('Escape');

  const apple = grid.getByRole('row', { name: 'AAPL' });
  await expect(apple).toContainText(/\d+\.\d\d/);
  const before = await apple.textContent();
  await expect.poll(() => apple.textContent()).not.toBe(before);
  await picture(window, 'watchlist');

  // Walked, moved and removed without the mouse; what was removed can be had back.
  await grid.focus();
  await window.keyboard.press('Home');
  await expect(apple).toHaveAttribute('aria-selected', 'true');
  await window.keyboard.press('Alt+Shift+ArrowDown');
  await expect(grid.getByRole('row').nth(1)).toHaveAccessibleName('MSFT');
  await window.keyboard.press('Delete');
  await expect(apple).toHaveCount(0);
  await window.getByRole('button', { name: 'Undo' }).click();
  await expect(grid.getByRole('row').nth(2)).toHaveAccessibleName('AAPL');

  // The broker goes: prices stay and say how old they are. It comes back: they move again.
  await window.keyboard.press('Control+Alt+d');
  await expect(panel.getByRole('note')).toContainText('Not connected to a broker');
  await expect(apple).toContainText('stale');
  await picture(window, 'watchlist-stale');
  await window.keyboard.press('Control+Alt+c');
  await expect(apple).not.toContainText('stale');
  const back = await apple.textContent();
  await expect.poll(() => apple.textContent()).not.toBe(back);

  await workstation.quit();
  const again = await workstation.open();
  await atSize(again.app);
  const rows = again.window.getByRole('tabpanel', { name: 'Watchlist' }).getByRole('grid');
  await expect(rows.getByRole('row').nth(2)).toHaveAccessibleName('AAPL');
  await expect(rows.getByRole('row', { name: 'AAPL' })).toContainText(/\d+\.\d\d/);
});
