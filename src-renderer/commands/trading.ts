import type { OrderRef } from '#shared/model/order-ticket.ts';
import type { BLOTTER_LISTS, CancelOutcome } from '#shared/ipc/orders.ts';
import { formatBytes, formatNumber } from '../format/number.ts';
import { main } from '../ipc/services.ts';
import { notify, notifyProblem } from '../stores/notices.ts';
import { liveOrders, useOrders } from '../stores/orders.ts';
import { useSelection } from '../stores/selection.ts';
import { useTrading } from '../stores/trading.ts';
import type { Command } from './command.ts';
import { openFile } from './runs.ts';

const hasLive = () => liveOrders(useOrders.getState()).length > 0;
const isHalted = () => useTrading.getState().status?.killSwitch.isHalted === true;

export const tradingCommands: readonly Command[] = [
  {
    id: 'orders.cancelSymbol',
    title: 'Cancel all orders of the symbol',
    group: 'Trading',
    hotkey: 'mod+shift+x',
    enabled: () => {
      const chosen = useSelection.getState().contract;
      return (
        chosen !== null &&
        liveOrders(useOrders.getState()).some(
          ({ contract }) => contract.contractId === chosen.contract.contractId,
        )
      );
    },
    async run() {
      const chosen = useSelection.getState().contract;
      if (chosen !== null)
        await cancelAll({ contractId: chosen.contract.contractId }, chosen.contract.symbol);
    },
  },
  {
    id: 'orders.cancelAll',
    title: 'Cancel all orders',
    group: 'Trading',
    enabled: hasLive,
    run: () => cancelAll({}, 'every contract'),
  },
  {
    id: 'trading.halt',
    title: 'Kill switch: stop trading and cancel all orders',
    group: 'Trading',
    // Never off: what it does is done again where it was not done in full.
    enabled: () => true,
    run: () => halt(false),
  },
  {
    id: 'trading.flatten',
    title: 'Kill switch: cancel all orders and close all positions',
    group: 'Trading',
    enabled: () => true,
    run: () => halt(true),
  },
  {
    id: 'trading.resume',
    title: 'Resume trading after the kill switch',
    group: 'Trading',
    enabled: isHalted,
    async run() {
      const result = await main.invoke('trading.resume', {});
      if (!result.ok) notifyProblem(result.error, 'resume trading');
    },
  },
  {
    id: 'orders.export',
    title: 'Export the orders of the blotter as CSV',
    group: 'Trading',
    enabled: () => useOrders.getState().sequence !== null,
    run: () => exportBlotter('orders'),
  },
  {
    id: 'executions.export',
    title: 'Export the executions of the blotter as CSV',
    group: 'Trading',
    enabled: () => useOrders.getState().sequence !== null,
    run: () => exportBlotter('executions'),
  },
  {
    id: 'denied.export',
    title: 'Export what was denied as CSV',
    group: 'Trading',
    enabled: () => useOrders.getState().sequence !== null,
    run: () => exportBlotter('denied'),
  },
  {
    id: 'trading.reconcile',
    title: 'Compare orders and positions with the broker',
    group: 'Trading',
    enabled: () => useTrading.getState().status?.reconciliation.isRunning === false,
    async run() {
      const result = await main.invoke('trading.reconcile', {});
      if (!result.ok) {
        notifyProblem(result.error, 'compare with the broker');
        return;
      }
      const count = result.value.differences.length;
      notify(
        count === 0 ? 'success' : 'warning',
        count === 0
          ? 'Orders, executions, positions and cash agree with the broker.'
          : `${count} ${count === 1 ? 'difference' : 'differences'} between this book and the broker’s.`,
      );
    },
  },
];

/** One action, no question: it only takes risk away. */
export async function cancelOrder(ref: OrderRef): Promise<void> {
  const result = await main.invoke('orders.cancel', { ref });
  if (!result.ok) notifyProblem(result.error, 'cancel the order');
  else tellCancel(result.value);
}

/** The user takes the broker's word for a difference; main asks natively. */
export async function acceptDifference(key: string): Promise<void> {
  const result = await main.invoke('trading.acceptDifference', { key });
  if (!result.ok) notifyProblem(result.error, 'accept the difference');
}

/** Everything the journal has of a list, to a file the user chooses in main's dialog. */
async function exportBlotter(list: (typeof BLOTTER_LISTS)[number]): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  const chosen = await main.invoke('files.chooseSave', { suggestedName: `${list} ${day}.csv`, kind: 'csv' });
  if (!chosen.ok) return notifyProblem(chosen.error, 'ask where to save');
  const { grant } = chosen.value;
  if (grant === null) return;
  const written = await main.invoke('orders.export', { list, grantId: grant.grantId });
  if (!written.ok) return notifyProblem(written.error, `write ${grant.name}`);
  const { rows, bytes, path, isAll } = written.value;
  const rest = isAll ? '' : ' There are more: the oldest are left out.';
  notify(
    isAll ? 'success' : 'warning',
    `Wrote ${formatNumber(rows)} ${rows === 1 ? 'row' : 'rows'} to ${grant.name}, ${formatBytes(bytes)}.${rest}`,
    { detail: path, action: { label: 'Open', run: () => openFile(grant.grantId, grant.name) } },
  );
}

async function cancelAll(which: { readonly contractId?: number }, of: string): Promise<void> {
  const result = await main.invoke('orders.cancelAll', which);
  if (!result.ok) notifyProblem(result.error, `cancel the orders of ${of}`);
  else tellCancel(result.value);
}

function tellCancel(outcome: CancelOutcome): void {
  if (outcome.kind === 'denied') notify('error', outcome.denial.message, { detail: outcome.denial.help });
}

async function halt(flatten: boolean): Promise<void> {
  const result = await main.invoke('trading.halt', { flatten });
  if (!result.ok) {
    notifyProblem(result.error, 'tell the kill switch');
    return;
  }
  const { cancelsAsked } = result.value;
  notify(
    'warning',
    `Kill switch: nothing new goes out. ${formatNumber(cancelsAsked)} ${cancelsAsked === 1 ? 'cancel was' : 'cancels were'} asked for${flatten ? ', positions are closed once they are proven' : ''}.`,
  );
}
