import { EventName, IBApi } from '@stoqey/ib';
import type { Locator, Page } from '@playwright/test';
import { atSize, limitOf, openTicket, practise, sendTicket, watch } from './fixtures/practice.ts';
import { expect, test } from './fixtures/test.ts';

/** The Trading workspace in the real window, against the app's own gateway. */

/** What another client of the same gateway sees. */
async function brokersLimit(port: number, quantity: number): Promise<number | undefined> {
  const api = new IBApi({ host: '127.0.0.1', port, clientId: 42 });
  api.on(EventName.error, () => undefined);
  try {
    return await new Promise<number | undefined>((resolve) => {
      let found: number | undefined;
      api.on(EventName.nextValidId, () => void api.reqAllOpenOrders());
      api.on(EventName.openOrder, (_id, _contract, order) => {
        if (order.totalQuantity === quantity) found = order.lmtPrice;
      });
      api.on(EventName.openOrderEnd, () => resolve(found));
      api.connect();
    });
  } finally {
    api.disconnect();
  }
}

async function drag(window: Page, line: Locator, down: number): Promise<void> {
  const box = (await line.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await window.mouse.move(x, y);
  await window.mouse.down();
  await window.mouse.move(x, y + down / 2, { steps: 4 });
  await window.mouse.move(x, y + down, { steps: 4 });
  await window.mouse.up();
}

test('the chart shows history and moves, an order is dragged to another price, and the book has its levels', async ({
  workstation,
  picture,
}) => {
  const { app, window } = await workstation.open();
  await atSize(app);
  const port = await practise(window);
  await window.keyboard.press('Control+1');
  await expect(window.getByRole('tabpanel', { name: 'Chart' })).toContainText('No symbol is chosen');
  await watch(window, 'AAPL', 'AAPL');
  const chart = window.getByRole('tabpanel', { name: 'Chart' });
  await expect(chart).toContainText(/O [\d.]+ {2}H [\d.]+ {2}L [\d.]+ {2}C [\d.]+/);
  const bars = chart.getByRole('application', { name: /Chart of AAPL/ });
  const before = await bars.textContent();
  await expect.poll(() => bars.textContent()).not.toBe(before);

  const depth = window.getByRole('tabpanel', { name: 'Depth of market' });
  await expect(depth.getByRole('button', { name: /^Bid / })).toHaveCount(10);
  await expect(depth.getByRole('button', { name: /^Ask / })).toHaveCount(10);

  // An order a little below the market stands on the chart.
  const ticket = await openTicket(window, { side: 'buy', quantity: '25' });
  const { limit, market } = await limitOf(ticket);
  const resting = (market * 0.998).toFixed(2);
  await limit.fill(resting);
  await sendTicket(window, ticket);
  const line = chart.getByRole('slider', { name: /^Buy 25 LMT/ });
  await expect(line).toHaveAttribute('aria-valuenow', String(Number(resting)));
  await picture(window, 'trading');

  // Dragged and given up: nothing is changed.
  await drag(window, line, 20);
  await expect(chart.getByRole('button', { name: 'Change (Enter)' })).toBeFocused();
  await picture(window, 'order-dragged');
  await window.keyboard.press('Escape');
  await expect(line).toHaveAttribute('aria-valuenow', String(Number(resting)));

  await drag(window, line, 20);
  const dragged = Number(await line.getAttribute('aria-valuenow'));
  expect(dragged).toBeLessThan(Number(resting));
  expect(await brokersLimit(port, 25)).toBe(Number(resting));
  await window.keyboard.press('Enter');
  const blotter = window.getByRole('tabpanel', { name: 'Blotter' });
  await expect(blotter.getByRole('row', { name: /buy AAPL LMT/ })).toContainText(dragged.toFixed(2));
  await expect.poll(() => brokersLimit(port, 25)).toBe(dragged);
  await expect(line).toHaveAttribute('aria-valuenow', String(dragged));

  // Prices go into the ticket by a press; nothing is sent by it.
  const bid = depth.getByRole('button', { name: /^Bid / }).nth(5);
  const price = (await bid.textContent())!;
  await bid.click();
  await expect(limit).toHaveValue(String(Number(price)));
  const frame = (await bars.boundingBox())!;
  await window.keyboard.down('Shift');
  await window.mouse.click(frame.x + 200, frame.y + 80);
  await window.keyboard.up('Shift');
  await expect(ticket.getByRole('button', { name: /^Sell 25 AAPL/ })).toBeVisible();
  await expect(blotter.getByRole('row', { name: /AAPL/ })).toHaveCount(1);

  // Another bar size and an indicator, kept over a restart.
  await window.keyboard.press('Control+Alt+1');
  await expect(bars).toContainText('AAPL · 1 min');
  await chart.getByRole('button', { name: 'Indicators' }).click();
  await window.getByRole('combobox', { name: 'Add an indicator' }).click();
  await window.getByRole('option', { name: 'SMA', exact: true }).click();
  await window.getByRole('combobox', { name: 'Add an indicator' }).click();
  await window.getByRole('option', { name: 'RSI', exact: true }).click();
  await picture(window, 'chart-indicators');
  await window.keyboard.press('Escape');
  await expect(bars).toContainText(/SMA 20 {2}[\d.]+/);
  await expect(bars).toContainText(/RSI 14/);
  await picture(window, 'chart-1min');

  await line.focus();
  await window.keyboard.press('Delete');
  await expect(line).toHaveCount(0);
  await workstation.quit();
  const again = await workstation.open();
  await expect(again.window.getByRole('tabpanel', { name: 'Chart' })).toBeVisible();
});

test('a position and its fills stand on the chart, older bars come as it is panned back, and an index has no book', async ({
  workstation,
  picture,
}) => {
  const { app, window } = await workstation.open();
  await atSize(app);
  await practise(window);
  await window.keyboard.press('Control+1');
  await watch(window, 'MSFT', 'MSFT');
  const chart = window.getByRole('tabpanel', { name: 'Chart' });
  const bars = chart.getByRole('application', { name: /Chart of MSFT/ });
  await expect(bars).toContainText(/C [\d.]+/);
  await sendTicket(window, await openTicket(window, { side: 'buy', type: 'MKT', quantity: '40' }));
  await expect(chart.getByRole('note', { name: /^Long 40 [\d.]+ [+\u2212]?[\d.,]+ USD/ })).toBeVisible();
  await expect(bars).toContainText(/▲ bought 40 @ [\d.]+/);
  await picture(window, 'chart-position');

  const status = window.getByLabel('Status', { exact: true });
  const stored = async () =>
    Number(/([\d,]+) bars/.exec((await status.textContent())!)![1]!.replaceAll(',', ''));
  await bars.focus();
  const before = await stored();
  await window.keyboard.press('Home');
  await expect.poll(stored).toBeGreaterThan(before + 500);
  await window.keyboard.press('Control+Alt+5');
  await expect(bars).toContainText('MSFT · 1 day');
  await expect(bars).toContainText(/C [\d.]+/);
  await picture(window, 'chart-daily');

  await watch(window, 'SPX', 'SPX');
  const depth = window.getByRole('tabpanel', { name: 'Depth of market' });
  await expect(depth).toContainText('No depth of market for SPX');
  await window.keyboard.press('Control+Shift+l');
  await expect(chart.getByRole('application', { name: /Chart of SPX/ })).toContainText(/C [\d.,]+/);
  await picture(window, 'trading-light');

  // The broker goes: the chart says that it stands still.
  await window.keyboard.press('Control+Alt+d');
  await expect(chart).toContainText('the chart stands still');
});
