import { expect, test } from './fixtures/test.ts';

/** Many trials from the window, and one of them made a run. */

const DONE_MS = 60_000;

test('a sweep is set up, run and looked at; a cell becomes a run with the hash of its trial', async ({
  window,
  picture,
}) => {
  await expect(window.getByRole('button', { name: /^Run SMA cross on SPX/ })).toBeVisible();
  await window.keyboard.press('Control+K');
  await window.keyboard.type('Set up a sweep of parameters');
  await window.keyboard.press('Enter');
  const form = window.getByRole('form', { name: 'Study' });
  await form.getByRole('checkbox', { name: /^Fast/ }).check();
  await form.getByRole('checkbox', { name: /^Slow/ }).check();
  await expect(form.getByLabel('Cost')).toContainText(/^\d+ trials/, { timeout: DONE_MS });
  await window.keyboard.press('Control+F5');
  await expect(window.getByLabel('Findings')).toContainText('Deflated Sharpe', { timeout: DONE_MS });
  await picture(window, 'sweep');

  await window.getByRole('grid', { name: 'Sharpe by fast and slow' }).focus();
  await window.keyboard.press('ArrowDown');
  await window.keyboard.press('ArrowDown');
  await window.keyboard.press('Enter');
  await expect(window.getByText(/^✓ Same hash as trial \d+ of the sweep\.$/)).toBeVisible({
    timeout: DONE_MS,
  });
});
