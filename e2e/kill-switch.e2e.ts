import { getPriority } from 'node:os';
import { Desk } from './fixtures/desk.ts';
import { GatewayClient } from './fixtures/gateway-client.ts';
import { pullKillSwitch } from './fixtures/kill-switch.ts';
import { answerDialogs } from './fixtures/practice.ts';
import { expect, test } from './fixtures/test.ts';

/** Longer than the switch takes on a slow machine; shorter than Chromium needs to call the window hung. */
const HUNG_MS = 15_000;

test('the kill switch is heard with a window that hangs and orders out of it', async ({ workstation }) => {
  const desk = await Desk.open(workstation);
  for (const part of [0.9, 0.91, 0.92])
    await desk.comesTo(await desk.place('buy', 25, desk.market * part), 'working');
  const other = await GatewayClient.at(desk.listensAt, 46);
  expect(Object.keys((await other.books()).open)).toHaveLength(3);

  const processes = await desk.app.evaluate(({ app }) =>
    app.getAppMetrics().map(({ name, type, pid }) => ({ name: name ?? type, pid })),
  );
  const priorityOf = (wanted: string) => getPriority(processes.find(({ name }) => name === wanted)!.pid);
  expect(priorityOf('Tab'), 'the window comes after orders').toBeGreaterThan(priorityOf('Browser'));
  expect(priorityOf('Tradewind research'), 'and back-tests after both').toBeGreaterThan(priorityOf('Tab'));

  let isBack = false;
  const hung = desk.window
    .evaluate((forMs) => {
      const until = performance.now() + forMs;
      while (performance.now() < until); // answers nothing and draws nothing
    }, HUNG_MS)
    .then(() => (isBack = true));
  await pullKillSwitch(desk.app);
  await expect.poll(async () => Object.keys((await other.books()).open), { intervals: [50] }).toEqual([]);
  expect(isBack, 'all of that while the window hung').toBe(false);
  other.close();

  await hung;
  await expect(desk.status).toContainText('trading halted');
  expect(await desk.try('buy', 1)).toMatchObject({ kind: 'denied', denial: { code: 'trading-state' } });
  expect((await desk.port.ask('trading.status')).killSwitch).toMatchObject({ isHalted: true, by: 'hotkey' });
  await answerDialogs(desk.app, [1]);
  await desk.port.ask('trading.resume');
  await desk.expectSame();
});
