import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/test.ts';

/** From the form to the result, as a trader goes. */

const RUN = /^Run SMA cross on SPX/;
const DONE_MS = 30_000;

test('one click on Run gives a result on real prices, the same figures everywhere', async ({
  window,
  workstation,
  picture,
}) => {
  const button = window.getByRole('button', { name: RUN });
  await expect(button).toHaveText(/2000-01-03 to 2020-/);
  const plan = window.getByLabel('Plan', { exact: true });
  await expect(plan, 'what it will take is said before').toContainText(/about .+ \(.+ to .+\)/, {
    timeout: DONE_MS,
  });
  await expect(plan).toContainText('1 symbol, 5,105 bars');
  await button.click();

  const figures = window.getByLabel('Key figures');
  await expect(figures).toBeVisible({ timeout: DONE_MS });
  const finalEquity = (await figure(window, 'Final equity')).replace(/ USD$/, '');
  const closedTrades = await figure(window, 'Closed trades');
  expect(finalEquity).toMatch(/^[\d,]+\.\d\d$/);

  const statistics = window.getByRole('table', { name: 'Return (USD)' });
  await expect(statistics.getByRole('row', { name: /^Final equity/ })).toContainText(finalEquity);
  await expect(
    window.getByRole('table', { name: 'Trades' }).getByRole('row', { name: /^Closed trades/ }),
  ).toContainText(closedTrades);

  const run = window.getByRole('grid', { name: 'Runs' }).getByRole('row', { name: 'SMA cross on SPX, Done' });
  await expect(run).toContainText(finalEquity);
  await expect(window.getByRole('progressbar', { name: 'Whole run' })).toHaveAttribute(
    'aria-valuenow',
    '100',
  );
  await expect(
    window.getByRole('application', { name: /^Chart of SPX: price with \d+ fills/ }),
  ).toBeVisible();
  await picture(window, 'backtest');
  expect(workstation.log, 'the page had nothing to complain about').not.toMatch(/\[page (error|warning)\]/);
  const chart = window.getByRole('application', { name: /^Chart of SPX/ });
  await expect(chart).toContainText('each candle is 2 bars');
  await chart.focus();
  await expect(async () => {
    await window.keyboard.press('+');
    await expect(chart).not.toContainText('each candle is', { timeout: 500 });
  }, 'zoomed in, the bars come as they are').toPass();
  await picture(window, 'chart-zoomed');
  await window.keyboard.press('Home');
  await expect(chart).toContainText('each candle is 2 bars');
  const readmePicture = process.env['TRADEWIND_README_PICTURE'];
  if (readmePicture !== undefined) await window.screenshot({ path: readmePicture });

  const lastRun = window.getByText(/^Last run, SMA cross: predicted .+, took .+ \(.+ %\)$/);
  await lastRun.scrollIntoViewIfNeeded();
  await expect(lastRun, 'and beside it, after, what it took').toBeVisible();
  await picture(window, 'plan');
  await window.getByRole('form', { name: 'Backtest' }).getByRole('button', { name: 'All' }).click();
  const predictions = window.getByRole('grid', { name: 'Predictions' });
  await expect(predictions.getByRole('row', { name: /^SMA cross, took / })).toHaveCount(1);
  await expect(
    window.getByRole('img', { name: /^Predicted against actual time, a point for each of 1;/ }),
  ).toBeVisible();
  await picture(window, 'performance');
});

