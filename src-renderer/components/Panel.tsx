import type { ReactNode } from 'react';
import styles from './Panel.module.css';

/** The inside of a dock panel, which dockview names: a column that scrolls where its content says. */
export function Panel({ children }: { children: ReactNode }) {
  return (
    <div className={styles['panel']} tabIndex={-1} data-panel>
      {children}
    </div>
  );
}

/** What does not fit beside each other goes on a second line. */
export function Toolbar({ title, hint, children }: { title?: string; hint?: string; children?: ReactNode }) {
  return (
    <div className={styles['toolbar']}>
      {title !== undefined && (
        <div className={styles['title']}>
          {title} {hint !== undefined && <span className={styles['hint']}>{hint}</span>}
        </div>
      )}
      {children}
    </div>
  );
}
