import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { ContractDetails, ContractMatch } from '#shared/model/contract.ts';
import { takeContract } from '../../../commands/watchlist.ts';
import { DERIVATIVE_WORDS, derivativesOf, type DerivativeKind } from '../../../stores/derivatives.ts';
import { closeForm, useWatchlistView } from '../../../stores/watchlist-view.ts';
import { FuturesPicker } from './FuturesPicker.tsx';
import type { OnPick } from './on-pick.ts';
import { OptionPicker } from './OptionPicker.tsx';
import { focusNext, PickList } from './PickList.tsx';
import styles from './picker.module.css';

/** Futures by expiry, options by expiry, strike and right, without the mouse. What is picked is what ticket and chart follow. */
export function ContractPicker({ underlying }: { underlying: ContractMatch }) {
  const kinds = derivativesOf(underlying);
  const [kind, setKind] = useState<DerivativeKind | null>(kinds[0] ?? null);
  /** Whose options are looked at; null: the future has not been chosen yet. */
  const [future, setFuture] = useState<ContractDetails | null>(null);
  const box = useRef<HTMLDivElement>(null);
  // Keys are the picker's from the start, while the broker is still being asked.
  useEffect(() => {
    if (box.current?.contains(document.activeElement) === false) box.current.focus();
  }, []);

  const pick: OnPick = (details, isWatch) => {
    takeContract(details, isWatch);
    // The keys of the ticket go on from the panel: the list itself would take its own first row.
    box.current?.closest<HTMLElement>('[data-panel]')?.focus();
    closeForm();
  };

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    useWatchlistView.setState({ form: 'add' });
  }

  return (
    <div ref={box} className={styles['picker']} tabIndex={-1} data-picker onKeyDown={onKeyDown}>
      <div className={styles['title']}>
        <strong>{underlying.symbol}</strong> <span className="muted">{underlying.name}</span>
      </div>
      <div className={styles['columns']}>
        {kinds.length > 1 && (
          <PickList
            isFirst
            label="Kind"
            items={kinds.map((id) => ({ id, label: DERIVATIVE_WORDS[id] }))}
            chosen={kind}
            onChoose={(id) => {
              setKind(id as DerivativeKind);
              setFuture(null);
            }}
            onNext={() => focusNext('Expiry')}
          />
        )}
        {kind === 'OPT' && (
          <OptionPicker
            underlying={{ ...underlying, securityType: 'OPT' }}
            isFirst={kinds.length === 1}
            onPick={pick}
          />
        )}
        {kind === 'FUT' && <FuturesPicker match={underlying} isFirst={kinds.length === 1} onPick={pick} />}
        {kind === 'FOP' &&
          (future === null ? (
            <FuturesPicker
              match={underlying}
              isFirst={kinds.length === 1}
              onPick={(details) => setFuture(details)}
            />
          ) : (
            <OptionPicker isFirst underlying={{ ...future.contract, securityType: 'FOP' }} onPick={pick} />
          ))}
      </div>
      <div className={styles['keys']}>
        Enter selects, Ctrl+Enter watches it too, Escape goes back to the search.
      </div>
    </div>
  );
}
