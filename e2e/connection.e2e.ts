import type { ElectronApplication, Page } from '@playwright/test';
import { answerDialogs, askedBy, atSize } from './fixtures/practice.ts';
import { openDropper, openTwsWith } from './fixtures/scripted-tws.ts';
import { expect, test } from './fixtures/test.ts';
import type { Workstation } from './fixtures/workstation.ts';

/** The way to the broker, in the real window: against the app's own gateway, and against ends that behave otherwise. */

test('practise: ready from the first start on, waits while the gateway is stopped, and is ready again', async ({
  workstation,
  picture,
}) => {
  const { window } = await practise(workstation);
  const { badge, panel } = await connectionPanel(window);
  await expect(badge).toHaveText('PAPERDU1000001');
  await expect(panel.getByRole('status', { name: 'State' })).toContainText('ready');
  await expect(panel.getByLabel('Facts')).toContainText('Practice, practice');
  await expect(panel.getByRole('row', { name: /usfarm/ })).toContainText('ok');
  await expect(panel.getByRole('meter', { name: 'Messages in a second' })).toBeVisible();
  await picture(window, 'connection-ready');

  await window.keyboard.press('Alt+9');
  const gateway = window.getByRole('tabpanel', { name: 'Paper gateway' });
  await expect(gateway.getByRole('row', { name: 'Client 17' })).toBeVisible();
  await gateway.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(statusOf(window)).toContainText('Practice reconnecting');
  await window.keyboard.press('Alt+0');
  await expect(panel.getByRole('alert')).toContainText('The paper gateway is stopped');
  await picture(window, 'connection-gateway-stopped');

  await window.keyboard.press('Alt+9');
  await gateway.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(statusOf(window)).toContainText('Practice ready');

  // The last profile is connected at the next start too, and not once that is switched off.
  await workstation.quit();
  const again = await workstation.open();
  await expect(statusOf(again.window)).toContainText('Practice ready');
  await again.window.keyboard.press('Alt+0');
  const atStart = again.window.getByRole('checkbox', { name: /^Connect to the last profile/ });
  await atStart.click();
  // It shows what main has kept.
  await expect(atStart).not.toBeChecked();
  await workstation.quit();
  const apart = await workstation.open();
  await expect(apart.window.getByRole('tabpanel', { name: 'Connection' })).toContainText('not connected');
  await expect(statusOf(apart.window)).toContainText('no broker connected');
  await apart.window.keyboard.press('Control+Alt+c');
  await expect(statusOf(apart.window)).toContainText('Practice ready');
  await apart.window.keyboard.press('Control+Alt+d');
  await expect(statusOf(apart.window)).toContainText('no broker connected');
});

test('a wrong port and an address that is not trusted each show what to do, and the profile can be mended', async ({
  workstation,
  picture,
}) => {
  const dropper = await openDropper();
  const gone = await openDropper();
  await gone.close();
  try {
    const { app, window } = await workstation.open();
    await atSize(app);
    const { panel } = await connectionPanel(window);
    await addProfile(window, { name: 'Office', port: gone.port });
    await panel.getByRole('row', { name: 'Office' }).getByRole('button', { name: 'Connect' }).click();
    const steps = panel.getByRole('list', { name: 'What to do' });
    await expect(panel.getByRole('alert')).toContainText(`Nobody listens at 127.0.0.1:${gone.port}`);
    await expect(steps).toContainText('socket port');
    await expect(steps).toContainText('TWS: 7496 live, 7497 paper');
    await expect(statusOf(window)).toContainText(/Office reconnecting · next try in \d+ s/);
    await picture(window, 'connection-wrong-port');

    await panel.getByRole('row', { name: 'Office' }).getByRole('button', { name: 'Edit' }).click();
    await panel.getByRole('textbox', { name: 'Port' }).fill(String(dropper.port));
    await panel.getByRole('button', { name: 'Save' }).click();
    await expect(panel.getByRole('alert')).toContainText('closed the connection before it said anything');
    await expect(steps).toContainText('trusted addresses');
    await expect.poll(dropper.connectionCount).toBeGreaterThan(0);
    await panel.getByRole('button', { name: 'Disconnect' }).click();
    await expect(panel.getByRole('alert')).toHaveCount(0);
    const count = dropper.connectionCount();
    await panel.getByRole('row', { name: 'Office' }).getByRole('button', { name: 'Delete' }).click();
    await window.getByRole('dialog').getByRole('button', { name: 'Delete Office' }).click();
    await expect(panel.getByRole('row', { name: 'Office' })).toHaveCount(0);
    expect(dropper.connectionCount()).toBe(count);
  } finally {
    await dropper.close();
  }
});

