import { Button } from '@mantine/core';
import { CircleAlert, CircleCheck, Info, type LucideIcon, ScrollText, TriangleAlert } from 'lucide-react';
import { Panel } from '../../components/Panel.tsx';
import { EmptyState } from '../../components/states.tsx';
import { formatClock, localZone } from '../../format/time.ts';
import { type NoticeLevel, takeAction, useNotices } from '../../stores/notices.ts';
import styles from './LogPanel.module.css';

const ICONS: Readonly<Record<NoticeLevel, LucideIcon>> = {
  info: Info,
  success: CircleCheck,
  warning: TriangleAlert,
  error: CircleAlert,
};

/** Everything that was said in this session, with what can still be done about it. */
export function LogPanel() {
  const notices = useNotices((state) => state.notices);
  return (
    <Panel>
      {notices.length === 0 ? (
        <EmptyState
          icon={ScrollText}
          title="Nothing has happened yet"
          text="What the application tells you stays here until it closes, with its Undo or Open button."
        />
      ) : (
        <ol className={styles['list']} aria-label="Log" tabIndex={0}>
          {notices.map((notice) => {
            const Icon = ICONS[notice.level];
            return (
              <li key={notice.id} data-level={notice.level}>
                <time>{formatClock(notice.at, localZone())}</time>
                <Icon size={13} aria-label={notice.level} />
                <span className={styles['text']}>
                  {notice.title} {notice.detail !== null && <span className="muted">{notice.detail}</span>}
                </span>
                {notice.action !== null && (
                  <Button onClick={() => void takeAction(notice.id)}>{notice.action.label}</Button>
                )}
              </li>
            );
          })}
        </ol>
      )}
    </Panel>
  );
}
