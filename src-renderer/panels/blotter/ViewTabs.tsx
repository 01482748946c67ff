import { useOrders } from '../../stores/orders.ts';
import { BLOTTER_VIEWS, type BlotterViewId, useBlotterView } from '../../stores/blotter-view.ts';
import { isLive } from '#shared/model/order.ts';
import { formatNumber } from '../../format/number.ts';
import styles from './blotter.module.css';

const TITLES: Readonly<Record<BlotterViewId, string>> = {
  working: 'Working',
  orders: 'All orders',
  executions: 'Executions',
  denied: 'Denied',
  audit: 'Decisions',
};

/** One at a time; arrow keys go from one to the next, as in any group of radio buttons. */
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
    <div className={styles['views']} role="radiogroup" aria-label="What the blotter shows">
      {BLOTTER_VIEWS.map((view) => (
        <label key={view} className={styles['view']} data-current={view === current}>
          <input
            type="radio"
            name="blotter-view"
            checked={view === current}
            onChange={() => useBlotterView.setState({ view })}
          />
          {TITLES[view]}{' '}
          {counts[view] !== null && <span className="muted">{formatNumber(counts[view])}</span>}
        </label>
      ))}
    </div>
  );
}

function countLive(orders: ReturnType<typeof useOrders.getState>['orders']): number {
  let count = 0;
  for (const { state } of orders.values()) if (isLive(state)) count++;
  return count;
}
