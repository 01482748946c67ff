import { type CSSProperties, useEffect } from 'react';
import { toast, Toaster } from 'sonner';
import { type Notice, takeAction, useNotices } from '../stores/notices.ts';

const SHORT_MS = 5_000;
const WITH_ACTION_MS = 12_000;

/** What has just happened, for a moment. The Log keeps it. */
export function Toasts({ theme }: { theme: 'dark' | 'light' }) {
  useEffect(
    () =>
      useNotices.subscribe((state, before) => {
        const newest = state.notices[0];
        if (newest !== undefined && newest.id !== before.notices[0]?.id) show(newest);
      }),
    [],
  );
  return (
    <Toaster
      theme={theme}
      // Over the middle of the title bar and the tabs below it: lists, ticket and status bar are read while something happens.
      position="top-center"
      offset={{ top: 2 }}
      visibleToasts={4}
      gap={8}
      closeButton
      containerAriaLabel="Notifications"
      style={WIDE}
      toastOptions={{ style: TOAST_STYLE, actionButtonStyle: ACTION_STYLE }}
    />
  );
}

/** Of few lines, so that they end above the rows of whatever stands in the middle. */
const WIDE = { '--width': '520px' } as CSSProperties;

const ACTION_STYLE = { background: 'var(--accent)', color: 'var(--on-accent)' };

const TOAST_STYLE = {
  background: 'var(--raised)',
  color: 'var(--text)',
  border: '1px solid var(--line)',
  borderRadius: 'var(--radius)',
  boxShadow: 'var(--shadow)',
  fontSize: '12px',
  fontFamily: 'var(--font)',
};

function show(notice: Notice): void {
  const { action } = notice;
  toast[notice.level](notice.title, {
    id: notice.id,
    ...(notice.detail === null ? {} : { description: notice.detail }),
    duration: action === null ? SHORT_MS : WITH_ACTION_MS,
    ...(action === null
      ? {}
      : { action: { label: action.label, onClick: () => void takeAction(notice.id) } }),
  });
}
