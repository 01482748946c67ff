import { Ban, Check, CircleAlert, CircleDashed, LoaderCircle, type LucideIcon, Unplug } from 'lucide-react';
import type { RunStatus } from '#shared/model/backtest.ts';
import { STATUS_WORDS } from './run-words.ts';
import styles from './StatusBadge.module.css';

const ICONS: Readonly<Record<RunStatus, LucideIcon>> = {
  queued: CircleDashed,
  running: LoaderCircle,
  done: Check,
  failed: CircleAlert,
  cancelled: Ban,
  interrupted: Unplug,
};

export function StatusBadge({ status }: { status: RunStatus }) {
  const Icon = ICONS[status];
  return (
    <span className={styles['badge']} data-status={status}>
      <Icon size={12} aria-hidden />
      {STATUS_WORDS[status]}
    </span>
  );
}
