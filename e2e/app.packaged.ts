import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chromium, expect } from '@playwright/test';
import { command, practise } from './fixtures/practice.ts';
import { test } from './fixtures/test.ts';

const WAIT_MS = 60_000;

/** Each kind of process and thread from inside the archive: research, library, engines, user strategies, paper gateway. */
test('the packaged app opens, back-tests, runs a strategy of the user, practises and quits', async ({
  workstation,
  picture,
}) => {
  const { executable, folder, env } = workstation.startedByHand();
  // Its fuses keep Playwright from attaching to the main process; the window can be reached all the same.
  const app = spawn(executable, ['--remote-debugging-port=0'], { cwd: folder, env });
  const ended = once(app, 'exit');
  let log = '';
  const address = new Promise<string>((resolve, reject) => {
    app.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      const url = /DevTools listening on (ws:\S+)/.exec(log)?.[1];
      if (url !== undefined) resolve(url);
    });
    app.once('exit', () => reject(new Error(`It ended at once:\n${log}`)));
  });
  try {
    const browser = await chromium.connectOverCDP(await address);
    const context = browser.contexts()[0]!;
    const window = context.pages()[0] ?? (await context.waitForEvent('page'));
    await window.getByRole('radio', { name: 'Research only' }).check({ timeout: WAIT_MS });
    await window.getByRole('button', { name: 'Begin with research' }).click();

    await window.getByRole('button', { name: /^Run SMA cross on SPX/ }).click();
    await expect(window.getByLabel('Key figures')).toBeVisible({ timeout: WAIT_MS });
    await command(window, 'New strategy from template');
    await window.getByRole('button', { name: /^Run My strategy on SPX/ }).click({ timeout: WAIT_MS });
    const runs = window.getByRole('grid', { name: 'Runs' });
    await expect(runs.getByRole('row', { name: 'My strategy on SPX, Done' })).toHaveCount(1, {
      timeout: WAIT_MS,
    });
    await practise(window);
    await picture(window, 'packaged');

    app.kill('SIGTERM'); // as a session manager does
    expect(await ended).toEqual([0, null]);
  } finally {
    app.kill('SIGKILL');
    await test.info().attach('app.log', { body: log });
  }
});
