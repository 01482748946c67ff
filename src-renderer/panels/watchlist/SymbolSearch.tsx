import { TextInput } from '@mantine/core';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { ContractMatch } from '#shared/model/contract.ts';
import { watch } from '../../commands/watchlist.ts';
import { problemOf, type Problem } from '../../format/problem.ts';
import { main } from '../../ipc/services.ts';
import { DERIVATIVE_WORDS, derivativesOf } from '../../stores/derivatives.ts';
import { closeForm, openDerivatives, useWatchlistView } from '../../stores/watchlist-view.ts';
import styles from './watchlist.module.css';

/** While somebody types, the broker is not asked for every letter. */
const TYPING_MS = 200;

interface Found {
  readonly text: string;
  readonly matches: readonly ContractMatch[];
  readonly problem: Problem | null;
}

/** Type, arrows, Enter: the contract is watched, and the field is ready for the next. Escape ends it. */
export function SymbolSearch() {
  const [text, setText] = useState(useWatchlistView.getState().text);
  const [active, setActive] = useState(0);
  const found = useMatches(text.trim());
  const matches = found?.matches ?? [];
  const listId = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    // Typing goes on behind what it begins with.
    field.current?.setSelectionRange(-1, -1);
  }, []);

  function choose(match: ContractMatch | undefined): void {
    if (match === undefined) return;
    void watch(match);
    setText('');
    setActive(0);
    field.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const match = matches[active];
    const isAtEnd = field.current?.selectionStart === text.length;
    if (event.key === 'ArrowRight' && isAtEnd && match !== undefined && derivativesOf(match).length > 0)
      openDerivatives(match);
    else if (step !== undefined) setActive(Math.max(0, Math.min(matches.length - 1, active + step)));
    else if (event.key === 'Enter') choose(matches[active]);
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
  }

  function close(): void {
    closeForm();
    // Back to the rows, so that the keyboard goes on where it was.
    field.current?.closest('[data-panel]')?.querySelector<HTMLElement>('[role="grid"]')?.focus();
  }

  return (
    <div
      className={styles['search']}
      onBlur={(event) => {
        const isElsewhere = useWatchlistView.getState().form !== 'add';
        if (!isElsewhere && !event.currentTarget.contains(event.relatedTarget)) closeForm();
      }}
    >
      <TextInput
        ref={field}
        role="combobox"
        aria-label="Symbol or name"
        aria-expanded={matches.length > 0}
        aria-controls={listId}
        aria-activedescendant={matches.length > 0 ? `${listId}-${active}` : undefined}
        placeholder="Symbol or name: AAPL, Apple, EUR.USD, ES"
        value={text}
        maxLength={64}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div className={styles['answer']} role="status">
        {found === null
          ? text.trim() !== '' && 'Searching…'
          : (found.problem?.title ?? (matches.length === 0 && `Nothing is called "${found.text}".`))}
      </div>
      <ul className={styles['matches']} id={listId} role="listbox" aria-label="Matches">
        {matches.map((match, index) => (
          <li
            key={match.contractId}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === active}
            className={styles['match']}
            ref={index === active ? scrollIntoView : null}
            // The field keeps the focus.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(match)}
          >
            <span className={styles['matchSymbol']}>{match.symbol}</span>
            <span className={styles['matchName']}>{match.name}</span>
            {derivativesOf(match).length > 0 && (
              <button
                type="button"
                className={styles['derivatives']}
                tabIndex={-1}
                title="Pick an expiry or a strike (right arrow)"
                onClick={(event) => {
                  event.stopPropagation();
                  openDerivatives(match);
                }}
              >
                {derivativesOf(match)
                  .map((kind) => DERIVATIVE_WORDS[kind])
                  .join(', ')}{' '}
                →
              </button>
            )}
            <span className="muted">
              {[match.securityType, match.primaryExchange, match.currency].filter(Boolean).join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function scrollIntoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}

/** null while the answer for this text is awaited. */
function useMatches(text: string): Found | null {
  const [found, setFound] = useState<Found | null>(null);
  useEffect(() => {
    if (text === '') return undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      void main.invoke('marketData.search', { text }, { signal: abort.signal }).then((result) => {
        if (abort.signal.aborted) return;
        setFound(
          result.ok
            ? { text, matches: result.value.matches, problem: null }
            : { text, matches: [], problem: problemOf(result.error, `look for ${text}`) },
        );
      });
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text]);
  return found?.text === text ? found : null;
}
