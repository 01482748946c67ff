import { useEffect, useRef } from 'react';
import styles from './RadioTabs.module.css';

/** One of a few at a time, with how many there are of each; arrow keys go from one to the next, as in any group of radio buttons. */
export function RadioTabs<Id extends string>(props: {
  /** What is chosen between. */
  readonly label: string;
  /** Of the group in the document. */
  readonly name: string;
  readonly tabs: readonly { readonly id: Id; readonly title: string; readonly count: string | null }[];
  readonly current: Id | undefined;
  readonly onChange: (id: Id) => void;
}) {
  const { current } = props;
  const chosen = useRef<HTMLLabelElement>(null);
  // A command chooses too, and where the tabs do not fit it may be one that is out of sight.
  useEffect(() => {
    if (current !== undefined) chosen.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current]);
  return (
    <div className={styles['tabs']} role="radiogroup" aria-label={props.label}>
      {props.tabs.map(({ id, title, count }) => (
        <label
          key={id}
          ref={id === current ? chosen : null}
          className={styles['tab']}
          data-current={id === current}
        >
          <input
            type="radio"
            name={props.name}
            checked={id === current}
            onChange={() => props.onChange(id)}
          />
          {title} {count !== null && <span className="muted">{count}</span>}
        </label>
      ))}
    </div>
  );
}