test('the reference run of the issue gives its figures on screen, in the export and again', async ({
  app,
  window,
  workstation,
}) => {
  await fillReferenceRun(window);
  await window.keyboard.press('F5');
  await expect(window.getByLabel('Key figures')).toBeVisible({ timeout: DONE_MS });
  expect(await figure(window, 'Final equity')).toBe('100,935.68 USD');
  expect(await figure(window, 'Net profit')).toBe('+935.68');
  expect(await figure(window, 'Closed trades')).toBe('86');
  const trades = window.getByRole('grid', { name: 'Trades' });
  await expect(trades).toHaveAttribute('aria-rowcount', '88'); // header, 86 closed, 1 open

  await window.getByRole('radio', { name: 'Months' }).check();
  const months = window.getByRole('grid', { name: 'Monthly returns' });
  await expect(months.getByRole('row', { name: /^2000/ })).toBeVisible();
  await expect(months).toHaveAttribute('aria-rowcount', '21');

  await window.getByRole('tab', { name: 'What was run' }).click();
  const facts = window.getByRole('table', { name: 'Run', exact: true });
  await expect(facts.getByRole('row', { name: /^Fills/ })).toContainText('173');
  await expect(facts.getByRole('row', { name: /^Open positions/ })).toContainText('1');
  const hash = await facts
    .getByRole('row', { name: /^Result hash/ })
    .getByRole('cell')
    .textContent();
  expect(hash).toMatch(/^[0-9a-f]{64}$/);

  const report = join(workstation.sharedDir, 'report.html');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, report);
  await window.keyboard.press('Control+Shift+E');
  await expect(window.getByText(/^Wrote report\.html/).first()).toBeVisible();
  const html = readFileSync(report, 'utf8');
  expect(html).toContain('100,935.68');
  expect(html).toContain(hash!);
  expect(html).toContain('Monthly returns');

  await window.getByRole('tabpanel', { name: 'Result' }).getByRole('button', { name: 'Run again' }).click();
  await expect(window.getByRole('grid', { name: 'Runs' })).toHaveAttribute('aria-rowcount', '3', {
    timeout: DONE_MS,
  });
  await expect(window.getByRole('row', { name: 'SMA cross on SPX, Done' })).toHaveCount(2, {
    timeout: DONE_MS,
  });
  const hashes = await window.getByRole('grid', { name: 'Runs' }).locator('code').allTextContents();
  expect(new Set(hashes).size, 'the same data, code and settings give the same hash').toBe(1);

  const commandLine = join(workstation.sharedDir, 'command-line');
  expect(await hashOfCommandLine(commandLine), 'the command line gives it too').toBe(hash);
});

test('splits and dividends come from a file: its faults by line, its facts with the run, the same hash as the command line', async ({
  app,
  window,
  workstation,
  picture,
}) => {
  const actions = join(workstation.sharedDir, 'actions.csv');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
  }, actions);
  await fillReferenceRun(window);
  const field = window.getByRole('group', { name: 'Splits and dividends' });
  const form = window.getByRole('form', { name: 'Backtest' });
  const header = 'symbol,date,kind,value';
  writeFileSync(actions, `${header}\nSPX,2010-06-01,split,two\n`);
  await field.getByRole('button', { name: 'Choose…' }).click();
  await expect(form.getByText(/line 2, value "two" is not a number/)).toBeVisible();
  await picture(window, 'actions-fault');

  const rows = ['SPX,2010-06-01,split,2', 'SPX,2005-03-01,dividend,1.5', 'SPX,2015-03-02,dividend,0.9'];
  writeFileSync(actions, [header, ...rows, 'ACME,2015-03-02,dividend,9'].join('\n'));
  await field.getByRole('button', { name: 'Choose…' }).click();
  const words = '1 split (2 for 1 on 2010-06-01), 2 dividends from 2005-03-01 to 2015-03-02';
  await expect(field).toContainText(`SPX: ${words}.`);
  await expect(form.getByText(/line 2/)).toHaveCount(0);
  await picture(window, 'actions');
  await window.keyboard.press('F5');
  await expect(window.getByLabel('Key figures')).toBeVisible({ timeout: DONE_MS });
  await window.getByRole('tab', { name: 'What was run' }).click();
  await expect(window.getByRole('table', { name: 'Data: SPX' })).toContainText(words);
  await picture(window, 'actions-facts');
  const result = window.getByRole('tabpanel', { name: 'Result' });
  const hash = result.getByRole('row', { name: /^Result hash/ }).getByRole('cell');
  const first = await hash.textContent();

  await field.getByRole('button', { name: 'Remove' }).click();
  await result.getByRole('button', { name: 'Run again' }).click();
  await expect(window.getByRole('row', { name: 'SMA cross on SPX, Done' })).toHaveCount(2, {
    timeout: DONE_MS,
  });
  const hashes = await window.getByRole('grid', { name: 'Runs' }).locator('code').allTextContents();
  expect(new Set(hashes).size, 'a run is repeated with its own').toBe(1);
  await expect(field, 'and the form has them again').toContainText(words);
  const commandLine = join(workstation.sharedDir, 'command-line');
  expect(await hashOfCommandLine(commandLine, '--actions', actions)).toBe(first);
});

