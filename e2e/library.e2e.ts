import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { expect, test } from './fixtures/test.ts';

/** Prices into the library, out of it, and back. */

const DAY = 86_400_000;

test('a CSV with faults goes in, each refused row with its line and reason', async ({
  app,
  window,
  workstation,
  picture,
}) => {
  const file = join(workstation.sharedDir, 'ACME.csv');
  writeFileSync(file, faultyCsv());
  await chooseFile(app, file);
  await expect(window.getByRole('tabpanel', { name: 'Backtest' })).toBeVisible();
  await window.keyboard.press('Control+i');

  const dialog = window.getByRole('dialog', { name: 'Import ACME.csv' });
  await expect(dialog.getByRole('textbox', { name: 'Symbol' })).toHaveValue('ACME');
  await expect(dialog.getByRole('region', { name: 'First rows of the file' })).toContainText('101.5');
  await expect(dialog.getByLabel('Rows that would be refused')).toContainText('Line 5');
  await picture(window, 'import');
  await dialog.getByRole('textbox', { name: 'Currency' }).fill('EUR');
  await dialog.getByRole('button', { name: /^Import ACME/ }).click();

  const refused = dialog.getByRole('grid', { name: 'Refused rows' });
  await expect(refused).toHaveAttribute('aria-rowcount', '3'); // header and two rows
  await expect(refused.getByRole('row').nth(1)).toContainText('5');
  await expect(refused.getByRole('row').nth(2)).toContainText('not-a-price');
  await picture(window, 'import-report');

  const saved = join(workstation.sharedDir, 'refused.csv');
  await app.evaluate(({ dialog: native }, filePath) => {
    native.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, saved);
  await dialog.getByRole('button', { name: 'Save all refused rows…' }).click();
  await expect(window.getByText(/^Wrote refused\.csv/).first()).toBeVisible();
  expect(readFileSync(saved, 'utf8')).toContain('not-a-price');

  await dialog.getByRole('button', { name: 'Done' }).click();
  const series = window.getByRole('grid', { name: 'Series' });
  await expect(series.getByRole('row', { name: /^ACME, 1 day/ })).toContainText('EUR');
  await expect(window.getByRole('application', { name: /^Chart of ACME/ })).toBeVisible();
  await picture(window, 'library');
});

test('all or nothing: one refused row leaves the library as it was', async ({ app, window, workstation }) => {
  const file = join(workstation.sharedDir, 'ACME.csv');
  writeFileSync(file, faultyCsv());
  await chooseFile(app, file);
  await expect(window.getByRole('tabpanel', { name: 'Backtest' })).toBeVisible();
  await window.keyboard.press('Control+i');
  const dialog = window.getByRole('dialog', { name: 'Import ACME.csv' });
  await dialog.getByLabel('All or nothing').check();
  await dialog.getByRole('button', { name: /^Import ACME/ }).click();
  await expect(dialog.getByRole('grid', { name: 'Refused rows' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Done' }).click();
  const series = window.getByRole('grid', { name: 'Series' });
  await expect(series).toHaveAttribute('aria-rowcount', '2');
  await expect(series.getByRole('row', { name: /^ACME/ })).toHaveCount(0);
});

test('a deleted series can be taken back', async ({ window }) => {
  await expect(window.getByRole('tabpanel', { name: 'Backtest' })).toBeVisible();
  await window.keyboard.press('Alt+3');
  const series = window.getByRole('grid', { name: 'Series' });
  await expect(series.getByRole('row', { name: /^SPX/ })).toBeVisible();
  await series.focus();
  await window.keyboard.press('Delete');
  const question = window.getByRole('dialog', { name: /^Delete SPX/ });
  await window.keyboard.press('Escape');
  await expect(question).toHaveCount(0);
  await expect(series.getByRole('row', { name: /^SPX/ })).toBeVisible();

  await series.focus();
  await window.keyboard.press('Delete');
  await question.getByRole('button', { name: 'Delete SPX' }).click();
  await expect(window.getByText('The library is empty', { exact: true })).toBeVisible();
  await window.getByRole('button', { name: 'Undo' }).first().click();
  await expect(series.getByRole('row', { name: /^SPX/ })).toContainText('5,105');
});

async function chooseFile(app: ElectronApplication, path: string) {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
  }, path);
}

/** Twenty good days; line 5 has its high below its low, line 9 a word for a price. */
function faultyCsv() {
  const rows = Array.from({ length: 22 }, (_, index) => {
    const date = new Date(Date.UTC(2024, 0, 1) + index * DAY).toISOString().slice(0, 10);
    if (index === 3) return `${date},100,90,99,95,1000`;
    if (index === 7) return `${date},100,102,99,not-a-price,1000`;
    return `${date},100,102,99,101.5,1000`;
  });
  return ['Date,Open,High,Low,Close,Volume', ...rows].join('\n');
}
