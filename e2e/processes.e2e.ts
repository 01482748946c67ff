import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { isAlive } from './fixtures/paper-gateway.ts';
import { captureRawPort, type RawPort } from './fixtures/raw-port.ts';
import { researchPid } from './fixtures/research.ts';
import { expect, test } from './fixtures/test.ts';

/** The processes behind the window die, hang and are quit; the window stays. */

const list = { v: 1, kind: 'request', id: 'list', name: 'library.list', input: {} };

test('research is killed: the window hears of it, gets a new port, and the library answers there', async ({
  app,
  window,
}) => {
  const main = await captureRawPort(app, window, 'main');
  await expect.poll(() => researchStates(main)).toBe('ready');
  const first = await researchPid(app);
  process.kill(first, 'SIGKILL');
  await expect.poll(() => researchPid(app)).not.toBe(first);
  const research = await captureRawPort(app, window, 'research');
  expect(await research.askUntil('list', list)).toMatchObject({
    kind: 'answer',
    value: { series: [{ symbol: 'SPX' }] },
  });
});

test('research hangs: it is killed and started again', async ({ app, window }) => {
  const first = await researchPid(app);
  process.kill(first, 'SIGSTOP'); // alive, and answers nothing
  await expect.poll(() => researchPid(app)).not.toBe(first);
  const research = await captureRawPort(app, window, 'research');
  expect(await research.askUntil('list', list)).toMatchObject({ kind: 'answer' });
});

test('research dies again and again: main gives up, says so, and starts it when asked', async ({
  app,
  window,
}) => {
  const main = await captureRawPort(app, window, 'main');
  let last = 0;
  for (let i = 0; i < 5; i++) {
    await expect.poll(() => researchPid(app)).not.toBe(last);
    last = await researchPid(app);
    process.kill(last, 'SIGKILL');
  }
  await expect.poll(() => researchStates(main)).toBe('down');
  const restart = { v: 1, kind: 'request', id: 'restart', name: 'app.restartResearch', input: {} };
  expect(await main.askUntil('restart', restart)).toMatchObject({ kind: 'answer' });
  await expect.poll(() => researchStates(main)).toBe('ready');
});

test('quitting closes everything in order: exit code 0, databases marked as clean, no process left', async ({
  app,
  workstation,
}) => {
  const pid = await researchPid(app);
  const ended = new Promise<number | null>((resolve) => app.process().once('exit', resolve));
  await workstation.quit();
  expect(await ended).toBe(0);
  await expect.poll(() => isAlive(pid)).toBe(false);
  for (const file of readdirSync(workstation.dataDir)) expect(file).not.toMatch(/-wal$|owner\.json$/);
  expect(logText(workstation.dataDir)).toContain('Tradewind ends');
});

test('a damaged trading.db: said in a native dialog, set aside on request, and the window opens', async ({
  workstation,
}) => {
  await workstation.open();
  await workstation.quit();
  const path = join(workstation.dataDir, 'trading.db');
  const bytes = readFileSync(path);
  bytes.fill(0xa5, 100, 4_096); // the schema page
  writeFileSync(path, bytes);

  // The dialog comes before a test can reach the process.
  const choice = join(workstation.sharedDir, 'choose-second.cjs');
  writeFileSync(
    choice,
    `const { dialog } = require('electron');
     dialog.showMessageBox = (options) => {
       process.env.SHOWN = JSON.stringify(options);
       return Promise.resolve({ response: 1 });
     };`,
  );
  const app = await workstation.start({}, [], [choice]);
  const window = await app.firstWindow();
  await window.waitForLoadState('load');
  const shown = JSON.parse((await app.evaluate(() => process.env['SHOWN'])) ?? '{}') as Record<
    string,
    unknown
  >;
  expect(shown).toMatchObject({
    message: expect.stringContaining('trading.db is damaged'),
    detail: expect.stringContaining('research.db and are not affected'),
    buttons: ['Quit', 'Set it aside and begin with an empty one'],
    defaultId: 0,
  });
  expect(
    readdirSync(workstation.dataDir).filter((name) => name.startsWith('trading.db.damaged-')),
  ).toHaveLength(1);
});

test('menu items run commands of the window; zoom is applied and stays', async ({
  app,
  window,
  relaunch,
}) => {
  await window.getByRole('banner').first().waitFor();
  const names = await app.evaluate(({ Menu }) =>
    Menu.getApplicationMenu()!.items.map(({ label }) => label.replace('&', '')),
  );
  expect(names).toEqual(['File', 'Edit', 'Trade', 'Backtest', 'View', 'Help']);
  await choose(app, 'Help', 'About Tradewind...');
  await expect(window.getByRole('dialog')).toContainText('Tradewind');
  await choose(app, 'View', 'Zoom in');
  await expect.poll(() => zoomLevel(app)).toBe(0.5);
  const after = await relaunch();
  await expect.poll(() => zoomLevel(after.app)).toBe(0.5);
});

test('diagnostics name versions, folders and processes, and go to the clipboard', async ({
  app,
  window,
  dataDir,
}) => {
  const main = await captureRawPort(app, window, 'main');
  await expect.poll(() => researchStates(main)).toBe('ready');
  const copy = { v: 1, kind: 'request', id: 'copy', name: 'app.copyDiagnostics', input: {} };
  const { value } = (await main.askUntil('copy', copy)) as { value: { text: string } };
  for (const part of ['Tradewind 0.1.0', 'SQLite 3.', dataDir, 'Research: ready', 'Tradewind starts'])
    expect(value.text).toContain(part);
  expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe(value.text);
  const licences = { v: 1, kind: 'request', id: 'licences', name: 'app.licences', input: {} };
  const answer = (await main.askUntil('licences', licences)) as { value: { text: string } };
  expect(answer.value.text).toMatch(/^Tradewind 0\.1\.0\nApache-2\.0/);
  expect(answer.value.text).toContain('better-sqlite3');
});

/** The newest state: a new subscription is told it at once. */
async function researchStates(main: RawPort): Promise<string> {
  await main.sendMessages([
    { v: 1, kind: 'unsubscribe', stream: 'app.research' },
    { v: 1, kind: 'subscribe', stream: 'app.research' },
  ]);
  const { sequence, pushes } = (await main.nextOf('pushes')) as {
    sequence: number;
    pushes: { value: { state: string } }[];
  };
  await main.sendMessages([{ v: 1, kind: 'pushes-handled', sequence }]);
  return pushes.at(-1)!.value.state;
}

async function choose(app: ElectronApplication, menu: string, item: string): Promise<void> {
  await app.evaluate(
    ({ Menu }, labels) => {
      const find = (items: Electron.MenuItem[], label: string) =>
        items.find((one) => one.label.replace('&', '') === label);
      const submenu = find(Menu.getApplicationMenu()!.items, labels.menu)?.submenu;
      const chosen = find(submenu?.items ?? [], labels.item) as unknown as { click(): void };
      chosen.click();
    },
    { menu, item },
  );
}

function zoomLevel(app: ElectronApplication): Promise<number> {
  return app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.getZoomLevel());
}

function logText(dataDir: string): string {
  const folder = join(dataDir, 'logs');
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');
}
