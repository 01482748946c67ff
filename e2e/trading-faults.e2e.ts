import { Desk } from './fixtures/desk.ts';
import { GatewayClient } from './fixtures/gateway-client.ts';
import { nextPaperGatewayPid, paperGatewayPid } from './fixtures/paper-gateway.ts';
import { answerDialogs, atSize } from './fixtures/practice.ts';
import { startGateway } from './fixtures/standalone-gateway.ts';
import { expect, test } from './fixtures/test.ts';
import { WindowPort } from './fixtures/window-port.ts';

/** Orders in the real window while the broker goes wrong; at the end of each the books are the gateway's. */

test('what is told twice, late, swapped, in parts or not at all comes to the same books', async ({
  workstation,
}) => {
  const desk = await Desk.open(workstation);
  for (const faults of [
    'duplicate-status',
    'swap-status',
    'drop-status',
    'late-ack=1s',
    'late-commission=1s',
    'early-commission',
    'late-execution=1s',
    'partial-fill=7 for 3s',
    'duplicate-status, swap-status, early-commission, unknown-message',
  ]) {
    await test.step(faults, async () => {
      await desk.setFaults(faults);
      const resting = await desk.place('buy', 25, desk.market * 0.9);
      const filling = await desk.place('buy', 25);
      await desk.comesTo(filling, 'filled');
      await desk.cancel(resting);
      await desk.comesTo(resting, 'cancelled');
      await desk.setFaults('');
      await desk.expectSame();
    });
  }
});

test('a connection that ends in the middle of an order, or is silent, loses no order and sends none twice', async ({
  workstation,
}) => {
  const desk = await Desk.open(workstation);
  await test.step('dropped after the gateway had the order', async () => {
    await desk.setFaults('at order 1: drop-connection');
    const filling = await desk.place('buy', 25);
    await desk.comesTo(filling, 'filled');
    await desk.setFaults('at order 1: drop-connection');
    const resting = await desk.place('buy', 25, desk.market * 0.9);
    await desk.comesTo(resting, 'working');
    await desk.expectSame();
  });
  await test.step('lost on its way', async () => {
    await desk.setFaults('at order 1: overload');
    const refused = await desk.place('buy', 25);
    await desk.comesTo(refused, 'cancelled');
    await desk.expectSame();
    await desk.setFaults('at order 1: stop-answering for 3s');
    const lost = await desk.place('buy', 25);
    await desk.comesTo(lost, 'cancelled');
    await desk.expectSame();
  });
  await test.step('the gateway dies', async () => {
    const before = await paperGatewayPid(desk.app);
    const filling = await desk.place('sell', 25);
    process.kill(before, 'SIGKILL');
    // Into a socket that is dead, which may say so or not, or refused as nobody is connected: there is no other way.
    const late = await desk.try('buy', 1);
    await nextPaperGatewayPid(desk.app, before);
    await expect(desk.status).toContainText('Practice ready');
    await desk.expectSame();
    // Whether it got there the gateway says; nobody doubts it any more.
    expect(['filled', 'cancelled']).toContain((await desk.order(filling)).state);
    if (late.kind === 'denied') expect(late.denial.code).toBe('not-connected');
    else await desk.comesTo(late.kind === 'sent' ? late.refs[0]! : late.ref, 'cancelled');
  });
  for (const back of ['1101', '1102'])
    await test.step(`1100, then ${back}`, async () => {
      await desk.setFaults(`at order 1: 1100 for 5s then ${back}`);
      const working = await desk.place('buy', 25, desk.market * 0.9);
      await expect.poll(() => desk.trading(), { intervals: [20] }).toBe('halted');
      expect(await desk.try('buy', 1)).toMatchObject({ kind: 'denied' });
      await expect(desk.status).toContainText('no orders: not ');
      await expect(desk.status).toContainText('trading · ');
      await desk.comesTo(working, 'working');
      await desk.expectSame();
    });
  await test.step('numbers that go back', async () => {
    await desk.place('buy', 1);
    const highest = (await desk.order(await desk.place('buy', 2))).orderId!;
    const compared = await desk.comparedAt();
    await desk.setFaults('ids-back\nrestart for 1s');
    await expect.poll(() => desk.comparedAt()).toBeGreaterThan(compared);
    await expect(desk.status).toContainText('trading · ');
    const next = await desk.place('buy', 3);
    await desk.comesTo(next, 'filled');
    expect((await desk.order(next)).orderId).toBeGreaterThan(highest);
    await desk.expectSame();
  });
});

