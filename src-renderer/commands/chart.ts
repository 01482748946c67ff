import type { BarSize } from '#shared/model/bar-size.ts';
import type { OrderSide } from '#shared/model/order-ticket.ts';
import { priceUnderPointer, setBarSize, toggleRegularHours } from '../stores/chart.ts';
import { useChartView } from '../stores/chart-view.ts';
import { useSelection } from '../stores/selection.ts';
import { openTicketAt } from '../stores/ticket-price.ts';
import { showPanel } from '../stores/workspace.ts';
import type { Command } from './command.ts';

/** Those with a key and a button; every other size is in the chart's list. */
export const BAR_SIZE_KEYS: readonly BarSize[] = ['1 min', '5 mins', '15 mins', '1 hour', '1 day', '1 week'];

const always = () => true;

export const chartCommands: readonly Command[] = [
  ...BAR_SIZE_KEYS.map((size, index): Command => ({
    id: `chart.barSize.${size}`,
    title: `Chart: bars of ${size}`,
    group: 'Trading',
    hotkey: `mod+alt+${index + 1}`,
    enabled: always,
    run: () => setBarSize(size),
  })),
  {
    id: 'chart.regularHours',
    title: 'Chart: regular trading hours only, or all',
    group: 'Trading',
    hotkey: 'mod+alt+h',
    enabled: always,
    run: toggleRegularHours,
  },
  {
    id: 'chart.indicators',
    title: 'Chart: choose indicators',
    group: 'Trading',
    hotkey: 'mod+alt+i',
    enabled: () => useSelection.getState().contract !== null,
    run() {
      showPanel('chart', { focus: false });
      useChartView.setState({ isMenuOpen: true });
    },
  },
  here('buy', 'Open a ticket to buy at the price under the crosshair', 'shift+b'),
  here('sell', 'Open a ticket to sell at the price under the crosshair', 'shift+s'),
];

function here(side: OrderSide, title: string, hotkey: string): Command {
  return {
    ...{ id: `chart.${side}Here`, title, group: 'Trading', hotkey, isPlainKey: true },
    enabled: () => priceUnderPointer() !== null,
    run() {
      const price = priceUnderPointer();
      if (price !== null) openTicketAt(side, price);
    },
  };
}
