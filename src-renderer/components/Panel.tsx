import type { ReactNode } from 'react';
import styles from './Panel.module.css';

/** The inside of a dock panel: a column that scrolls where its content says. */
export function Panel({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section className={styles['panel']} aria-label={label} tabIndex={-1} data-panel>
      {children}
    </section>
  );
}

export function Toolbar({ title, hint, children }: { title: string; hint?: string; children?: ReactNode }) {
  return (
    <div className={styles['toolbar']}>
      <div className={styles['title']}>
        {title} {hint !== undefined && <span className={styles['hint']}>{hint}</span>}
      </div>
      {children}
    </div>
  );
}