test('what fills after its cancel, and what others place, change and cancel, is in the books', async ({
  workstation,
}) => {
  const desk = await Desk.open(workstation);
  await test.step('filled after the cancel was confirmed', async () => {
    await desk.setFaults('fill-after-cancel=1s');
    const ref = await desk.place('buy', 25, desk.market * 0.9);
    await desk.comesTo(ref, 'working');
    await desk.cancel(ref);
    await desk.comesTo(ref, 'filled');
    expect((await desk.order(ref)).flags).toContain('filled-after-end');
    await desk.setFaults('');
    await desk.expectSame();
  });
  await test.step('executions of a part, later than the cancel', async () => {
    await desk.setFaults('partial-fill=5 for 60s\nlate-execution=2s');
    const ref = await desk.place('buy', 900);
    await expect.poll(() => desk.order(ref).then(({ flags }) => flags)).toContain('executions-missing');
    await desk.cancel(ref);
    await desk.comesTo(ref, 'cancelled');
    await desk.setFaults('');
    await desk.expectSame();
    const { filled } = await desk.order(ref);
    expect(filled).toBeGreaterThan(0);
    expect(filled).toBeLessThan(900e6);
  });
  await test.step('the user of TWS', async () => {
    await desk.setFaults(
      'at order 1: user-change\nat order 2: user-cancel\nat order 3: user-order\nat order 4: user-trade',
    );
    const changed = await desk.place('buy', 20, desk.market * 0.9);
    const cancelled = await desk.place('buy', 21, desk.market * 0.9);
    await desk.comesTo(cancelled, 'cancelled');
    await expect.poll(() => desk.order(changed).then(({ terms }) => terms.quantity / 1e6)).toBe(40);
    await desk.place('buy', 22, desk.market * 0.9);
    await desk.place('buy', 23, desk.market * 0.9);
    await desk.setFaults('');
    await desk.compare();
    await desk.expectSame();
  });
  await test.step('another client', async () => {
    const other = await GatewayClient.at(desk.listensAt, 46);
    const id = await other.place(12, Math.round(desk.market * 90) / 100);
    await desk.compare();
    await desk.expectSame();
    other.change(id, 14, Math.round(desk.market * 91) / 100);
    await desk.compare();
    await desk.expectSame();
    // Nobody asks: the position that differs does.
    await other.trade(10);
    await desk.expectSame();
    other.cancel(id);
    await other.comesTo(id, 'Cancelled');
    other.close();
    await desk.compare();
    await desk.expectSame();
  });
});

test('away and back: what fills while it is killed is there at the next start, once; so is what a silent socket hid', async ({
  workstation,
}) => {
  const gateway = await startGateway('--always-open', '--faults', 'partial-fill=5 for 60s');
  try {
    const { app, window } = await workstation.open();
    await atSize(app);
    const port = await WindowPort.of(window);
    const profile = {
      ...{ id: 'away', name: 'Away', kind: 'paper', host: '127.0.0.1', port: gateway.port },
      ...{ clientId: 17, account: null },
    };
    await port.ask('connection.saveProfile', { profile });
    await port.ask('connection.connect', { profileId: profile.id });
    // A gateway like this one may be the broker's, whose servers restart every night: this runs at any hour.
    await answerDialogs(app, [1]);
    await port.ask('risk.change', { place: { kind: 'everywhere' }, code: 'reset-window', isOn: false });
    const desk = await Desk.at(app, window, port, gateway.port);
    const resting = await desk.place('buy', 25, desk.market * 0.9);
    const filling = await desk.place('buy', 60);
    await desk.comesTo(resting, 'working');
    await expect.poll(() => desk.order(filling).then(({ filled }) => filled)).toBeGreaterThan(0);
    await workstation.kill();

    const client = await GatewayClient.at(gateway.port);
    await expect.poll(() => client.books().then(({ positions }) => positions['AAPL'])).toBe(60);
    client.close();
    const again = await workstation.open();
    await atSize(again.app);
    await answerDialogs(again.app, [1]);
    const later = await Desk.at(again.app, again.window, await WindowPort.of(again.window), gateway.port);
    await later.comesTo(filling, 'filled');
    await later.comesTo(resting, 'working');
    await later.expectSame();
    await later.cancel(resting);
    await later.comesTo(resting, 'cancelled');
    await later.expectSame();

    // Nothing closes and nothing answers: the silence is found, and what went into it is proven before anything else goes.
    gateway.freeze();
    const hidden = await later.place('buy', 4);
    await expect.poll(() => later.trading()).toBe('halted');
    expect(await later.try('buy', 1)).toMatchObject({ kind: 'denied' });
    gateway.thaw();
    await expect(later.status).toContainText('trading · ');
    await later.expectSame();
    expect(['filled', 'cancelled']).toContain((await later.order(hidden)).state);
  } finally {
    gateway.stop();
  }
});
