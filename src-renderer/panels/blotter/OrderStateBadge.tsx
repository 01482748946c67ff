import {
  Ban,
  Check,
  CircleAlert,
  CircleDot,
  CircleHelp,
  CircleSlash,
  Clock,
  type LucideIcon,
  PencilLine,
  PieChart,
  SendHorizontal,
} from 'lucide-react';
import { isLive, type Order, type OrderState } from '#shared/model/order.ts';
import { useMarketWords } from '../../components/use-market-words.ts';
import { ORDER_STATE_WORDS } from '../../format/order.ts';
import { useOrders } from '../../stores/orders.ts';
import styles from './blotter.module.css';

const ICONS: Readonly<Record<OrderState, LucideIcon>> = {
  draft: PencilLine,
  denied: CircleSlash,
  'pending-send': SendHorizontal,
  sent: SendHorizontal,
  working: CircleDot,
  'partially-filled': PieChart,
  filled: Check,
  'pending-cancel': Clock,
  cancelled: Ban,
  rejected: CircleAlert,
  expired: Clock,
  unknown: CircleHelp,
};

/** An exit whose entry has not filled is open at the broker and cannot trade: it is not shown as what can. */
export function OrderStateBadge({ order }: { order: Order }) {
  const { state, parentRef } = order;
  const closed = useMarketWords(
    state === 'working' ? order.contract.contractId : null,
    order.terms.isOutsideHours,
  );
  const parent = useOrders((all) => (parentRef === null ? undefined : all.orders.get(parentRef)));
  const Icon = ICONS[state];
  if (state === 'working' && parent !== undefined && isLive(parent.state) && parent.filled === 0) {
    return (
      <span className={styles['badge']} data-state="waiting" title="Acts once its entry has filled">
        <Clock size={12} aria-hidden />
        waits for entry
      </span>
    );
  }
  if (closed !== '') {
    return (
      <span className={styles['badge']} data-state="waiting" title={`Working; ${closed}`}>
        <Clock size={12} aria-hidden />
        waits for open
      </span>
    );
  }
  return (
    <span className={styles['badge']} data-state={state}>
      <Icon size={12} aria-hidden />
      {ORDER_STATE_WORDS[state]}
    </span>
  );
}
