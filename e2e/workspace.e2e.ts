import { join } from 'node:path';
import { loadSqliteDriver } from '#shared/node/sqlite-driver.ts';
import { expect, test } from './fixtures/test.ts';

/** The window as a place to work in: by keyboard alone, and as it was left. */

test('the layout, the look and what was typed survive a restart', async ({ window, relaunch, picture }) => {
  await window.getByLabel('Fast', { exact: true }).fill('12');
  await window.keyboard.press('Control+,');
  await expect(window.getByRole('tabpanel', { name: 'Settings' })).toBeVisible();
  await window.getByText('Light', { exact: true }).click();
  await expect(window.locator('html')).toHaveAttribute('data-theme', 'light');
  await window.getByRole('checkbox', { name: 'High contrast' }).check();
  await expect(window.locator('html')).toHaveAttribute('data-contrast', 'high');
  await window.getByRole('tab', { name: 'Log' }).click();
  await picture(window, 'settings-light');

  const again = await relaunch();
  await expect(again.window.getByRole('tabpanel', { name: 'Settings' })).toBeVisible();
  await expect(again.window.getByRole('tabpanel', { name: 'Log' })).toBeVisible();
  await expect(again.window.getByLabel('Fast', { exact: true })).toHaveValue('12');
  await expect(again.window.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(again.window.locator('html')).toHaveAttribute('data-contrast', 'high');
});

test('a layout that is damaged gives way to the first one, and the window says so', async ({
  workstation,
  window,
}) => {
  await expect(window.getByRole('tabpanel', { name: 'Backtest' })).toBeVisible();
  await workstation.quit();
  const Driver = loadSqliteDriver();
  if (!Driver.ok) throw new Error(Driver.error.message);
  const file = new Driver.value(join(workstation.dataDir, 'trading.db'));
  file
    .prepare('INSERT OR REPLACE INTO workspace VALUES (?, ?)')
    .run('research', '{"grid":{"root":{}},"panels":{"x":{}}}');
  file.close();

  const again = await workstation.open();
  await expect(again.window.getByText(/^The saved layout could not be used/).first()).toBeVisible();
  await expect(again.window.getByRole('tabpanel', { name: 'Backtest' })).toBeVisible();
  await again.window.keyboard.press('Alt+6');
  await expect(again.window.getByRole('tabpanel', { name: 'Log' })).toContainText(
    'The saved layout could not be used',
  );
});

test('each workspace keeps its own panels, and the window opens where it was left', async ({
  window,
  relaunch,
  picture,
}) => {
  await window.keyboard.press('Control+,');
  await expect(window.getByRole('tabpanel', { name: 'Settings' })).toBeVisible();
  const tabs = window.getByRole('navigation', { name: 'Workspaces' });
  await expect(tabs.getByRole('button', { name: 'Research' })).toHaveAttribute('aria-current', 'page');
  const shipped = { 3: ['Risk', 'Account', 'Positions'], 4: ['Connection', 'Latency', 'Log'] };
  for (const [key, panels] of Object.entries(shipped)) {
    await window.keyboard.press(`Control+${key}`);
    for (const name of panels) await expect(window.getByRole('tabpanel', { name })).toBeVisible();
  }
  await window.keyboard.press('Control+1');
  await expect(tabs.getByRole('button', { name: 'Trading' })).toHaveAttribute('aria-current', 'page');
  for (const name of ['Watchlist', 'Order ticket', 'Blotter'])
    await expect(window.getByRole('tabpanel', { name })).toBeVisible();
  await expect(window.getByRole('tab', { name: 'Settings' })).toHaveCount(0);
  await picture(window, 'trading-empty');
  await window.getByRole('tab', { name: 'Positions' }).click();
  await expect(window.getByRole('tabpanel', { name: 'Positions' })).toBeVisible();

  const again = (await relaunch()).window;
  await expect(again.getByRole('tabpanel', { name: 'Positions' })).toBeVisible();
  await expect(again.getByRole('tabpanel', { name: 'Order ticket' })).toBeVisible();
  await again.keyboard.press('Control+2');
  await expect(again.getByRole('tabpanel', { name: 'Settings' })).toBeVisible();
  await expect(again.getByRole('tabpanel', { name: 'Backtest' })).toBeVisible();
});

test('everything is done without a mouse: palette, run, result, log', async ({ window, picture }) => {
  await expect(window.getByRole('button', { name: /^Run SMA cross/ })).toBeVisible();
  await window.keyboard.press('Control+k');
  const palette = window.getByRole('dialog', { name: 'Commands' });
  await expect(palette).toBeVisible();
  await picture(window, 'palette');
  await window.keyboard.type('run the backtest');
  await window.keyboard.press('Enter');
  await expect(palette).toHaveCount(0);
  await expect(window.getByLabel('Key figures')).toBeVisible();

  await window.keyboard.press('Alt+5');
  const runs = window.getByRole('grid', { name: 'Runs' });
  await expect(runs).toBeFocused();
  await expect(runs.getByRole('row', { selected: true })).toHaveCount(1);
  await window.keyboard.press('Enter');
  await expect(window.getByRole('tabpanel', { name: 'Result' })).toBeVisible();

  await window.keyboard.press('Control+k');
  await expect(palette).toBeVisible();
  await window.keyboard.type('about');
  await window.keyboard.press('Enter');
  const about = window.getByRole('dialog', { name: 'About Tradewind' });
  await expect(about.getByRole('row', { name: /^Data folder/ })).toBeVisible();
  await picture(window, 'about');
  await window.keyboard.press('Escape');
  await expect(about).toHaveCount(0);
});

test('the menu and the keys reach the same commands', async ({ app, window }) => {
  await expect(window.getByRole('tabpanel', { name: 'Backtest' })).toBeVisible();
  await app.evaluate(({ Menu }) => {
    const items = Menu.getApplicationMenu()?.items.flatMap((item) => item.submenu?.items ?? []) ?? [];
    items.find((item) => item.label.includes('About'))?.click();
  });
  await expect(window.getByRole('dialog', { name: 'About Tradewind' })).toBeVisible();
  await window.keyboard.press('Escape');
  await window.keyboard.press('Control+=');
  await expect
    .poll(() =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.getZoomLevel()),
    )
    .toBe(0.5);
  await window.keyboard.press('Control+0');
  await expect
    .poll(() =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.getZoomLevel()),
    )
    .toBe(0);
});
