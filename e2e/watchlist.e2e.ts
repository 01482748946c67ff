import { expect, test } from './fixtures/test.ts';
import { WINDOW_SIZE } from './fixtures/workstation.ts';
import type { ElectronApplication, Page } from '@playwright/test';

/** Watching prices in the real window, against the app's own gateway. */

async function atSize(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ BrowserWindow }, size) => {
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 0, y: 0, ...size });
  }, WINDOW_SIZE);
}

/** Stocks trade at any hour in it: this runs on every day of the week. */
async function practise(window: Page): Promise<void> {
  await window.keyboard.press('Alt+9');
  const gateway = window.getByRole('tabpanel', { name: 'Paper gateway' });
  await gateway.getByRole('checkbox', { name: /open/i }).check();
  await gateway
    .getByRole('button', { name: 'Start', exact: true })
    .or(gateway.getByRole('button', { name: 'Start the paper gateway' }))
    .first()
    .click();
  await expect(gateway.getByText(/^127\.0\.0\.1:\d+$/)).toBeVisible();
  await window.keyboard.press('Control+Alt+c');
  await expect(window.getByLabel('Status', { exact: true })).toContainText('Practice ready', {
    timeout: 20_000,
  });
}

async function openWatchlist(window: Page) {
  await window.keyboard.press('Alt+Shift+!');
  const panel = window.getByRole('tabpanel', { name: 'Watchlist' });
  await expect(panel).toBeVisible();
  return { panel, grid: panel.getByRole('grid') };
}

async function add(window: Page, text: string, symbol: string): Promise<void> {
  await window.keyboard.press('Control+Shift+a');
  const field = window.getByRole('combobox', { name: 'Symbol or name' });
  await expect(field).toBeFocused();
  await window.keyboard.type(text);
  await expect(window.getByRole('option', { selected: true })).toContainText(symbol);
  await window.keyboard.press('Enter');
  await expect(field).toHaveValue('');
  await window.keyboard.press('Escape');
}

test('a symbol is found and watched by keyboard alone, its price moves, and it is there after a restart and a reconnect', async ({
  workstation,
  picture,
}) => {
  test.setTimeout(120_000);
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
  await add(window, 'AAPL', 'AAPL');
  for (const symbol of ['MSFT', 'TSLA', 'EUR.USD', 'BTC', 'SPY'])
    await add(window, symbol, symbol.slice(0, 3));

  const apple = grid.getByRole('row', { name: 'AAPL' });
  await expect(apple).toContainText(/\d+\.\d\d/);
  const before = await apple.textContent();
  await expect.poll(() => apple.textContent(), { timeout: 20_000 }).not.toBe(before);
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
  await expect(apple).not.toContainText('stale', { timeout: 20_000 });
  const back = await apple.textContent();
  await expect.poll(() => apple.textContent(), { timeout: 20_000 }).not.toBe(back);

  await workstation.quit();
  const again = await workstation.open();
  await atSize(again.app);
  const rows = again.window.getByRole('tabpanel', { name: 'Watchlist' }).getByRole('grid');
  await expect(rows.getByRole('row').nth(2)).toHaveAccessibleName('AAPL');
  await expect(rows.getByRole('row', { name: 'AAPL' })).toContainText(/\d+\.\d\d/, { timeout: 30_000 });
});
