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
import type { OrderState } from '#shared/model/order.ts';
import { ORDER_STATE_WORDS } from '../../format/order.ts';
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

export function OrderStateBadge({ state }: { state: OrderState }) {
  const Icon = ICONS[state];
  return (
    <span className={styles['badge']} data-state={state}>
      <Icon size={12} aria-hidden />
      {ORDER_STATE_WORDS[state]}
    </span>
  );
}