test('live: asked about natively and by name, refused when the account is paper, unmistakable while it lasts', async ({
  workstation,
  picture,
}) => {
  const paper = await openTwsWith('DU7654321');
  const live = await openTwsWith('U7654321');
  try {
    const { app, window } = await workstation.open();
    await atSize(app);
    const { panel, badge } = await connectionPanel(window);
    await addProfile(window, { name: 'Wrong login', kind: 'LIVE account', port: paper.port });
    await addProfile(window, { name: 'Real', kind: 'LIVE account', port: live.port });
    const connect = (name: string) =>
      panel.getByRole('row', { name }).getByRole('button', { name: 'Connect' }).click();

    await answerDialogs(app, [0]);
    await connect('Real');
    await expect.poll(() => askedBy(app)).toHaveLength(1);
    expect(live.connectionCount()).toBe(0);
    await expect(window.locator('[data-live]')).toHaveCount(0);

    await answerDialogs(app, [1]);
    await connect('Wrong login');
    await expect(panel.getByRole('alert')).toContainText('for a live account; DU7654321 is paper');
    await expect(statusOf(window)).toContainText('no broker connected');
    await expect(badge).toHaveCount(0);
    expect(await askedBy(app)).toHaveLength(1);
    await picture(window, 'connection-live-refused');

    // The first time its name is not known before TWS tells it: asked again with it. A no leaves nothing connected.
    await answerDialogs(app, [1, 0]);
    await connect('Real');
    await expect(panel.getByRole('alert')).toContainText('the live account was not confirmed');
    expect((await askedBy(app)).join(' ')).toContain('LIVE account U7654321');

    await answerDialogs(app, [1, 1]);
    await connect('Real');
    await expect(badge).toHaveText('LIVEU7654321');
    await expect(window.locator('[data-live]')).toHaveCount(1);
    await expect(statusOf(window)).toContainText('U7654321');
    await picture(window, 'connection-live');
    await panel.getByRole('button', { name: 'Disconnect' }).click();
    await expect(window.locator('[data-live]')).toHaveCount(0);

    // From then on the profile knows its account, and one question names it.
    await answerDialogs(app, [1]);
    await connect('Real');
    await expect(badge).toHaveText('LIVEU7654321');
    expect(await askedBy(app)).toEqual(['Connect to the LIVE account U7654321?']);
  } finally {
    await Promise.all([paper.close(), live.close()]);
  }
});

test('faults: the servers of TWS lost and back with and without data, the client id in use', async ({
  workstation,
  picture,
}) => {
  const { window } = await practise(workstation);
  const { panel } = await connectionPanel(window);
  for (const back of ['1101', '1102']) {
    await setFaults(window, `1100 for 5s then ${back}`);
    await expect(statusOf(window)).toContainText('servers not reached');
    await window.keyboard.press('Alt+0');
    await expect(panel.getByRole('alert')).toContainText("lost its link to the broker's servers");
    if (back === '1101') await picture(window, 'connection-servers-lost');
    await expect(statusOf(window)).toContainText('Practice ready');
    await expect(panel.getByRole('alert')).toHaveCount(0);
  }

  await setFaults(window, 'client-id-in-use for 4s\ndrop-connection');
  await window.keyboard.press('Alt+0');
  await expect(panel.getByRole('alert')).toContainText('Another program is connected with client id 17');
  await expect(panel.getByRole('list', { name: 'What to do' })).toContainText('choose another client id');
  await expect(statusOf(window)).toContainText('Practice ready');
});

/** Through the first start into practice, until it is ready. */
async function practise(workstation: Workstation): Promise<{ app: ElectronApplication; window: Page }> {
  const opened = await workstation.open({}, 'unanswered');
  await atSize(opened.app);
  await opened.window.getByRole('button', { name: 'Start the paper gateway' }).click();
  await expect(statusOf(opened.window)).toContainText('Practice ready');
  return opened;
}

/** The item of the status bar. */
function statusOf(window: Page) {
  return window.getByRole('button', { name: 'Connection', exact: true });
}

async function connectionPanel(window: Page) {
  await window.keyboard.press('Alt+0');
  const panel = window.getByRole('tabpanel', { name: 'Connection' });
  await expect(panel.getByRole('region', { name: 'Profiles' })).toBeVisible();
  return { panel, badge: window.getByRole('status', { name: 'Profile' }) };
}

async function addProfile(
  window: Page,
  { name, kind, port }: { name: string; kind?: 'LIVE account'; port: number },
): Promise<void> {
  const { panel } = await connectionPanel(window);
  await panel.getByRole('button', { name: 'Add a profile' }).click();
  const form = panel.getByRole('form', { name: 'New profile' });
  await form.getByRole('textbox', { name: 'Name' }).fill(name);
  if (kind !== undefined) {
    await form.getByLabel('Kind').first().click();
    await window.getByRole('option', { name: kind }).click();
  }
  await form.getByRole('textbox', { name: 'Port' }).fill(String(port));
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(panel.getByRole('row', { name })).toBeVisible();
}

async function setFaults(window: Page, text: string): Promise<void> {
  await window.keyboard.press('Alt+9');
  const gateway = window.getByRole('tabpanel', { name: 'Paper gateway' });
  await gateway.getByLabel('Faults to set').fill(text);
  await gateway.getByRole('button', { name: 'Set these faults' }).click();
}
