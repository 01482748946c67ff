import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import styles from './picker.module.css';

export interface PickItem {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
}

interface PickListProps {
  readonly label: string;
  readonly items: readonly PickItem[];
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
  /** Enter or the right arrow, with Ctrl or without. */
  readonly onNext: (event: { readonly isWatch: boolean; readonly isEnter: boolean }) => void;
  /** Takes the focus when it appears. */
  readonly isFirst?: boolean;
}

const TYPING_MS = 900;

/** A column to choose from: arrows walk, typing jumps to what begins so, Enter goes on. */
export function PickList({ label, items, chosen, onChoose, onNext, isFirst = false }: PickListProps) {
  const box = useRef<HTMLUListElement>(null);
  const typed = useRef({ text: '', at: 0 });
  const prefix = useId();
  const index = items.findIndex(({ id }) => id === chosen);
  useEffect(() => {
    if (isFirst) box.current?.focus();
  }, [isFirst]);
  useEffect(() => {
    box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen, items]);

  function onKeyDown(event: KeyboardEvent): void {
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + 10,
      PageUp: index - 10,
      Home: 0,
      End: items.length - 1,
    };
    const move = moves[event.key];
    if (move !== undefined) choose(move);
    else if (event.key === 'Enter') onNext({ isWatch: event.ctrlKey || event.metaKey, isEnter: true });
    else if (event.key === 'ArrowRight') onNext({ isWatch: false, isEnter: false });
    else if (event.key === 'ArrowLeft') before(event.currentTarget as HTMLElement)?.focus();
    else if (/^[\d.]$/.test(event.key)) jump(event.key, event.timeStamp);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function choose(to: number): void {
    const item = items[Math.max(0, Math.min(items.length - 1, to))];
    if (item !== undefined) onChoose(item.id);
  }

  function jump(key: string, at: number): void {
    const text = at - typed.current.at < TYPING_MS ? typed.current.text + key : key;
    typed.current = { text, at };
    const found = items.find((item) => item.label.replaceAll(',', '').startsWith(text));
    if (found !== undefined) onChoose(found.id);
  }

  return (
    <div className={styles['column']}>
      <span className={styles['heading']}>{label}</span>
      <ul
        ref={box}
        className={styles['items']}
        role="listbox"
        aria-label={label}
        aria-activedescendant={index >= 0 ? `${prefix}${index}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        {items.map((item, at) => (
          <li
            key={item.id}
            id={`${prefix}${at}`}
            role="option"
            aria-selected={item.id === chosen}
            className={styles['item']}
            onClick={() => onChoose(item.id)}
            onDoubleClick={() => onNext({ isWatch: false, isEnter: true })}
          >
            {item.label} {item.hint !== undefined && <span className="muted">{item.hint}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The column to the left. */
function before(list: HTMLElement): HTMLElement | null | undefined {
  return list.parentElement?.previousElementSibling?.querySelector<HTMLElement>('[role="listbox"]');
}

/** The column to the right, once it is drawn. */
export function focusNext(label: string): void {
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>(`[data-picker] [role="listbox"][aria-label="${label}"]`)?.focus(),
  );
}
