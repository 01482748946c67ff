import { Button } from '@mantine/core';
import { CircleAlert, type LucideIcon, TriangleAlert } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Problem } from '../format/problem.ts';
import { copyText } from './copy-text.ts';
import styles from './states.module.css';

/** What the panel is for and the first step. */
export function EmptyState(props: { icon: LucideIcon; title: string; text: string; children?: ReactNode }) {
  const Icon = props.icon;
  return (
    <div className={styles['centre']}>
      <Icon size={28} strokeWidth={1.25} className={styles['icon']} aria-hidden />
      <div className={styles['title']}>{props.title}</div>
      <div className={styles['text']}>{props.text}</div>
      <div className={styles['buttons']}>{props.children}</div>
    </div>
  );
}

/** What happened, what it means, what to do; details to copy. */
export function ErrorState(props: { problem: Problem; onRetry?: () => void; children?: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={styles['centre']} role="alert">
      <CircleAlert size={28} strokeWidth={1.25} className={styles['errorIcon']} aria-hidden />
      <div className={styles['title']}>{props.problem.title}</div>
      <div className={styles['text']}>{props.problem.help}</div>
      <div className={styles['buttons']}>
        {props.onRetry !== undefined && <Button onClick={props.onRetry}>Try again</Button>}
        {props.children}
        {props.problem.details !== '' && (
          <Button variant="subtle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            Details
          </Button>
        )}
      </div>
      {isOpen && (
        <>
          <pre className={styles['details']}>{props.problem.details}</pre>
          <Button onClick={() => copyText(props.problem.details)}>Copy details</Button>
        </>
      )}
    </div>
  );
}

export function SkeletonRows({ rows = 6, label }: { rows?: number; label: string }) {
  return (
    <div className={styles['skeleton']} role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={styles['bar']} style={{ width: `${92 - ((index * 23) % 45)}%` }} />
      ))}
    </div>
  );
}

/** Something the reader of a panel must not miss. */
export function Banner(props: { level: 'warning' | 'error'; children: ReactNode; actions?: ReactNode }) {
  const Icon = props.level === 'warning' ? TriangleAlert : CircleAlert;
  return (
    <div
      className={styles['banner']}
      data-level={props.level}
      role={props.level === 'error' ? 'alert' : 'note'}
    >
      <Icon size={14} aria-hidden />
      <div className={styles['bannerText']}>{props.children}</div>
      {props.actions}
    </div>
  );
}
