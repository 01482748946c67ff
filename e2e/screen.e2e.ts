import { expect, test } from './fixtures/test.ts';

/** From the library to a list of breakouts, and on to a back-test of them. */

test('symbols are screened with reasons, looked at in the library and handed to the back-test', async ({
  window,
  picture,
}) => {
  const run = async (command: string) => {
    await window.keyboard.press('Control+k');
    await window.getByRole('combobox').fill(command);
    await window.keyboard.press('Enter');
  };
  await expect(window.getByRole('tabpanel', { name: 'Backtest' })).toBeVisible();
  await run('Go to Screen');
  const form = window.getByRole('form', { name: 'Screen' });
  await form.getByRole('textbox', { name: 'Volume multiple' }).fill('0');
  await form.getByRole('textbox', { name: 'Least score' }).fill('101');
  await form.getByRole('button', { name: 'Screen 1 symbol' }).click();
  await expect(form.getByText('At most 100.')).toBeVisible();
  await form.getByRole('textbox', { name: 'Least score' }).fill('20');
  await form.getByRole('textbox', { name: 'As of' }).fill('2019-11-04');
  await form.getByRole('checkbox', { name: 'Allow overbought' }).check();
  await form.getByRole('button', { name: 'Screen 1 symbol' }).click();

  const table = window.getByRole('grid', { name: 'Screened symbols' });
  const row = table.getByRole('row', { name: /^SPX, passed/ });
  await expect(row).toContainText('2019-11-04', { timeout: 30_000 });
  await expect(row).toContainText('Closed above the highest high of the 20 bars before.');
  await picture(window, 'screen');

  await run('Back-test the symbols that passed');
  const backtest = window.getByRole('form', { name: 'Backtest' });
  await expect(backtest.getByRole('textbox', { name: 'Least score' })).toHaveValue('20');
  await expect(backtest.getByText(/^Run Bullish breakout on SPX/).first()).toBeVisible();

  await row.click();
  await expect(window.getByRole('region', { name: 'Reasons of SPX' })).toContainText('RSI');
  await window.keyboard.press('Enter');
  await expect(window.getByRole('application', { name: /^Chart of SPX/ })).toBeVisible();
});
