import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from './fixtures/practice.ts';
import { expect, test } from './fixtures/test.ts';

const WAIT_MS = 30_000;

test('a new strategy from the template runs, breaks with a line, is mended and runs again', async ({
  app,
  window,
  dataDir,
  picture,
}) => {
  await app.evaluate(({ shell }) => {
    shell.showItemInFolder = () => undefined;
  });
  await expect(window.getByRole('button', { name: /^Run SMA cross on SPX/ })).toBeVisible();
  await command(window, 'New strategy from template');

  const run = window.getByRole('button', { name: /^Run My strategy on SPX/ });
  await expect(run).toBeVisible({ timeout: WAIT_MS });
  await run.click();
  const runs = window.getByRole('grid', { name: 'Runs' });
  const done = runs.getByRole('row', { name: 'My strategy on SPX, Done' });
  await expect(done).toHaveCount(1, { timeout: WAIT_MS });

  const file = join(dataDir, 'strategies', 'my-strategy.ts');
  const good = readFileSync(file, 'utf8');
  writeFileSync(file, good.replace('    return {', '    enum Side { Long }\n    return {'));
  const problems = window.getByRole('list', { name: 'Problems of your strategies' });
  await expect(problems).toContainText(/my-strategy\.ts:\d+:5.*enum/, { timeout: WAIT_MS });
  await picture(window, 'user-strategy-problem');
  await window.keyboard.press('F5');
  await expect(done, 'nothing else runs in its place').toHaveCount(1);

  writeFileSync(file, good.replace("title: 'My strategy'", "title: 'Mended'"));
  const mended = window.getByRole('button', { name: /^Run Mended on SPX/ });
  await expect(mended).toBeVisible({ timeout: WAIT_MS });
  await expect(problems).toBeHidden();
  await mended.click();
  await expect(runs.getByRole('row', { name: 'Mended on SPX, Done' })).toHaveCount(1, { timeout: WAIT_MS });
});