test('what is wrong with the form stands at its field, and what was typed stays', async ({
  window,
  picture,
}) => {
  await expect(window.getByRole('button', { name: RUN })).toBeVisible();
  await window.getByLabel('Fast', { exact: true }).fill('0');
  await window.getByLabel('From', { exact: true }).fill('2000-13-01');
  await window.getByLabel('Starting cash').fill('1,5');
  await window.keyboard.press('F5');
  await expect(window.getByText('At least 1.')).toBeVisible();
  await expect(window.getByText(/^A date is written YYYY-MM-DD/)).toBeVisible();
  await expect(window.getByText(/^Not a figure/)).toBeVisible();
  await expect(window.getByLabel('Fast', { exact: true })).toBeFocused();
  await expect(window.getByLabel('Starting cash')).toHaveValue('1,5');
  await picture(window, 'backtest-errors');

  await window.getByLabel('From', { exact: true }).fill('');
  await window.getByLabel('Starting cash').fill('100,000');
  await window.getByLabel('Fast', { exact: true }).fill('300');
  await window.keyboard.press('F5');
  // The rule between two parameters is the strategy's own: its words come from there, to the field.
  await expect(window.getByText(/^It must be below slow/)).toBeVisible();
  await expect(window.getByRole('form', { name: 'Backtest' }).getByRole('alert')).toBeVisible();
  await expect(window.getByRole('grid', { name: 'Runs' })).toHaveCount(0);
});

test('two runs are compared side by side, and a deleted one comes back', async ({ window, picture }) => {
  for (const fast of ['10', '20']) {
    await window.getByLabel('Fast', { exact: true }).fill(fast);
    await window.keyboard.press('F5');
    await expect(window.getByRole('row', { name: 'SMA cross on SPX, Done' })).toHaveCount(
      fast === '10' ? 1 : 2,
      {
        timeout: DONE_MS,
      },
    );
  }
  const runs = window.getByRole('grid', { name: 'Runs' });
  await runs.focus();
  await window.keyboard.press('Space');
  await window.keyboard.press('ArrowDown');
  await window.keyboard.press('Space');
  await window.getByRole('button', { name: 'Compare marked' }).click();
  const difference = window
    .getByRole('region', { name: 'Comparison' })
    .getByRole('row', { name: /^Parameter fast/ });
  await expect(difference).toContainText('20');
  await expect(difference).toContainText('10');
  await picture(window, 'compare');

  await runs.focus();
  await window.keyboard.press('Delete');
  await window.getByRole('dialog').getByRole('button', { name: 'Delete the run' }).click();
  await expect(runs).toHaveAttribute('aria-rowcount', '2');
  await window.getByRole('button', { name: 'Undo' }).first().click();
  await expect(runs).toHaveAttribute('aria-rowcount', '3');
});

async function fillReferenceRun(window: Page) {
  await window.getByLabel('From', { exact: true }).fill('2000-01-03');
  await window.getByLabel('To', { exact: true }).fill('2019-12-31');
  await choose(window, 'Size of an entry', 'Fixed quantity');
  await window.getByLabel('Quantity').fill('1');
  await choose(window, 'Commission', 'None');
  await choose(window, 'Slippage', 'None');
}

async function choose(window: Page, label: string, option: string) {
  await window.getByRole('combobox', { name: label }).click();
  await window.getByRole('option', { name: option }).click();
}

/** The reference run's. The process that runs this test is the runtime of the command line as well. */
async function hashOfCommandLine(dataDirectory: string, ...more: string[]) {
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...['out/main/cli.js', 'backtest', '--data-dir', dataDirectory, '--json'],
    ...['--strategy', 'sma-cross', '--set', 'fast=10', '--set', 'slow=30', '--set', 'quantity=1'],
    ...['--symbols', 'SPX', '--from', '2000-01-03', '--to', '2019-12-31', '--commission', 'none'],
    ...more,
  ]);
  return (JSON.parse(stdout) as { hash: string }).hash;
}

/** A figure of the headline. */
async function figure(window: Page, label: string) {
  const term = window
    .getByLabel('Key figures')
    .locator('div', { has: window.getByText(label, { exact: true }) });
  return (await term.getByRole('definition').textContent()) ?? '';
}
