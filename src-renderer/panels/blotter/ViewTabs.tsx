import { RadioTabs } from '../../components/RadioTabs.tsx';
import { useOrders } from '../../stores/orders.ts';
import { BLOTTER_VIEWS, type BlotterViewId, useBlotterView } from '../../stores/blotter-view.ts';
import { isLive } from '#shared/model/order.ts';
import { formatNumber } from '../../format/number.ts';

const TITLES: Readonly<Record<BlotterViewId, string>> = {
  working: 'Working',
  orders: 'All orders',
  executions: 'Executions',
  denied: 'Denied',
  audit: 'Decisions',
};

export function ViewTabs() {
  const current = useBlotterView((state) => state.view);
  const counts: Readonly<Record<BlotterViewId, number | null>> = {
    working: useOrders((state) => countLive(state.orders)),
    orders: useOrders((state) => state.orders.size),
    executions: useOrders((state) => state.executions.size),
    denied: useOrders((state) => state.denied.length),
    audit: null,
  };
  return (
    <RadioTabs
      label="What the blotter shows"
      name="blotter-view"
      tabs={BLOTTER_VIEWS.map((view) => ({
        ...{ id: view, title: TITLES[view] },
        count: counts[view] === null ? null : formatNumber(counts[view]),
      }))}
      current={current}
      onChange={(view) => useBlotterView.setState({ view })}
    />
  );
}

function countLive(orders: ReturnType<typeof useOrders.getState>['orders']): number {
  let count = 0;
  for (const { state } of orders.values()) if (isLive(state)) count++;
  return count;
}
